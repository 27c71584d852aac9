import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dataFolder, makeFolder, prepareDemo, readMarker, writeMarker } from './data-folder';
import type { DataFolder, DemoPlan } from './data-folder';
import { claimFolder } from './folder-lock';

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

test('a place where no folder can be made is said so in one sentence', async () => {
	const file = join(root, 'file');
	await writeFile(file, '');
	for (const place of [file, join(file, 'below')])
		await expect(makeFolder(dataFolder(place))).rejects.toThrow(
			/^The data folder \S+ cannot be used \(E[A-Z]+\)\.$/
		);
});

test('a folder older than a day is kept and says how to make it afresh', async () => {
	await prepareDemo(plan());
	await prepareDemo(plan({ nowMs: nowMs + dayMs }));
	expect(filled).toBe(1);
	expect(lines.at(-1)).toContain('npm run demo -- --fresh');
});

test('the claim of whoever fills an empty folder is not taken for data', async () => {
	await makeFolder(folder);
	expect((await stat(folder.root)).mode & 0o777).toBe(0o700);
	const claim = claimFolder(folder.pocketBaseDir);
	await prepareDemo(plan());
	expect(filled).toBe(1);
	claim.release();
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

test.each(['', '{"format": 1', '[]', '{"app": 1}'])(
	'a marker that is damaged, as %j, is not called newer',
	async (text) => {
		await mkdir(folder.root, { recursive: true });
		await writeFile(join(folder.root, 'muster.json'), text);
		await expect(readMarker(folder, version)).rejects.toThrow('muster.json is damaged');
	}
);

test('a folder of an older version is accepted', async () => {
	await writeMarker(folder, { format: 1, app: '0.1.0', schema: '1764000001_a.js' });
	expect(await readMarker(folder, version)).toMatchObject({ app: '0.1.0' });
});
