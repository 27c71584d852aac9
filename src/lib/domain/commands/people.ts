import * as v from 'valibot';
import { defineCommand, type RefusalCode } from '../command';
import { ORG_ROLES, type Person } from '../entities';
import { DepartmentIdSchema, PersonIdSchema, type PersonId } from '../ids';
import { StaffNumber, staffNumberKey } from '../rules/newcomers';
import { hasDepartment, isLastLead } from '../rules/rights';
import type { View } from '../tx';
import { None, Title, Weekdays } from './fields';

const Changes = v.strictObject({
	name: v.exactOptional(Title),
	staffNumber: v.exactOptional(StaffNumber),
	department: v.exactOptional(v.union([None, DepartmentIdSchema])),
	role: v.exactOptional(v.picklist(ORG_ROLES)),
	active: v.exactOptional(v.boolean()),
	workingWeekdays: v.exactOptional(v.nullable(Weekdays))
});
type Changes = v.InferOutput<typeof Changes>;

function isTaken(view: View, staffNumber: string, person: PersonId): boolean {
	const key = staffNumberKey(staffNumber);
	return view
		.all('people')
		.some((other) => other.id !== person && staffNumberKey(other.staffNumber) === key);
}

/** Somebody can always put right what others have done. */
function isLastAdmin(view: View, person: PersonId): boolean {
	return !view
		.all('people')
		.some((other) => other.role === 'admin' && other.active && other.id !== person);
}

function leadsAlone(view: View, person: PersonId): boolean {
	return view
		.list('memberships', 'person', person)
		.some(
			({ project }) =>
				view.get('projects', project)?.state !== 'closed' && isLastLead(view, project, person)
		);
}

function checkLeaving(view: View, person: Person, set: Changes): 'ok' | RefusalCode {
	const leaves = person.active && set.active === false;
	const wasAdmin = person.role === 'admin' && person.active;
	const staysAdmin = !leaves && (set.role ?? 'admin') === 'admin';
	if (wasAdmin && !staysAdmin && isLastAdmin(view, person.id)) return 'last_admin';
	return leaves && leadsAlone(view, person.id) ? 'last_lead' : 'ok';
}

/** What an admin changes of a person; whoever leaves is no longer the head of a department. */
export const personEdit = defineCommand('person.edit', {
	args: v.strictObject({ person: PersonIdSchema, set: Changes }),
	target: (args) => ({ kind: 'people', id: args.person }),
	authorize(view, actor, { person: id, set }) {
		if (actor.role !== 'admin') return 'forbidden';
		const person = view.get('people', id);
		if (!person) return 'missing';
		if (set.department && !hasDepartment(view, set.department)) return 'missing';
		if (set.staffNumber && isTaken(view, set.staffNumber, id)) return 'taken';
		return checkLeaving(view, person, set);
	},
	apply(tx, _call, { person, set }) {
		const outcome = tx.update('people', person, set);
		if (outcome === 'conflict' || set.active !== false) return;
		for (const { id, head } of tx.all('departments'))
			if (head === person) tx.update('departments', id, { head: '' });
	}
});
