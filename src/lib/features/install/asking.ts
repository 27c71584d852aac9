import type { Ms } from '$lib/domain/ids';
import type { Op } from '$lib/domain/protocol/wire';
import type { CommandName } from '$lib/domain/registry';
import { DAY_MS } from '$lib/domain/time';

/** What this device remembers of what was said on it, and of what it was asked. */
export type InstallRecord = {
	/** command → how often it was given here */
	readonly said: Readonly<Partial<Record<string, number>>>;
	/** oldest first */
	readonly askedAt: readonly Ms[];
	/** It was said that a tab may lose what waits in it. */
	readonly warned: boolean;
};

export const NOTHING_YET: InstallRecord = { said: {}, askedAt: [], warned: false };

/**
 * Command → how many of them show that the app is of use, so that offering it a place on the home
 * screen is no bother.
 */
const MILESTONES: Readonly<Partial<Record<string, number>>> = {
	'checkin.give': 1,
	'task.report': 3
} satisfies Partial<Record<CommandName, number>>;
const MOST_ASKS = 2;
export const ASK_AGAIN_MS: Ms = 30 * DAY_MS;

/** @returns the same record for what is no tap: why something is late only adds to one */
export function counted(record: InstallRecord, { name, args }: Op): InstallRecord {
	if (MILESTONES[name] === undefined || isAddition(args)) return record;
	return { ...record, said: { ...record.said, [name]: (record.said[name] ?? 0) + 1 } };
}

function isAddition(args: unknown): boolean {
	return typeof args === 'object' && args !== null && ('cause' in args || 'expectedDay' in args);
}

export function hasReachedMilestone({ said }: InstallRecord): boolean {
	return Object.entries(MILESTONES).some(
		([name, least]) => least !== undefined && (said[name] ?? 0) >= least
	);
}

/** Twice in all, thirty days apart; a clock that was set back asks nobody sooner. */
export function mayAsk({ askedAt }: InstallRecord, nowMs: Ms): boolean {
	const last = askedAt.at(-1);
	return askedAt.length < MOST_ASKS && (last === undefined || nowMs - last >= ASK_AGAIN_MS);
}
