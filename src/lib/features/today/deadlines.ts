/** Calls back once; the returned function cancels it. */
export interface Timing {
	after(delayMs: number, run: () => void): () => void;
}

/** At most one deadline per key; a new one takes the place of the old. */
export class Deadlines<Key> {
	readonly #timing: Timing;
	readonly #cancels = new Map<Key, () => void>();

	constructor(timing: Timing) {
		this.#timing = timing;
	}

	set(key: Key, delayMs: number, run: () => void): void {
		this.#cancels.get(key)?.();
		const cancel = this.#timing.after(delayMs, () => {
			this.#cancels.delete(key);
			run();
		});
		this.#cancels.set(key, cancel);
	}

	cancelAll(): void {
		for (const cancel of this.#cancels.values()) cancel();
		this.#cancels.clear();
	}
}
