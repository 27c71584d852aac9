import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { Fault } from './fault';
import { claimFolder } from './folder-lock';
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
 * Each costs about 0.3 MB when idle.
 */
const hooksPool = 80;
const drainMs = 10_000;
const startTimeoutMs = 60_000;
const pollMs = 25;
const keptLogLines = 200;

/** Starts PocketBase on our hooks, migrations and app, and resolves when it answers. */
export async function startServer(options: ServerOptions): Promise<Server> {
	await mustBeFree(options.host, options.port);
	const claim = claimFolder(options.dataDir);
	const child = spawn(options.binary, serveArgs(options), {
		stdio: ['ignore', 'pipe', 'pipe'],
		// Its own process group: Ctrl-C reaches the launcher, which then stops it in order.
		detached: process.platform !== 'win32',
		env: { ...process.env, MUSTER_PUBLIC_DIR: options.publicDir }
	});
	if (child.pid !== undefined) claim.heldBy(child.pid);
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
	const url = `http://${urlHost(options.host)}:${String(options.port)}`;
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
		`--http=${urlHost(options.host)}:${String(options.port)}`,
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
			? 'PocketBase did not answer within a minute.'
			: `PocketBase ended while starting (code ${String(state.code)}).`,
		'The end of its log is above.',
		log()
	);
}

async function isHealthy(url: string): Promise<boolean> {
	try {
		const reachable = url.replace('://0.0.0.0:', '://127.0.0.1:').replace('://[::]:', '://[::1]:');
		const response = await fetch(`${reachable}/api/health`, { signal: AbortSignal.timeout(2_000) });
		return response.ok;
	} catch {
		return false;
	}
}

function collectLog(child: ChildProcess, log: ServerOptions['log']): () => string {
	const lines: string[] = [];
	const collect = (chunk: Buffer): void => {
		for (const line of chunk.toString('utf8').split('\n')) {
			if (line.trim() === '') continue;
			lines.push(line);
			if (lines.length > keptLogLines) lines.shift();
			log?.(line);
		}
	};
	child.stdout?.on('data', collect);
	child.stderr?.on('data', collect);
	return () => lastLines(lines.join('\n'));
}

function urlHost(host: string): string {
	return host.includes(':') ? `[${host}]` : host;
}
