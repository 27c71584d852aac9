/** A stream of chance that replays: the same seed gives the same numbers (mulberry32). */
export class Chance {
	#state: number;

	constructor(seed: number) {
		this.#state = seed >>> 0;
	}

	/** Uniform in [0, 1). */
	readonly next = (): number => {
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let t = this.#state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};

	/** An integer in [from, to]. */
	integer(from: number, to: number): number {
		return from + Math.floor(this.next() * (to - from + 1));
	}

	isBelow(probability: number): boolean {
		return probability > 0 && this.next() < probability;
	}

	pick<T>(choices: readonly T[]): T | undefined {
		return choices[Math.floor(this.next() * choices.length)];
	}

	mustPick<T>(choices: readonly [T, ...T[]]): T {
		return choices[Math.floor(this.next() * choices.length)] ?? choices[0];
	}
}

/** A seed that follows from another one and what it is for. */
export function mixSeed(seed: number, purpose: number): number {
	let h = (seed ^ Math.imul(purpose + 1, 0x9e3779b1)) >>> 0;
	h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
	h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
	return (h ^ (h >>> 16)) >>> 0;
}

/** FNV-1a over text, to tell two traces apart. */
export class TraceHash {
	#hash = 0x811c9dc5;

	add(text: string): void {
		for (let i = 0; i < text.length; i++)
			this.#hash = Math.imul(this.#hash ^ text.charCodeAt(i), 0x01000193);
	}

	get value(): string {
		return (this.#hash >>> 0).toString(16).padStart(8, '0');
	}
}
