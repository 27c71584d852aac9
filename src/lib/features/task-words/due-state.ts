import type { Project, Task } from '$lib/domain/entities';
import type { Ms } from '$lib/domain/ids';
import { dueAtMs, overdueDays } from '$lib/domain/rules/overdue';
import {
	dayNumber,
	localDay,
	workingDaysBetween,
	type Day,
	type MinuteOfDay,
	type Zones
} from '$lib/domain/time';

type Due = {
	readonly day: Day;
	readonly minute: MinuteOfDay | null;
	/** calendar days from today: 0 today, negative for a past day */
	readonly inDays: number;
};

/** What the clock says of a task's due time, in its project's time zone. */
export type DueState =
	| { readonly kind: 'none' }
	/** `days`: working days past the due day, 0 on the due day itself */
	| ({ readonly kind: 'overdue'; readonly days: number } & Due)
	| ({ readonly kind: 'due' } & Due);

type Planned = Pick<Task, 'dueDay' | 'dueMinute' | 'status' | 'removed'>;

export function dueState(
	task: Planned,
	project: Pick<Project, 'timeZone'>,
	nowMs: Ms,
	zones: Zones
): DueState {
	if (task.dueDay === '') return { kind: 'none' };
	const today = localDay(nowMs, project.timeZone, zones);
	const inDays = dayNumber(task.dueDay) - dayNumber(today);
	const due: Due = { day: task.dueDay, minute: task.dueMinute, inDays };
	const days = overdueDays(task, project, nowMs, zones);
	return days === null ? { kind: 'due', ...due } : { kind: 'overdue', days, ...due };
}

/** When the task became done, as its author's clock has it; null while it is not. */
export function doneAtMs(task: Pick<Task, 'status' | 'revs'>): Ms | null {
	return task.status === 'done' ? (task.revs.status?.at ?? null) : null;
}

/**
 * How late a done task was done.
 *
 * @returns working days past the due day, 0 on the due day itself; null when in time or unknown
 */
export function doneLateDays(
	task: Pick<Task, 'dueDay' | 'dueMinute' | 'status' | 'revs'>,
	project: Pick<Project, 'timeZone'>,
	zones: Zones
): number | null {
	const doneAt = doneAtMs(task);
	const dueAt = dueAtMs(task, project.timeZone, zones);
	if (doneAt === null || dueAt === null || doneAt < dueAt) return null;
	return workingDaysBetween(task.dueDay, localDay(doneAt, project.timeZone, zones));
}
