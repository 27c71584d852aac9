const STEPS = 0x1000000;
const DIGITS = 6;

/** Uniform in [0, 1), from the system's source: two restored servers must never share a boot. */
export function random(): number {
	return parseInt($security.randomStringWithAlphabet(DIGITS, '0123456789abcdef'), 16) / STEPS;
}
