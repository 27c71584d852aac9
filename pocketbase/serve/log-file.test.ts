import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LogFile } from './log-file';

test('a log keeps its newest lines in three files of bounded size, across starts', async () => {
	const dir = await mkdtemp(join(tmpdir(), 'muster-log-'));
	const path = join(dir, 'server.log');
	const read = async (name: string): Promise<string[]> =>
		(await readFile(join(dir, name), 'utf8')).trim().split('\n');
	for (let start = 0; start < 2; start++) {
		const log = new LogFile(path, 50);
		for (let n = 0; n < 20; n++) log.write(`start ${start} line ${n}`);
	}
	expect((await readdir(dir)).sort()).toEqual(['server.log', 'server.log.1', 'server.log.2']);
	const lines = await Promise.all(['server.log.2', 'server.log.1', 'server.log'].map(read));
	expect(lines.flat().at(-1)).toBe('start 1 line 19');
	const kept = lines.flat().length;
	expect(lines.flat()).toEqual(
		Array.from({ length: kept }, (_, i) => `start 1 line ${20 - kept + i}`)
	);
	for (const file of lines) expect(file.length).toBeLessThanOrEqual(4);
	await rm(dir, { recursive: true });
});
