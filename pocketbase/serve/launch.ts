import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { describeBackups } from './backups';
import { dataFolder, makeFolder, prepareDemo, readMarker, writeMarker } from './data-folder';
import type { DataFolder, Marker, Version } from './data-folder';
import { demoAccounts, demoPassword, demoSeed } from './demo-accounts.table';
import { fillDemo } from './demo/fill';
import { Fault, describeFailure } from './fault';
import { claimPatiently } from './folder-lock';
import type { FolderClaim } from './folder-lock';
import { InstallerOffer, installerLink, withoutToken } from './installer-link';
import { LogFile } from './log-file';
import { appDirOf, hooksDir, migrationsDir, repoDir } from './paths';
import { finishRestore, restore } from './restore';
import { mustBeFree, startServer } from './server';
import type { Server } from './server';
import { readSettings } from './settings';
import type { Settings } from './settings';
import { makeSetupCode, setupAddress } from './setup-address';
import { takeStopSignals } from './stop-signals';

/**
 * Has PocketBase and everything it serves ready, the app for this base path among it.
 *
 * @returns PocketBase's program
 */
export type Prepare = (basePath: string, log: (line: string) => void) => Promise<string>;

/** The whole life of a server, from its arguments to its end, and of this process with it. */
export async function launch(prepare: Prepare): Promise<never> {
	try {
		process.exit(await main(prepare));
	} catch (error) {
		process.stderr.write(describeFailure(error));
		process.exit(1);
	}
}

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}

async function main(prepare: Prepare): Promise<number> {
	const signals = takeStopSignals(say);
	const settings = readSettings(process.argv.slice(2), process.env);
	const folder = dataFolder(settings.dataRoot);
	if (settings.listBackups) {
		for (const line of await describeBackups(folder, settings.demo)) say(line);
		return 0;
	}
	await mustBeFree(settings.host, settings.port);
	// Before anything in it is touched: a restore and a fresh demo take away what is there.
	await makeFolder(folder);
	const claim = await claimPatiently(folder.pocketBaseDir, say);
	process.once('exit', () => {
		claim.release();
	});
	const server = await prepareAndStart(prepare, settings, folder, claim);
	signals.serve(server);
	const code = await server.ended;
	if (signals.asked) return code;
	throw new Fault(
		`PocketBase ended by itself (code ${String(code)}).`,
		`Its log is in ${logPath(folder)}.`
	);
}

async function prepareAndStart(
	prepare: Prepare,
	settings: Settings,
	folder: DataFolder,
	claim: FolderClaim
): Promise<Server> {
	await finishRestore(folder);
	const binary = await prepare(settings.basePath, say);
	if (settings.restore !== undefined) {
		await mustTakeRestore(settings, folder);
		const dirs = { hooksDir, migrationsDir };
		const plan = { ...dirs, binary, folder, backup: settings.restore, nowMs: Date.now(), log: say };
		await restore(plan);
	}
	const marker = await prepareData(settings, folder, binary);
	const setupCode = makeSetupCode();
	const installer = new InstallerOffer(say);
	const server = await start(settings, folder, binary, { claim, setupCode, installer });
	await writeMarker(folder, marker);
	const address = await setupAddress(server.url, settings.basePath, setupCode);
	announce(settings, server, marker, address);
	// One thing at a time: an empty server is set up first.
	if (address === null && !settings.demo) installer.open();
	return server;
}

/** @throws Fault where the demo would be filled, or refuse the folder, after the restore */
async function mustTakeRestore(settings: Settings, folder: DataFolder): Promise<void> {
	const marker = await readMarker(folder, await readVersion());
	if (settings.demo && marker?.demo?.complete !== true)
		throw new Fault(
			`The demo in ${folder.root} has not been filled yet: there is nothing to go back to.`,
			'Start it once (npm run demo), or restore into a folder of your own: npm start -- --restore …'
		);
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

type Beginning = {
	readonly claim: FolderClaim;
	readonly setupCode: string;
	readonly installer: InstallerOffer;
};

async function start(
	settings: Settings,
	folder: DataFolder,
	binary: string,
	{ claim, setupCode, installer }: Beginning
): Promise<Server> {
	const logFile = new LogFile(logPath(folder));
	return await startServer({
		...{ binary, hooksDir, migrationsDir, claim, setupCode },
		dataDir: folder.pocketBaseDir,
		publicDir: appDirOf(settings.basePath),
		host: settings.host,
		port: settings.port,
		trustedProxy: settings.trustedProxy,
		log: (line) => {
			logFile.write(withoutToken(line));
			const link = installerLink(line);
			if (link !== undefined) installer.found(link);
		}
	});
}

function announce(
	settings: Settings,
	server: Server,
	marker: Marker,
	address: string | null
): void {
	say('');
	say(`Muster is at ${server.url}`);
	if (settings.basePath !== '')
		say(`Its pages work through a proxy only, below ${settings.basePath}/ (see docs/deploy.md).`);
	say(`Data folder: ${settings.dataRoot}`);
	if (marker.demo !== undefined) {
		say('');
		say(`Demo accounts, password ${demoPassword}:`);
		for (const { email, who } of demoAccounts) say(`  ${email.padEnd(18)} ${who}`);
	}
	if (address !== null) {
		say('');
		say('Nobody is here yet. Open this address once to set up your organisation:');
		say(`  ${address}`);
	}
	say('');
	say('Ctrl-C stops it.');
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
