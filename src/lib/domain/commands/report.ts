import * as v from 'valibot';
import { defineCommand, type Call } from '../command';
import type { ReportFields, Task } from '../entities';
import { EventIdSchema, TaskIdSchema, UlidSchema, deriveRowId } from '../ids';
import { mayLead, mayReport } from '../rules/rights';
import type { Tx, UpdateOutcome } from '../tx';
import { CauseOrNone, DayOrNone, Percent, ReportFieldsSchema, StatusSchema, Text } from './fields';

/** The fields a report speaks of, as a task has them now. */
export function reportFieldsOf(task: Task): ReportFields {
	const { status, percent, cause, expectedDay } = task;
	return { status, percent, cause, expectedDay };
}

type Report = {
	readonly status: ReportFields['status'];
	readonly percent?: number | undefined;
	readonly cause?: ReportFields['cause'] | undefined;
	readonly expectedDay?: string | undefined;
};

/** What a report sets: done is 100 %, and only what is late has a cause and an expected day. */
function fieldsToSet(report: Report): Partial<ReportFields> {
	const late = report.status === 'late';
	const percent = report.percent ?? (report.status === 'done' ? 100 : undefined);
	return {
		status: report.status,
		...(percent === undefined ? {} : { percent }),
		...(late ? {} : { cause: '', expectedDay: '' }),
		...(late && report.cause !== undefined ? { cause: report.cause } : {}),
		...(late && report.expectedDay !== undefined ? { expectedDay: report.expectedDay } : {})
	};
}

/** One line in the task's history; it stays whatever becomes of the fields. */
export function appendEvent(
	tx: Tx,
	call: Call,
	task: Task,
	said: {
		action: 'report' | 'undo' | 'settle';
		to: ReportFields;
		before: ReportFields;
		note?: string | undefined;
	},
	outcome: UpdateOutcome
): void {
	tx.insert('status_events', {
		id: deriveRowId(call.op, 'event'),
		project: task.project,
		task: task.id,
		person: call.actor.id,
		op: call.op,
		action: said.action,
		from: said.before.status,
		to: said.to.status,
		percent: said.to.percent,
		note: said.note ?? '',
		cause: said.to.cause,
		expectedDay: said.to.expectedDay,
		before: said.before,
		effective: outcome !== 'conflict',
		occurredAt: call.occurredAt,
		receivedAt: call.receivedAt
	});
}

/** A new word of the author on the task ends what was open between the author and somebody else. */
function closeOwnConflicts(tx: Tx, call: Call, task: Task): void {
	for (const conflict of tx.list('conflicts', 'task', task.id))
		if (conflict.open && conflict.author === call.actor.id)
			tx.update('conflicts', conflict.id, {
				open: false,
				settledBy: call.actor.id,
				settledAt: call.occurredAt
			});
}

/** One tap: the progress report of a task. `before` is what the author's screen showed. */
export const taskReport = defineCommand('task.report', {
	args: v.strictObject({
		task: TaskIdSchema,
		status: StatusSchema,
		percent: v.exactOptional(Percent),
		note: v.exactOptional(Text),
		cause: v.exactOptional(CauseOrNone),
		expectedDay: v.exactOptional(DayOrNone),
		before: ReportFieldsSchema
	}),
	target: (args) => ({ kind: 'tasks', id: args.task }),
	authorize: (view, actor, args) => mayReport(view, actor, view.get('tasks', args.task)),
	apply(tx, call, args) {
		const task = tx.get('tasks', args.task);
		if (!task) return;
		const set = fieldsToSet(args);
		const outcome = tx.update('tasks', task.id, set);
		if (outcome !== 'conflict') closeOwnConflicts(tx, call, task);
		const to = { ...args.before, ...set };
		appendEvent(
			tx,
			call,
			task,
			{ action: 'report', to, before: args.before, note: args.note },
			outcome
		);
	}
});

/** Takes back one report: puts `to`, what the author's screen showed before it, where that report still stands. */
export const taskUndo = defineCommand('task.undo', {
	args: v.strictObject({
		task: TaskIdSchema,
		op: UlidSchema,
		/** what the report had said, for the history */
		said: ReportFieldsSchema,
		to: ReportFieldsSchema
	}),
	target: (args) => ({ kind: 'tasks', id: args.task }),
	authorize(view, actor, args) {
		const event = view.get('status_events', deriveRowId(args.op, 'event'));
		if (event && event.person !== actor.id) return 'forbidden';
		return mayReport(view, actor, view.get('tasks', args.task));
	},
	apply(tx, call, args) {
		const task = tx.get('tasks', args.task);
		if (!task) return;
		const outcome = tx.revert('tasks', task.id, args.to, args.op);
		for (const conflict of tx.list('conflicts', 'task', task.id))
			if (conflict.open && conflict.op === args.op)
				tx.update('conflicts', conflict.id, {
					open: false,
					settledBy: call.actor.id,
					settledAt: call.occurredAt
				});
		appendEvent(tx, call, task, { action: 'undo', to: args.to, before: args.said }, outcome);
	}
});

/** 收到: the lead has seen a report, and its author sees that. The first one counts. */
export const reportAcknowledge = defineCommand('report.acknowledge', {
	args: v.strictObject({ event: EventIdSchema }),
	target: (args) => ({ kind: 'status_events', id: args.event }),
	authorize(view, actor, args) {
		const event = view.get('status_events', args.event);
		return event ? mayLead(view, actor, event.project) : 'missing';
	},
	apply(tx, call, args) {
		const event = tx.get('status_events', args.event);
		if (!event || event.acknowledgedBy !== '') return;
		tx.update('status_events', event.id, {
			acknowledgedBy: call.actor.id,
			acknowledgedAt: call.occurredAt
		});
	}
});
