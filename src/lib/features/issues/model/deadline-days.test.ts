import { expect, test } from 'vitest';
import { PLAIN_CALENDAR } from '$lib/domain/rules/calendar';
import type { Calendar } from '$lib/domain/time';
import { deadlineDays } from './deadline-days';

const but = (...off: string[]): Calendar => ({
	isWorkingDay: (day) => PLAIN_CALENDAR.isWorkingDay(day) && !off.includes(day)
});

test('today, tomorrow and this Friday are offered on a Monday', () => {
	expect(deadlineDays('2026-11-23', PLAIN_CALENDAR)).toEqual([
		...['2026-11-23', '2026-11-24', '2026-11-27']
	]);
});

test('at the end of a week the third is the Friday after', () => {
	expect(deadlineDays('2026-11-26', PLAIN_CALENDAR)).toEqual([
		...['2026-11-26', '2026-11-27', '2026-12-04']
	]);
	expect(deadlineDays('2026-11-27', PLAIN_CALENDAR)).toEqual([
		...['2026-11-27', '2026-11-30', '2026-12-04']
	]);
});

test('no day off is offered', () => {
	expect(deadlineDays('2026-11-28', PLAIN_CALENDAR)).toEqual([
		...['2026-11-30', '2026-12-01', '2026-12-04']
	]);
	expect(deadlineDays('2026-11-23', but('2026-11-24', '2026-11-27'))).toEqual([
		...['2026-11-23', '2026-11-25', '2026-11-26']
	]);
	expect(
		new Set(deadlineDays('2026-11-23', but('2026-11-25', '2026-11-26', '2026-11-27'))).size
	).toBe(3);
});

test('no Friday of a closed week is offered after a Saturday that makes up for it', () => {
	const closed = but(
		'2026-02-16',
		'2026-02-17',
		'2026-02-18',
		'2026-02-19',
		'2026-02-20',
		'2026-02-23'
	);
	const spring: Calendar = {
		isWorkingDay: (day) => day === '2026-02-14' || closed.isWorkingDay(day)
	};
	expect(deadlineDays('2026-02-13', spring)).toEqual(['2026-02-13', '2026-02-14', '2026-02-24']);
	const weekends: Calendar = { isWorkingDay: (day) => !PLAIN_CALENDAR.isWorkingDay(day) };
	expect(deadlineDays('2026-11-28', weekends)).toEqual(['2026-11-28', '2026-11-29', '2026-12-05']);
});
