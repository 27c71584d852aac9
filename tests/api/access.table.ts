import type { RefusalCode } from '$lib/domain/command';
import type { CommandName } from '$lib/domain/registry';

/** Everybody whose rights can differ; names of people in the factory. */
export const ROLES = [
	'member',
	'colleague',
	'observer',
	'lead',
	'head',
	'executive',
	'admin',
	'outsider',
	'former'
] as const;
export type Role = (typeof ROLES)[number];

/** One's own task (or report, card, part), somebody else's in the same project, one in another project. */
export const PLACES = ['own', 'same', 'other'] as const;
export type Place = (typeof PLACES)[number];

export type Rule = {
	/** may do it; everybody else is refused */
	readonly may: readonly Role[];
	/** refusals for another reason than having no right */
	readonly codes?: Partial<Record<Role, RefusalCode>>;
};
type Row = Readonly<Record<Place, Rule>>;

const leads: Rule = { may: ['lead', 'admin'] };
const adminAlone: Rule = { may: ['admin'] };
const nobody: Rule = { may: [] };
const planning: Row = { own: leads, same: leads, other: adminAlone };
const reporting: Rule = { may: ['member', 'colleague', 'lead', 'admin'] };

/** Who may give which command where. A command without a row fails the suite. */
export const ACCESS: Readonly<Record<CommandName, Row>> = {
	'task.report': { own: reporting, same: leads, other: adminAlone },
	// Only its author takes a report back.
	'task.undo': {
		own: reporting,
		same: { may: [], codes: { former: 'forbidden' } },
		other: nobody
	},
	'task.create': planning,
	'task.edit': planning,
	// `same` is a move into a project that the lead does not lead.
	'task.move': { own: leads, same: adminAlone, other: adminAlone },
	'task.remove': planning,
	'member.add': planning,
	'member.remove': {
		// The only lead cannot leave.
		own: { may: ['admin'], codes: { lead: 'last_lead' } },
		same: leads,
		other: adminAlone
	},
	'conflict.settle': { own: reporting, same: leads, other: adminAlone },
	'report.acknowledge': planning
};
