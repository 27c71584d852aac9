import { describe, expect, test } from 'vitest';
import { deriveRowId, makeUlid, type DeviceId, type PersonId } from '$lib/domain/ids';
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
import { refusalWords, sayingWords } from './saying-words';
import { SyncDesk } from './sync-desk.svelte';

const task = taskId('task');
const OTHER = deriveRowId<PersonId>('other');

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
		expect(sayingWords(word.saying, '2026-11-23')).toBe('滞后 · 缺料');
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

test('a word that was refused says whether those who lead can see it', () => {
	const rows = smallProject();
	putTask(rows, 'task');
	const { op } = new FakeMuster(rows).dispatch('task.remove', { task });
	const refused = (passedOn?: true): QueueItem => ({
		...item(op, 'refused'),
		result: {
			...{ id: op.id, outcome: 'refused', code: 'left_project' },
			mark: { boot: op.id, seq: 1 },
			...(passedOn ? { passedOn } : {})
		}
	});
	const words = [refused(true), refused()].map((one) => refusalWords(queuedWord(rows, one)));
	expect(words[0]).toContain('负责人能看到');
	expect(words[1]).toContain('请联系项目负责人');
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

describe('the screen', () => {
	test('lists what was overtaken, as the chip counts it among the failed', () => {
		const rows = smallProject();
		const muster = new FakeMuster(rows);
		const { op } = muster.dispatch('report.acknowledge', { event: deriveRowId('event') });
		const overtaken = { ...item(op, 'superseded'), target: 'status_events/event' };
		const desk = new SyncDesk(
			Object.defineProperty(muster, 'queue', { value: [overtaken] }),
			() => undefined
		);
		expect(desk.overtaken.map((word) => word.id)).toEqual([op.id]);
		expect(desk.isEmpty).toBe(false);
	});

	test.each([
		{ empty: true, syncedAt: 0 },
		{ signedOut: true },
		{ deactivated: true },
		{ updateRequired: true },
		{ word: 'offline', reachable: false }
	] as const)('does not say that all is synced: %o', (status) => {
		const muster = new FakeMuster(smallProject());
		const desk = new SyncDesk(muster, () => undefined);
		expect(desk.isAllSynced).toBe(true);
		Object.defineProperty(muster, 'status', { value: { ...muster.status, ...status } });
		expect(new SyncDesk(muster, () => undefined).isAllSynced).toBe(false);
	});
});

describe('a choice', () => {
	test('shows what would stand, where somebody else has spoken since', () => {
		const rows = smallProject();
		putConflict(rows);
		const later = MONDAY_MS + 60_000;
		const op = makeUlid(later, () => 0);
		const said = { to: 'in_progress', note: '', occurredAt: later, op } as const;
		rows.put('status_events', statusEvent(task, { ...said, person: OTHER, note: '章已盖' }));
		const device = deriveRowId<DeviceId>('tablet');
		const stamp = { seq: 9, person: OTHER, device, n: 1, op, at: later, receivedAt: later };
		const now = rows.get('tasks', task);
		if (!now) throw new Error('a task');
		const fields = { status: 'in_progress', percent: 40, cause: '' } as const;
		rows.put('tasks', { ...now, ...fields, revs: { status: stamp, percent: stamp } });
		rows.put('people', wholeRow('people', { id: OTHER, name: '王芳' }));
		expect(choicesOf(rows, ME)).toMatchObject([
			{
				other: OTHER,
				theirs: {
					...{ atMs: later, note: '章已盖' },
					reported: { status: 'in_progress', percent: 40, cause: '' }
				}
			}
		]);
	});

	test('shows both words with names, times and notes', () => {
		const rows = smallProject();
		putConflict(rows);
		expect(choicesOf(rows, ME)).toMatchObject([
			{
				other: LEAD,
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
