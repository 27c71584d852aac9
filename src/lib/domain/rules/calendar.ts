import { ORGANISATION, type Person, type Project } from '../entities';
import { MONDAY_TO_FRIDAY } from '../entities/calendar';
import type { PersonId } from '../ids';
import { weekday, type Calendar, type Day } from '../time';
import type { View } from '../tx';

/** Monday to Friday, for an organisation that has said nothing else. */
export const PLAIN_CALENDAR: Calendar = weekly(MONDAY_TO_FRIDAY);

function weekly(weekdays: readonly number[]): Calendar {
	return { isWorkingDay: (day) => weekdays.includes(weekday(day)) };
}

/** The organisation's working days: its week, but for holidays and make-up days 调休. */
export function calendarOf(view: View): Calendar {
	const week = weekly(organisationWeek(view));
	const marked = markedDays(view);
	return { isWorkingDay: (day) => marked.get(day) ?? week.isWorkingDay(day) };
}

/** All that `calendarOf` reads, as text: while it is the same, so is every answer of the calendar. */
export function calendarText(view: View): string {
	return JSON.stringify([organisationWeek(view), ...markedDays(view)]);
}

/**
 * The days on which a person would work: none on a holiday; their own week where they have one.
 * Somebody part-time need not come on a make-up day that is none of theirs.
 */
export function usualCalendarOf(
	view: View,
	{ workingWeekdays }: Pick<Person, 'workingWeekdays'>
): Calendar {
	if (workingWeekdays === null) return calendarOf(view);
	const marked = markedDays(view);
	const own = weekly(workingWeekdays);
	return { isWorkingDay: (day) => marked.get(day) !== false && own.isWorkingDay(day) };
}

/** The days on which a person works: the usual ones, but for leave. */
export function calendarOfPerson(
	view: View,
	person: Pick<Person, 'id' | 'workingWeekdays'>
): Calendar {
	const usual = usualCalendarOf(view, person);
	return {
		isWorkingDay: (day) => usual.isWorkingDay(day) && !isOnLeave(view, person.id, day)
	};
}

export function isOnLeave(view: View, person: PersonId, day: Day): boolean {
	return view
		.list('leaves', 'person', person)
		.some((leave) => !leave.removed && leave.fromDay <= day && day <= leave.toDay);
}

/** True for a day on which the project's people are to check in. */
export function hasStandup(
	project: Pick<Project, 'standup'>,
	day: Day,
	calendar: Calendar
): boolean {
	const { standup } = project;
	return standup !== null && standup.weekdays.includes(weekday(day)) && calendar.isWorkingDay(day);
}

function organisationWeek(view: View): readonly number[] {
	return view.get('organisation', ORGANISATION)?.workingWeekdays ?? MONDAY_TO_FRIDAY;
}

/** Days that are not as their week says: true for one to work on. */
function markedDays(view: View): ReadonlyMap<Day, boolean> {
	const rows = view.all('calendar_days').filter((row) => !row.removed);
	return new Map(rows.map((row) => [row.day, row.work]));
}
