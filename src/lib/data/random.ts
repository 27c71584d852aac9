const RANGE = 2 ** 32;

/** Uniform in [0, 1) with 32 bits, from the system's own source: ids must never meet. */
export function cryptoRandom(): number {
	const [word = 0] = crypto.getRandomValues(new Uint32Array(1));
	return word / RANGE;
}
