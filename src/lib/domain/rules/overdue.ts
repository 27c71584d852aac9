import type { Project, Task } from '../entities';
import type { Ms } from '../ids';
import {
	DAY_MS,
	MINUTE_MS,
	instantOf,
	localDay,
	workingDaysBetween,
	type Almanac,
	type Zones
} from '../time';

const MINUTES_OF_DAY = DAY_MS / MINUTE_MS;

type Due = Pick<Task, 'dueDay' | 'dueMinute'>;

/** The instant a task falls due: its minute, or the end of its due day; null without a due day. */
export function dueAtMs(task: Due, timeZone: string, zones: Zones): Ms | null {
	if (task.dueDay === '') return null;
	return instantOf(task.dueDay, task.dueMinute ?? MINUTES_OF_DAY, timeZone, zones);
}

/**
 * What the clock says of an open task; never stored.
 *
 * @returns null while it is not overdue; else working days past the due day, 0 on the due day itself
 */
export function overdueDays(
	task: Due & Pick<Task, 'status' | 'removed'>,
	project: Pick<Project, 'timeZone'>,
	nowMs: Ms,
	almanac: Almanac
): number | null {
	if (task.removed || task.status === 'done') return null;
	const due = dueAtMs(task, project.timeZone, almanac);
	if (due === null || nowMs < due) return null;
	return workingDaysBetween(task.dueDay, localDay(nowMs, project.timeZone, almanac), almanac);
}
