import type { Ms, Ulid } from '../domain/ids';
import {
	compareMarks,
	forkOf,
	isValidMark,
	laterMark,
	type Mark,
	type Timeline
} from '../domain/mark';
import type { Op } from '../domain/protocol/wire';
import type { OutboxChange, OutboxEntry, OutboxState } from './ports';

/** What push and pull answers have in common. */
type Answered = {
	readonly serverAt: Ms;
	readonly head: Mark;
	readonly timeline?: readonly [Ulid, number][];
	readonly reset?: true;
};

/** What an answer means for the device's place on the server's timeline. */
export type Absorbed =
	{ readonly kind: 'drop' } | { readonly kind: 'ok' | 'reset'; readonly change: OutboxChange };

/**
 * Takes in an answer's marks (PROTOCOL §3, §6). Dropped: answers to requests made before the last
 * reset, and those from a timeline that is no longer the newest one known. A server that was
 * restored makes the device start over and hand back what it still holds.
 *
 * @param askedAtReset the device's count of resets when the request was made
 */
export function absorb(
	state: OutboxState,
	askedAtReset: number,
	answer: Answered,
	nowMs: Ms
): Absorbed {
	const { meta } = state;
	if (askedAtReset !== meta.resets) return { kind: 'drop' };
	const known = meta.timeline;
	const given: Timeline = answer.timeline ?? known;
	const newestKnown = known.at(-1)?.[0];
	const newestGiven = given.at(-1)?.[0];
	if (newestGiven === undefined) return { kind: 'drop' };
	const isOlder = newestKnown !== undefined && newestGiven < newestKnown;
	const newest = isOlder ? known : given;
	if (!isValidMark(answer.head, newest, Infinity)) return { kind: 'drop' };
	const lostPlace = meta.seen !== null && !isValidMark(meta.seen, newest, Infinity);
	if (answer.reset === true || lostPlace)
		return { kind: 'reset', change: startOver(state, newest, answer) };
	return {
		kind: 'ok',
		change: {
			meta: {
				seen: laterMark(meta.seen, answer.head),
				timeline: newest,
				offsetMs: answer.serverAt - nowMs
			}
		}
	};
}

function startOver(state: OutboxState, timeline: Timeline, answer: Answered): OutboxChange {
	const { meta, entries } = state;
	const head = answer.head.seq;
	const fork = forkOf(meta.timeline, meta.seen?.seq ?? 0, timeline, head);
	const stands = (mark: Mark | null | undefined): boolean =>
		mark === null || mark === undefined || isValidMark(mark, timeline, head);
	return {
		meta: { seen: answer.head, timeline, resets: meta.resets + 1, replicaStale: true },
		put: entries
			.map((entry) => handBack(entry, fork, stands))
			.filter((entry, index) => entry !== entries[index])
	};
}

/** Puts an op that the restored server has lost back into the queue, and notes the fork where it is needed. */
function handBack(
	entry: OutboxEntry,
	fork: number,
	stands: (mark: Mark | null | undefined) => boolean
): OutboxEntry {
	const { op, result } = entry;
	if (result !== null && stands(result.mark)) return entry;
	const was =
		op.was ??
		(result ? { mark: result.mark, outcome: result.outcome, ...setOf(result) } : undefined);
	const needsFork = !stands(op.base) || !stands(was?.mark);
	if (result === null && !needsFork) return entry;
	const sent: Op = {
		...op,
		...(was ? { was } : {}),
		...(needsFork ? { fork: Math.min(op.fork ?? fork, fork) } : {})
	};
	return {
		...entry,
		op: sent,
		result: null,
		decidedAt: null,
		settled: false,
		notBefore: 0,
		laterCount: 0
	};
}

function setOf(result: { readonly set?: string[] }): { set?: string[] } {
	return result.set ? { set: result.set } : {};
}

/** At a cycle's end: ops whose outcome the replica now shows leave the overlay; old ones leave the phone. */
export function settle(state: OutboxState, head: Mark, nowMs: Ms, keptMs: Ms): OutboxChange {
	const put: OutboxEntry[] = [];
	const remove: Ulid[] = [];
	for (const entry of state.entries) {
		if (entry.result === null) continue;
		const shown = entry.seenByPerson || entry.result.outcome !== 'refused';
		if (entry.settled && shown && nowMs - (entry.decidedAt ?? nowMs) > keptMs)
			remove.push(entry.op.id);
		else if (!entry.settled && compareMarks(entry.result.mark, head) <= 0)
			put.push({ ...entry, settled: true });
	}
	return { put, remove };
}
