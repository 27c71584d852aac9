import { randomUUID } from 'node:crypto';
import {
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	utimesSync,
	writeFileSync
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { holderNow, parseHolder, type Holder } from './holder';
import { serverBuildDir } from './paths';
import { codeOf, isAlive, readIfThere, startOf, thisSystem } from './process-identity';

const POLL_MS = 100;
const BEAT_EVERY_MS = 5_000;
/** So long without a beat, and a builder that cannot be looked at counts as dead. */
const SILENT_MS = 30_000;

/** One build at a time per checkout; a lock that a dead process has left does not count. */
export async function withBuildLock<T>(
	work: () => Promise<T>,
	dir = join(serverBuildDir, '.lock')
): Promise<T> {
	const holder = holderNow(process.pid);
	while (!take(dir, holder)) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
	const beat = setInterval(() => showLife(dir), BEAT_EVERY_MS);
	beat.unref();
	const release = (): void => {
		clearInterval(beat);
		remove(dir, holder.claim);
	};
	process.once('exit', release);
	try {
		return await work();
	} finally {
		process.off('exit', release);
		release();
	}
}

/** The lock is put there with its holder in it, so that none is ever without one. */
function take(dir: string, holder: Holder): boolean {
	const draft = nameBeside(dir);
	mkdirSync(draft, { recursive: true });
	writeFileSync(holderFile(draft), JSON.stringify(holder));
	if (moves(draft, dir)) return true;
	rmSync(draft, { recursive: true });
	removeIfLeft(dir);
	return false;
}

function removeIfLeft(dir: string): void {
	const holder = readHolder(dir);
	if (!holder || !isBuilding(holder, dir)) remove(dir, holder?.claim);
}

/** Moved first, as a folder that is only empty gives way to the next lock. */
function remove(dir: string, claim: string | undefined): void {
	const aside = nameBeside(dir);
	if (!moves(dir, aside)) return;
	// Another start may have been faster: then this is its lock, and goes back.
	const isMeant = readHolder(aside)?.claim === claim;
	if (isMeant || !moves(aside, dir)) rmSync(aside, { recursive: true });
}

function isBuilding({ host, system, pid, start }: Holder, dir: string): boolean {
	if (system === thisSystem())
		return isAlive(pid) && (start === undefined || startOf(pid) === start);
	// This very machine or container, before it was started again.
	if (host === hostname()) return false;
	const beatAtMs = readIfThere(() => statSync(holderFile(dir)).mtimeMs) ?? 0;
	return Date.now() - beatAtMs < SILENT_MS;
}

function showLife(dir: string): void {
	const now = new Date();
	readIfThere(() => {
		utimesSync(holderFile(dir), now, now);
	});
}

function readHolder(dir: string): Holder | undefined {
	return parseHolder(readIfThere(() => readFileSync(holderFile(dir), 'utf8')) ?? '');
}

/** False where there is nothing to move, or another lock in the way, which Windows calls EPERM. */
function moves(from: string, to: string): boolean {
	try {
		renameSync(from, to);
		return true;
	} catch (error) {
		if (['ENOENT', 'ENOTEMPTY', 'EEXIST', 'EPERM'].includes(String(codeOf(error)))) return false;
		throw error;
	}
}

const holderFile = (dir: string): string => join(dir, 'holder');
const nameBeside = (dir: string): string => `${dir}.${randomUUID()}`;
