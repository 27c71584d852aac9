import type { Ms } from '../domain/ids';
import type { Random, Timers } from './ports';
import { retryDelayMs } from './retry';

/** What a round of work came to: nothing left, do another, or wait. */
export type Round =
	| { readonly kind: 'done' | 'again' }
	| { readonly kind: 'wait'; readonly delayMs: Ms }
	| { readonly kind: 'failed'; readonly retryAfterMs: Ms | null };

/**
 * Runs rounds of work one at a time: at once when kicked, again after a failure with back-off,
 * and never twice at the same time.
 */
export class Pump {
	readonly #round: () => Promise<Round>;
	readonly #timers: Timers;
	readonly #random: Random;
	#running = false;
	#kicked = false;
	#stopped = false;
	#failures = 0;
	#cancel: (() => void) | null = null;

	constructor(round: () => Promise<Round>, timers: Timers, random: Random) {
		this.#round = round;
		this.#timers = timers;
		this.#random = random;
	}

	/** Something may be to do. Asking does not wait for a back-off to end. */
	kick(): void {
		if (this.#stopped) return;
		this.#kicked = true;
		if (!this.#running) void this.#run();
	}

	/** As `kick`, but leaves a back-off alone. */
	kickIfIdle(): void {
		if (!this.#running && !this.#cancel) this.kick();
	}

	stop(): void {
		this.#stopped = true;
		this.#sleep(null);
	}

	async #run(): Promise<void> {
		this.#running = true;
		this.#sleep(null);
		while (this.#kicked && !this.#stopped) {
			this.#kicked = false;
			const round = await this.#safely();
			if (round.kind !== 'failed') this.#failures = 0;
			if (round.kind === 'again') this.#kicked = true;
			if (round.kind === 'wait') this.#sleep(round.delayMs);
			if (round.kind === 'failed')
				this.#sleep(round.retryAfterMs ?? retryDelayMs(++this.#failures, this.#random()));
		}
		this.#running = false;
	}

	/** A round that throws, such as storage that is gone for a moment, is a failed one. */
	async #safely(): Promise<Round> {
		try {
			return await this.#round();
		} catch {
			return { kind: 'failed', retryAfterMs: null };
		}
	}

	#sleep(delayMs: Ms | null): void {
		this.#cancel?.();
		this.#cancel = delayMs === null ? null : this.#timers.after(delayMs, () => this.kick());
	}
}
