/** Uniform in [0, 1). */
export type Prng = () => number;

/** A generator of its own for each thing told apart by `seed`, so that one more thing disturbs no other. */
export function makePrng(...seed: readonly string[]): Prng {
	let state = hash32(seed.join('\u0000'));
	// mulberry32
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

export function between(random: Prng, least: number, most: number): number {
	return least + Math.floor(random() * (most - least + 1));
}

/** @throws when there is nothing to pick from */
export function pick<Item>(random: Prng, items: readonly Item[]): Item {
	const item = items[between(random, 0, items.length - 1)];
	if (item === undefined) throw new Error('nothing to pick from');
	return item;
}

function hash32(text: string): number {
	let hash = 2_166_136_261;
	for (let i = 0; i < text.length; i++) {
		hash = Math.imul(hash ^ text.charCodeAt(i), 16_777_619);
		hash ^= hash >>> 13;
	}
	return hash | 0;
}
