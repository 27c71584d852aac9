import { expect, test } from 'vitest';
import { Reporting, type Feeling } from '$lib/features/reporting';
import {
	FakeMuster,
	ManualTiming,
	putDone,
	putTask,
	smallProject,
	taskId
} from '../../../../tests/fixtures/fake-muster.svelte';
import { DEAF_MS, MOVE_ON_MS, Today, UNDO_MS } from './today.svelte';

const TODAY = '2026-11-23';
const first = taskId('first');

function setUp() {
	const rows = smallProject();
	putTask(rows, 'first', { status: 'in_progress', dueDay: TODAY, dueMinute: 15 * 60 });
	putTask(rows, 'second', { status: 'in_progress', dueDay: TODAY, dueMinute: 17 * 60 });
	putTask(rows, 'overdue', { dueDay: '2026-11-19' });
	const muster = new FakeMuster(rows);
	const felt: Feeling[] = [];
	const reporting = new Reporting(muster, (feeling) => felt.push(feeling));
	const timing = new ManualTiming();
	const today = new Today(muster, reporting, timing);
	today.appeared(first);
	const now = () => today.list.now?.task.title;
	return { rows, muster, reporting, timing, today, now, felt };
}

test('a tap is on the card at once, and called stored only when the phone has stored it', async () => {
	const { muster, reporting, today, now, felt } = setUp();
	today.report(first, 'done');
	expect(now()).toBe('first');
	expect(muster.view.get('tasks', first)?.status).toBe('done');
	expect(reporting.saidOf(first)?.kept).toBe('saving');
	expect(felt).toEqual(['done']);
	await muster.store();
	expect(reporting.saidOf(first)).toMatchObject({ kept: 'stored', status: 'done' });
});

test('four seconds after the finger left, the next task comes, and hears nothing for a moment', async () => {
	const { muster, reporting, timing, today, now } = setUp();
	today.report(first, 'done');
	await muster.store();
	today.released();
	timing.pass(MOVE_ON_MS - 1);
	expect(now()).toBe('first');
	timing.pass(1);
	expect(now()).toBe('second');
	today.appeared(taskId('second'));
	expect(today.deaf).toBe(true);
	today.report(taskId('second'), 'done');
	expect(muster.sent).toHaveLength(1);
	timing.pass(DEAF_MS);
	expect(today.deaf).toBe(false);
	today.report(taskId('second'), 'done');
	expect(muster.sent).toHaveLength(2);
	expect(reporting.saidOf(first)?.kept).toBe('stored');
});

test('a finger on the card holds it', () => {
	const { timing, today, now } = setUp();
	today.report(first, 'done');
	today.released();
	timing.pass(3_000);
	today.pressed();
	timing.pass(60_000);
	expect(now()).toBe('first');
	today.released();
	timing.pass(MOVE_ON_MS);
	expect(now()).toBe('second');
});

test('late offers causes, then days, and waits for them', async () => {
	const { muster, reporting, timing, today, now } = setUp();
	today.report(first, 'late');
	await muster.store();
	today.released();
	timing.pass(60_000);
	expect(now()).toBe('first');
	expect(reporting.saidOf(first)?.offers).toBe('causes');
	reporting.giveCause(first, 'material');
	expect(reporting.saidOf(first)?.offers).toBe('days');
	reporting.giveExpectedDay(first, '2026-11-25');
	today.released();
	expect(muster.view.get('tasks', first)).toMatchObject({
		status: 'late',
		cause: 'material',
		expectedDay: '2026-11-25'
	});
	timing.pass(MOVE_ON_MS);
	expect(now()).not.toBe('first');
});

test('undo takes back the tap with all that was added, and the card stays', async () => {
	const { muster, reporting, today, now } = setUp();
	const before = muster.view.get('tasks', first);
	today.report(first, 'late');
	reporting.giveCause(first, 'material');
	reporting.giveExpectedDay(first, '2026-11-25');
	await muster.store();
	today.undo(first);
	expect(reporting.saidOf(first)?.kept).toBe('undoing');
	await muster.store();
	const after = muster.view.get('tasks', first);
	expect({ ...after, revs: {} }).toEqual({ ...before, revs: {} });
	expect(muster.sent.map(({ name }) => name)).toEqual([
		...['task.report', 'task.report', 'task.report'],
		...['task.undo', 'task.undo', 'task.undo']
	]);
	expect(reporting.saidOf(first)?.kept).toBe('undone');
	expect(now()).toBe('first');
});

test('once its undoing has been read, the card is held no longer', async () => {
	const { rows, muster, timing, today, now } = setUp();
	today.report(first, 'late');
	await muster.store();
	today.undo(first);
	await muster.store();
	putDone(rows, 'first', muster.nowMs);
	expect(now()).toBe('first');
	timing.pass(UNDO_MS);
	expect(now()).toBe('second');
});

test('a word can be taken back for ten seconds and more, after the card has moved on too', async () => {
	const { muster, reporting, timing, today } = setUp();
	today.report(first, 'done');
	await muster.store();
	today.moveOn();
	timing.pass(UNDO_MS - 1);
	expect(reporting.saidOf(first)).toBeDefined();
	timing.pass(1);
	expect(reporting.saidOf(first)).toBeUndefined();
});

test('a word that the phone had no room for is taken back, and says so', async () => {
	const { muster, reporting, today, felt } = setUp();
	today.report(first, 'done');
	const full = new Error('no room');
	full.name = 'StorageFull';
	await muster.failToStore(full);
	expect(muster.view.get('tasks', first)?.status).toBe('in_progress');
	expect(reporting.saidOf(first)).toMatchObject({ kept: 'full', reports: [] });
	expect(felt).toEqual(['done', 'error']);
	today.report(first, 'done');
	await muster.store();
	expect(reporting.saidOf(first)?.kept).toBe('stored');
});

test('an undo that the phone had no room for is not called undone', async () => {
	const { muster, reporting, today } = setUp();
	today.report(first, 'done');
	await muster.store();
	today.undo(first);
	const full = new Error('no room');
	full.name = 'StorageFull';
	await muster.failToStore(full);
	expect(reporting.saidOf(first)?.kept).toBe('full');
	expect(muster.view.get('tasks', first)?.status).toBe('done');
});

test('a second tap on the same button says nothing twice', () => {
	const { muster, today } = setUp();
	today.report(first, 'done');
	today.report(first, 'done');
	expect(muster.sent).toHaveLength(1);
});

test('a word is said again after somebody else has said another', () => {
	const { rows, muster, today } = setUp();
	today.report(first, 'done');
	putTask(rows, 'first', { status: 'late', dueDay: TODAY });
	today.report(first, 'done');
	expect(muster.sent).toHaveLength(2);
	expect(muster.view.get('tasks', first)?.status).toBe('done');
});

test('a row opens in place, alone, and closes on a second tap', () => {
	const { timing, today } = setUp();
	const overdue = taskId('overdue');
	today.toggleRow(overdue, 'overdue');
	expect(today.openTask).toBe(overdue);
	today.toggleRow(overdue, 'overdue');
	expect(today.openTask).toBe(overdue);
	timing.pass(DEAF_MS);
	today.toggleRow(overdue, 'overdue');
	expect(today.openTask).toBeNull();
});

test('a report on an open row leaves it open and in its place', () => {
	const { timing, today, now } = setUp();
	const overdue = taskId('overdue');
	today.toggleRow(overdue, 'overdue');
	timing.pass(DEAF_MS);
	today.report(overdue, 'done');
	expect(today.list.rows.at(-1)?.task.title).toBe('overdue');
	expect(now()).toBe('first');
});
