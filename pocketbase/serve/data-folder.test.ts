import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dataFolder, prepareDemo, readMarker, writeMarker } from './data-folder';
import type { DataFolder, DemoPlan } from './data-folder';

const version = { app: '0.2.0', schema: '1764000002_b.js' };
const dayMs = 86_400_000;
const nowMs = Date.UTC(2026, 10, 23, 12);

let root = '';
let folder: DataFolder = dataFolder('');
let filled = 0;
let lines: string[] = [];
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'muster-data-'));
	folder = dataFolder(join(root, 'data'));
	filled = 0;
	lines = [];
});
afterEach(() => rm(root, { recursive: true, force: true }));

function plan(changes: Partial<DemoPlan> = {}): DemoPlan {
	return {
		...{ folder, version, fresh: false, nowMs, seed: 'x' },
		log: (line) => lines.push(line),
		fill: async (dataDir) => {
			filled += 1;
			await mkdir(dataDir, { recursive: true });
			await writeFile(join(dataDir, `fill-${filled}`), '');
		},
		...changes
	};
}

test('an empty folder is filled once, and kept at the next start', async () => {
	await prepareDemo(plan());
	await prepareDemo(plan());
	expect(filled).toBe(1);
	expect(lines).toEqual(['Filling the demo organisation …']);
});

test('a folder older than a day is kept and says how to make it afresh', async () => {
	await prepareDemo(plan());
	await prepareDemo(plan({ nowMs: nowMs + dayMs }));
	expect(filled).toBe(1);
	expect(lines.at(-1)).toContain('npm run demo -- --fresh');
});

test('--fresh makes it again from nothing', async () => {
	await prepareDemo(plan());
	await prepareDemo(plan({ fresh: true }));
	expect(await readdir(folder.pocketBaseDir)).toEqual(['fill-2']);
});

test('a filling that was interrupted is made again', async () => {
	const broken = plan({ fill: () => Promise.reject(new Error('power cut')) });
	await expect(prepareDemo(broken)).rejects.toThrow('power cut');
	await prepareDemo(plan());
	expect(filled).toBe(1);
});

test('a folder with other data is refused and not touched, with --fresh too', async () => {
	await mkdir(folder.pocketBaseDir, { recursive: true });
	await writeFile(join(folder.pocketBaseDir, 'data.db'), 'mine');
	await expect(prepareDemo(plan({ fresh: true }))).rejects.toThrow("not the demo's");
	await writeMarker(folder, { format: 1, ...version });
	await expect(prepareDemo(plan({ fresh: true }))).rejects.toThrow("not the demo's");
	expect(await readdir(folder.pocketBaseDir)).toEqual(['data.db']);
});

test('a folder of a newer version is refused', async () => {
	await writeMarker(folder, { format: 1, app: '0.3.0', schema: '1764000003_c.js' });
	await expect(readMarker(folder, version)).rejects.toThrow(
		'newer version of Muster (Muster 0.3.0)'
	);
});

test('a folder of an older version is accepted', async () => {
	await writeMarker(folder, { format: 1, app: '0.1.0', schema: '1764000001_a.js' });
	expect(await readMarker(folder, version)).toMatchObject({ app: '0.1.0' });
});
