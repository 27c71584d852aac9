import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Fault } from './fault';
import { executable } from './paths';
import { archiveSha256, archiveUrl, pocketBaseVersion } from './pocketbase-release.table';
import { runProgram } from './run-tool';
import type { ToolResult } from './run-tool';
import { readZip, unpack } from './zip-archive';

type RunProgram = (
	program: string,
	args: readonly string[],
	options?: { env?: Record<string, string> }
) => Promise<ToolResult>;

/** What finding PocketBase touches outside this process; tests give their own. */
export type Surroundings = {
	env: Readonly<Record<string, string | undefined>>;
	cacheDir: string;
	/** As in the names of PocketBase's archives: `linux_amd64`. */
	platform: string;
	checksums: Readonly<Record<string, string>>;
	fetchArchive: (url: string) => Promise<Buffer>;
	run: RunProgram;
	log: (line: string) => void;
};

const answerTimeoutMs = 20_000;
const downloadTimeoutMs = 600_000;

export function realSurroundings(log: (line: string) => void): Surroundings {
	return {
		env: process.env,
		cacheDir: userCacheDir(process.env),
		platform: platformName(),
		checksums: archiveSha256,
		fetchArchive,
		run: runProgram,
		log
	};
}

/**
 * A checked PocketBase of the pinned version: MUSTER_POCKETBASE, else the cached one, else the
 * official archive, else a build of the official module.
 */
export async function findPocketBase(around: Surroundings): Promise<string> {
	const given = around.env['MUSTER_POCKETBASE'];
	if (given !== undefined && given !== '') return await checkGiven(resolve(given), around);
	const dir = join(around.cacheDir, 'pocketbase', pocketBaseVersion);
	const binary = join(dir, executable);
	if (existsSync(binary)) return await checkCached(binary, around);
	const made = (await fromArchive(around)) ?? (await fromSource(around));
	await keep(made, binary);
	return await checkCached(binary, around);
}

async function checkGiven(path: string, around: Surroundings): Promise<string> {
	const version = await readVersion(path, around);
	if (version === undefined) {
		throw new Fault(
			`MUSTER_POCKETBASE points to ${path}, which is not a PocketBase program that runs here.`,
			`Point it to PocketBase ${pocketBaseVersion}, or unset it.`
		);
	}
	if (version !== pocketBaseVersion) {
		around.log(
			`MUSTER_POCKETBASE is version ${version}; Muster is tested with ${pocketBaseVersion}.`
		);
	}
	return path;
}

async function checkCached(binary: string, around: Surroundings): Promise<string> {
	const recorded = await readFile(`${binary}.sha256`, 'utf8').catch(() => '');
	if (recorded.trim() !== sha256(await readFile(binary))) {
		throw new Fault(
			`The cached PocketBase at ${binary} is not the one that was put there (checksum mismatch).`,
			`Delete ${dirname(binary)} and start again.`
		);
	}
	if ((await readVersion(binary, around)) !== pocketBaseVersion) {
		throw new Fault(
			`The cached PocketBase at ${binary} does not run, or is not ${pocketBaseVersion}.`,
			`Delete ${dirname(binary)} and start again.`
		);
	}
	return binary;
}

async function fromArchive(around: Surroundings): Promise<Buffer | undefined> {
	const expected = around.checksums[around.platform];
	if (expected === undefined) {
		around.log(`No checksum is pinned for ${around.platform}: PocketBase is built from source.`);
		return undefined;
	}
	const url = archiveUrl(around.platform);
	around.log(`Fetching PocketBase ${pocketBaseVersion} (about 13 MB) from ${new URL(url).host} …`);
	let archive: Buffer;
	try {
		archive = await around.fetchArchive(url);
	} catch {
		around.log('The archive cannot be reached: PocketBase is built from source.');
		return undefined;
	}
	if (sha256(archive) !== expected) {
		throw new Fault(
			`The PocketBase archive from ${url} does not match its pinned checksum.`,
			'Something changed it on the way: try another network, or set MUSTER_POCKETBASE to a copy you trust.'
		);
	}
	return await inOwnDir(around.cacheDir, (dir) => programIn(archive, dir));
}

async function programIn(archive: Buffer, dir: string): Promise<Buffer> {
	const file = join(dir, 'archive.zip');
	await writeFile(file, archive);
	const entry = (await readZip(file)).find(({ name }) => name === executable);
	if (!entry) throw new Error(`there is no ${executable} in the archive`);
	await unpack(file, entry, dir);
	return await readFile(join(dir, executable));
}

/** Builds the program of the official archive from the official module; Go checks what it fetches. */
async function fromSource(around: Surroundings): Promise<Buffer> {
	const go = await around.run('go', ['version']).catch(() => undefined);
	if (go?.code !== 0) {
		throw new Fault(
			`PocketBase ${pocketBaseVersion} cannot be had: its archive was not available and Go is not installed.`,
			'Connect to the internet, or install Go (https://go.dev/dl), or set MUSTER_POCKETBASE to the program.'
		);
	}
	around.log('Building PocketBase with Go, once; this takes a minute or two …');
	return await inOwnDir(around.cacheDir, async (bin) => {
		const result = await around.run('go', goInstall, {
			env: { GOTOOLCHAIN: 'auto', GOBIN: bin, CGO_ENABLED: '0' }
		});
		if (result.code !== 0) {
			throw new Fault(
				`PocketBase ${pocketBaseVersion} cannot be had: neither its archive nor its Go module could be fetched and built.`,
				'The end of the Go log is above. Check the network, or set MUSTER_POCKETBASE to the program.',
				result.tail
			);
		}
		return await readFile(join(bin, executable.replace('pocketbase', 'base')));
	});
}

/** Works in a folder that is gone afterwards. */
async function inOwnDir<T>(cacheDir: string, work: (dir: string) => Promise<T>): Promise<T> {
	await mkdir(cacheDir, { recursive: true });
	const dir = await mkdtemp(join(cacheDir, 'making-'));
	try {
		return await work(dir);
	} finally {
		await rm(dir, { recursive: true, force: true });
	}
}

const goInstall = [
	'install',
	'-trimpath',
	'-ldflags',
	`-s -w -X github.com/pocketbase/pocketbase.Version=${pocketBaseVersion}`,
	`github.com/pocketbase/pocketbase/examples/base@v${pocketBaseVersion}`
];

async function keep(content: Buffer, binary: string): Promise<void> {
	await mkdir(dirname(binary), { recursive: true });
	await writeFile(`${binary}.sha256`, `${sha256(content)}\n`);
	const next = `${binary}.${String(process.pid)}`;
	await writeFile(next, content, { mode: 0o755 });
	await rename(next, binary);
}

async function readVersion(path: string, around: Surroundings): Promise<string | undefined> {
	try {
		accessSync(path, constants.X_OK);
		const { code, output } = await around.run(path, ['--version']);
		return code === 0 ? /^\S+ version (\S+)$/m.exec(output)?.[1] : undefined;
	} catch {
		return undefined;
	}
}

async function fetchArchive(url: string): Promise<Buffer> {
	const abort = new AbortController();
	const answer = setTimeout(() => {
		abort.abort();
	}, answerTimeoutMs);
	const whole = setTimeout(() => {
		abort.abort();
	}, downloadTimeoutMs);
	try {
		const response = await fetch(url, { signal: abort.signal });
		clearTimeout(answer);
		if (!response.ok) throw new Error(`status ${String(response.status)}`);
		return Buffer.from(await response.arrayBuffer());
	} finally {
		clearTimeout(answer);
		clearTimeout(whole);
	}
}

function sha256(content: Buffer): string {
	return createHash('sha256').update(content).digest('hex');
}

function platformName(): string {
	const os = process.platform === 'win32' ? 'windows' : process.platform;
	const arch = process.arch === 'x64' ? 'amd64' : process.arch;
	return `${os}_${arch}`;
}

function userCacheDir(env: Readonly<Record<string, string | undefined>>): string {
	const named = env['XDG_CACHE_HOME'] ?? env['LOCALAPPDATA'];
	if (named !== undefined && named !== '') return join(named, 'muster');
	if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'muster');
	return join(homedir(), '.cache', 'muster');
}
