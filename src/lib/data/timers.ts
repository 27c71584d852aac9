import type { Ms } from '../domain/ids';
import type { Timers } from '../sync/ports';

/** setTimeout fires at once beyond this. */
const LONGEST_MS = 2 ** 31 - 1;

export const systemTimers: Timers = {
	after(delayMs: Ms, run: () => void): () => void {
		let leftMs = delayMs;
		let handle: ReturnType<typeof setTimeout>;
		const wait = (): void => {
			const spanMs = Math.min(leftMs, LONGEST_MS);
			leftMs -= spanMs;
			handle = setTimeout(leftMs > 0 ? wait : run, spanMs);
		};
		wait();
		return () => {
			clearTimeout(handle);
		};
	}
};
