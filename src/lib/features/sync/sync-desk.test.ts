import { describe, expect, test } from 'vitest';
import { deriveRowId, makeUlid } from '$lib/domain/ids';
import { wholeRow } from '$lib/domain/rows';
import type { Op } from '$lib/domain/protocol/wire';
import type { QueueItem } from '$lib/sync/status';
import {
	FakeMuster,
	LAUNCH,
	LEAD,
	ME,
	MONDAY_MS,
	putTask,
	smallProject,
	statusEvent,
	taskId,
	type MemoryRows
} from '../../../../tests/fixtures/fake-muster.svelte';
import { choicesOf } from './choices';
import { queuedWord } from './queued-words';
import { sayingWords } from './saying-words';
import { SyncDesk } from './sync-desk.svelte';

const task = taskId('task');

function item(op: Op, state: QueueItem['state'] = 'waiting'): QueueItem {
	return { id: op.id, op, target: `tasks/${task}`, state, result: null };
}

describe('a word in the queue', () => {
	test('says what it is about, and can be taken back while it stands', () => {
		const rows = smallProject();
		const { status, percent, cause, expectedDay } = putTask(rows, 'task');
		const muster = new FakeMuster(rows);
		const before = { status, percent, cause, expectedDay };
		const first = muster.dispatch('task.report', {
			task,
			status: 'late',
			cause: 'material',
			before
		});
		const word = queuedWord(rows, item(first.op));
		expect(word).toMatchObject({ task: { title: 'task' }, atMs: MONDAY_MS });
		expect(sayingWords(word.saying, MONDAY_MS)).toBe('滞后 · 缺料');
		expect(word.undo?.report.before).toEqual(before);
		const said = { ...before, status: 'late', cause: 'material' } as const;
		muster.dispatch('task.report', { task, status: 'done', before: said });
		expect(queuedWord(rows, item(first.op)).undo).toBeNull();
	});

	test('keeps its place with plain words where nothing is known of it', () => {
		const rows = smallProject();
		const unknown = { id: makeUlid(0, () => 0), n: 1, v: 9, name: 'task.paint', args: { x: 1 } };
		const op: Op = { ...unknown, clientAt: 5, offsetMs: 2, made: null, base: null };
		expect(queuedWord(rows, item(op))).toMatchObject({
			task: undefined,
			saying: { kind: 'other' },
			atMs: 7,
			undo: null
		});
	});
});

function putConflict(rows: MemoryRows): void {
	putTask(rows, 'task', { status: 'late', cause: 'material' });
	rows.put(
		'status_events',
		statusEvent(task, {
			...{ person: LEAD, to: 'late', note: '有一份没盖章', occurredAt: MONDAY_MS },
			before: { status: 'in_progress', percent: 0, cause: '', expectedDay: '' }
		})
	);
	const fields = {
		status: { mine: 'done', theirs: 'late' },
		percent: { mine: 100, theirs: 0 },
		cause: { mine: '', theirs: 'material' }
	};
	rows.put(
		'conflicts',
		wholeRow('conflicts', {
			...{ id: deriveRowId('conflict'), project: LAUNCH, task, author: ME, other: LEAD, fields },
			...{ authorAt: MONDAY_MS - 60_000, otherAt: MONDAY_MS, note: '报价 3 份已齐' }
		})
	);
}

describe('a choice', () => {
	test('shows both words with names, times and notes', () => {
		const rows = smallProject();
		putConflict(rows);
		expect(choicesOf(rows, ME)).toMatchObject([
			{
				other: { name: '周敏' },
				withOneself: false,
				mine: { reported: { status: 'done', cause: '' }, note: '报价 3 份已齐' },
				theirs: { reported: { status: 'late', cause: 'material' }, note: '有一份没盖章' },
				settleMine: { choice: 'mine', set: { status: 'done', percent: 100, cause: '' } },
				settleTheirs: { choice: 'theirs' }
			}
		]);
		expect(choicesOf(rows, LEAD)).toEqual([]);
	});

	test('is settled by one tap, and a second one right after it is not heard', async () => {
		const rows = smallProject();
		putConflict(rows);
		const muster = new FakeMuster(rows);
		const desk = new SyncDesk(muster, () => undefined);
		const [choice] = desk.choices;
		if (!choice) throw new Error('one choice');
		desk.settle(choice.settleMine);
		desk.settle(choice.settleTheirs);
		expect(muster.sent).toHaveLength(1);
		await muster.store();
		expect(desk.settled).toBe(true);
		expect(desk.choices).toEqual([]);
		expect(rows.get('tasks', task)).toMatchObject({ status: 'done', percent: 100 });
	});

	test('that the phone could not keep says so', async () => {
		const rows = smallProject();
		putConflict(rows);
		const muster = new FakeMuster(rows);
		const desk = new SyncDesk(muster, () => undefined);
		const [choice] = desk.choices;
		if (!choice) throw new Error('one choice');
		desk.settle(choice.settleTheirs);
		await muster.failToStore(new Error('closed'));
		expect(desk.notKept).toBe(true);
		expect(desk.choices).toHaveLength(1);
	});
});
