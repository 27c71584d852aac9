import * as v from 'valibot';
import { defineCommand, type Call } from '../command';
import type { Conflict, ReportFields, StatusEvent, Task } from '../entities';
import { EventIdSchema, TaskIdSchema, UlidSchema, deriveRowId } from '../ids';
import { mayLead, mayReport } from '../rules/rights';
import type { Tx, UpdateOutcome } from '../tx';
import {
	CauseOrNone,
	DayOrNone,
	NeedOrNone,
	Percent,
	ReportFieldsSchema,
	StatusSchema,
	Text,
	isReported
} from './fields';
import { followLate } from './late-issue';

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
	readonly before: ReportFields;
};

/** Done is 100 %, and what is done no longer is no longer at 100 %. */
function impliedPercent({ status, before }: Report): number | undefined {
	if (status === 'done') return 100;
	return before.status === 'done' && before.percent === 100 ? 0 : undefined;
}

/** What a report sets, a percentage that it does not tell too; only what is late has a cause and an expected day. */
export function fieldsToSet(report: Report): Partial<ReportFields> {
	const late = report.status === 'late';
	const percent = report.percent ?? impliedPercent(report);
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
		action: StatusEvent['action'];
		author?: StatusEvent['author'];
		to: ReportFields;
		before: ReportFields;
		note?: string | undefined;
		problem?: StatusEvent['problem'] | undefined;
		need?: StatusEvent['need'] | undefined;
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
		author: said.author ?? '',
		from: said.before.status,
		to: said.to.status,
		percent: said.to.percent,
		note: said.note ?? '',
		cause: said.to.cause,
		expectedDay: said.to.expectedDay,
		problem: said.problem ?? '',
		need: said.need ?? '',
		before: said.before,
		effective: outcome !== 'conflict',
		occurredAt: call.occurredAt,
		receivedAt: call.receivedAt
	});
}

/** Who has ended something that was open, and when. */
export function settling(call: Call): Pick<Conflict, 'settledBy' | 'settledAt'> {
	return { settledBy: call.actor.id, settledAt: call.occurredAt };
}

/** Nobody is asked any more about what has been reported anew; what was planned is another matter. */
function endReported(tx: Tx, call: Call, { id, fields }: Conflict): void {
	const planned = Object.entries(fields).filter(([field]) => !isReported(field));
	if (planned.length > 0) tx.update('conflicts', id, { fields: Object.fromEntries(planned) });
	else tx.update('conflicts', id, { open: false, ...settling(call) });
}

/**
 * A new word of the author on the task ends what was open between the author and somebody else, and
 * what they had said of it unheard.
 */
function endOwn(tx: Tx, call: Call, task: Task): void {
	for (const conflict of tx.list('conflicts', 'task', task.id))
		if (conflict.open && conflict.author === call.actor.id && tx.isAfter(conflict.op))
			endReported(tx, call, conflict);
	for (const report of tx.list('unheard_reports', 'task', task.id))
		if (report.state === 'open' && report.person === call.actor.id && tx.isAfter(report.op))
			tx.update('unheard_reports', report.id, { state: 'withdrawn', ...settling(call) });
}

/** One tap: the progress report of a task. `before` is what the author's screen showed. */
export const taskReport = defineCommand('task.report', {
	// 2: a problem and a need may be told
	version: 2,
	args: v.strictObject({
		task: TaskIdSchema,
		status: StatusSchema,
		percent: v.exactOptional(Percent),
		note: v.exactOptional(Text),
		cause: v.exactOptional(CauseOrNone),
		expectedDay: v.exactOptional(DayOrNone),
		problem: v.exactOptional(CauseOrNone),
		need: v.exactOptional(NeedOrNone),
		before: ReportFieldsSchema
	}),
	target: (args) => ({ kind: 'tasks', id: args.task }),
	authorize: (view, actor, args) => mayReport(view, actor, view.get('tasks', args.task)),
	apply(tx, call, args) {
		const task = tx.get('tasks', args.task);
		if (!task) return;
		const set = fieldsToSet(args);
		const outcome = tx.update('tasks', task.id, set);
		const { before, note, problem, need } = args;
		const to = { ...before, ...set };
		if (outcome !== 'conflict') endOwn(tx, call, task);
		followLate(tx, call, task.id);
		appendEvent(tx, call, task, { action: 'report', to, before, note, problem, need }, outcome);
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
		followLate(tx, call, task.id, args.op);
		for (const conflict of tx.list('conflicts', 'task', task.id))
			if (conflict.open && conflict.op === args.op)
				tx.update('conflicts', conflict.id, { open: false, ...settling(call) });
		// Who takes back an adoption is asked again.
		for (const report of tx.list('unheard_reports', 'task', task.id))
			if (report.state === 'adopted' && report.revs['state']?.op === args.op)
				tx.update('unheard_reports', report.id, { state: 'open', settledBy: '', settledAt: 0 });
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
