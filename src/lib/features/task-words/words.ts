import type { StatusEvent, Task } from '$lib/domain/entities';
import { DASHBOARD, type Ms, type PersonId, type ProjectId } from '$lib/domain/ids';
import { addDays, type Day } from '$lib/domain/time';
import type { View } from '$lib/domain/tx';
import { CAUSE_WORDS, dayOf, formatMinute, formatRelativeDay, formatTime, m } from '$lib/i18n';
import type { DueState } from './due-state';

/** 超期 2 天; 已超期 on the due day itself */
export function overdueWords(days: number): string {
	return days === 0 ? m.overdue_now() : m.overdue_days({ days });
}

/** 今天 17:00, 明天, 周三; '' without a due day */
export function dueWords(due: DueState): string {
	if (due.kind === 'none') return '';
	const day = formatRelativeDay(due.day, addDays(due.day, -due.inDays));
	return due.minute === null ? day : `${day} ${formatMinute(due.minute)}`;
}

/** 今天 17:00 到期, 明天到期; '' without a due day */
export function dueSentence(due: DueState): string {
	if (due.kind === 'none') return '';
	const words = dueWords(due);
	return due.minute === null ? m.task_due_on({ day: words }) : m.task_due_phrase({ when: words });
}

/** 已完成 · 晚 2 天 */
export function doneLateWords(days: number): string {
	return days === 0 ? m.task_done_late() : m.task_done_late_days({ days });
}

/** A name for everybody, also for one whom this phone does not know; '' for nobody. */
export function personName(view: View, person: PersonId | ''): string {
	if (person === '') return '';
	if (person === DASHBOARD) return m.person_dashboard();
	return view.get('people', person)?.name ?? m.task_no_person();
}

/** 周敏 9:45 已看到; 周敏 已看到 from the next day on; '' while nobody has */
export function seenWords(
	view: View,
	{ acknowledgedBy, acknowledgedAt }: Pick<StatusEvent, 'acknowledgedBy' | 'acknowledgedAt'>,
	nowMs: Ms
): string {
	if (acknowledgedBy === '') return '';
	const name = personName(view, acknowledgedBy);
	return dayOf(acknowledgedAt) === dayOf(nowMs)
		? m.task_seen_at({ name, time: formatTime(acknowledgedAt) })
		: m.task_seen({ name });
}

/**
 * 缺料, 预计周三, what was written: what was added to a status, part by part.
 *
 * @param today in the project's zone
 */
export function detailWords(
	{ cause, expectedDay, note }: Pick<StatusEvent, 'cause' | 'expectedDay' | 'note'>,
	today: Day
): string[] {
	return [
		cause === '' ? '' : CAUSE_WORDS[cause](),
		expectedDay === '' ? '' : m.task_expected({ day: formatRelativeDay(expectedDay, today) }),
		note
	].filter((part) => part !== '');
}

/** The date it is where the project is; on this device where the project is not known here. */
export function todayIn(view: View, project: ProjectId | undefined, nowMs: Ms): Day {
	return dayOf(nowMs, project && view.get('projects', project)?.timeZone);
}

/** The name under which a task's undecided ops are queued. */
export function targetOf(task: Pick<Task, 'id'>): string {
	return `tasks/${task.id}`;
}
