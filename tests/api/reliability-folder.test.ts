import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { hooksDir, migrationsDir } from '../../pocketbase/serve/paths';
import { findPocketBase, realSurroundings } from '../../pocketbase/serve/pocketbase-binary';
import { startServer } from '../../pocketbase/serve/server';
import { freePort } from '../server/free-port';
import { launch } from '../server/launch';
import { startMuster, type Muster } from '../server/start';
import { PATIENCE } from './support/patience';

const HOST = '127.0.0.1';

let muster: Muster;
beforeAll(async () => {
	muster = await startMuster({ app: false });
});
afterAll(() => muster.stop());

async function startSecond(port: number): Promise<void> {
	const binary = await findPocketBase(realSurroundings(() => undefined));
	const { dataDir } = muster;
	const dirs = { dataDir, hooksDir, migrationsDir, publicDir: dataDir };
	const server = await startServer({ ...dirs, binary, host: HOST, port });
	await server.stop();
}

const bootNow = async (): Promise<unknown> =>
	((await (await fetch(`${muster.url}/api/muster/status`)).json()) as { boot: unknown }).boot;

test('a second server on one data folder is refused, and the first one goes on', async () => {
	const boot = await bootNow();
	const port = await freePort();
	await expect(startSecond(port)).rejects.toThrow(
		/^Another Muster server \(process \d+\) is running on the data folder \S+\.$/
	);
	await expect(fetch(`http://${HOST}:${String(port)}/api/health`)).rejects.toThrow();
	expect(await bootNow()).toBe(boot);
});

test('a server of another machine or container is refused, and so is one here while that one lives', async () => {
	const lock = `${muster.dataDir}.lock`;
	const mine = await readFile(lock, 'utf8');
	const elsewhere = { host: 'far-away', system: 'far-away 1', claim: 'another' };
	await writeFile(lock, JSON.stringify({ ...(JSON.parse(mine) as object), ...elsewhere }));
	await expect(startSecond(await freePort())).rejects.toThrow(
		/^Another Muster server, on the machine or container far-away, is running on the data folder \S+\.$/
	);
	await writeFile(lock, mine);
});

test('of two launchers that fill one demo folder the second is refused and removes nothing', async () => {
	const dataRoot = await mkdtemp(join(tmpdir(), 'muster-demo-'));
	const first = launch(['--demo'], { dataRoot, port: await freePort() });
	await vi.waitFor(() => expect(first.said()).toContain('Filling'), PATIENCE);
	const second = launch(['--demo', '--fresh'], { dataRoot, port: await freePort() });
	expect(await second.settled).toEqual({ code: 1 });
	expect(second.said()).toMatch(/^Another Muster server \(process \d+\) is running/m);
	expect(await first.settled, first.said()).toEqual({ code: null });
	expect((await stat(dataRoot)).mode & 0o777).toBe(0o700);
	await first.stop();
	await rm(dataRoot, { recursive: true });
});

test('a server that was killed does not lock its folder', async () => {
	const boot = await bootNow();
	await muster.kill9();
	await muster.restart();
	expect(await bootNow()).not.toBe(boot);
});
