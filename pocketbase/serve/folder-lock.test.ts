import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { claimFolder, claimPatiently, mustBeAlone } from './folder-lock';
import { repoDir } from './paths';

let root: string;
let dataDir: string;
let children: ChildProcess[] = [];
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'muster-lock-'));
	dataDir = join(root, 'pb');
});
afterEach(async () => {
	vi.useRealTimers();
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

test('of many processes that find a dead server’s claim at the same moment one gets the folder', async () => {
	const rounds = 60;
	for (let i = 0; i < rounds; i++) await writeFile(`${dataDir}-${i}.lock`, '2147483646\n');
	const program = `import { claimFolder } from './pocketbase/serve/folder-lock.ts';
		process.stdout.write('ready\\n');
		let start = 0;
		for await (const text of process.stdin) start = Number(text);
		for (let i = 0; i < ${rounds}; i++) {
			while (Date.now() < start + i * 10);
			try { claimFolder(${JSON.stringify(dataDir)} + '-' + i); process.stdout.write('got ' + i + '\\n'); } catch {}
		}
		process.stdout.write('done\\n');
		// What the dead have claimed is free.
		setInterval(() => {}, 1000);`;
	const args = ['--import', 'tsx', '--input-type=module', '-e', program];
	const rivals = Array.from({ length: 3 }, () => {
		const child = spawn(process.execPath, args, { cwd: repoDir });
		children.push(child);
		const rival = { child, said: '' };
		child.stdout.on('data', (chunk: Buffer) => (rival.said += chunk.toString('utf8')));
		return rival;
	});
	const allSay = (word: string) =>
		vi.waitFor(
			() => {
				for (const { said } of rivals) expect(said).toContain(word);
			},
			{ timeout: 120_000 }
		);
	await allSay('ready');
	const startMs = Date.now() + 100;
	for (const { child } of rivals) child.stdin.end(String(startMs));
	await allSay('done');
	const got = rivals.flatMap(({ said }) =>
		said.split('\n').filter((line) => line.startsWith('got'))
	);
	expect(got.sort()).toEqual(Array.from({ length: rounds }, (_, i) => `got ${i}`).sort());
}, 240_000);

test('a claim that was never filled in ends by itself', async () => {
	await writeFile(`${dataDir}.lock`, '');
	expect(() => claimFolder(dataDir)).toThrow('is running on the data folder');
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
	async () => {
		await claimedBy({ pid: runOn(dataDir), start: '1' });
		expect(() => claimFolder(dataDir)).not.toThrow();
		// As versions wrote it that noted the number alone.
		await writeFile(`${dataDir}.lock`, `${runOn(join(root, 'other'))}\n`);
		expect(() => claimFolder(dataDir)).not.toThrow();
		await writeFile(`${dataDir}.lock`, `${runOn(dataDir)}\n`);
		expect(() => claimFolder(dataDir)).toThrow('is running on the data folder');
	}
);

/** Changes what the holder has written about itself. */
async function claimedBy(changes: Record<string, unknown>): Promise<void> {
	const claim = claimFolder(dataDir);
	const text = await readFile(`${dataDir}.lock`, 'utf8');
	claim.release();
	await writeFile(
		`${dataDir}.lock`,
		JSON.stringify({ ...(JSON.parse(text) as object), claim: 'another', ...changes })
	);
}

const ELSEWHERE = { host: 'far-away', system: 'far-away 1 pid:[2]', pid: 2147483646 };

test('a folder that another machine or container holds is refused while that one is heard of', async () => {
	await claimedBy(ELSEWHERE);
	const sentence = `Another Muster server, on the machine or container far-away, is running on the data folder ${dataDir}.`;
	expect(() => claimFolder(dataDir)).toThrow(sentence);
	await agedBy(20_000);
	expect(() => claimFolder(dataDir)).toThrow(sentence);
	await agedBy(31_000);
	expect(() => claimFolder(dataDir)).not.toThrow();
});

async function agedBy(ms: number): Promise<void> {
	const at = (Date.now() - ms) / 1000;
	await utimes(`${dataDir}.lock`, at, at);
}

test('who starts where another system has just been heard of waits until it is silent', async () => {
	await claimedBy(ELSEWHERE);
	// Some seconds before it counts as dead: a busy machine may take one or two to look.
	await agedBy(25_000);
	const lines: string[] = [];
	const claim = await claimPatiently(dataDir, (line) => lines.push(line));
	expect(lines).toEqual([expect.stringContaining('looking whether it still is')]);
	claim.release();
});

test('who starts where another system is still heard of is refused at its next word', async () => {
	await claimedBy(ELSEWHERE);
	await agedBy(10_000);
	const starting = claimPatiently(dataDir, () => undefined);
	await agedBy(5_000);
	await expect(starting).rejects.toThrow('far-away');
});

test('a holder is heard of every few seconds, and hears when its folder has been taken', async () => {
	vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
	const claim = claimFolder(dataDir);
	let lost = 0;
	claim.onLost(() => (lost += 1));
	await agedBy(60_000);
	vi.advanceTimersByTime(5_000);
	expect(Date.now() - (await stat(`${dataDir}.lock`)).mtimeMs).toBeLessThan(5_000);
	expect(lost).toBe(0);
	const taken = '{"claim":"another","host":"far-away","system":"far-away","pid":1}';
	await writeFile(`${dataDir}.lock`, taken);
	vi.advanceTimersByTime(20_000);
	expect(lost).toBe(1);
	claim.release();
	expect(await readFile(`${dataDir}.lock`, 'utf8')).toBe(taken);
	vi.useRealTimers();
});
