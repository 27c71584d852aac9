import * as v from 'valibot';
import type { Command } from './command';
import { isTooLarge } from './protocol/wire';
import type { BOARD_COMMANDS } from './commands/board';
import type { OFFICE_COMMANDS } from './commands/office';
import type { SHIFT_COMMANDS } from './commands/shift';
import { memberAdd, memberRemove } from './commands/members';
import { taskCreate, taskEdit, taskMove, taskRemove } from './commands/plan';
import { reportAcknowledge, taskReport, taskUndo } from './commands/report';
import { conflictSettle } from './commands/settle';

/** What people do all day: every phone has these at hand from the first paint on. */
export const DAILY_COMMANDS = {
	'task.report': taskReport,
	'task.undo': taskUndo,
	'task.create': taskCreate,
	'task.edit': taskEdit,
	'task.move': taskMove,
	'task.remove': taskRemove,
	'member.add': memberAdd,
	'member.remove': memberRemove,
	'conflict.settle': conflictSettle,
	'report.acknowledge': reportAcknowledge
} as const;

export type Commands = typeof DAILY_COMMANDS &
	typeof SHIFT_COMMANDS &
	typeof BOARD_COMMANDS &
	typeof OFFICE_COMMANDS;
export type CommandName = keyof Commands;
export type CommandArgs = { [N in CommandName]: v.InferInput<Commands[N]['args']> };

const known = new Map<string, Command>(Object.entries<Command>(DAILY_COMMANDS));

/** Adds commands that a phone loads with the screens that give them; until then it keeps such ops unread. */
export function learn(commands: Readonly<Record<string, Command>>): void {
	for (const [name, command] of Object.entries(commands)) known.set(name, command);
}

export function isCommandName(name: string): name is CommandName {
	return known.has(name);
}

/**
 * The command, its arguments' type set aside: callers parse with its own schema first.
 *
 * @throws Error for one that has not been learned
 */
export function commandOf(name: CommandName): Command {
	const command = known.get(name);
	if (!command) throw new Error(`${name} has not been learned`);
	return command;
}

/**
 * A command's arguments, checked and trimmed, as they are made on a phone.
 *
 * @throws ValiError for what its schema does not take; RangeError for more than an op may hold
 */
export function mustParseArgs(name: CommandName, args: unknown): unknown {
	const parsed = v.parse(commandOf(name).args, args);
	if (isTooLarge(parsed)) throw new RangeError(`${name} is too large`);
	return parsed;
}
