import type { Ms } from '$lib/domain/ids';
import {
	dayNumber,
	dayOfNumber,
	DAY_MS,
	HOUR_MS,
	MINUTE_MS,
	type Day,
	type MinuteOfDay
} from '$lib/domain/time';
import { locale } from './locale.svelte';
import { m } from './paraglide/messages.js';

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making an Intl format costs about as much as drawing a row; they are kept. */
function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const tag = locale() === 'en' ? 'en-GB' : 'zh-CN';
	const key = tag + JSON.stringify(options);
	const known = formats.get(key);
	if (known) return known;
	const made = dateFormat(tag, options);
	formats.set(key, made);
	return made;
}

function dateFormat(tag: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	try {
		return new Intl.DateTimeFormat(tag, options);
	} catch {
		// A zone that this browser does not know.
		return new Intl.DateTimeFormat(tag, { ...options, ...UTC });
	}
}

/** A local date carries no zone: it is read and written in UTC. */
const ofDay = (day: Day): Date => new Date(dayNumber(day) * DAY_MS);
const UTC = { timeZone: 'UTC' } as const;

/** 周三, Wed */
function formatWeekday(day: Day): string {
	return dates({ weekday: 'short', ...UTC }).format(ofDay(day));
}

/** 11 月 23 日 周一, Mon, 23 Nov */
export function formatDay(day: Day): string {
	const date = ofDay(day);
	if (locale() === 'en')
		return `${formatWeekday(day)}, ${dates({ day: 'numeric', month: 'short', ...UTC }).format(date)}`;
	return `${date.getUTCMonth() + 1} 月 ${date.getUTCDate()} 日 ${formatWeekday(day)}`;
}

/** 2026 年 10 月, October 2026: of `2026-10` */
export function formatMonth(month: string): string {
	return dates({ year: 'numeric', month: 'long', ...UTC }).format(ofDay(`${month}-01`));
}

/** 德国, Germany: of an ISO 3166 code */
export function regionName(region: string): string {
	return new Intl.DisplayNames(locale(), { type: 'region' }).of(region) ?? region;
}

/** 周三 25, Wed 25: a head over a column of one of the next days */
export function formatDayHead(day: Day): string {
	return `${formatWeekday(day)} ${ofDay(day).getUTCDate()}`;
}

/** 11/19, 19 Nov; with the year where it is not `today`'s */
export function formatShortDay(day: Day, today: Day): string {
	const date = ofDay(day);
	const year = day.slice(0, 4) === today.slice(0, 4) ? {} : ({ year: 'numeric' } as const);
	return locale() === 'en'
		? dates({ day: 'numeric', month: 'short', ...year, ...UTC }).format(date)
		: dates({ day: 'numeric', month: 'numeric', ...year, ...UTC }).format(date);
}

/** 昨天, 今天, 明天; 周三 within six days either way; else 11/19 */
export function formatRelativeDay(day: Day, today: Day): string {
	const distanceDays = dayNumber(day) - dayNumber(today);
	if (distanceDays === 0) return m.relative_today();
	if (distanceDays === 1) return m.relative_tomorrow();
	if (distanceDays === -1) return m.relative_yesterday();
	return Math.abs(distanceDays) <= 6 ? formatWeekday(day) : formatShortDay(day, today);
}

/** 17:00, from minutes since midnight */
export function formatMinute(minute: MinuteOfDay): string {
	return `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;
}

/** 9:02 on the clocks of `timeZone`; of this device without one */
export function formatTime(atMs: Ms, timeZone?: string): string {
	if (timeZone === undefined) {
		const date = new Date(atMs);
		return formatMinute(date.getHours() * 60 + date.getMinutes());
	}
	const parts = dates({
		hour: '2-digit',
		minute: '2-digit',
		hourCycle: 'h23',
		timeZone
	}).formatToParts(atMs);
	const part = (type: 'hour' | 'minute'): number =>
		Number(parts.find((each) => each.type === type)?.value);
	return formatMinute(part('hour') * 60 + part('minute'));
}

/** The local date of an instant in `timeZone`; of this device without one */
export function dayOf(atMs: Ms, timeZone?: string): Day {
	if (timeZone === undefined) {
		const date = new Date(atMs);
		return dayOfNumber(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY_MS);
	}
	const parts = dates({
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
		calendar: 'gregory',
		timeZone
	}).formatToParts(atMs);
	const part = (type: 'year' | 'month' | 'day'): string =>
		parts.find((each) => each.type === type)?.value ?? '';
	return `${part('year')}-${part('month')}-${part('day')}`;
}

/** 9:02 today; 昨天 16:40, 周五 16:40, 11/19 16:40 before */
export function formatMoment(atMs: Ms, nowMs: Ms, timeZone?: string): string {
	const day = dayOf(atMs, timeZone);
	const today = dayOf(nowMs, timeZone);
	const time = formatTime(atMs, timeZone);
	return day === today ? time : `${formatRelativeDay(day, today)} ${time}`;
}

/** 5 分钟, 26 小时, 3 天: whole units, rounded down, at least one minute */
export function formatDuration(durationMs: Ms): string {
	if (durationMs < HOUR_MS)
		return inUnits('minute', Math.max(1, Math.floor(durationMs / MINUTE_MS)));
	if (durationMs < 2 * DAY_MS) return inUnits('hour', Math.floor(durationMs / HOUR_MS));
	return inUnits('day', Math.floor(durationMs / DAY_MS));
}

/** 45 秒 under a minute, else as `formatDuration`: for waits, so rounded up */
export function formatWait(waitMs: Ms): string {
	if (waitMs < MINUTE_MS) return inUnits('second', Math.max(1, Math.ceil(waitMs / 1000)));
	return formatDuration(Math.ceil(waitMs / MINUTE_MS) * MINUTE_MS);
}

function inUnits(unit: 'second' | 'minute' | 'hour' | 'day', count: number): string {
	const text = new Intl.NumberFormat(locale(), {
		style: 'unit',
		unit,
		unitDisplay: locale() === 'en' ? 'short' : 'long'
	}).format(count);
	return text.replace(/(\d)(?=\p{Script=Han})/u, '$1 ');
}

const numbers = new Map<string, Intl.NumberFormat>();

export function formatNumber(value: number): string {
	const tag = locale();
	const format = numbers.get(tag) ?? new Intl.NumberFormat(tag);
	numbers.set(tag, format);
	return format.format(value);
}
