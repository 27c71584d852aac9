import { afterAll, beforeAll, expect, test } from 'vitest';
import { hooksDir, migrationsDir } from '../../pocketbase/serve/paths';
import { findPocketBase, realSurroundings } from '../../pocketbase/serve/pocketbase-binary';
import { startServer } from '../../pocketbase/serve/server';
import { freePort } from '../server/free-port';
import { startMuster, type Muster } from '../server/start';

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

test('a server that was killed does not lock its folder', async () => {
	const boot = await bootNow();
	await muster.kill9();
	await muster.restart();
	expect(await bootNow()).not.toBe(boot);
});
