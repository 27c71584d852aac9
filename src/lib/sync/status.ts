import type { Ms, Ulid } from '../domain/ids';
import type { Op, Result } from '../domain/protocol/wire';
import type { OutboxEntry } from './ports';

/** One word for the header chip; the first that is true wins, from the right. */
export type SyncWord = 'synced' | 'sending' | 'queued' | 'offline' | 'choice' | 'failed';

export type SyncStatus = {
	readonly word: SyncWord;
	/** ops that the server has not decided */
	readonly queued: number;
	/** open conflicts of the person */
	readonly choices: number;
	/** refused or parked ops that the person has not put aside */
	readonly failed: number;
	/** when the last pull cycle ended, server's clock; 0 before the first */
	readonly syncedAt: Ms;
	/** the newest attempt reached the server */
	readonly reachable: boolean;
	/** pokes are connected: changes arrive by themselves */
	readonly live: boolean;
	/** the session no longer counts: sign in again; the queue is kept */
	readonly signedOut: boolean;
	/** the person was deactivated: the replica is gone, the queue kept */
	readonly deactivated: boolean;
	/** the server speaks a newer protocol: the app must be updated; the queue is kept */
	readonly updateRequired: boolean;
	/** the phone's storage does not take any more */
	readonly storageFailed: boolean;
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

export function queueItem(entry: OutboxEntry): QueueItem | null {
	const { op, target, result } = entry;
	const item = { id: op.id, op, target, result };
	if (result === null) return { ...item, state: entry.parked ? 'parked' : 'waiting' };
	if (entry.seenByPerson) return null;
	if (result.outcome === 'refused') return { ...item, state: 'refused' };
	return null;
}
