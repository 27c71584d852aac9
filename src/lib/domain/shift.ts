import { SHIFT_COMMANDS } from './commands/shift';
import { learn } from './registry';

/** Makes the commands of a shift known: on the server at its start, on a phone after the first paint. */
export function learnShiftCommands(): void {
	learn(SHIFT_COMMANDS);
}
