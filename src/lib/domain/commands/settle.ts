import * as v from 'valibot';
import { defineCommand } from '../command';
import { ConflictIdSchema, TaskIdSchema } from '../ids';
import { checkPlan } from '../rules/plan';
import { mayLead, mayReport } from '../rules/rights';
import { SettledFields, isReported } from './fields';
import { followLate } from './late-issue';
import { appendEvent, reportFieldsOf, settling } from './report';

/**
 * Ends a disagreement: the author's values are set after all, or the others' stand. The author
 * or the lead may; settled for one, it is settled everywhere.
 */
export const conflictSettle = defineCommand('conflict.settle', {
	args: v.strictObject({
		conflict: ConflictIdSchema,
		task: TaskIdSchema,
		choice: v.picklist(['mine', 'theirs']),
		/** the author's values, for `mine` */
		set: v.exactOptional(SettledFields)
	}),
	target: (args) => ({ kind: 'tasks', id: args.task }),
	authorize(view, actor, args) {
		const conflict = view.get('conflicts', args.conflict);
		const task = view.get('tasks', args.task);
		if (!conflict || !task || conflict.task !== task.id) return 'missing';
		// Whatever has become of the task since: whoever was not heard may leave it at that.
		if (conflict.author === actor.id && args.choice === 'theirs') return 'ok';
		const onlyReported = Object.keys(args.set ?? {}).every(isReported);
		if (conflict.author === actor.id && onlyReported) return mayReport(view, actor, task);
		const allowed = mayLead(view, actor, task.project);
		if (allowed !== 'ok') return allowed;
		return checkPlan(view, task.project, task.id, args.set ?? {});
	},
	apply(tx, call, args) {
		const conflict = tx.get('conflicts', args.conflict);
		const task = tx.get('tasks', args.task);
		// Sent again, it may come after what closed the card later on.
		if (!conflict || !task || !(conflict.open || call.again)) return;
		if (args.choice === 'mine') {
			const set = args.set ?? {};
			const before = reportFieldsOf(task);
			const outcome = tx.update('tasks', task.id, set);
			const { status, percent, cause, expectedDay } = { ...before, ...set };
			const to = { status, percent, cause, expectedDay };
			if (Object.keys(set).some(isReported))
				appendEvent(tx, call, task, { action: 'settle', to, before }, outcome);
			followLate(tx, call, task.id);
			if (outcome === 'conflict') return;
		}
		tx.update('conflicts', conflict.id, { open: false, ...settling(call) });
	}
});
