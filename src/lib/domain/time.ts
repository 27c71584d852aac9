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

/** `localDay` as days since 1970-01-01: to compare many without writing any of them out. */
export function localDayNumber(atMs: Ms, timeZone: string, zones: Zones): number {
	return Math.floor((atMs + zones.offsetMs(timeZone, atMs)) / DAY_MS);
}

export function localDay(atMs: Ms, timeZone: string, zones: Zones): Day {
	return dayOfNumber(localDayNumber(atMs, timeZone, zones));
}

export function localMinute(atMs: Ms, timeZone: string, zones: Zones): MinuteOfDay {
	const local = atMs + zones.offsetMs(timeZone, atMs);
	return Math.floor((((local % DAY_MS) + DAY_MS) % DAY_MS) / MINUTE_MS);
}

/**
 * The instant at which a zone's clocks show `minute` on `day`; the later one where they show it twice,
 * and as if they had not been moved where they leave it out.
 *
 * @param minute may be past the day's end: 1440 is the midnight after it
 */
export function instantOf(day: Day, minute: number, timeZone: string, zones: Zones): Ms {
	const local = dayNumber(day) * DAY_MS + minute * MINUTE_MS;
	const before = zones.offsetMs(timeZone, local - DAY_MS);
	const after = zones.offsetMs(timeZone, local + DAY_MS);
	if (before === after) return local - before;
	const [late, early] = [local - Math.min(before, after), local - Math.max(before, after)];
	const isShown = (at: Ms): boolean => at + zones.offsetMs(timeZone, at) === local;
	return isShown(early) && !isShown(late) ? early : late;
}

/** Which days one works on. */
export interface Calendar {
	readonly isWorkingDay: (day: Day) => boolean;
}

/** What a day is, and when it is one to work on. */
export interface Almanac extends Zones, Calendar {}

/** Far enough for any leave or shutdown; a calendar without a working day must not hang a screen. */
const LONGEST_REST_DAYS = 400;
/** Eleven years: a year that was typed as 0202 must not hang one either. */
const MOST_COUNTED_DAYS = 4_000;

/** Working days after `from` up to and including `to`, of at most the last 4 000 days; 0 when `to` is not after `from`. */
export function workingDaysBetween(from: Day, to: Day, calendar: Calendar): number {
	const last = dayNumber(to);
	const first = Math.max(dayNumber(from) + 1, last - MOST_COUNTED_DAYS + 1);
	let days = 0;
	for (let n = first; n <= last; n++) if (calendar.isWorkingDay(dayOfNumber(n))) days++;
	return days;
}

/** The working day that comes `days` (0 or more) working days after `day`. */
export function addWorkingDays(day: Day, days: number, calendar: Calendar): Day {
	return step(day, days, calendar, 1);
}

/** The newest working day before `day`. */
export function workingDayBefore(day: Day, calendar: Calendar): Day {
	return step(day, 1, calendar, -1);
}

function step(day: Day, days: number, calendar: Calendar, direction: 1 | -1): Day {
	let current = day;
	let rest = 0;
	for (let left = days; left > 0 && rest < LONGEST_REST_DAYS;) {
		current = addDays(current, direction);
		const isWorking = calendar.isWorkingDay(current);
		rest = isWorking ? 0 : rest + 1;
		if (isWorking) left--;
	}
	return current;
}
