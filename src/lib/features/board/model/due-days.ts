import { addDays, addWorkingDays, type Calendar, type Day } from '$lib/domain/time';
import type { TaskRow } from './rows';

const DAYS_SHOWN = 7;

export type DueDay = {
	readonly day: Day;
	/** open tasks, in the order of the list */
	readonly rows: readonly TaskRow[];
};

/** Today, and the next working days; a day off only if something is due on it. */
export function dueDays(rows: readonly TaskRow[], today: Day, calendar: Calendar): DueDay[] {
	const byDay = new Map<Day, TaskRow[]>();
	for (const row of rows)
		if (row.due.kind === 'due') byDay.set(row.due.day, [...(byDay.get(row.due.day) ?? []), row]);
	const days: DueDay[] = [];
	const last = addWorkingDays(today, DAYS_SHOWN, calendar);
	for (let day = today; days.length < DAYS_SHOWN && day <= last; day = addDays(day, 1)) {
		const due = byDay.get(day) ?? [];
		if (day === today || calendar.isWorkingDay(day) || due.length > 0)
			days.push({ day, rows: due });
	}
	return days;
}
