import { readdirSync, readFileSync } from 'node:fs';

const TICK_MS = 10;
const KIB = 1_024;
const USER_TIME = 11;

/**
 * The processor time that the server listening on `port` has used so far, in steps of 10 ms.
 *
 * It says what a command costs even while other work slows the clock on the wall.
 *
 * @returns null on systems without /proc
 */
export function readCpuMs(port: number): number | null {
	try {
		const stat = readFileSync(`/proc/${readPid(port)}/stat`, 'utf8');
		// The second field, the program's name, may hold blanks: count from its closing bracket.
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		return (Number(fields[USER_TIME]) + Number(fields[USER_TIME + 1])) * TICK_MS;
	} catch {
		return null;
	}
}

/** The memory that the server listening on `port` holds now, in MB; null on systems without /proc. */
export function readRssMb(port: number): number | null {
	try {
		const status = readFileSync(`/proc/${readPid(port)}/status`, 'utf8');
		return (Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * KIB) / 1_000_000;
	} catch {
		return null;
	}
}

/** @throws Error where there is no such server, or no /proc */
function readPid(port: number): string {
	const pid = readdirSync('/proc').find((name) => /^\d+$/.test(name) && listens(name, port));
	if (pid === undefined) throw new Error(`no server listens on ${String(port)}`);
	return pid;
}

function listens(pid: string, port: number): boolean {
	try {
		const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
		return args[1] === 'serve' && args.some((arg) => arg.endsWith(`:${String(port)}`));
	} catch {
		return false;
	}
}

/** Adds up what a server's processor time grew by during chosen stretches of work. */
export class CpuMeter {
	readonly #port: number;
	#totalMs = 0;
	#count = 0;

	constructor(port: number) {
		this.#port = port;
	}

	/** @param countOf how many things the work did */
	async during<T>(work: () => Promise<T>, countOf: (result: T) => number): Promise<T> {
		const before = readCpuMs(this.#port);
		const result = await work();
		const after = readCpuMs(this.#port);
		if (before !== null && after !== null) {
			this.#totalMs += after - before;
			this.#count += countOf(result);
		}
		return result;
	}

	/** '1.95 ms'; '–' where it is not known. */
	get each(): string {
		return this.#count === 0 ? '–' : `${(this.#totalMs / this.#count).toFixed(2)} ms`;
	}
}
