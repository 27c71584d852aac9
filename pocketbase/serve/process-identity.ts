import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Field 22 of /proc/<pid>/stat, counted behind the name, which may hold anything. */
const START_FIELD = 19;

/**
 * Names the system whose process numbers this process can judge: the same machine since the same
 * start, and the same container. Where there is no /proc, the machine's name must do.
 */
export function thisSystem(): string {
	const boot = readIfThere(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
	const numbers = readIfThere(() => readlinkSync('/proc/self/ns/pid'));
	return [hostname(), boot, numbers].filter((part) => part !== undefined).join(' ');
}

/** When a process began, in the kernel's ticks; undefined where the system does not tell. */
export function startOf(pid: number): string | undefined {
	const text = readIfThere(() => readFileSync(`/proc/${String(pid)}/stat`, 'utf8'));
	return text?.slice(text.lastIndexOf(')') + 2).split(' ')[START_FIELD];
}

/** undefined where there is no such file or process, or nothing of the kind */
export function readIfThere<T>(read: () => T): T | undefined {
	try {
		return read();
	} catch (error) {
		const code = codeOf(error);
		if (code === 'ENOENT' || code === 'ESRCH' || code === 'ENOTDIR') return undefined;
		throw error;
	}
}

export function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return codeOf(error) === 'EPERM';
	}
}

export function codeOf(error: unknown): unknown {
	return error instanceof Error && 'code' in error ? error.code : undefined;
}
