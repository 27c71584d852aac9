import { BOARD_COMMANDS } from './commands/board';
import { learn } from './registry';

/** Makes the commands of the board known: on the server at its start, on a phone with the board. */
export function learnBoardCommands(): void {
	learn(BOARD_COMMANDS);
}
