import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '$lib/domain/time';
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
