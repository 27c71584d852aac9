import type { Ms, Ulid } from './ids';
import { ulidTimeMs } from './ids';

/** A place on the server's timeline: which start of the server, and its counter then. */
export type Mark = { boot: Ulid; seq: number };
/** One row per server start, oldest first: the boot and the head it started from. */
export type Timeline = readonly (readonly [boot: Ulid, from: number])[];

/** Negative when `a` is earlier: by boot (ULIDs sort by time), then by seq. */
export function compareMarks(a: Mark, b: Mark): number {
	if (a.boot !== b.boot) return a.boot < b.boot ? -1 : 1;
	return a.seq - b.seq;
}

export function laterMark(a: Mark | null, b: Mark | null): Mark | null {
	if (!a || !b) return a ?? b;
	return compareMarks(a, b) >= 0 ? a : b;
}

/** True iff the mark's boot was in force at its seq: `from` ≤ seq ≤ the next boot's `from`. */
export function isValidMark(mark: Mark, timeline: Timeline, head: number): boolean {
	const index = timeline.findIndex(([boot]) => boot === mark.boot);
	const entry = timeline[index];
	if (!entry) return false;
	const until = timeline[index + 1]?.[1] ?? head;
	return entry[1] <= mark.seq && mark.seq <= until;
}

/** The mark of a row written at `seq`: the boot that was in force when the counter passed it. */
export function markAt(timeline: Timeline, seq: number): Mark | null {
	for (let i = timeline.length - 1; i >= 0; i--) {
		const entry = timeline[i];
		if (entry && entry[1] < seq) return { boot: entry[0], seq };
	}
	const first = timeline[0];
	return first ? { boot: first[0], seq } : null;
}

/**
 * The highest seq that two timelines share.
 *
 * @param known the timeline the device had, and `knownHead`, the highest seq it has seen there
 * @returns     0 when they have no boot in common
 */
export function forkOf(known: Timeline, knownHead: number, now: Timeline, nowHead: number): number {
	let fork = 0;
	for (let i = 0; i < known.length; i++) {
		const mine = known[i];
		const theirs = now[i];
		if (!mine || !theirs || mine[0] !== theirs[0] || mine[1] !== theirs[1]) break;
		fork = Math.min(known[i + 1]?.[1] ?? knownHead, now[i + 1]?.[1] ?? nowHead);
	}
	return fork;
}

/**
 * True when `earlier` lies behind `later` on the timeline that `later` was given on.
 *
 * @param lost the end of that timeline: its boots that `timeline`, which is in force, does not have
 */
export function isBehind(earlier: Mark, later: Mark, timeline: Timeline, lost: Timeline): boolean {
	const fork = lost[0]?.[0] ?? later.boot;
	const shared = timeline.filter(([boot]) => boot < fork || (boot === fork && lost.length === 0));
	return compareMarks(earlier, later) < 0 && isValidMark(earlier, [...shared, ...lost], Infinity);
}

/** When the server was restored, as far as a mark that is no longer valid can tell. */
export function restoredAtMs(mark: Mark, timeline: Timeline): Ms | null {
	const younger = timeline.find(([boot]) => boot > mark.boot);
	return younger ? ulidTimeMs(younger[0]) : null;
}
