import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAll, buildServer } from '../../pocketbase/serve/build';
import { withBuildLock } from '../../pocketbase/serve/build-lock';
import { buildDemoTemplate } from '../../pocketbase/serve/demo-template';
import { appDirOf, hooksDir, migrationsDir, serverBuildDir } from '../../pocketbase/serve/paths';
import { findPocketBase, realSurroundings } from '../../pocketbase/serve/pocketbase-binary';
import { startServer, upsertSuperuser } from '../../pocketbase/serve/server';
import type { Server } from '../../pocketbase/serve/server';
import { freePort } from './free-port';

export type Muster = {
	readonly url: string;
	readonly port: number;
	/** PocketBase's own folder. */
	readonly dataDir: string;
	readonly superuser: { email: string; password: string };
	/** The pages it serves, a copy of its own: another build may be put there while it runs. */
	readonly publicDir: string;
	/** What PocketBase has printed so far, newest last. */
	readonly log: readonly string[];
	/** Ends it in order; a data folder that was made here is removed. */
	stop(): Promise<void>;
	/** Ends it as a power cut would; the data stay for `restart`. */
	kill9(): Promise<void>;
	/**
	 * Starts it again on the same port and data, whether it runs or not.
	 *
	 * @returns what the former one ended with: 0 in order, 1 where it had to be killed
	 */
	restart(): Promise<number | undefined>;
};

export type StartOptions = {
	/** A free one by default. */
	port?: number;
	/** A new temporary one by default; one that is given is never removed. */
	dataDir?: string;
	/** Starts on a copy of the demo organisation, which is filled once a day. */
	demo?: boolean;
	/** By which the first administrator is made in an empty folder. */
	setupCode?: string;
	/** Where a proxy puts it on its origin; at the root by default. */
	basePath?: string;
	/** The header in which that proxy says who asks. */
	trustedProxy?: string;
	/** Whether pages are served too; without them nothing waits for the app's build. */
	app?: boolean;
};

const superuser = { email: 'root@muster.test', password: 'muster-test-root' };
const quiet = (): void => undefined;

/**
 * A real Muster server with a superuser, on a free port of this machine.
 *
 * It serves copies of the built hooks, migrations and pages, so that a build for another run beside
 * it changes nothing under its feet.
 */
export async function startMuster(options: StartOptions = {}): Promise<Muster> {
	const { app = true, basePath = '', trustedProxy } = options;
	await (app ? buildAll(quiet, basePath) : buildServer(quiet));
	const binary = await findPocketBase(realSurroundings(quiet));
	const ownDir = await mkdtemp(join(tmpdir(), 'muster-'));
	const log: string[] = [];
	const files = {
		binary,
		dataDir: options.dataDir ?? join(ownDir, 'pb'),
		hooksDir: await snapshot(hooksDir, join(ownDir, 'hooks')),
		migrationsDir: await snapshot(migrationsDir, join(ownDir, 'migrations')),
		publicDir: app
			? await snapshot(appDirOf(basePath), join(ownDir, 'public'))
			: join(ownDir, 'public'),
		trustedProxy,
		log: (line: string) => void log.push(line),
		...(options.setupCode === undefined ? {} : { setupCode: options.setupCode })
	};
	if (options.demo === true) await copyDemo(binary, files.dataDir);
	await upsertSuperuser(files, superuser);
	// As late as can be: until it is listened to, it is anybody's.
	const server = { ...files, host: '127.0.0.1', port: options.port ?? (await freePort()) };
	let running: Server | undefined = await startServer(server);
	return {
		url: running.url,
		port: server.port,
		dataDir: server.dataDir,
		publicDir: server.publicDir,
		superuser,
		log,
		async stop() {
			await running?.stop();
			running = undefined;
			await rm(ownDir, { recursive: true, force: true });
		},
		async kill9() {
			await running?.kill9();
			running = undefined;
		},
		async restart() {
			const code = await running?.stop();
			running = await startServer(server);
			return code;
		}
	};
}

async function copyDemo(binary: string, dataDir: string): Promise<void> {
	const template = join(serverBuildDir, 'demo-template');
	await buildDemoTemplate({ binary, dataDir: template, nowMs: Date.now() }, quiet);
	// Around midnight another worker may be making the next day's.
	await withBuildLock(() => snapshot(template, dataDir));
}

async function snapshot(from: string, to: string): Promise<string> {
	await cp(from, to, { recursive: true });
	return to;
}
