import * as v from 'valibot';
import { defineCommand } from '../command';
import { PhaseIdSchema, ProjectIdSchema, TaskIdSchema, deriveRowId } from '../ids';
import { checkPlan } from '../rules/plan';
import { mayLead } from '../rules/rights';
import { None, Title, plannedFields } from './fields';
import { followLate } from './late-issue';

const Plan = v.strictObject(plannedFields);

export const taskCreate = defineCommand('task.create', {
	args: v.strictObject({
		project: ProjectIdSchema,
		...plannedFields,
		title: Title
	}),
	target: (_args, op) => ({ kind: 'tasks', id: deriveRowId(op, 'task') }),
	authorize(view, actor, args) {
		const allowed = mayLead(view, actor, args.project);
		return allowed === 'ok' ? checkPlan(view, args.project, null, args) : allowed;
	},
	apply(tx, call, args) {
		const siblings = tx.list('tasks', 'project', args.project);
		const position = siblings.reduce((max, task) => Math.max(max, task.position), 0) + 1;
		tx.insert('tasks', { ...args, id: deriveRowId(call.op, 'task'), position });
	}
});

export const taskEdit = defineCommand('task.edit', {
	args: v.strictObject({ task: TaskIdSchema, set: Plan }),
	target: (args) => ({ kind: 'tasks', id: args.task }),
	authorize(view, actor, args) {
		const task = view.get('tasks', args.task);
		if (!task) return 'missing';
		const allowed = mayLead(view, actor, task.project);
		if (allowed !== 'ok') return allowed;
		return task.removed ? 'removed' : checkPlan(view, task.project, task.id, args.set);
	},
	apply(tx, _call, args) {
		tx.update('tasks', args.task, args.set);
	}
});

const GOES_ALONG = [
	'status_events',
	'conflicts',
	'unheard_reports',
	'attachments',
	'issues'
] as const;

/** Into another project that the actor leads too; its history, and what is open about it, go with it. */
export const taskMove = defineCommand('task.move', {
	args: v.strictObject({
		task: TaskIdSchema,
		project: ProjectIdSchema,
		phase: v.union([None, PhaseIdSchema])
	}),
	target: (args) => ({ kind: 'tasks', id: args.task }),
	authorize(view, actor, args) {
		const task = view.get('tasks', args.task);
		if (!task) return 'missing';
		const from = mayLead(view, actor, task.project);
		if (from !== 'ok') return from;
		const to = mayLead(view, actor, args.project);
		if (to !== 'ok') return to;
		return task.removed ? 'removed' : checkPlan(view, args.project, null, { phase: args.phase });
	},
	apply(tx, _call, args) {
		const { task: id, phase } = args;
		tx.update('tasks', id, { project: args.project, phase, dependencies: [] });
		// Where it is now: after a restore another move may stand.
		const project = tx.get('tasks', id)?.project;
		if (project === undefined) return;
		for (const kind of GOES_ALONG)
			for (const row of tx.list(kind, 'task', id)) tx.update(kind, row.id, { project });
		for (const issue of tx.list('issues', 'task', id))
			for (const event of tx.list('issue_events', 'issue', issue.id))
				tx.update('issue_events', event.id, { project });
	}
});

/** Out of the plan; its history stays, and so does the row, so that its owner can be told. */
export const taskRemove = defineCommand('task.remove', {
	args: v.strictObject({ task: TaskIdSchema }),
	target: (args) => ({ kind: 'tasks', id: args.task }),
	authorize(view, actor, args) {
		const task = view.get('tasks', args.task);
		return task ? mayLead(view, actor, task.project) : 'missing';
	},
	apply(tx, call, args) {
		tx.update('tasks', args.task, { removed: true });
		followLate(tx, call, args.task);
	}
});
