import type { Project, Task } from '$lib/domain/entities';
import type { Ms } from '$lib/domain/ids';
import { dueAtMs, overdueDays } from '$lib/domain/rules/overdue';
import {
	dayNumber,
	localDay,
	localDayNumber,
	workingDaysBetween,
	type Almanac,
	type Day,
	type MinuteOfDay
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

/** A due state, and all that it came from but the row. */
type Reckoned = {
	readonly state: DueState;
	readonly timeZone: string;
	readonly almanac: Almanac;
	/** days since 1970-01-01 of the project's date then */
	readonly today: number;
	readonly dueAtMs: Ms;
	readonly isPast: boolean;
};

const NONE: DueState = { kind: 'none' };
/** Of each row the last one: a tap changes one row of hundreds, and most of them at most once a day. */
const reckoned = new WeakMap<Planned, Reckoned>();

/**
 * @param task    a row: a new object when anything in it changes
 * @param almanac a new object when a working day changes
 * @returns       the same object as last time while nothing that it depends on has changed
 */
export function dueState(
	task: Planned,
	project: Pick<Project, 'timeZone'>,
	nowMs: Ms,
	almanac: Almanac
): DueState {
	const { timeZone } = project;
	const known = reckoned.get(task);
	const today = localDayNumber(nowMs, timeZone, almanac);
	const isSame =
		known?.timeZone === timeZone &&
		known.almanac === almanac &&
		known.today === today &&
		known.isPast === nowMs >= known.dueAtMs;
	if (isSame) return known.state;
	const dueMs = dueAtMs(task, timeZone, almanac);
	if (dueMs === null) return NONE;
	const inDays = dayNumber(task.dueDay) - today;
	const due: Due = { day: task.dueDay, minute: task.dueMinute, inDays };
	const days = overdueDays(task, project, nowMs, almanac);
	const state: DueState =
		days === null ? { kind: 'due', ...due } : { kind: 'overdue', days, ...due };
	const isPast = nowMs >= dueMs;
	reckoned.set(task, { state, timeZone, almanac, today, dueAtMs: dueMs, isPast });
	return state;
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
	almanac: Almanac
): number | null {
	const doneAt = doneAtMs(task);
	const dueAt = dueAtMs(task, project.timeZone, almanac);
	if (doneAt === null || dueAt === null || doneAt < dueAt) return null;
	return workingDaysBetween(task.dueDay, localDay(doneAt, project.timeZone, almanac), almanac);
}
