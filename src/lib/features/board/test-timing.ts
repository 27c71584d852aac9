import type { Ms } from '$lib/domain/ids';
import type { Timing } from './pace';

/** A clock that moves when told to, and runs what falls due on the way. */
export class ManualTiming implements Timing {
	#nowMs = 0;
	#waiting: { readonly atMs: Ms; readonly run: () => void }[] = [];

	nowMs(): Ms {
		return this.#nowMs;
	}
	after(delayMs: Ms, run: () => void): () => void {
		const entry = { atMs: this.#nowMs + delayMs, run };
		this.#waiting.push(entry);
		return () => {
			this.#waiting = this.#waiting.filter((other) => other !== entry);
		};
	}
	pass(spanMs: Ms): void {
		const untilMs = this.#nowMs + spanMs;
		for (let next = this.#next(untilMs); next; next = this.#next(untilMs)) {
			this.#waiting = this.#waiting.filter((other) => other !== next);
			this.#nowMs = next.atMs;
			next.run();
		}
		this.#nowMs = untilMs;
	}
	#next(untilMs: Ms): { readonly atMs: Ms; readonly run: () => void } | undefined {
		return this.#waiting
			.filter((entry) => entry.atMs <= untilMs)
			.sort((a, b) => a.atMs - b.atMs)[0];
	}
}
