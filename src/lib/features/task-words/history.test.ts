import { describe, expect, test } from 'vitest';
import type { ReportFields } from '$lib/domain/entities';
import { deriveRowId, type DeviceId } from '$lib/domain/ids';
import { MINUTE_MS } from '$lib/domain/time';
import {
	LEAD,
	ME,
	MONDAY_MS,
	smallProject,
	statusEvent,
	taskId
} from '../../../../tests/fixtures/fake-muster.svelte';
import { delayMs, lastWordOf, taskHistory, undoable } from './history';
import { seenWords } from './words';

const task = taskId('task');
const before: ReportFields = { status: 'in_progress', percent: 0, cause: '', expectedDay: '' };
const at = (minutes: number) => ({
	occurredAt: MONDAY_MS + minutes * MINUTE_MS,
	receivedAt: MONDAY_MS + minutes * MINUTE_MS
});

const late = () => [
	statusEvent(task, { to: 'late', from: 'in_progress', before, ...at(0) }),
	statusEvent(task, { to: 'late', from: 'late', cause: 'material', before, ...at(1) }),
	statusEvent(task, {
		...{ to: 'late', from: 'late', cause: 'material', expectedDay: '2026-11-25', before },
		...at(2)
	})
];

describe('a history', () => {
	test('shows a late report with the cause and the day added to it as one line', () => {
		const history = taskHistory(late());
		expect(history).toHaveLength(1);
		expect(history[0]).toMatchObject({
			status: 'late',
			cause: 'material',
			expectedDay: '2026-11-25',
			occurredAt: MONDAY_MS
		});
		expect(history[0]?.events).toHaveLength(3);
	});

	test('has the newest line first, by when it happened, not by when it arrived', () => {
		const offline = statusEvent(task, {
			...{ to: 'done', person: ME, before },
			...{ occurredAt: MONDAY_MS - MINUTE_MS, receivedAt: MONDAY_MS + 38 * MINUTE_MS }
		});
		const other = statusEvent(task, { to: 'late', person: LEAD, before, ...at(0) });
		const history = taskHistory([offline, other]);
		expect(history.map((entry) => entry.person)).toEqual([LEAD, ME]);
		expect(history.map((entry) => delayMs(entry))).toEqual([null, 39 * MINUTE_MS]);
	});

	test('keeps apart what different people said, what came much later, and what has a note', () => {
		const [first, cause] = late();
		if (!first || !cause) throw new Error('two events');
		expect(taskHistory([first, { ...cause, person: LEAD }])).toHaveLength(2);
		expect(taskHistory([first, { ...cause, ...at(30) }])).toHaveLength(2);
		expect(taskHistory([first, { ...cause, note: '主板周一到' }])).toHaveLength(2);
		expect(taskHistory([first, { ...cause, effective: false }])).toHaveLength(2);
	});

	test('counts a line as arrived only when all of it has', () => {
		const [first, cause] = late();
		if (!first || !cause) throw new Error('two events');
		const [entry] = taskHistory([first, { ...cause, receivedAt: 0 }]);
		expect(entry?.receivedAt).toBe(0);
		expect(entry && delayMs(entry)).toBeNull();
	});

	test('shows the undoing of a report with all that was added as one line', () => {
		const undone = (minutes: number, to: 'late' | 'in_progress') =>
			statusEvent(task, { action: 'undo', from: 'late', to, before, ...at(minutes) });
		const history = taskHistory([
			...late(),
			...[undone(3, 'late'), undone(3.01, 'late'), undone(3.02, 'in_progress')]
		]);
		expect(history.map(({ action, status }) => [action, status])).toEqual([
			['undo', 'in_progress'],
			['report', 'late']
		]);
	});
});

describe('the last report', () => {
	test('may be taken back while the task stands as it says', () => {
		const events = late();
		const op = events[2]?.op;
		if (op === undefined) throw new Error('three events');
		const device = deriveRowId<DeviceId>('phone');
		const rev = { seq: 1, person: ME, device, n: 1, op, at: 0, receivedAt: 0 };
		const revs = { expectedDay: rev };
		const history = taskHistory(events);
		const stands = { status: 'late', revs } as const;
		expect(undoable(stands, history, ME)).toBe(history[0]);
		expect(undoable(stands, history, LEAD)).toBeUndefined();
		expect(undoable({ ...stands, revs: {} }, history, ME)).toBeUndefined();
		// Somebody else has said another status since: only the day would go back.
		expect(undoable({ ...stands, status: 'in_progress' }, history, ME)).toBeUndefined();
	});
});

describe('the last word', () => {
	test('stays seen when its author adds a cause to it', () => {
		const rows = smallProject();
		const [first, cause] = late();
		if (!first || !cause) throw new Error('two events');
		rows.put('status_events', { ...first, acknowledgedBy: LEAD, acknowledgedAt: MONDAY_MS });
		rows.put('status_events', cause);
		const word = lastWordOf(rows, task, ME);
		expect(word && seenWords(rows, word, MONDAY_MS)).toMatch(/^周敏 .*已看到$/);
	});

	test('is the newest of that person', () => {
		const rows = smallProject();
		for (const [person, minutes] of [
			[ME, 0],
			[ME, 20],
			[LEAD, 40]
		] as const)
			rows.put('status_events', statusEvent(task, { person, to: 'done', ...at(minutes) }));
		expect(lastWordOf(rows, task, ME)?.occurredAt).toBe(at(20).occurredAt);
		expect(lastWordOf(rows, taskId('other'), ME)).toBeNull();
	});

	test('that somebody has adopted is theirs to take back', () => {
		const adopted = statusEvent(task, {
			action: 'adopt',
			person: LEAD,
			author: ME,
			to: 'done',
			before
		});
		const device = deriveRowId<DeviceId>('phone');
		const { op } = adopted;
		const rev = { seq: 1, person: LEAD, device, n: 1, op, at: 0, receivedAt: 0 };
		const history = taskHistory([adopted]);
		const standing = { status: 'done', revs: { status: rev } } as const;
		expect(undoable(standing, history, LEAD)).toBe(history[0]);
		expect(undoable(standing, history, ME)).toBeUndefined();
	});
});
