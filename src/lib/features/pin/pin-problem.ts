import { isHardToGuess, PIN_LENGTH } from '$lib/domain/rules/pin';
import { m } from '$lib/i18n';

const DIGITS = new RegExp(`^\\d{${PIN_LENGTH}}$`);

/** What is wrong with a PIN that was chosen; null where nothing is. */
export function pinProblem(pin: string): (() => string) | null {
	if (!DIGITS.test(pin)) return m.pin_six_digits;
	return isHardToGuess(pin) ? null : m.pin_too_easy;
}
