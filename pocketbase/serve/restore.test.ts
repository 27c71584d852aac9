import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { zipOf } from '../../tests/fixtures/zip-of';
import { dataFolder, type DataFolder } from './data-folder';
import { finishRestore, restore } from './restore';

let root = '';
let folder: DataFolder = dataFolder('');
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'muster-restore-'));
	folder = dataFolder(root);
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function put(path: string, text: string): Promise<void> {
	await mkdir(join(root, path, '..'), { recursive: true });
	await writeFile(join(root, path), text);
}

const swap = { from: 'pb-restoring-1', aside: 'pb-before-restore-1' };
const move = (from: string, to: string) => rename(join(root, from), join(root, to));

test.each([0, 1, 2, 3])(
	'a restore that a power cut ended after %i steps is ended by the next start',
	async (steps) => {
		await put('pb/data.db', 'present');
		await put('pb/backups/nightly.zip', 'a backup');
		await put('pb-restoring-1/data.db', 'restored');
		await put('restoring.json', JSON.stringify(swap));
		if (steps > 0) await move('pb', swap.aside);
		if (steps > 1) await move(swap.from, 'pb');
		if (steps > 2) await move(`${swap.aside}/backups`, 'pb/backups');
		await finishRestore(folder);
		await finishRestore(folder);
		expect((await readdir(root)).sort()).toEqual(['pb', 'pb-before-restore-1']);
		expect(await readFile(join(root, 'pb/data.db'), 'utf8')).toBe('restored');
		expect(await readFile(join(root, 'pb/backups/nightly.zip'), 'utf8')).toBe('a backup');
		expect(await readFile(join(root, swap.aside, 'data.db'), 'utf8')).toBe('present');
	}
);

test.each([
	['nothing.zip', undefined, 'There is no backup nothing.zip'],
	['text.zip', 'no archive at all', 'not a zip archive'],
	['empty.zip', `PK\x05\x06${'\0'.repeat(18)}`, 'it has no data.db']
])('%s is refused with one sentence and changes nothing', async (backup, text, sentence) => {
	await put('pb/data.db', 'present');
	if (text !== undefined) await put(`pb/backups/${backup}`, text);
	const dirs = { binary: 'none', hooksDir: root, migrationsDir: root };
	const plan = { ...dirs, folder, backup, nowMs: 0, log: () => undefined };
	await expect(restore(plan)).rejects.toThrow(sentence);
	expect(await readdir(root)).toEqual(['pb']);
	expect(await readFile(join(root, 'pb/data.db'), 'utf8')).toBe('present');
});

test('a swap that the machine refuses is not called a damaged backup, and the next start ends it', async () => {
	await put('pb/data.db', 'present');
	await writeFile(join(root, 'backup.zip'), zipOf({ 'data.db': Buffer.from('restored') }));
	// In the way of what is to be kept.
	const aside = 'pb-before-restore-19700101T000000';
	await put(`${aside}/file`, '');
	const binary = join(root, 'checks');
	const found = { migrations: [], damage: 'ok', data: { ops: 0, lastAt: 0 } };
	await writeFile(binary, `#!/bin/sh\necho '${JSON.stringify(found)}'\n`, { mode: 0o755 });
	const dirs = { binary, hooksDir: root, migrationsDir: root };
	const plan = { ...dirs, backup: join(root, 'backup.zip'), nowMs: 0, log: () => undefined };
	await expect(restore({ ...plan, folder })).rejects.toThrow(/^ENOTEMPTY: /);
	expect(await readFile(join(root, 'pb/data.db'), 'utf8')).toBe('present');
	await rm(join(root, aside), { recursive: true });
	await finishRestore(folder);
	expect(await readFile(join(root, 'pb/data.db'), 'utf8')).toBe('restored');
});
