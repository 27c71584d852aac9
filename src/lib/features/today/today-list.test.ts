import { describe, expect, test } from 'vitest';
import { HOUR_MS } from '$lib/domain/time';
import {
	LAUNCH,
	LEAD,
	ME,
	MONDAY_MS,
	SHANGHAI,
	putDone,
	putTask,
	smallProject,
	taskId,
	type MemoryRows
} from '../../../../tests/fixtures/fake-muster.svelte';
import { membershipId } from '$lib/domain/rules/rights';
import { todayList, type Keep } from './today-list';

const TODAY = '2026-11-23';

function listed(rows: MemoryRows, keep: Keep = {}, nowMs = MONDAY_MS) {
	const list = todayList(rows, ME, nowMs, SHANGHAI, keep);
	return { ...list, now: list.now?.task.title, rows: list.rows.map((row) => row.task.title) };
}

describe('the rows of Today', () => {
	test('grow more urgent towards the thumb: done, later, today, late, overdue', () => {
		const rows = smallProject();
		putTask(rows, 'now', { status: 'in_progress', dueDay: TODAY, dueMinute: 15 * 60 });
		putTask(rows, 'overdue', { dueDay: '2026-11-19' });
		putTask(rows, 'tomorrow', { dueDay: '2026-11-24' });
		putTask(rows, 'late', { status: 'late', dueDay: '2026-11-25' });
		putTask(rows, 'tonight', { dueDay: TODAY, dueMinute: 18 * 60 });
		putDone(rows, 'done', MONDAY_MS - HOUR_MS);
		expect(listed(rows)).toMatchObject({
			now: 'now',
			rows: ['done', 'tomorrow', 'tonight', 'late', 'overdue'],
			total: 5,
			done: 1
		});
	});

	test('lie nearer the thumb the sooner they are due', () => {
		const rows = smallProject();
		putTask(rows, 'now', { status: 'in_progress', dueDay: TODAY });
		putTask(rows, 'two days over', { dueDay: '2026-11-19' });
		putTask(rows, 'one day over', { dueDay: '2026-11-20' });
		putTask(rows, 'evening', { dueDay: TODAY, dueMinute: 20 * 60 });
		putTask(rows, 'afternoon', { dueDay: TODAY, dueMinute: 16 * 60 });
		expect(listed(rows).rows).toEqual(['evening', 'afternoon', 'one day over', 'two days over']);
	});

	test('leave out what is done since yesterday, removed, another’s, or of a project left', () => {
		const rows = smallProject();
		putDone(rows, 'yesterday', MONDAY_MS - 15 * HOUR_MS);
		putTask(rows, 'removed', { removed: true, dueDay: TODAY });
		putTask(rows, 'another’s', { owner: LEAD, dueDay: TODAY });
		expect(listed(rows)).toMatchObject({ now: undefined, rows: [], total: 0 });
		putTask(rows, 'mine', { dueDay: TODAY });
		const membership = rows.get('memberships', membershipId(LAUNCH, ME));
		if (membership) rows.put('memberships', { ...membership, removed: true });
		expect(listed(rows)).toMatchObject({ now: undefined, rows: [] });
	});

	test('show three of the tasks for later, the soonest, and the others when asked', () => {
		const rows = smallProject();
		putTask(rows, 'now', { status: 'in_progress' });
		for (const day of ['24', '25', '26', '27', '30'])
			putTask(rows, day, { dueDay: `2026-11-${day}` });
		expect(listed(rows)).toMatchObject({ rows: ['26', '25', '24'], hidden: 2 });
		expect(listed(rows, { allLater: true })).toMatchObject({
			rows: ['30', '27', '26', '25', '24'],
			hidden: 0
		});
	});

	test('become overdue when the due minute passes and nobody does anything', () => {
		const rows = smallProject();
		putTask(rows, 'now', { status: 'in_progress' });
		putTask(rows, 'task', { dueDay: TODAY, dueMinute: 15 * 60 });
		const at = (nowMs: number) => todayList(rows, ME, nowMs, SHANGHAI).rows[0];
		expect(at(MONDAY_MS)).toMatchObject({ group: 'today' });
		expect(at(MONDAY_MS + 25 * 60_000)).toMatchObject({
			group: 'overdue',
			due: { kind: 'overdue', days: 0 }
		});
	});
});

describe('the task to do now', () => {
	test('is the one in progress that is due soonest, also before an overdue one', () => {
		const rows = smallProject();
		putTask(rows, 'overdue', { dueDay: '2026-11-19' });
		putTask(rows, 'in progress later', { status: 'in_progress', dueDay: '2026-11-30' });
		putTask(rows, 'in progress', { status: 'in_progress', dueDay: '2026-11-26' });
		expect(listed(rows).now).toBe('in progress');
	});

	test('is else a late one, else one overdue or due today, else the next that waits for nothing', () => {
		const rows = smallProject();
		putTask(rows, 'before', { owner: LEAD });
		putTask(rows, 'waits', { dueDay: '2026-11-24', dependencies: [taskId('before')] });
		putTask(rows, 'next', { dueDay: '2026-11-25' });
		expect(listed(rows).now).toBe('next');
		putDone(rows, 'before', MONDAY_MS, { owner: LEAD });
		expect(listed(rows).now).toBe('waits');
		putTask(rows, 'today', { dueDay: TODAY });
		expect(listed(rows).now).toBe('today');
		putTask(rows, 'overdue', { dueDay: '2026-11-20' });
		expect(listed(rows).now).toBe('overdue');
		putTask(rows, 'late', { status: 'late', dueDay: '2026-11-26' });
		expect(listed(rows).now).toBe('late');
	});

	test('stays while it is kept, even done, and is never the row that is open', () => {
		const rows = smallProject();
		putDone(rows, 'kept', MONDAY_MS);
		putTask(rows, 'doing', { status: 'in_progress', dueDay: TODAY });
		putTask(rows, 'other', { dueDay: TODAY });
		expect(listed(rows, { now: taskId('kept') })).toMatchObject({ now: 'kept', done: 1 });
		const open = { id: taskId('doing'), group: 'overdue' } as const;
		expect(listed(rows, { row: open })).toMatchObject({ now: 'other', rows: ['kept', 'doing'] });
	});

	test('is nothing when all is done', () => {
		const rows = smallProject();
		putDone(rows, 'done', MONDAY_MS);
		expect(listed(rows)).toMatchObject({ now: undefined, rows: ['done'], total: 1, done: 1 });
	});
});

test('an open row keeps its place when its task is done', () => {
	const rows = smallProject();
	putTask(rows, 'now', { status: 'in_progress' });
	putTask(rows, 'late', { status: 'late', dueDay: TODAY });
	putDone(rows, 'just done', MONDAY_MS, { dueDay: '2026-11-20' });
	const open = { id: taskId('just done'), group: 'overdue' } as const;
	expect(listed(rows, { row: open }).rows).toEqual(['late', 'just done']);
	expect(listed(rows).rows).toEqual(['just done', 'late']);
});

test('a task that is as it was keeps its row, so that nothing of it is drawn anew', () => {
	const rows = smallProject();
	putTask(rows, 'now', { status: 'in_progress' });
	putTask(rows, 'late', { status: 'late', dueDay: TODAY, dueMinute: 15 * 60 });
	putTask(rows, 'tonight', { dueDay: TODAY, dueMinute: 18 * 60 });
	const at = (nowMs: number) => todayList(rows, ME, nowMs, SHANGHAI).rows;
	const [tonight, late] = at(MONDAY_MS);
	const afterwards = at(MONDAY_MS + HOUR_MS);
	expect(afterwards[0]).toBe(tonight);
	expect(afterwards[1]).toMatchObject({ task: late?.task, group: 'overdue' });
	putTask(rows, 'tonight', { status: 'late', dueDay: TODAY, dueMinute: 18 * 60 });
	expect(at(MONDAY_MS)).toMatchObject([{ group: 'late' }, { group: 'late' }]);
});

test('a row is of its project as it is now', () => {
	const rows = smallProject();
	putTask(rows, 'now', { status: 'in_progress' });
	putTask(rows, 'task', { dueDay: '2026-11-24' });
	const project = rows.get('projects', LAUNCH);
	if (!project) throw new Error('the small project has gone');
	const before = todayList(rows, ME, MONDAY_MS, SHANGHAI).rows[0];
	rows.put('projects', { ...project, name: '新品上市二期' });
	const after = todayList(rows, ME, MONDAY_MS, SHANGHAI).rows[0];
	expect(before?.project.name).toBe('新品上市');
	expect(after?.project.name).toBe('新品上市二期');
});
