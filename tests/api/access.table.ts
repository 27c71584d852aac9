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

/**
 * One's own task (or report, card, part), somebody else's in the same project, one in another
 * project of the same department, one in a project of another department.
 */
export const PLACES = ['own', 'same', 'project', 'department'] as const;
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
/** Of any project: the head and the executive lead those that they have begun. */
const anyLead: Rule = { may: ['lead', 'head', 'executive', 'admin'] };
const elsewhere = (rule: Rule) => ({ project: rule, department: rule });
/** In the organisation itself; that somebody has left a project is no part of it. */
const office = (rule: Rule): Row => {
	const inside: Rule = { ...rule, codes: { former: 'forbidden' } };
	return { own: inside, same: inside, ...elsewhere(rule) };
};
const planning: Row = { own: leads, same: leads, ...elsewhere(adminAlone) };
const reporting: Rule = { may: ['member', 'colleague', 'lead', 'admin'] };

/** Whoever works in the project, about anything in it. */
const taking: Row = { own: reporting, same: reporting, ...elsewhere(adminAlone) };
/** Whose issue it is, and who leads; somebody else's only the latter. */
const handling: Row = {
	own: { may: ['member', 'colleague', 'observer', 'lead', 'head', 'executive', 'admin'] },
	same: leads,
	...elsewhere(adminAlone)
};

/** Who may give which command where. A command without a row fails the suite. */
export const ACCESS: Readonly<Record<CommandName, Row>> = {
	'task.report': { own: reporting, same: leads, ...elsewhere(adminAlone) },
	// Only its author takes a report back.
	'task.undo': {
		own: reporting,
		same: { may: [], codes: { former: 'forbidden' } },
		...elsewhere(nobody)
	},
	'task.create': planning,
	'task.edit': planning,
	// `same` is a move into a project that the lead does not lead.
	'task.move': { own: leads, same: adminAlone, ...elsewhere(adminAlone) },
	'task.remove': planning,
	'member.add': planning,
	'member.remove': {
		// The only lead cannot leave.
		own: { may: ['admin'], codes: { lead: 'last_lead' } },
		same: leads,
		...elsewhere(adminAlone)
	},
	// For the other word: whoever was not heard may always leave it at that.
	'conflict.settle': { own: { may: ROLES }, same: leads, ...elsewhere(adminAlone) },
	'report.acknowledge': planning,
	'report.adopt': planning,
	'organisation.edit': office(adminAlone),
	'department.create': office(adminAlone),
	'department.edit': office(adminAlone),
	'department.remove': office(adminAlone),
	// A head begins projects that the own department leads; the last place is another department's.
	'project.create': {
		...office({ may: ['head', 'executive', 'admin'] }),
		department: { may: ['executive', 'admin'] }
	},
	'project.edit': planning,
	'person.edit': office(adminAlone),
	'calendar.mark': office(adminAlone),
	// Heads plan for their department: commands.test.ts.
	'leave.add': { ...office(adminAlone), own: { may: ROLES } },
	'leave.remove': { ...office(adminAlone), own: { may: ROLES } },
	'place.create': office(anyLead),
	'place.edit': office(anyLead),
	'checkin.give': taking,
	'standup.close': planning,
	'issue.raise': taking,
	// `own`: one is its reporter and solver.
	'issue.edit': handling,
	'issue.accept': handling,
	'issue.resolve': handling,
	'issue.hand_on': handling,
	'issue.escalate': handling,
	'issue.confirm': handling,
	'issue.withdraw': handling,
	'issue.undo': {
		own: { may: ['member', 'colleague', 'observer', 'lead', 'head', 'executive', 'admin'] },
		same: { may: [], codes: { former: 'forbidden' } },
		...elsewhere(nobody)
	},
	// Photos go with one's own words only, also for those who lead.
	'attachment.add': { own: reporting, same: nobody, ...elsewhere(nobody) },
	'attachment.remove': { own: reporting, same: leads, ...elsewhere(adminAlone) },
	'attachment.restore': { own: reporting, same: leads, ...elsewhere(adminAlone) }
};
