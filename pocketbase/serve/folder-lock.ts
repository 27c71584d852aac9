import { readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { Fault } from './fault';

/** For a moment the file is there and the server's number is not yet in it. */
const CLAIM_MS = 5_000;

/** A data folder that is one server's, until that server has ended. */
export type FolderClaim = {
	/** Notes the process that writes there from now on; it may outlive this one. */
	heldBy(pid: number): void;
	release(): void;
};

/**
 * Claims PocketBase's folder by a file beside it: two servers would each number what they write,
 * and phones would follow two timelines. What a killed server leaves there does not count.
 *
 * @throws Fault when a server runs on it
 */
export function claimFolder(dataDir: string): FolderClaim {
	mustBeAlone(dataDir);
	const file = lockFile(dataDir);
	rmSync(file, { force: true });
	try {
		writeFileSync(file, '', { flag: 'wx' });
	} catch (error) {
		if (codeOf(error) === 'EEXIST') throw inUse(dataDir, '');
		throw error;
	}
	return {
		heldBy(pid) {
			writeFileSync(file, `${String(pid)}\n`);
		},
		release() {
			rmSync(file, { force: true });
		}
	};
}

/** @throws Fault when a server runs on this folder */
export function mustBeAlone(dataDir: string): void {
	const file = lockFile(dataDir);
	const text = readIfThere(() => readFileSync(file, 'utf8'));
	if (text === undefined) return;
	if (text === '') {
		const sinceMs = readIfThere(() => statSync(file).mtimeMs) ?? 0;
		if (Date.now() - sinceMs < CLAIM_MS) throw inUse(dataDir, '');
		return;
	}
	const pid = Number(text);
	if (isServerOn(dataDir, pid)) throw inUse(dataDir, ` (process ${String(pid)})`);
}

function inUse(dataDir: string, who: string): Fault {
	return new Fault(
		`Another Muster server${who} is running on the data folder ${dataDir}.`,
		'Stop that server, or name another folder: MUSTER_DATA=./data-2.'
	);
}

/** Whether the process lives and, where the system tells, is one that was started on this folder. */
function isServerOn(dataDir: string, pid: number): boolean {
	if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return false;
	// After a power cut, or in a new container, something else may have that number.
	const line = readIfThere(() => readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8'));
	const mine = realPath(dataDir);
	const flag = '--dir=';
	return (
		line === undefined ||
		line
			.split('\0')
			.some((arg) => arg.startsWith(flag) && realPath(arg.slice(flag.length)) === mine)
	);
}

/** One name for a folder that has several, through links. */
function realPath(dir: string): string {
	return readIfThere(() => realpathSync(dir)) ?? dir;
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return codeOf(error) === 'EPERM';
	}
}

function readIfThere<T>(read: () => T): T | undefined {
	try {
		return read();
	} catch (error) {
		if (codeOf(error) === 'ENOENT') return undefined;
		throw error;
	}
}

function codeOf(error: unknown): unknown {
	return error instanceof Error && 'code' in error ? error.code : undefined;
}

function lockFile(dataDir: string): string {
	return `${dataDir}.lock`;
}
