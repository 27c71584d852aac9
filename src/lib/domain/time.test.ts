import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PLAIN_CALENDAR } from './rules/calendar';
import {
	addDays,
	addWorkingDays,
	dayNumber,
	dayOfNumber,
	instantOf,
	isDay,
	localDay,
	localMinute,
	weekday,
	workingDaysBetween,
	type Zones
} from './time';

const HOUR = 3_600_000;
/** Shanghai all year; Berlin with its change of clocks at 2026-10-25T01:00Z. */
const zones: Zones = {
	offsetMs: (zone, at) =>
		zone === 'Asia/Shanghai' ? 8 * HOUR : at < Date.UTC(2026, 9, 25, 1) ? 2 * HOUR : HOUR
};

test('days are numbered without gaps', () => {
	fc.assert(
		fc.property(fc.integer({ min: -20_000, max: 40_000 }), (n) => {
			expect(dayNumber(dayOfNumber(n))).toBe(n);
			expect(addDays(dayOfNumber(n), 1)).toBe(dayOfNumber(n + 1));
		})
	);
});

test.each([
	['2026-02-28', true],
	['2026-02-29', false],
	['2028-02-29', true],
	['2026-13-01', false],
	['26-01-01', false]
])('%s is a day: %s', (text, expected) => expect(isDay(text)).toBe(expected));

test('2026-11-23 is a Monday', () => {
	expect(weekday('2026-11-23')).toBe(1);
	expect(weekday('2026-11-22')).toBe(7);
});

describe('working days', () => {
	test('leave out Saturday and Sunday', () => {
		expect(workingDaysBetween('2026-11-20', '2026-11-23', PLAIN_CALENDAR)).toBe(1);
		expect(workingDaysBetween('2026-11-20', '2026-11-22', PLAIN_CALENDAR)).toBe(0);
		expect(workingDaysBetween('2026-11-23', '2026-11-23', PLAIN_CALENDAR)).toBe(0);
		expect(workingDaysBetween('2026-11-24', '2026-11-23', PLAIN_CALENDAR)).toBe(0);
	});
	test('are not counted over centuries, as for a year that was typed wrongly', () => {
		let asked = 0;
		const counting = { isWorkingDay: () => ++asked > 0 };
		workingDaysBetween('0202-11-23', '2026-11-23', counting);
		workingDaysBetween('2026-11-23', '9999-12-31', counting);
		expect(asked).toBeLessThan(10_000);
	});
	test('counted and added agree', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 30_000 }),
				fc.integer({ min: 1, max: 400 }),
				(n, days) => {
					const from = dayOfNumber(n);
					const to = addWorkingDays(from, days, PLAIN_CALENDAR);
					expect(PLAIN_CALENDAR.isWorkingDay(to)).toBe(true);
					expect(workingDaysBetween(from, to, PLAIN_CALENDAR)).toBe(days);
				}
			)
		);
	});
});

describe('local time', () => {
	test('is read in the zone', () => {
		const at = Date.UTC(2026, 10, 22, 17, 30);
		expect(localDay(at, 'Asia/Shanghai', zones)).toBe('2026-11-23');
		expect(localMinute(at, 'Asia/Shanghai', zones)).toBe(90);
	});
	test('finds the instant on both sides of a change of clocks', () => {
		expect(instantOf('2026-10-25', 0, 'Europe/Berlin', zones)).toBe(Date.UTC(2026, 9, 24, 22));
		expect(instantOf('2026-10-26', 0, 'Europe/Berlin', zones)).toBe(Date.UTC(2026, 9, 25, 23));
	});
	test.each([
		['east of Greenwich', HOUR],
		['west of it', -5 * HOUR]
	])(
		'that comes twice is the later one, and one that never comes is as if clocks stood: %s',
		(_where, winter) => {
			// Clocks go on from 2:00 to 3:00 on 29 March, and back from 3:00 to 2:00 on 25 October.
			const [spring, autumn] = [Date.UTC(2026, 2, 29, 2), Date.UTC(2026, 9, 25, 2)].map(
				(at) => at - winter
			);
			const moved: Zones = {
				offsetMs: (_zone, at) =>
					at >= Number(spring) && at < Number(autumn) ? winter + HOUR : winter
			};
			const instant = (day: string, minute: number) => instantOf(day, minute, 'Moved', moved);
			expect(instant('2026-03-29', 120)).toBe(spring);
			expect(instant('2026-03-29', 119)).toBe(Number(spring) - 60_000);
			expect(instant('2026-03-29', 150)).toBe(Number(spring) + HOUR / 2);
			expect(instant('2026-03-29', 180)).toBe(spring);
			expect(instant('2026-10-25', 150)).toBe(Number(autumn) + HOUR / 2);
			expect(instant('2026-10-25', 119)).toBe(Number(autumn) - HOUR - 60_000);
			expect(instant('2026-10-25', 180)).toBe(Number(autumn) + HOUR);
		}
	);
});
