import { reportAdopt } from './adopt';

/** What a lead does on the board alone: loaded with it, and always on the server. */
export const BOARD_COMMANDS = { 'report.adopt': reportAdopt } as const;
