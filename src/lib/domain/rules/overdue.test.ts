import { describe, expect, test } from 'vitest';
import type { Almanac } from '../time';
import { PLAIN_CALENDAR } from './calendar';
import { dueAtMs, overdueDays } from './overdue';

const almanac: Almanac = { ...PLAIN_CALENDAR, offsetMs: () => 8 * 3_600_000 };
const project = { timeZone: 'Asia/Shanghai' };
const task = {
	dueDay: '2026-11-20',
	dueMinute: null,
	status: 'in_progress',
	removed: false
} as const;
const midnightAfterFriday = Date.UTC(2026, 10, 20, 16);

describe('a task without a due minute', () => {
	test('falls due when its day ends in the project', () => {
		expect(dueAtMs(task, project.timeZone, almanac)).toBe(midnightAfterFriday);
		expect(overdueDays(task, project, midnightAfterFriday - 1, almanac)).toBeNull();
	});
	test('is overdue by no working day over the weekend, and by one on Monday', () => {
		expect(overdueDays(task, project, midnightAfterFriday, almanac)).toBe(0);
		expect(overdueDays(task, project, midnightAfterFriday + 2 * 86_400_000, almanac)).toBe(1);
	});
});

test('a due minute counts on its own day', () => {
	const at17 = { ...task, dueMinute: 17 * 60 };
	const due = Date.UTC(2026, 10, 20, 9);
	expect(overdueDays(at17, project, due - 1, almanac)).toBeNull();
	expect(overdueDays(at17, project, due, almanac)).toBe(0);
});

test('what is done, out of the plan or without a due day is never overdue', () => {
	const late = midnightAfterFriday + 9 * 86_400_000;
	expect(overdueDays({ ...task, status: 'done' }, project, late, almanac)).toBeNull();
	expect(overdueDays({ ...task, removed: true }, project, late, almanac)).toBeNull();
	expect(overdueDays({ ...task, dueDay: '' }, project, late, almanac)).toBeNull();
});

test('the last day that can be written is in time until it ends', () => {
	expect(
		overdueDays({ ...task, dueDay: '9999-12-31' }, project, Date.UTC(2026, 10, 23), almanac)
	).toBeNull();
});

test('a day ends with its last minute where clocks are moved at midnight', () => {
	// In Santiago midnight of 6 September 2026 is left out: 23:59 is followed by 1:00.
	const change = Date.UTC(2026, 8, 6, 4);
	const chile = {
		...almanac,
		offsetMs: (_zone: string, at: number) => (at < change ? -4 : -3) * 3_600_000
	};
	expect(dueAtMs({ ...task, dueDay: '2026-09-05' }, 'America/Santiago', chile)).toBe(change);
});
