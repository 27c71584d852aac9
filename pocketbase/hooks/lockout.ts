import type { Ms } from '$lib/domain/ids';

/** What is known of the attempts that count together, as one text: VMs share no objects. */
type Attempts = {
	readonly failures: number;
	/** being checked now: whoever sends a hundred at once has not a hundred guesses */
	readonly inFlight: number;
	readonly untilMs: Ms;
	readonly lastMs: Ms;
};
export type Limit = {
	/** failures that are forgiven */
	readonly free: number;
	/** attempts at once while nothing has failed yet */
	readonly atOnce: number;
};
export type End = 'right' | 'wrong' | 'unknown';

const NONE: Attempts = { failures: 0, inFlight: 0, untilMs: 0, lastMs: 0 };
const FIRST_WAIT_MS: Ms = 30_000;
const LONGEST_WAIT_MS: Ms = 15 * 60_000;
const FORGOTTEN_AFTER_MS: Ms = 24 * 60 * 60_000;
const NEXT_IN_LINE_MS: Ms = 1_000;

/**
 * One more attempt, if it may be made now.
 *
 * @param text what `begin` or `end` gave last, '' at first
 * @returns what to keep; `waitMs` is 0 where the attempt may be made, which must then `end`
 */
export function begin(text: string, limit: Limit, nowMs: Ms): { text: string; waitMs: Ms } {
	const known = read(text, nowMs);
	if (known.untilMs > nowMs) return { text, waitMs: known.untilMs - nowMs };
	if (known.inFlight >= roomFor(known, limit)) return { text, waitMs: NEXT_IN_LINE_MS };
	const inFlight = known.inFlight + 1;
	return { text: write({ ...known, inFlight, lastMs: nowMs }), waitMs: 0 };
}

/** An attempt is over; `unknown` where the password was not judged. */
export function end(text: string, limit: Limit, how: End, nowMs: Ms): string {
	const known = read(text, nowMs);
	const inFlight = Math.max(0, known.inFlight - 1);
	if (how === 'right') return write({ ...NONE, inFlight, lastMs: nowMs });
	if (how === 'unknown') return write({ ...known, inFlight });
	const failures = known.failures + 1;
	const untilMs = failures < limit.free ? 0 : nowMs + waitMsAfter(failures - limit.free);
	return write({ failures, inFlight, untilMs, lastMs: nowMs });
}

/** When it was last heard of; 0 for what need not be kept. */
export function lastHeardMs(text: string, nowMs: Ms): Ms {
	return read(text, nowMs).lastMs;
}

function waitMsAfter(further: number): Ms {
	return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** further);
}

function roomFor({ failures }: Attempts, { free, atOnce }: Limit): number {
	return failures === 0 ? atOnce : Math.max(1, free - failures);
}

function read(text: string, nowMs: Ms): Attempts {
	const [failures = 0, inFlight = 0, untilMs = 0, lastMs = 0] = text.split(' ').map(Number);
	const known = { failures, inFlight, untilMs, lastMs };
	return lastMs + FORGOTTEN_AFTER_MS < nowMs ? NONE : known;
}

function write({ failures, inFlight, untilMs, lastMs }: Attempts): string {
	if (failures === 0 && inFlight === 0) return '';
	return [failures, inFlight, untilMs, lastMs].join(' ');
}
