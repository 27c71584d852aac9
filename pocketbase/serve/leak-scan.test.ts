import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleHooks, bundleMigrations } from './build';
import { recordHandlers, scanMigration, scanRegistrations } from './leak-scan';
import { repoDir } from './paths';

const outDir = await mkdtemp(join(tmpdir(), 'muster-leak-'));
afterAll(() => rm(outDir, { recursive: true, force: true }));

async function bundleOf(main: string): Promise<string> {
	const source = await mkdtemp(join(outDir, 'source-'));
	await writeFile(join(source, 'app.ts'), 'export function push(e: unknown) { return e; }');
	await writeFile(join(source, 'main.pb.ts'), main);
	await bundleHooks(source, join(source, 'out'));
	return await readFile(join(source, 'out', 'main.pb.js'), 'utf8');
}

describe('the scan', () => {
	test('sees a handler that names a constant of its file', async () => {
		const script = await bundleOf(
			`declare function routerAdd(...args: unknown[]): void;
			const greeting = JSON.parse('"hi"');
			routerAdd('GET', '/hi', (e: { json(code: number, body: unknown): void }) => e.json(200, greeting));`
		);
		expect(scanRegistrations(script)).toEqual([
			{ where: 'routerAdd(GET /hi)', names: ['greeting'] }
		]);
	});

	test('sees a named function that calls its neighbour, and a nested one', async () => {
		const script = await bundleOf(
			`declare function cronAdd(...args: unknown[]): void;
			declare function onServe(handler: unknown): void;
			const state = { count: Number('1') };
			function tick() { state.count += 1; }
			cronAdd('tick', '* * * * *', tick);
			onServe(function () { [1].forEach(() => tick()); });`
		);
		expect(scanRegistrations(script)).toEqual([
			{ where: 'cronAdd(tick * * * * *)', names: ['state'] },
			{ where: 'onServe()', names: ['tick'] }
		]);
	});

	test('accepts a handler that is made from text and needs VM globals only', async () => {
		const script = await bundleOf(
			`declare function routerAdd(...args: unknown[]): void;
			declare const $apis: { requireAuth(name: string): unknown };
			const call = (name: string) => new Function('e', \`return require(__hooks + '/app.js').\${name}(e)\`);
			routerAdd('POST', '/api/push', call('push'), $apis.requireAuth('people'));`
		);
		expect(recordHandlers(script)).toHaveLength(1);
		expect(scanRegistrations(script)).toEqual([]);
	});

	test('sees a migration that is not self-contained', () => {
		expect(scanMigration('1_x.js', 'migrate((app) => { app.save(shared); });')).toEqual([
			{ where: '1_x.js', names: ['shared'] }
		]);
	});
});

describe.skipIf(!existsSync(join(repoDir, 'pocketbase', 'hooks', 'main.pb.ts')))('built', () => {
	const hooks = join(outDir, 'hooks');
	const migrations = join(outDir, 'migrations');

	beforeAll(async () => {
		await bundleHooks(join(repoDir, 'pocketbase', 'hooks'), hooks);
		await bundleMigrations(join(repoDir, 'pocketbase', 'migrations'), migrations);
	});

	test('no registered handler names anything outside itself', async () => {
		const script = await readFile(join(hooks, 'main.pb.js'), 'utf8');
		expect(recordHandlers(script).length).toBeGreaterThan(0);
		expect(scanRegistrations(script)).toEqual([]);
	});

	test('every migration stands on VM globals alone', async () => {
		const names = await readdir(migrations);
		expect(names.length).toBeGreaterThan(0);
		for (const name of names) {
			const script = await readFile(join(migrations, name), 'utf8');
			expect(scanMigration(name, script)).toEqual([]);
		}
	});
});
