import type { StatusEvent, Task } from '$lib/domain/entities';
import { DASHBOARD, type Ms, type PersonId } from '$lib/domain/ids';
import { addDays } from '$lib/domain/time';
import type { View } from '$lib/domain/tx';
import { dayOf, formatMinute, formatRelativeDay, formatTime, m } from '$lib/i18n';
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

/** A name for everybody, also for one whom this phone does not know. */
export function nameOf(view: View, person: PersonId | ''): string {
	if (person === DASHBOARD) return m.person_dashboard();
	const known = person === '' ? undefined : view.get('people', person);
	return known?.name ?? m.task_no_person();
}

/** 周敏 9:45 已看到; 周敏 已看到 from the next day on; '' while nobody has */
export function seenWords(view: View, event: StatusEvent, nowMs: Ms): string {
	const { acknowledgedBy, acknowledgedAt } = event;
	if (acknowledgedBy === '') return '';
	const name = nameOf(view, acknowledgedBy);
	return dayOf(acknowledgedAt) === dayOf(nowMs)
		? m.task_seen_at({ name, time: formatTime(acknowledgedAt) })
		: m.task_seen({ name });
}

/** The name under which a task's undecided ops are queued. */
export function targetOf(task: Pick<Task, 'id'>): string {
	return `tasks/${task.id}`;
}
