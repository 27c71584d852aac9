import { MAX_OPS_PER_PUSH, type Op, type Result } from '../domain/protocol/wire';
import type { Ms } from '../domain/ids';
import { DAY_MS } from '../domain/time';
import type { OutboxEntry } from './ports';
import { LONGEST_LATER_MS, laterDelayMs } from './retry';

/** Decided ops stay this long, so that a restored server can be given back what it has lost. */
export const KEPT_MS = 7 * DAY_MS;
/** After a day of `later` the person is told. */
export const LATER_SHOWN_MS = DAY_MS;

/** What an op's entry says before anything has happened to it. */
export const FRESH_ENTRY = {
	v: 1,
	result: null,
	notBefore: 0,
	laterCount: 0,
	laterSince: null,
	parked: false,
	settled: false,
	seenByPerson: false,
	decidedAt: null
} as const;

export function newEntry(op: Op, target: string): OutboxEntry {
	return { ...FRESH_ENTRY, op, target };
}

export function byOrder(a: OutboxEntry, b: OutboxEntry): number {
	return a.op.n - b.op.n;
}

export function isUndecided(entry: OutboxEntry): boolean {
	return entry.result === null;
}

/** Parked, or told `later` for a day: kept, and shown as not sent. */
export function isStuck(entry: OutboxEntry, nowMs: Ms): boolean {
	if (entry.result !== null) return false;
	return entry.parked || (entry.laterSince !== null && nowMs - entry.laterSince >= LATER_SHOWN_MS);
}

/** Told `later` a while ago. A wait longer than any is a clock that was set back: it is over. */
function isWaiting(entry: OutboxEntry, nowMs: Ms): boolean {
	return entry.notBefore > nowMs && entry.notBefore <= nowMs + LONGEST_LATER_MS;
}

/**
 * The ops of the next push: from the oldest undecided one in order, leaving out those that wait
 * and everything behind them on the same target, so that none overtakes another there.
 */
export function nextBatch(
	entries: readonly OutboxEntry[],
	nowMs: Ms,
	limit = MAX_OPS_PER_PUSH
): OutboxEntry[] {
	const waiting = new Set<string>();
	const batch: OutboxEntry[] = [];
	for (const entry of entries.filter(isUndecided).sort(byOrder)) {
		if (entry.parked || isWaiting(entry, nowMs)) waiting.add(entry.target);
		else if (!waiting.has(entry.target)) batch.push(entry);
		if (batch.length >= limit) break;
	}
	return batch;
}

/** When something that waits may be sent again; null when nothing does but what is parked, and what stands behind that. */
export function nextAttemptAt(entries: readonly OutboxEntry[]): Ms | null {
	const blocked = new Set<string>();
	const times: Ms[] = [];
	for (const entry of entries.filter(isUndecided).sort(byOrder)) {
		if (entry.parked) blocked.add(entry.target);
		else if (!blocked.has(entry.target)) times.push(entry.notBefore);
	}
	return times.length === 0 ? null : Math.min(...times);
}

/** The entry after the server's word on it; a word on what is decided already changes nothing. */
export function withResult(
	entry: OutboxEntry,
	result: Result,
	nowMs: Ms,
	random: number
): OutboxEntry {
	if (entry.result !== null) return entry;
	if (result.outcome !== 'later') return { ...entry, result, decidedAt: nowMs };
	const laterCount = entry.laterCount + 1;
	return {
		...entry,
		laterCount,
		laterSince: entry.laterSince ?? nowMs,
		notBefore: nowMs + laterDelayMs(laterCount, random)
	};
}
