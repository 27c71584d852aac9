import type { Ms, Ulid } from '../domain/ids';
import {
	compareMarks,
	forkOf,
	isValidMark,
	laterMark,
	type Mark,
	type Timeline
} from '../domain/mark';
import type { Op, Result } from '../domain/protocol/wire';
import type { OutboxChange, OutboxEntry, OutboxState } from './ports';
import { queueItem } from './status';

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
	const lost = meta.timeline.filter(([boot]) => !timeline.some(([other]) => other === boot));
	const stands = (mark: Mark | null | undefined): boolean =>
		mark === null || mark === undefined || isValidMark(mark, timeline, head);
	return {
		meta: { seen: answer.head, timeline, resets: meta.resets + 1, replicaStale: true },
		put: entries
			.map((entry) => handBack(entry, fork, lost, stands))
			.filter((entry, index) => entry !== entries[index])
	};
}

/** Puts an op that the restored server has lost back into the queue, and notes the fork where it is needed. */
function handBack(
	entry: OutboxEntry,
	fork: number,
	lost: Timeline,
	stands: (mark: Mark | null | undefined) => boolean
): OutboxEntry {
	const { op, result } = entry;
	if (result !== null && stands(result.mark)) return entry;
	const was = result ? wasOf(op.was, result, lost) : op.was;
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

/**
 * What an op says of its past: the first mark it ever had, what came of it last, and every field
 * that it has set, unless somebody else's word has stood in its way since.
 */
function wasOf(was: Op['was'], result: Result, lost: Timeline): NonNullable<Op['was']> {
	const { mark, outcome, set = [], asked, passedOn, occurredAt } = result;
	const last = { outcome, ...(asked ? { asked } : {}), ...(passedOn ? { passedOn } : {}) };
	if (!was)
		return {
			mark,
			...last,
			set,
			lost: lost.map(([boot, from]) => [boot, from]),
			...(occurredAt === undefined ? {} : { occurredAt })
		};
	const later = [...(was.later ?? []), mark];
	if (outcome === 'noop') return { ...was, later };
	const kept = outcome === 'applied' ? (was.set ?? []) : [];
	return { ...was, later, ...last, set: [...new Set([...kept, ...set])] };
}

/** At a cycle's end: ops whose outcome the replica now shows leave the overlay; old ones leave the phone. */
export function settle(state: OutboxState, head: Mark, nowMs: Ms, keptMs: Ms): OutboxChange {
	const put: OutboxEntry[] = [];
	const remove: Ulid[] = [];
	for (const entry of state.entries) {
		if (entry.result === null) continue;
		const isUnseen = queueItem(entry, nowMs) !== null;
		if (entry.settled && !isUnseen && nowMs - (entry.decidedAt ?? nowMs) > keptMs)
			remove.push(entry.op.id);
		else if (!entry.settled && compareMarks(entry.result.mark, head) <= 0)
			put.push({ ...entry, settled: true });
	}
	return { put, remove };
}
