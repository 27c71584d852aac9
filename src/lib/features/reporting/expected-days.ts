import { addWorkingDays, dayNumber, type Calendar, type Day } from '$lib/domain/time';

const OFFERED_DAYS = 6;

/** The working days a late task may be done by: from today, or from its due day if that is later. */
export function expectedDays(today: Day, dueDay: Day, calendar: Calendar): readonly Day[] {
	const from = dueDay !== '' && dayNumber(dueDay) > dayNumber(today) ? dueDay : today;
	const first = calendar.isWorkingDay(from) ? from : addWorkingDays(from, 1, calendar);
	return Array.from({ length: OFFERED_DAYS }, (_, index) => addWorkingDays(first, index, calendar));
}
