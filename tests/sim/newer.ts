import type { Op } from '../../src/lib/domain/protocol/wire';
import { commandOf, isCommandName } from '../../src/lib/domain/registry';

/** A command of tomorrow, and the one of today that means the same. */
export const NEWER_NAME = 'task.announce';
export const KNOWN_NAME = 'task.report';

/** True for what neither this app nor a server of its age knows. */
export function isNewer({ name, v }: Pick<Op, 'name' | 'v'>): boolean {
	return !isCommandName(name) || v > commandOf(name).version;
}

/** What a server of tomorrow makes of it. */
export function asKnown(op: Op): Op {
	return isNewer(op) ? { ...op, name: KNOWN_NAME, v: commandOf(KNOWN_NAME).version } : op;
}
