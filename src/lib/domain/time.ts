import type { Ms } from './ids';

/** A local date, `YYYY-MM-DD`; '' where a row has none. */
export type Day = string;
/** Minutes since local midnight, 0 to 1439. */
export type MinuteOfDay = number;

/** Offsets from UTC; PocketBase's VM and browsers each bring their own (domain has no Intl). */
export interface Zones {
	/** @returns ms to add to UTC for local time in `timeZone` (IANA name) at `atMs` */
	offsetMs(timeZone: string, atMs: Ms): number;
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Days since 1970-01-01 of a local date; NaN for text that is no date. */
export function dayNumber(day: Day): number {
	const match = DAY.exec(day);
	if (!match) return NaN;
	return Math.round(Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) / DAY_MS);
}

export function dayOfNumber(number: number): Day {
	return new Date(number * DAY_MS).toISOString().slice(0, 10);
}

/** True for a date that exists: not 2026-02-30. */
export function isDay(text: string): boolean {
	return DAY.test(text) && dayOfNumber(dayNumber(text)) === text;
}

export function addDays(day: Day, days: number): Day {
	return dayOfNumber(dayNumber(day) + days);
}

/** 1 Monday … 7 Sunday. */
export function weekday(day: Day): number {
	return ((((dayNumber(day) + 3) % 7) + 7) % 7) + 1;
}

export function localDay(atMs: Ms, timeZone: string, zones: Zones): Day {
	return dayOfNumber(Math.floor((atMs + zones.offsetMs(timeZone, atMs)) / DAY_MS));
}

export function localMinute(atMs: Ms, timeZone: string, zones: Zones): MinuteOfDay {
	const local = atMs + zones.offsetMs(timeZone, atMs);
	return Math.floor((((local % DAY_MS) + DAY_MS) % DAY_MS) / MINUTE_MS);
}

/** The instant at which a zone's clocks show `minute` on `day`; the later one where they show it twice. */
export function instantOf(day: Day, minute: number, timeZone: string, zones: Zones): Ms {
	const local = dayNumber(day) * DAY_MS + minute * MINUTE_MS;
	const guess = local - zones.offsetMs(timeZone, local);
	return local - zones.offsetMs(timeZone, guess);
}

/** Monday to Friday; holidays and make-up days come with the organisation's calendar. */
export function isWorkingDay(day: Day): boolean {
	return weekday(day) <= 5;
}

/** Working days after `from` up to and including `to`; 0 when `to` is not after `from`. */
export function workingDaysBetween(from: Day, to: Day): number {
	const first = dayNumber(from) + 1;
	const last = dayNumber(to);
	if (!(last >= first)) return 0;
	const weeks = Math.floor((last - first + 1) / 7);
	let days = weeks * 5;
	for (let n = first + weeks * 7; n <= last; n++) if (isWorkingDay(dayOfNumber(n))) days++;
	return days;
}

export function addWorkingDays(day: Day, days: number): Day {
	let current = day;
	for (let left = days; left > 0;) {
		current = addDays(current, 1);
		if (isWorkingDay(current)) left--;
	}
	return current;
}
