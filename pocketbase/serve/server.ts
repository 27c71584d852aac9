import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { reachableUrl, urlOf, withPort } from './address';
import { Fault } from './fault';
import { hashOf } from './setup-address';
import { claimFolder } from './folder-lock';
import type { FolderClaim } from './folder-lock';
import { lastLines, runProgram } from './run-tool';

export type ServerOptions = {
	binary: string;
	/** PocketBase's own folder, its `--dir`. */
	dataDir: string;
	hooksDir: string;
	migrationsDir: string;
	publicDir: string;
	host: string;
	port: number;
	/** Each line that PocketBase says. */
	log?: (line: string) => void;
	/** With it whoever opens the app makes the first administrator, as long as there is nobody. */
	setupCode?: string;
	/** The header in which a proxy in front says who asks; with none, everybody is who connects. */
	trustedProxy?: string | undefined;
	/** The data folder's, where it has been claimed already. */
	claim?: FolderClaim;
};

export type Server = {
	url: string;
	pid: number;
	/** Resolves when PocketBase has ended, by itself or not. */
	ended: Promise<number>;
	/** Asks it to finish what it is doing and waits; kills it after `drainMs`. */
	stop(): Promise<number>;
	/** Ends it at once, as a power cut would. */
	kill9(): Promise<void>;
};

/**
 * Runtimes that are kept warm for handlers. Below the number of simultaneous requests, a new one is
 * made and thrown away for each: with 32 for 64 clients a command cost the server 7 ms instead of 3.
 * Each costs about 0.3 MB when idle, and 2.5 MB once it has answered something: with thousands of
 * connections beside them, 80 left so little of the memory's limit that Go tidied without pause.
 */
const hooksPool = 66;
/** What Go tries to stay below, so that thousands of connections do not double it before it tidies. */
const memoryLimit = '480MiB';
const drainMs = 10_000;
/** The first start of a new version migrates the data: one that is cut off begins anew, and never ends. */
const startTimeoutMs = 600_000;
const pollMs = 25;
const keptLogLines = 200;
/** The VM's console puts a time before each line; those of the request log have their own. */
const hookLinePrefix = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d (?=\{)/;

/** Starts PocketBase on our hooks, migrations and app, and resolves when it answers. */
export async function startServer(options: ServerOptions): Promise<Server> {
	await mustBeFree(options.host, options.port);
	const claim = options.claim ?? claimFolder(options.dataDir);
	const child = spawn(options.binary, serveArgs(options), {
		stdio: ['ignore', 'pipe', 'pipe'],
		// Its own process group: Ctrl-C reaches the launcher, which then stops it in order.
		detached: process.platform !== 'win32',
		env: {
			GOMEMLIMIT: memoryLimit,
			...process.env,
			MUSTER_PUBLIC_DIR: options.publicDir,
			MUSTER_TRUSTED_PROXY: options.trustedProxy ?? '',
			MUSTER_SETUP_HASH: options.setupCode === undefined ? '' : hashOf(options.setupCode)
		}
	});
	if (child.pid !== undefined) claim.heldBy(child.pid);
	claim.onLost(() => {
		options.log?.('Another system has taken the data folder: this server ends.');
		child.kill('SIGTERM');
	});
	const log = collectLog(child, options.log);
	// Whatever ends this process, the server does not stay behind on its port.
	const endChild = (): void => void child.kill('SIGKILL');
	process.once('exit', endChild);
	const ended = new Promise<number>((resolve) => {
		child.once('error', () => {
			resolve(1);
		});
		child.once('close', (code) => {
			process.off('exit', endChild);
			claim.release();
			resolve(code ?? 1);
		});
	});
	const url = urlOf(options.host, options.port);
	await waitUntilHealthy(url, ended, log, child);
	return {
		url,
		pid: child.pid ?? 0,
		ended,
		async stop() {
			child.kill('SIGTERM');
			const timer = setTimeout(() => child.kill('SIGKILL'), drainMs);
			const code = await ended;
			clearTimeout(timer);
			return code;
		},
		async kill9() {
			child.kill('SIGKILL');
			await ended;
		}
	};
}

export function serveArgs(options: ServerOptions): string[] {
	return [
		'serve',
		`--http=${withPort(options.host, options.port)}`,
		`--publicDir=${options.publicDir}`,
		`--hooksPool=${String(hooksPool)}`,
		...commonArgs(options)
	];
}

/** Flags that every command of this PocketBase needs, `superuser` and `migrate` as well. */
export function commonArgs(
	options: Pick<ServerOptions, 'dataDir' | 'hooksDir' | 'migrationsDir'>
): string[] {
	return [
		`--dir=${options.dataDir}`,
		`--hooksDir=${options.hooksDir}`,
		`--migrationsDir=${options.migrationsDir}`,
		// With a watcher, a hook that fails to load is skipped and the server runs on without it.
		'--hooksWatch=false',
		// The dashboard must not write migrations into build outputs.
		'--automigrate=false',
		'--dev=false'
	];
}

export async function upsertSuperuser(
	options: Pick<ServerOptions, 'binary' | 'dataDir' | 'hooksDir' | 'migrationsDir'>,
	{ email, password }: { email: string; password: string }
): Promise<void> {
	const args = ['superuser', 'upsert', email, password, ...commonArgs(options)];
	const { code, tail } = await runProgram(options.binary, args);
	if (code !== 0) {
		throw new Fault('PocketBase could not make the superuser.', 'Its log is above.', tail);
	}
}

/** @throws Fault when something else listens there */
export async function mustBeFree(host: string, port: number): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		const probe = createServer();
		probe.once('error', (error: NodeJS.ErrnoException) => {
			reject(portFault(host, port, error.code));
		});
		probe.listen({ host, port, exclusive: true }, () => {
			probe.close(() => {
				resolve();
			});
		});
	});
}

function portFault(host: string, port: number, code: string | undefined): Fault {
	if (code === 'EADDRINUSE') {
		return new Fault(
			`Port ${String(port)} on ${host} is in use by another program.`,
			'Stop that program, or choose another port: MUSTER_PORT=8091.'
		);
	}
	if (code === 'EACCES') {
		return new Fault(
			`This account may not listen on port ${String(port)}.`,
			'Choose a port above 1023: MUSTER_PORT=8090.'
		);
	}
	return new Fault(
		`This machine cannot listen on ${host} (${code ?? 'unknown error'}).`,
		'Set MUSTER_HOST to 127.0.0.1, 0.0.0.0 or an address of this machine.'
	);
}

async function waitUntilHealthy(
	url: string,
	ended: Promise<number>,
	log: () => string,
	child: ChildProcess
): Promise<void> {
	const state: { code?: number } = {};
	void ended.then((code) => (state.code = code));
	const deadline = Date.now() + startTimeoutMs;
	while (state.code === undefined && Date.now() < deadline) {
		if (await isHealthy(url)) return;
		await new Promise((resolve) => setTimeout(resolve, pollMs));
	}
	child.kill('SIGKILL');
	throw new Fault(
		state.code === undefined
			? 'PocketBase did not answer within ten minutes.'
			: `PocketBase ended while starting (code ${String(state.code)}).`,
		'The end of its log is above.',
		log()
	);
}

async function isHealthy(url: string): Promise<boolean> {
	try {
		const health = `${reachableUrl(url)}/api/health`;
		const response = await fetch(health, { signal: AbortSignal.timeout(2_000) });
		return response.ok;
	} catch {
		return false;
	}
}

function collectLog(child: ChildProcess, log: ServerOptions['log']): () => string {
	const lines: string[] = [];
	const collect = (said: string): void => {
		const line = said.replace(hookLinePrefix, '');
		if (line.trim() === '') return;
		lines.push(line);
		if (lines.length > keptLogLines) lines.shift();
		log?.(line);
	};
	// By lines, not by what arrives together: half a line would hide the token it has.
	for (const input of [child.stdout, child.stderr])
		if (input) createInterface({ input }).on('line', collect);
	return () => lastLines(lines.join('\n'));
}
