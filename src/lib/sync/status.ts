import type { Ms, Ulid } from '../domain/ids';
import type { Op, Result } from '../domain/protocol/wire';
import type { OutboxEntry } from './ports';
import { isStuck, isUndecided } from './queue';

/** One word for the header chip. */
export type SyncWord = 'synced' | 'sending' | 'queued' | 'offline' | 'choice' | 'failed';

/** What the engine knows of its surroundings. */
export type Circumstances = {
	/** the newest attempt reached the server */
	readonly reachable: boolean;
	/** pokes are connected: changes arrive by themselves */
	readonly live: boolean;
	readonly sending: boolean;
	/** the session no longer counts: sign in again; the queue is kept */
	readonly signedOut: boolean;
	/** the person was deactivated: the replica is gone, the queue kept */
	readonly deactivated: boolean;
	/** the server speaks a newer protocol: the app must be updated; the queue is kept */
	readonly updateRequired: boolean;
	/** the phone's storage does not take any more */
	readonly storageFailed: boolean;
};

export const AT_FIRST: Circumstances = {
	reachable: true,
	live: false,
	sending: false,
	signedOut: false,
	deactivated: false,
	updateRequired: false,
	storageFailed: false
};

/** True where nothing goes on before a person has done something, or the server thinks better of it. */
export function isObstructed({ signedOut, deactivated, updateRequired }: Circumstances): boolean {
	return signedOut || deactivated || updateRequired;
}

export type SyncStatus = Circumstances & {
	readonly word: SyncWord;
	/** ops that the server has not decided */
	readonly queued: number;
	/** what waits for the person's choice */
	readonly choices: number;
	/** refused or stuck ops that the person has not put aside */
	readonly failed: number;
	/** when the oldest undecided op was made, by the server's clock; null without one */
	readonly oldestQueuedAt: Ms | null;
	/** when the last pull cycle ended, server's clock; 0 before the first */
	readonly syncedAt: Ms;
	/** nothing was ever pulled on this device */
	readonly empty: boolean;
};

/** A row of the sync screen. */
export type QueueItem = {
	readonly id: Ulid;
	readonly op: Op;
	readonly target: string;
	readonly state: 'waiting' | 'parked' | 'refused' | 'superseded';
	readonly result: Result | null;
};

/** What of an entry the person should see; null when all is well with it. */
export function queueItem(entry: OutboxEntry, nowMs: Ms): QueueItem | null {
	const { op, target, result } = entry;
	const item = { id: op.id, op, target, result };
	if (result === null) return { ...item, state: isStuck(entry, nowMs) ? 'parked' : 'waiting' };
	if (entry.seenByPerson) return null;
	if (result.outcome === 'refused') return { ...item, state: 'refused' };
	// What came too late on a task is asked by a card, an undo apart; elsewhere this line is all there is.
	const asked = target.startsWith('tasks/') && op.name !== 'task.undo';
	return result.outcome === 'superseded' && !asked ? { ...item, state: 'superseded' } : null;
}

export function statusOf(
	now: Circumstances & {
		readonly entries: readonly OutboxEntry[];
		readonly choices: number;
		readonly syncedAt: Ms;
		readonly nowMs: Ms;
	}
): SyncStatus {
	const { entries, choices, nowMs, ...rest } = now;
	const undecided = entries.filter(isUndecided);
	const items = entries.flatMap((entry) => queueItem(entry, nowMs) ?? []);
	const numbers = {
		queued: undecided.length,
		choices,
		failed: items.filter((item) => item.state !== 'waiting').length,
		oldestQueuedAt:
			undecided.length === 0
				? null
				: Math.min(...undecided.map(({ op }) => op.clientAt + op.offsetMs)),
		empty: now.syncedAt === 0
	};
	return { ...rest, ...numbers, word: wordOf(now, numbers) };
}

/** The most pressing first: what needs the person, then what waits, then where things stand. */
function wordOf(
	now: Circumstances,
	numbers: { queued: number; choices: number; failed: number }
): SyncWord {
	if (numbers.failed > 0 || now.deactivated) return 'failed';
	if (numbers.choices > 0) return 'choice';
	if (numbers.queued > 0) return now.sending && now.reachable ? 'sending' : 'queued';
	return now.reachable ? 'synced' : 'offline';
}
