import * as v from 'valibot';
import type { Command } from './command';
import { MAX_OP_BYTES } from './protocol/wire';
import { memberAdd, memberRemove } from './commands/members';
import { taskCreate, taskEdit, taskMove, taskRemove } from './commands/plan';
import { reportAcknowledge, taskReport, taskUndo } from './commands/report';
import { conflictSettle } from './commands/settle';

/** Every command there is; a new one needs its row in the access table, or a test fails. */
export const COMMANDS = {
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

export type CommandName = keyof typeof COMMANDS;
export type CommandArgs = { [N in CommandName]: v.InferInput<(typeof COMMANDS)[N]['args']> };

export function isCommandName(name: string): name is CommandName {
	return Object.hasOwn(COMMANDS, name);
}

/** The command, its arguments' type set aside: callers parse with its own schema first. */
export function commandOf(name: CommandName): Command {
	return COMMANDS[name];
}

/**
 * A command's arguments, checked and trimmed, as they are made on a phone.
 *
 * @throws ValiError for what its schema does not take; RangeError for more than an op may hold
 */
export function mustParseArgs(name: CommandName, args: unknown): unknown {
	const parsed = v.parse(commandOf(name).args, args);
	if (JSON.stringify(parsed).length > MAX_OP_BYTES) throw new RangeError(`${name} is too large`);
	return parsed;
}
