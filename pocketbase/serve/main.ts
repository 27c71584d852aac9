import { createWriteStream } from 'node:fs';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { buildAll } from './build';
import { dataFolder, prepareDemo, readMarker, writeMarker } from './data-folder';
import type { DataFolder, Marker, Version } from './data-folder';
import { demoAccounts, demoPassword, demoSeed } from './demo-accounts.table';
import { fillDemo } from './demo/fill';
import { Fault, describeFailure } from './fault';
import { mustBeAlone } from './folder-lock';
import { appDir, hooksDir, migrationsDir, repoDir } from './paths';
import { findPocketBase, realSurroundings } from './pocketbase-binary';
import { mustBeFree, startServer } from './server';
import type { Server } from './server';
import { readSettings } from './settings';
import type { Settings } from './settings';

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}

async function main(): Promise<number> {
	const settings = readSettings(process.argv.slice(2), process.env);
	await mustBeFree(settings.host, settings.port);
	// Before anything in it is touched: a fresh demo removes what is there.
	const folder = dataFolder(settings.dataRoot);
	mustBeAlone(folder.pocketBaseDir);
	const binary = await findPocketBase(realSurroundings(say));
	await buildAll(say);
	const marker = await prepareData(settings, folder, binary);
	const server = await start(settings, folder, binary);
	await writeMarker(folder, marker);
	announce(settings, server, marker);
	return await runUntilStopped(server, folder);
}

async function prepareData(
	settings: Settings,
	folder: DataFolder,
	binary: string
): Promise<Marker> {
	const version = await readVersion();
	if (!settings.demo) {
		return { ...(await readMarker(folder, version)), format: 1, ...version };
	}
	const nowMs = Date.now();
	return await prepareDemo({
		folder,
		version,
		fresh: settings.fresh,
		nowMs,
		seed: demoSeed,
		log: say,
		fill: (dataDir) =>
			fillDemo({
				...{ dataDir, binary, hooksDir, migrationsDir, nowMs },
				seed: demoSeed,
				log: say
			})
	});
}

async function start(settings: Settings, folder: DataFolder, binary: string): Promise<Server> {
	await mkdir(folder.root, { recursive: true });
	const logFile = createWriteStream(logPath(folder), { flags: 'a' });
	return await startServer({
		...{ binary, hooksDir, migrationsDir },
		dataDir: folder.pocketBaseDir,
		publicDir: appDir,
		host: settings.host,
		port: settings.port,
		log: (line) => {
			logFile.write(`${line}\n`);
			const link = /https?:\S+\/_\/#\/pbinstal\S+/.exec(line)?.[0];
			if (link !== undefined && !settings.demo) say(`Make the first administrator: ${link}`);
		}
	});
}

function announce(settings: Settings, server: Server, marker: Marker): void {
	say('');
	say(`Muster is at ${server.url}`);
	say(`Data folder: ${settings.dataRoot}`);
	if (marker.demo !== undefined) {
		say('');
		say(`Demo accounts, password ${demoPassword}:`);
		for (const { email, who } of demoAccounts) say(`  ${email.padEnd(18)} ${who}`);
	}
	say('');
	say('Ctrl-C stops it.');
}

/** Resolves with PocketBase's exit code after a signal; throws when it ended by itself. */
async function runUntilStopped(server: Server, folder: DataFolder): Promise<number> {
	const state = { stopping: false };
	const stop = (): void => {
		if (state.stopping) return;
		state.stopping = true;
		say('Stopping …');
		void server.stop();
	};
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
	const code = await server.ended;
	if (state.stopping) return code;
	throw new Fault(
		`PocketBase ended by itself (code ${String(code)}).`,
		`Its log is in ${logPath(folder)}.`
	);
}

function logPath(folder: DataFolder): string {
	return join(folder.root, 'server.log');
}

async function readVersion(): Promise<Version> {
	const manifest = await readFile(join(repoDir, 'package.json'), 'utf8');
	const { version } = v.parse(v.object({ version: v.string() }), JSON.parse(manifest));
	const migrations = (await readdir(migrationsDir)).filter((name) => name.endsWith('.js'));
	return { app: version, schema: migrations.sort().at(-1) ?? '' };
}

try {
	process.exit(await main());
} catch (error) {
	process.stderr.write(describeFailure(error));
	process.exit(1);
}
