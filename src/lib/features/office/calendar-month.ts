import type { Rows } from '$lib/domain/entities';
import { calendarOf } from '$lib/domain/rules/calendar';
import { addDays, dayNumber, weekday, type Day } from '$lib/domain/time';
import type { View } from '$lib/domain/tx';

type MarkedDay = Rows['calendar_days'];

/** What a day is, and why. */
export type DayFacts = {
	readonly day: Day;
	readonly isWorking: boolean;
	/** null: as its week says */
	readonly marked: MarkedDay | null;
};

/** Days that follow each other and are alike: one holiday. */
export type Stretch = {
	readonly from: Day;
	readonly to: Day;
	readonly days: number;
	readonly work: boolean;
	readonly name: string;
};

/** `2026-10` */
export type Month = string;

export function monthOfDay(day: Day): Month {
	return day.slice(0, 7);
}

export function monthAfter(month: Month, months: number): Month {
	const [year = 0, number = 1] = month.split('-').map(Number);
	const at = year * 12 + number - 1 + months;
	return `${String(Math.floor(at / 12))}-${String((at % 12) + 1).padStart(2, '0')}`;
}

export function markedDay(view: View, day: Day): MarkedDay | null {
	return view.all('calendar_days').find((row) => row.day === day && !row.removed) ?? null;
}

export function factsOf(view: View, day: Day): DayFacts {
	return {
		day,
		isWorking: calendarOf(view).isWorkingDay(day),
		marked: markedDay(view, day)
	};
}

/** A month's days in rows of a week, Monday first; null where another month's would stand. */
export function weeksOf(view: View, month: Month): (DayFacts | null)[][] {
	const calendar = calendarOf(view);
	const marked = new Map(
		view
			.all('calendar_days')
			.filter((row) => !row.removed)
			.map((row) => [row.day, row])
	);
	const first = `${month}-01`;
	const cells: (DayFacts | null)[] = Array.from({ length: weekday(first) - 1 }, () => null);
	for (let day = first; monthOfDay(day) === month; day = addDays(day, 1))
		cells.push({ day, isWorking: calendar.isWorkingDay(day), marked: marked.get(day) ?? null });
	while (cells.length % 7 !== 0) cells.push(null);
	return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}

/** What is marked in a year, in order. */
export function stretchesIn(view: View, year: string): Stretch[] {
	const rows = view
		.all('calendar_days')
		.filter((row) => !row.removed && row.day.startsWith(`${year}-`))
		.sort((a, b) => (a.day < b.day ? -1 : 1));
	const stretches: Stretch[] = [];
	for (const { day, work, name } of rows) {
		const last = stretches.at(-1);
		const goesOn = last && dayNumber(last.to) + 1 === dayNumber(day);
		if (last && goesOn && last.work === work && last.name === name)
			stretches[stretches.length - 1] = { ...last, to: day, days: last.days + 1 };
		else stretches.push({ from: day, to: day, days: 1, work, name });
	}
	return stretches;
}
