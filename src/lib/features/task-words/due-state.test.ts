import { describe, expect, test } from 'vitest';
import { PLAIN_CALENDAR, calendarOf } from '$lib/domain/rules/calendar';
import { wholeRow } from '$lib/domain/rows';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Almanac } from '$lib/domain/time';
import {
	LAUNCH,
	MONDAY_MS,
	SHANGHAI,
	putDone,
	putTask,
	smallProject
} from '../../../../tests/fixtures/fake-muster.svelte';
import { doneLateDays, dueState } from './due-state';
import { dueSentence, dueWords, overdueWords } from './words';

const rows = smallProject();
const project = rows.get('projects', LAUNCH) ?? { timeZone: 'Asia/Shanghai' };
const due = (dueDay: string, dueMinute: number | null = null) =>
	dueState(putTask(rows, 'task', { dueDay, dueMinute }), project, MONDAY_MS, SHANGHAI);

test('a due time is named as people name it', () => {
	expect(dueWords(due('2026-11-23', 17 * 60))).toBe('今天 17:00');
	expect(dueWords(due('2026-11-24'))).toBe('明天');
	expect(dueWords(due('2026-11-25'))).toBe('周三');
	expect(dueSentence(due('2026-11-23', 17 * 60))).toBe('今天 17:00 到期');
	expect(dueSentence(due('2026-11-24'))).toBe('明天到期');
	expect(dueWords(due(''))).toBe('');
});

test('overdue counts working days, and is none yet on the due day itself', () => {
	expect(due('2026-11-19')).toMatchObject({ kind: 'overdue', days: 2 });
	expect(due('2026-11-23', 14 * 60)).toMatchObject({ kind: 'overdue', days: 0 });
	expect(due('2026-11-23')).toMatchObject({ kind: 'due', inDays: 0 });
	expect(overdueWords(2)).toBe('超期 2 天');
	expect(overdueWords(0)).toBe('已超期');
});

test('what was done late says by how much', () => {
	const done = (atMs: number) =>
		doneLateDays(putDone(rows, 'done', atMs, { dueDay: '2026-11-20' }), project, SHANGHAI);
	expect(done(MONDAY_MS)).toBe(1);
	expect(done(MONDAY_MS - 3 * DAY_MS - 2 * HOUR_MS)).toBeNull();
});

describe('a due state that was reckoned before is taken again', () => {
	const MIDNIGHT_MS = Date.UTC(2026, 10, 23, 16);

	test('as the same object while a quarter of an hour brings nothing new', () => {
		const task = putTask(rows, 'same', { dueDay: '2026-11-23', dueMinute: 17 * 60 });
		const before = dueState(task, project, MONDAY_MS, SHANGHAI);
		expect(dueState(task, project, MONDAY_MS + 15 * MINUTE_MS, SHANGHAI)).toBe(before);
	});

	test('not once its minute has come, and again when the clock was set back', () => {
		const task = putTask(rows, 'minute', { dueDay: '2026-11-23', dueMinute: 14 * 60 + 36 });
		const at = (nowMs: number) => dueState(task, project, nowMs, SHANGHAI);
		expect(at(MONDAY_MS)).toMatchObject({ kind: 'due' });
		expect(at(MONDAY_MS + MINUTE_MS)).toMatchObject({ kind: 'overdue', days: 0 });
		expect(at(MONDAY_MS)).toMatchObject({ kind: 'due' });
	});

	test('not once it is midnight where the project is', () => {
		const task = putTask(rows, 'midnight', { dueDay: '2026-11-24' });
		const at = (nowMs: number) => dueState(task, project, nowMs, SHANGHAI);
		expect(at(MIDNIGHT_MS - 1)).toMatchObject({ kind: 'due', inDays: 1 });
		expect(at(MIDNIGHT_MS)).toMatchObject({ kind: 'due', inDays: 0 });
		expect(at(MIDNIGHT_MS + DAY_MS)).toMatchObject({ kind: 'overdue', days: 1 });
		expect(at(MIDNIGHT_MS + 2 * DAY_MS)).toMatchObject({ kind: 'overdue', days: 2 });
	});

	test('not when the project has moved to another zone', () => {
		const zones: Almanac = {
			...PLAIN_CALENDAR,
			offsetMs: (zone) => (zone === 'UTC' ? 0 : 8 * HOUR_MS)
		};
		const task = putTask(rows, 'zone', { dueDay: '2026-11-23', dueMinute: 20 * 60 });
		const of = (timeZone: string, atMs: number) => dueState(task, { timeZone }, atMs, zones);
		expect(of('UTC', MONDAY_MS)).toMatchObject({ kind: 'due' });
		expect(of('Asia/Shanghai', MIDNIGHT_MS - HOUR_MS)).toMatchObject({ kind: 'overdue', days: 0 });
		expect(of('UTC', MIDNIGHT_MS - HOUR_MS)).toMatchObject({ kind: 'due' });
	});

	test('not when a holiday or a make-up day has been set', () => {
		const days = smallProject();
		const task = putTask(days, 'holiday', { dueDay: '2026-11-19' });
		const state = () => dueState(task, project, MONDAY_MS, { ...SHANGHAI, ...calendarOf(days) });
		expect(state()).toMatchObject({ kind: 'overdue', days: 2 });
		days.put(
			'calendar_days',
			wholeRow('calendar_days', { id: 'f', day: '2026-11-20', work: false })
		);
		expect(state()).toMatchObject({ kind: 'overdue', days: 1 });
		days.put(
			'calendar_days',
			wholeRow('calendar_days', { id: 's', day: '2026-11-21', work: true })
		);
		expect(state()).toMatchObject({ kind: 'overdue', days: 2 });
	});

	test('not when the task itself was planned anew, or done', () => {
		expect(due('2026-11-19')).toMatchObject({ kind: 'overdue' });
		expect(due('2026-11-26')).toMatchObject({ kind: 'due', inDays: 3 });
		const done = putDone(rows, 'task', MONDAY_MS, { dueDay: '2026-11-19' });
		expect(dueState(done, project, MONDAY_MS, SHANGHAI)).toMatchObject({ kind: 'due' });
	});
});
