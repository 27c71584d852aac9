import { askingIssues, isPressing } from '$lib/domain/rules/issues';
import type { Muster } from '$lib/features/session';
import { ownTasks } from './today-list';

/**
 * How many things wait for this person and for nobody else: words to choose between, words that were
 * not taken, own tasks that are overdue, issues that ask something of them. What is late was said,
 * what is queued goes by itself, and what is due has time: a figure that counted them would never be
 * 0, and be overlooked.
 */
export function countNeedsMe({ view, status, personId, me, nowMs, almanac }: Muster): number {
	const overdue = ownTasks(view, personId, nowMs, almanac).filter(
		({ group }) => group === 'overdue'
	);
	const actor = { id: personId, role: me?.role ?? 'member' } as const;
	const asking = askingIssues(view, actor, nowMs, almanac).filter(isPressing);
	return status.choices + status.failed + overdue.length + asking.length;
}
