import type { Ms } from '../domain/ids';
import type { Obstacle, Unanswered } from './ports';

const FIRST_MS = 1_000;
const LONGEST_SENDING_MS = 60_000;
export const LONGEST_LATER_MS = 300_000;
const LONGEST_ASKED_MS = 300_000;

/** Exponential back-off with full jitter, never under a second. */
function backOffMs(failures: number, random: number, longestMs: Ms): Ms {
	const ceiling = Math.min(longestMs, FIRST_MS * 2 ** Math.min(failures, 20));
	return FIRST_MS + Math.floor(random * (ceiling - FIRST_MS));
}

/**
 * Delay before the next request after `failures` consecutive failures; full jitter.
 *
 * @param failures consecutive failures, integer ≥ 1
 * @param random   uniform in [0, 1), injected so that simulations replay
 * @returns        milliseconds in [1_000, 60_000]
 * @see RFC 9110 §10.2.3: a Retry-After header wins over this value, within [1_000, 300_000]
 */
export function retryDelayMs(failures: number, random: number): Ms {
	return backOffMs(failures, random, LONGEST_SENDING_MS);
}

/** How long an op waits after the server's `times`-th `later`; in [1_000, 300_000] ms. */
export function laterDelayMs(times: number, random: number): Ms {
	return backOffMs(times, random, LONGEST_LATER_MS);
}

/**
 * What of a Retry-After is heeded: a server that asks for no wait is not hammered, and one that asks
 * for years, or a proxy in its place, does not keep a queue on the phone.
 */
function heededMs(retryAfterMs: Ms | null): Ms | null {
	return retryAfterMs === null
		? null
		: Math.min(LONGEST_ASKED_MS, Math.max(FIRST_MS, retryAfterMs));
}

/** What stands in the way after a request that brought no answer. */
export function obstacleOf(reply: Unanswered): Obstacle {
	switch (reply.kind) {
		case 'busy':
			return { kind: 'failed', retryAfterMs: heededMs(reply.retryAfterMs) };
		case 'unreachable':
		case 'too_large':
			return { kind: 'failed', retryAfterMs: null };
		case 'unauthorized':
		case 'deactivated':
		case 'revoked':
		case 'update_required':
			return { kind: reply.kind };
	}
}
