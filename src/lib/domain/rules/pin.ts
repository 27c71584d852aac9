import * as v from 'valibot';

export const PIN_LENGTH = 6;
/** A PIN as somebody types it: six digits. */
export const TypedPin = v.pipe(v.string(), v.regex(/^\d{6}$/));
/** A PIN that may be chosen: not all digits are the same, and they do not count up or down. */
export const Pin = v.pipe(TypedPin, v.check(isHardToGuess));

/** False for what many people choose: 000000, 123456, 987654. */
export function isHardToGuess(pin: string): boolean {
	const digits = Array.from(pin, Number);
	const steps = new Set(digits.slice(1).map((digit, i) => digit - (digits[i] ?? 0)));
	const [step] = steps;
	return steps.size > 1 || (step !== 0 && step !== 1 && step !== -1);
}
