import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	addDays,
	addWorkingDays,
	dayNumber,
	dayOfNumber,
	instantOf,
	isDay,
	isWorkingDay,
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
		expect(workingDaysBetween('2026-11-20', '2026-11-23')).toBe(1);
		expect(workingDaysBetween('2026-11-20', '2026-11-22')).toBe(0);
		expect(workingDaysBetween('2026-11-23', '2026-11-23')).toBe(0);
		expect(workingDaysBetween('2026-11-24', '2026-11-23')).toBe(0);
	});
	test('counted and added agree', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 30_000 }),
				fc.integer({ min: 1, max: 400 }),
				(n, days) => {
					const from = dayOfNumber(n);
					const to = addWorkingDays(from, days);
					expect(isWorkingDay(to)).toBe(true);
					expect(workingDaysBetween(from, to)).toBe(days);
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
});
