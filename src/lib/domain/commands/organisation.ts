import * as v from 'valibot';
import { defineCommand, type Actor, type RefusalCode } from '../command';
import { LANGUAGES } from '../choices';
import { ORGANISATION } from '../entities';
import { DepartmentIdSchema, PersonIdSchema, deriveRowId, type DepartmentId } from '../ids';
import { TimeZone } from '../rules/time-zone';
import type { View } from '../tx';
import { None, Title, Weekdays } from './fields';

const MAX_POSITION = 10_000;
const Position = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_POSITION));
const Head = v.union([None, PersonIdSchema]);

function mayAdminister(actor: Actor): 'ok' | RefusalCode {
	return actor.role === 'admin' ? 'ok' : 'forbidden';
}

export const organisationEdit = defineCommand('organisation.edit', {
	args: v.strictObject({
		set: v.strictObject({
			name: v.exactOptional(Title),
			timeZone: v.exactOptional(TimeZone),
			defaultLanguage: v.exactOptional(v.picklist(LANGUAGES)),
			workingWeekdays: v.exactOptional(Weekdays)
		})
	}),
	target: () => ({ kind: 'organisation', id: ORGANISATION }),
	authorize: (_view, actor) => mayAdminister(actor),
	apply(tx, _call, args) {
		if (tx.get('organisation', ORGANISATION)) tx.update('organisation', ORGANISATION, args.set);
		else tx.insert('organisation', { id: ORGANISATION, ...args.set });
	}
});

/** What else must hold of a department's fields: a name of its own, and a head who is here. */
function checkDepartment(
	view: View,
	id: DepartmentId | null,
	{ name, head = '' }: { readonly name?: string | undefined; readonly head?: string | undefined }
): 'ok' | RefusalCode {
	if (head !== '' && view.get('people', head)?.active !== true) return 'missing';
	const isTaken = view
		.all('departments')
		.some((other) => other.name === name && other.id !== id && !other.removed);
	return isTaken ? 'taken' : 'ok';
}

export const departmentCreate = defineCommand('department.create', {
	args: v.strictObject({ name: Title, head: v.exactOptional(Head) }),
	target: (_args, op) => ({ kind: 'departments', id: deriveRowId(op, 'department') }),
	authorize(view, actor, args) {
		const allowed = mayAdminister(actor);
		return allowed === 'ok' ? checkDepartment(view, null, args) : allowed;
	},
	apply(tx, call, args) {
		const position = tx.all('departments').reduce((max, row) => Math.max(max, row.position), 0) + 1;
		tx.insert('departments', { ...args, id: deriveRowId(call.op, 'department'), position });
	}
});

export const departmentEdit = defineCommand('department.edit', {
	args: v.strictObject({
		department: DepartmentIdSchema,
		set: v.strictObject({
			name: v.exactOptional(Title),
			head: v.exactOptional(Head),
			position: v.exactOptional(Position)
		})
	}),
	target: (args) => ({ kind: 'departments', id: args.department }),
	authorize(view, actor, args) {
		const allowed = mayAdminister(actor);
		if (allowed !== 'ok') return allowed;
		const department = view.get('departments', args.department);
		if (!department) return 'missing';
		return department.removed ? 'removed' : checkDepartment(view, department.id, args.set);
	},
	apply(tx, _call, args) {
		tx.update('departments', args.department, args.set);
	}
});

function isInUse(view: View, department: DepartmentId): boolean {
	const hasPeople = view.all('people').some((row) => row.active && row.department === department);
	return (
		hasPeople ||
		view
			.list('project_departments', 'department', department)
			.some((part) => view.get('projects', part.project)?.state !== 'closed')
	);
}

/** Out of every list, once nobody is in it and no running project; its name stays with what it did. */
export const departmentRemove = defineCommand('department.remove', {
	args: v.strictObject({ department: DepartmentIdSchema }),
	target: (args) => ({ kind: 'departments', id: args.department }),
	authorize(view, actor, args) {
		const allowed = mayAdminister(actor);
		if (allowed !== 'ok') return allowed;
		if (!view.get('departments', args.department)) return 'missing';
		return isInUse(view, args.department) ? 'in_use' : 'ok';
	},
	apply(tx, _call, args) {
		tx.update('departments', args.department, { removed: true, head: '' });
	}
});
