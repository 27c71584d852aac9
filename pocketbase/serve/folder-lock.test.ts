import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claimFolder, mustBeAlone } from './folder-lock';

let root: string;
let dataDir: string;
let children: ChildProcess[] = [];
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'muster-lock-'));
	dataDir = join(root, 'pb');
});
afterEach(async () => {
	for (const child of children) child.kill('SIGKILL');
	children = [];
	await rm(root, { recursive: true, force: true });
});

/** A process that lives, with the flag a server on that folder has. */
function runOn(dir: string): number {
	const code = 'setInterval(() => {}, 1000)';
	const child = spawn(process.execPath, ['-e', code, '--', `--dir=${dir}`]);
	children.push(child);
	return child.pid ?? 0;
}

test('a folder that a living server holds is refused with one sentence that names both', () => {
	const pid = runOn(dataDir);
	claimFolder(dataDir).heldBy(pid);
	const sentence = `Another Muster server (process ${pid}) is running on the data folder ${dataDir}.`;
	expect(() => claimFolder(dataDir)).toThrow(sentence);
	expect(() => {
		mustBeAlone(dataDir);
	}).toThrow(sentence);
});

test('a folder is known by its other name too', async () => {
	await mkdir(dataDir);
	const link = `${root}-link`;
	await symlink(root, link);
	claimFolder(dataDir).heldBy(runOn(dataDir));
	expect(() => claimFolder(join(link, 'pb'))).toThrow('is running on the data folder');
	await rm(link);
});

test('of two that start at the same moment one is refused', () => {
	claimFolder(dataDir);
	expect(() => claimFolder(dataDir)).toThrow('is running on the data folder');
});

test('a claim that was never filled in ends by itself', async () => {
	claimFolder(dataDir);
	await utimes(`${dataDir}.lock`, 0, 0);
	expect(() => claimFolder(dataDir)).not.toThrow();
});

test('a folder is free again once its server has ended in order', () => {
	const claim = claimFolder(dataDir);
	claim.heldBy(runOn(dataDir));
	claim.release();
	expect(existsSync(`${dataDir}.lock`)).toBe(false);
	expect(() => claimFolder(dataDir)).not.toThrow();
});

test('what a killed server has left does not count, nor does nonsense', async () => {
	await writeFile(`${dataDir}.lock`, '2147483646\n');
	expect(() => claimFolder(dataDir)).not.toThrow();
	await writeFile(`${dataDir}.lock`, 'nonsense');
	expect(() => claimFolder(dataDir)).not.toThrow();
});

test.runIf(process.platform === 'linux')(
	'another program that has got a dead server’s number does not hold its folder',
	() => {
		claimFolder(dataDir).heldBy(runOn(join(root, 'other')));
		expect(() => claimFolder(dataDir)).not.toThrow();
	}
);
