import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repoDir } from '../../pocketbase/serve/paths';
import { runProgram } from '../../pocketbase/serve/run-tool';
import { freePort } from '../server/free-port';
import { launch, type Launched } from '../server/launch';
import { Client } from './support/client';

const BASE_PATH = '/muster';

let dir: string;
let bundleDir: string;
beforeAll(async () => {
	dir = await mkdtemp(join(tmpdir(), 'muster-bundle-'));
	bundleDir = join(dir, 'bundle');
	const { code, output } = await bundle(bundleDir);
	if (code !== 0) throw new Error(output);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** As `npm run bundle -- …args`. */
async function bundle(...args: string[]) {
	const bootstrap = join(repoDir, 'pocketbase', 'serve', 'bootstrap.mjs');
	const all = [bootstrap, '--run', 'pocketbase/serve/bundle.ts', ...args];
	return await runProgram(process.execPath, all, { env: { MUSTER_BASE_PATH: BASE_PATH } });
}

/** Without a way to find npm, a compiler or a home. */
async function start(env: Record<string, string> = {}): Promise<Launched & { client: Client }> {
	const port = await freePort();
	const program = join(bundleDir, 'pocketbase', 'serve', 'main.mjs');
	const where = { dataRoot: join(dir, 'data'), port, program };
	const launched = launch([], { ...where, env: { MUSTER_BASE_PATH: BASE_PATH, ...env } });
	await launched.settled;
	return { ...launched, client: new Client(`http://127.0.0.1:${String(port)}`, null) };
}

/** Every file of the bundle, and when it was written. */
async function contents(): Promise<string[]> {
	const names = await readdir(bundleDir, { recursive: true });
	return await Promise.all(
		names.sort().map(async (name) => `${name} ${(await stat(join(bundleDir, name))).mtimeMs}`)
	);
}

test('a bundle serves with Node alone, stops when it is told, and goes on with its data', async () => {
	const before = await contents();
	const first = await start();
	const [, code] = /https:\/\/…\/muster\/setup#(\S+)/.exec(first.said()) ?? [];
	expect(code, first.said()).toBeDefined();
	expect((await first.client.send('GET', '/api/health')).status).toBe(200);
	const page = (await first.client.send('GET', '/today')).text;
	const script = /"\/muster(\/_app\/immutable\/entry\/start\.[^"]+)"/.exec(page)?.[1] ?? '';
	expect((await first.client.send('GET', script)).status).toBe(200);
	await first.client.mustSend('POST', '/api/muster/setup', {
		code,
		organisation: { name: '华东工厂', timeZone: 'Asia/Shanghai', defaultLanguage: 'zh-CN' },
		admin: { name: '王芳', identity: '20388', password: 'long enough' }
	});
	// 1 where it had not ended in time, and was killed.
	expect(await first.stop('SIGTERM')).toBe(0);

	const again = await start();
	expect(again.said()).not.toContain('/setup#');
	expect((await again.client.send('GET', '/api/muster/setup')).body).toEqual({ open: false });
	await again.stop('SIGTERM');
	expect(await contents()).toEqual(before);
});

test('a bundle says so when it was made for another path', async () => {
	const launched = await start({ MUSTER_BASE_PATH: '' });
	expect(await launched.settled).toEqual({ code: 1 });
	expect(launched.said()).toContain('This bundle was not made for MUSTER_BASE_PATH="".');
});

test('a bundle is put into no folder that holds anything', async () => {
	const full = join(dir, 'full');
	await mkdir(full);
	await writeFile(join(full, 'data.db'), '');
	const { code, output } = await bundle(full);
	expect([code, output]).toEqual([1, expect.stringContaining('is not empty')]);
	expect(existsSync(join(full, 'data.db'))).toBe(true);
});
