import type { Ms } from '$lib/domain/ids';
import { formatWait } from './format';
import { m } from './paraglide/messages.js';

/**
 * What somebody at the door hears from a server that is too busy for them, or has them wait.
 *
 * @param retryAfterMs null where it did not say for how long
 * @param words        where it did
 */
export function waitWords(
	retryAfterMs: Ms | null,
	words: (inputs: { wait: string }) => string = m.door_busy
): () => string {
	return retryAfterMs === null
		? m.login_busy_soon
		: () => words({ wait: formatWait(retryAfterMs) });
}
