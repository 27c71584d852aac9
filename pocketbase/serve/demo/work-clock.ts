import type { Ms } from '$lib/domain/ids';
import {
	HOUR_MS,
	MINUTE_MS,
	addDays,
	addWorkingDays,
	instantOf,
	localDay,
	localMinute,
	type Almanac,
	type Day
} from '$lib/domain/time';
import type { DayIndex } from './plan-table';
import { between, type Prng } from './prng';
import { CHINA } from './china-calendar';

/** Where the demo company works; by `MUSTER_DEMO_ZONE` it does so elsewhere, with China's holidays. */
export function demoZone(): string {
	return process.env['MUSTER_DEMO_ZONE'] ?? 'Asia/Shanghai';
}
const offsets = new Map<string, Ms>();
export const demoAlmanac: Almanac = {
	...CHINA,
	offsetMs(timeZone, atMs) {
		const hour = Math.floor(atMs / HOUR_MS);
		const key = `${timeZone} ${String(hour)}`;
		const known = offsets.get(key) ?? offsetAt(timeZone, hour * HOUR_MS);
		offsets.set(key, known);
		return known;
	}
};

const firstMinute = 8 * 60 + 5;
const lunchFrom = 12 * 60;
const lunchTo = 13 * 60;
const lastMinute = 17 * 60 + 50;
const knownDays = 80;

/**
 * Today is told in whole stretches, up to the last of these minutes: two fillings within one
 * stretch make the same rows.
 */
const toldUpTo = [18 * 60, 15 * 60, 12 * 60, 9 * 60 + 30];

/** From `GMT-03:30`; Greenwich itself is `GMT` alone. */
function offsetAt(timeZone: string, atMs: Ms): Ms {
	const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
	const name = format.formatToParts(atMs).find(({ type }) => type === 'timeZoneName')?.value ?? '';
	const [, sign, hours, minutes] = /^GMT([+-])(\d\d):(\d\d)$/.exec(name) ?? [];
	const size = Number(hours ?? 0) * HOUR_MS + Number(minutes ?? 0) * MINUTE_MS;
	return sign === '-' ? -size : size;
}

export type WorkClock = {
	/** index 0 */
	readonly anchor: Day;
	/** nothing that is told happened later */
	readonly endMs: Ms;
	dayAt(index: DayIndex): Day;
	at(index: DayIndex, minute: number): Ms;
	indexOf(ms: Ms): DayIndex;
	/** The instant itself in working hours, else soon after work begins again. */
	inWorkingHours(ms: Ms, random: Prng): Ms;
};

/** The day of the demo at an instant: it begins at midnight in its own zone, wherever the server is. */
export function demoDay(nowMs: Ms): Day {
	return localDay(nowMs, demoZone(), demoAlmanac);
}

/** Working days and hours of the demo, counted from the day of `nowMs`, or the next working day. */
export function makeWorkClock(nowMs: Ms): WorkClock {
	const today = demoDay(nowMs);
	const anchor = demoAlmanac.isWorkingDay(today) ? today : addWorkingDays(today, 1, demoAlmanac);
	const days = daysAround(anchor);
	const indexes = new Map(days.map((day, i) => [day, i - knownDays]));
	const dayAt = (index: DayIndex): Day => {
		const day = days[index + knownDays];
		if (day === undefined) throw new Error(`no working day ${String(index)}`);
		return day;
	};
	const at = (index: DayIndex, minute: number): Ms =>
		instantOf(dayAt(index), minute, demoZone(), demoAlmanac);
	const toMorning = (day: Day, random: Prng): Ms =>
		instantOf(day, firstMinute + between(random, 5, 55), demoZone(), demoAlmanac);
	return {
		anchor,
		endMs: endOfTold(nowMs, today),
		dayAt,
		at,
		indexOf: (ms) => indexes.get(localDay(ms, demoZone(), demoAlmanac)) ?? knownDays,
		inWorkingHours(ms, random) {
			const day = localDay(ms, demoZone(), demoAlmanac);
			const minute = localMinute(ms, demoZone(), demoAlmanac);
			if (!demoAlmanac.isWorkingDay(day) || minute > lastMinute)
				return toMorning(addWorkingDays(day, 1, demoAlmanac), random);
			if (minute < firstMinute) return toMorning(day, random);
			if (minute < lunchFrom || minute >= lunchTo) return ms;
			return instantOf(day, lunchTo + between(random, 5, 30), demoZone(), demoAlmanac);
		}
	};
}

/** A minute of the day at which people report: mornings and late afternoons more than between. */
export function workMinute(random: Prng): number {
	return random() < 0.45
		? between(random, firstMinute + 15, lunchFrom - 10)
		: between(random, lunchTo + 20, lastMinute - 5);
}

function endOfTold(nowMs: Ms, today: Day): Ms {
	const minute = localMinute(nowMs, demoZone(), demoAlmanac);
	const told = toldUpTo.find((end) => end <= minute) ?? 0;
	return Math.min(nowMs, instantOf(today, told, demoZone(), demoAlmanac) + MINUTE_MS - 1);
}

function daysAround(anchor: Day): Day[] {
	const before: Day[] = [];
	for (let day = anchor; before.length < knownDays;) {
		day = addDays(day, -1);
		if (demoAlmanac.isWorkingDay(day)) before.unshift(day);
	}
	const after = Array.from({ length: knownDays }, (_, i) => addWorkingDays(anchor, i, demoAlmanac));
	return [...before, ...after];
}
