import * as v from 'valibot';
import { defineCommand, type Call } from '../command';
import type { PersonId, TaskId } from '../ids';
import type { ReportFields, UnheardReport } from '../entities';
import { TaskIdSchema, UnheardReportIdSchema } from '../ids';
import { mayLead } from '../rules/rights';
import { fieldOf } from '../rows';
import { noteOf, saidIn } from '../rules/unheard';
import { sameValue, type Tx, type View } from '../tx';
import { someReportFields } from './fields';
import { followLate } from './late-issue';
import { appendEvent, reportFieldsOf, settling } from './report';

const MAX_REPORTS = 100;

type Args = {
	readonly task: TaskId;
	readonly reports: readonly UnheardReport['id'][];
	readonly set?: Partial<ReportFields> | undefined;
};

/**
 * A lead's answer to what somebody said of a task when they were no longer in its project: it is
 * set after all, in the lead's own name, or it is put aside. The first answer counts; `reopen` takes
 * back that it was put aside.
 */
export const reportAdopt = defineCommand('report.adopt', {
	args: v.strictObject({
		task: TaskIdSchema,
		/** all that the lead has read, oldest first */
		reports: v.pipe(v.array(UnheardReportIdSchema), v.minLength(1), v.maxLength(MAX_REPORTS)),
		choice: v.picklist(['adopt', 'put_aside', 'reopen']),
		/** what they say together, for `adopt`: a restored server may not have them back yet */
		set: v.exactOptional(v.strictObject(someReportFields))
	}),
	target: (args) => ({ kind: 'tasks', id: args.task }),
	authorize(view, actor, args) {
		const task = view.get('tasks', args.task);
		if (!task || readIn(view, args).some((report) => report.task !== task.id)) return 'missing';
		const allowed = mayLead(view, actor, task.project);
		if (allowed !== 'ok') return allowed;
		return task.removed && args.choice === 'adopt' ? 'removed' : 'ok';
	},
	apply(tx, call, args) {
		const reports = readIn(tx, args);
		if (args.choice === 'reopen') {
			for (const { id, state } of reports)
				if (state === 'put_aside')
					tx.update('unheard_reports', id, { state: 'open', settledBy: '', settledAt: 0 });
			return;
		}
		const open = reports.filter(({ state }) => state === 'open');
		// Sent again, it may come before them, or after what has ended them later on.
		const isAnswered = open.length === 0 && reports.length === args.reports.length;
		if (isAnswered && call.again !== true) return;
		if (args.choice === 'adopt') adopt(tx, call, args, reports);
		const state = args.choice === 'adopt' ? 'adopted' : 'put_aside';
		for (const { id } of open) tx.update('unheard_reports', id, { state, ...settling(call) });
	}
});

function readIn(view: View, { reports }: Args): UnheardReport[] {
	return reports.flatMap((id) => view.get('unheard_reports', id) ?? []);
}

function adopt(tx: Tx, call: Call, args: Args, reports: readonly UnheardReport[]): void {
	const task = tx.get('tasks', args.task);
	if (!task) return;
	const { set = {} } = args;
	const before = reportFieldsOf(task);
	const author = authorOf(args, reports);
	const outcome = tx.update('tasks', task.id, set);
	followLate(tx, call, task.id);
	const said = { action: 'adopt', author, before, to: { ...before, ...set } } as const;
	const note = author === '' ? '' : noteOf(reports);
	appendEvent(tx, call, task, { ...said, note }, outcome);
}

/** Nobody is credited with what they did not say. */
function authorOf(args: Args, reports: readonly UnheardReport[]): PersonId | '' {
	const [first, ...others] = reports;
	if (!first || reports.length < args.reports.length) return '';
	const isOfOne = others.every(({ person }) => person === first.person);
	return isOfOne && saysTheSame(saidIn(reports), args.set ?? {}) ? first.person : '';
}

function saysTheSame(a: Partial<ReportFields>, b: Partial<ReportFields>): boolean {
	const fields = Object.keys({ ...a, ...b });
	return fields.every((field) => sameValue(fieldOf(a, field), fieldOf(b, field)));
}
