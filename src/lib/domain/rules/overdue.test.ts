import { describe, expect, test } from 'vitest';
import type { Zones } from '../time';
import { dueAtMs, overdueDays } from './overdue';

const zones: Zones = { offsetMs: () => 8 * 3_600_000 };
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
		expect(dueAtMs(task, project.timeZone, zones)).toBe(midnightAfterFriday);
		expect(overdueDays(task, project, midnightAfterFriday - 1, zones)).toBeNull();
	});
	test('is overdue by no working day over the weekend, and by one on Monday', () => {
		expect(overdueDays(task, project, midnightAfterFriday, zones)).toBe(0);
		expect(overdueDays(task, project, midnightAfterFriday + 2 * 86_400_000, zones)).toBe(1);
	});
});

test('a due minute counts on its own day', () => {
	const at17 = { ...task, dueMinute: 17 * 60 };
	const due = Date.UTC(2026, 10, 20, 9);
	expect(overdueDays(at17, project, due - 1, zones)).toBeNull();
	expect(overdueDays(at17, project, due, zones)).toBe(0);
});

test('what is done, out of the plan or without a due day is never overdue', () => {
	const late = midnightAfterFriday + 9 * 86_400_000;
	expect(overdueDays({ ...task, status: 'done' }, project, late, zones)).toBeNull();
	expect(overdueDays({ ...task, removed: true }, project, late, zones)).toBeNull();
	expect(overdueDays({ ...task, dueDay: '' }, project, late, zones)).toBeNull();
});
