import {
	closeSync,
	openSync,
	readFileSync,
	realpathSync,
	rmSync,
	statSync,
	writeFileSync,
	writeSync
} from 'node:fs';
import { Fault } from './fault';
import { holderNow, parseHolder, type Holder } from './holder';
import { codeOf, isAlive, readIfThere, startOf, thisSystem } from './process-identity';

/** For a moment the file is there and its holder is not yet in it. */
const CLAIM_MS = 5_000;
const BEAT_EVERY_MS = 5_000;
/** So long without a beat, and a holder that cannot be looked at counts as dead. */
const SILENT_MS = 30_000;

/** A data folder that is one server's, until that server has ended. */
export type FolderClaim = {
	/** Notes the process that writes there from now on; it may outlive this one. */
	heldBy(pid: number): void;
	/** What to do if another system took the folder while this one was asleep. */
	onLost(stop: () => void): void;
	release(): void;
};

/** Someone whose processes cannot be seen from here wrote to the lock a moment ago. */
export class HeldElsewhere extends Fault {
	readonly beatAtMs: number;

	constructor(dataDir: string, host: string, beatAtMs: number) {
		super(
			`Another Muster server, on the machine or container ${host}, is running on the data folder ${dataDir}.`,
			'Stop that server, or name another folder: MUSTER_DATA=./data-2. If it has crashed, wait half a minute.'
		);
		this.beatAtMs = beatAtMs;
	}
}

/**
 * Claims PocketBase's folder by a file beside it: two servers would each number what they write,
 * and phones would follow two timelines. What a killed server leaves there does not count. The
 * holder writes to the file every few seconds, so that other machines and containers see it live.
 *
 * @throws Fault when a server runs on it
 */
export function claimFolder(dataDir: string): FolderClaim {
	const file = lockFile(dataDir);
	const turn = `${file}.turn`;
	if ((ageMs(turn) ?? 0) > CLAIM_MS) rmSync(turn, { force: true });
	// Looking at what is there and replacing it is one step: two at once would each take it for dead.
	mustCreate(turn, dataDir);
	let holder = holderNow(process.pid);
	try {
		// Both times are the file system's own: clocks of two machines may differ.
		mustBeAlone(dataDir, writtenAtMs(turn));
		rmSync(file, { force: true });
		mustCreate(file, dataDir);
		writeHolder(file, holder);
	} finally {
		rmSync(turn, { force: true });
	}
	let lost = (): void => undefined;
	const isMine = (): boolean => readHolder(file)?.claim === holder.claim;
	const beat = setInterval(() => {
		if (isMine()) overwrite(file, textOf(holder));
		else {
			clearInterval(beat);
			lost();
		}
	}, BEAT_EVERY_MS);
	beat.unref();
	return {
		heldBy(pid) {
			holder = { ...holderNow(pid), claim: holder.claim };
			writeHolder(file, holder);
		},
		onLost(stop) {
			lost = stop;
		},
		release() {
			clearInterval(beat);
			if (isMine()) rmSync(file, { force: true });
		}
	};
}

/**
 * As `claimFolder`; where another machine or container was the last to write to the lock, waits to
 * see whether it still does. A container that was killed and started again is one of those.
 */
export async function claimPatiently(
	dataDir: string,
	say: (line: string) => void
): Promise<FolderClaim> {
	let beatAtMs: number | undefined;
	for (;;) {
		try {
			return claimFolder(dataDir);
		} catch (error) {
			if (!(error instanceof HeldElsewhere)) throw error;
			if (beatAtMs !== undefined && beatAtMs !== error.beatAtMs) throw error;
			if (beatAtMs === undefined)
				say('The data folder was in use elsewhere a moment ago; looking whether it still is …');
			beatAtMs = error.beatAtMs;
			await new Promise((resolve) => setTimeout(resolve, 1_000));
		}
	}
}

/** @throws Fault when a server runs on this folder */
export function mustBeAlone(dataDir: string, nowMs = Date.now()): void {
	const file = lockFile(dataDir);
	const text = readIfThere(() => readFileSync(file, 'utf8'));
	if (text === undefined) return;
	const beatAtMs = writtenAtMs(file);
	if (text === '') {
		if (nowMs - beatAtMs < CLAIM_MS) throw inUse(dataDir, '');
		return;
	}
	const holder = parseHolder(text);
	if (holder && holder.system !== thisSystem()) {
		if (nowMs - beatAtMs < SILENT_MS) throw new HeldElsewhere(dataDir, holder.host, beatAtMs);
		return;
	}
	const pid = holder?.pid ?? Number(text);
	if (isHolder(dataDir, pid, holder?.start)) throw inUse(dataDir, ` (process ${String(pid)})`);
}

const textOf = (holder: Holder): string => `${JSON.stringify(holder)}\n`;

function writeHolder(file: string, holder: Holder): void {
	writeFileSync(file, textOf(holder));
}

/** The same again in the same place, which takes no room: a full disk must not look like a dead server. */
function overwrite(file: string, text: string): void {
	try {
		const opened = openSync(file, 'r+');
		try {
			writeSync(opened, text, 0);
		} finally {
			closeSync(opened);
		}
	} catch {
		// The next beat tries again.
	}
}

function readHolder(file: string): Holder | undefined {
	return parseHolder(readIfThere(() => readFileSync(file, 'utf8')) ?? '');
}

/** @throws Fault when the file is there: another start is amid its claim */
function mustCreate(file: string, dataDir: string): void {
	try {
		writeFileSync(file, '', { flag: 'wx' });
	} catch (error) {
		if (codeOf(error) === 'EEXIST') throw inUse(dataDir, '');
		throw error;
	}
}

/** undefined where there is no such file */
function ageMs(file: string): number | undefined {
	return readIfThere(() => Date.now() - statSync(file).mtimeMs);
}

/** Long ago where the file has gone meanwhile. */
function writtenAtMs(file: string): number {
	return readIfThere(() => statSync(file).mtimeMs) ?? 0;
}

function inUse(dataDir: string, who: string): Fault {
	return new Fault(
		`Another Muster server${who} is running on the data folder ${dataDir}.`,
		'Stop that server, or name another folder: MUSTER_DATA=./data-2.'
	);
}

/** Whether the process lives and, where the system tells, is the one that took this folder. */
function isHolder(dataDir: string, pid: number, start: string | undefined): boolean {
	if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return false;
	// After a power cut, or in a new container, something else may have that number.
	if (start !== undefined) return startOf(pid) === start;
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

function lockFile(dataDir: string): string {
	return `${dataDir}.lock`;
}
