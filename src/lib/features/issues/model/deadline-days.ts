import { addDays, addWorkingDays, weekday, type Calendar, type Day } from '$lib/domain/time';

const FRIDAY = 5;

/**
 * The days that are offered for solving an issue: today, the next working day, and the end of the
 * working week; later ones where these are the same or no days to work on. Three, in order.
 */
export function deadlineDays(today: Day, calendar: Calendar): readonly [Day, Day, Day] {
	const first = calendar.isWorkingDay(today) ? today : addWorkingDays(today, 1, calendar);
	const next = addWorkingDays(first, 1, calendar);
	let friday = addDays(first, FRIDAY - weekday(first));
	if (weekday(first) > FRIDAY) friday = addDays(friday, 7);
	const end = [friday, addDays(friday, 7)]
		.map((day) => endOfWeek(day, calendar))
		.find((day) => day !== null && day > next);
	return [first, next, end ?? addWorkingDays(next, 1, calendar)];
}

/** The last working day from Monday to that Friday; null where there is none. */
function endOfWeek(friday: Day, calendar: Calendar): Day | null {
	for (let back = 0; back < FRIDAY; back++) {
		const day = addDays(friday, -back);
		if (calendar.isWorkingDay(day)) return day;
	}
	return null;
}
