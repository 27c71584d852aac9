import type { Ms } from '$lib/domain/ids';

export type Timing = {
	/** monotonic */
	nowMs(): Ms;
	/** the returned function cancels it */
	after(delayMs: Ms, run: () => void): () => void;
};

/** Runs the first of many calls at once and the others in steps, the newest of each step. */
export class Pace {
	readonly #timing: Timing;
	readonly #stepMs: Ms;
	#lastMs = -Infinity;
	#cancel: (() => void) | null = null;
	#run: () => void = () => undefined;

	constructor(timing: Timing, stepMs: Ms) {
		this.#timing = timing;
		this.#stepMs = stepMs;
	}

	offer(run: () => void): void {
		this.#run = run;
		if (this.#cancel) return;
		const waitMs = this.#lastMs + this.#stepMs - this.#timing.nowMs();
		if (waitMs <= 0) this.#go();
		else this.#cancel = this.#timing.after(waitMs, () => this.#go());
	}

	stop(): void {
		this.#cancel?.();
		this.#cancel = null;
	}

	#go(): void {
		this.#cancel = null;
		this.#lastMs = this.#timing.nowMs();
		this.#run();
	}
}
