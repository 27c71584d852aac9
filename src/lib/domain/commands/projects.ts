import * as v from 'valibot';
import { defineCommand, type Actor, type RefusalCode } from '../command';
import { SCENARIOS } from '../choices';
import {
	DepartmentIdSchema,
	PersonIdSchema,
	ProjectIdSchema,
	deriveRowId,
	type DepartmentId,
	type ProjectId
} from '../ids';
import { hasDepartment, mayLead, membershipId } from '../rules/rights';
import { TimeZone } from '../rules/time-zone';
import type { Tx, View } from '../tx';
import { DaySchema, MinuteOfDay, Title, Weekdays } from './fields';

/** Admins and executives may begin any project, the head of a department one that it leads. */
function mayBegin(view: View, actor: Actor, department: DepartmentId): 'ok' | RefusalCode {
	if (actor.role !== 'member') return 'ok';
	return view.get('departments', department)?.head === actor.id ? 'ok' : 'forbidden';
}

/** Gives the project its lead department; the one that led before goes on as another part of it. */
function putInTheLead(tx: Tx, project: ProjectId, department: DepartmentId): void {
	const parts = tx.list('project_departments', 'project', project);
	for (const row of parts)
		if (row.part === 'lead' && row.department !== department)
			tx.update('project_departments', row.id, { part: 'collaborating' });
	const own = parts.find((row) => row.department === department);
	if (own) tx.update('project_departments', own.id, { part: 'lead' });
	else
		tx.insert('project_departments', {
			id: deriveRowId(project, 'department', department),
			project,
			department,
			part: 'lead'
		});
}

export const projectCreate = defineCommand('project.create', {
	args: v.strictObject({
		name: Title,
		scenario: v.picklist(SCENARIOS),
		leadDepartment: DepartmentIdSchema,
		lead: PersonIdSchema,
		startDay: DaySchema,
		endDay: DaySchema,
		timeZone: TimeZone
	}),
	target: (_args, op) => ({ kind: 'projects', id: deriveRowId(op, 'project') }),
	authorize(view, actor, args) {
		const allowed = mayBegin(view, actor, args.leadDepartment);
		if (allowed !== 'ok') return allowed;
		if (!hasDepartment(view, args.leadDepartment)) return 'missing';
		if (view.get('people', args.lead)?.active !== true) return 'missing';
		return args.startDay <= args.endDay ? 'ok' : 'invalid';
	},
	apply(tx, call, { lead, ...fields }) {
		const id = deriveRowId<ProjectId>(call.op, 'project');
		tx.insert('projects', { ...fields, id });
		putInTheLead(tx, id, fields.leadDepartment);
		tx.insert('memberships', {
			id: membershipId(id, lead),
			project: id,
			person: lead,
			role: 'lead'
		});
	}
});

export const projectEdit = defineCommand('project.edit', {
	args: v.strictObject({
		project: ProjectIdSchema,
		set: v.strictObject({
			name: v.exactOptional(Title),
			leadDepartment: v.exactOptional(DepartmentIdSchema),
			startDay: v.exactOptional(DaySchema),
			endDay: v.exactOptional(DaySchema),
			standup: v.exactOptional(
				v.nullable(v.strictObject({ minute: MinuteOfDay, weekdays: Weekdays }))
			)
		})
	}),
	target: (args) => ({ kind: 'projects', id: args.project }),
	authorize(view, actor, { project: id, set }) {
		const allowed = mayLead(view, actor, id);
		if (allowed !== 'ok') return allowed;
		if (set.leadDepartment && !hasDepartment(view, set.leadDepartment)) return 'missing';
		const { startDay, endDay } = { ...view.get('projects', id), ...set };
		return startDay && endDay && startDay > endDay ? 'invalid' : 'ok';
	},
	apply(tx, _call, { project, set }) {
		const outcome = tx.update('projects', project, set);
		if (outcome !== 'conflict' && set.leadDepartment) putInTheLead(tx, project, set.leadDepartment);
	}
});
