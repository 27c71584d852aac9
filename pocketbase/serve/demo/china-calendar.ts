import { MONDAY_TO_FRIDAY } from '$lib/domain/entities/calendar';
import { PUBLIC_HOLIDAYS } from '$lib/domain/public-holidays.table';
import { weekday, type Calendar, type Day } from '$lib/domain/time';

export const CHINESE_DAYS = PUBLIC_HOLIDAYS.filter(({ region }) => region === 'CN').flatMap(
	({ days }) => days
);
const marked: ReadonlyMap<Day, boolean> = new Map(
	CHINESE_DAYS.map(([day, as]) => [day, as === 'work'])
);

/** Monday to Friday, but for China's holidays and make-up days, as far as they are known. */
export const CHINA: Calendar = {
	isWorkingDay: (day) => marked.get(day) ?? MONDAY_TO_FRIDAY.includes(weekday(day))
};
