import { OFFICE_COMMANDS } from './commands/office';
import { learn } from './registry';

/** Makes the commands of the office known: on the server at its start, on a phone with its screens. */
export function learnOfficeCommands(): void {
	learn(OFFICE_COMMANDS);
}
