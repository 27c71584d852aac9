import { beforeEach, describe, expect, test } from 'vitest';
import { LAUNCH, ME, putTask, taskId } from '../../../../tests/fixtures/fake-muster.svelte';
import { DAY, asLead, give, onlyIssue, rows } from '../../../../tests/fixtures/shift-world';
import { deriveRowId } from '../ids';
import { checkinId } from './checkins';
import { reportFieldsOf } from './report';

describe('a check-in', () => {
	const args = (day = DAY, note = '') => ({
		project: LAUNCH,
		checkin: checkinId(LAUNCH, ME, day),
		...{ day, done: [], doing: [], note }
	});

	test('is one per person, project and day, whichever device gives it', () => {
		give('checkin.give', args());
		give('checkin.give', args(DAY, '还差两台'));
		give('checkin.give', args('2026-11-24'));
		expect(rows.all('checkins').map(({ day, note }) => [day, note])).toEqual([
			[DAY, '还差两台'],
			['2026-11-24', '']
		]);
	});

	test('is nobody else’s to give', () => {
		expect(give('checkin.give', args(), asLead).said).toBe('invalid');
	});
});

describe('a late task', () => {
	const report = (status: 'late' | 'done' | 'in_progress', cause?: 'material') => {
		const task = rows.get('tasks', putTaskId);
		if (!task) throw new Error('no task');
		const before = reportFieldsOf(task);
		const why = cause ? { cause } : {};
		return { args: { task: task.id, status, before, ...why }, before };
	};
	const putTaskId = deriveRowId('fixture', 'late one');
	beforeEach(() => {
		putTask(rows, 'late one', { owner: ME });
	});

	test('comes onto the issue list once, with what is said of it', () => {
		give('task.report', report('late').args);
		give('task.report', report('late', 'material').args);
		expect(onlyIssue()).toMatchObject({ source: 'late', state: 'open', cause: 'material' });
	});

	test('is off the list when it is late no more, and another one when it is again', () => {
		give('task.report', report('late').args);
		give('task.report', report('done').args);
		expect(onlyIssue().state).toBe('closed');
		give('task.report', report('late').args);
		expect(rows.all('issues').map(({ state }) => state)).toEqual(['closed', 'open']);
	});

	test('that was a slip of the finger leaves the list as it was', () => {
		const { args, before } = report('late');
		const { op } = give('task.report', args);
		const said = { ...before, status: 'late' } as const;
		give('task.undo', { task: args.task, op, said, to: before });
		expect(onlyIssue().state).toBe('withdrawn');
	});

	test('goes on being on the list when the report that it is done is taken back', () => {
		give('task.report', report('late').args);
		const { args, before } = report('done');
		const { op } = give('task.report', args);
		const said = { ...before, status: 'done', percent: 100 } as const;
		give('task.undo', { task: args.task, op, said, to: before });
		expect(onlyIssue()).toMatchObject({ state: 'open', closedAt: 0, closingOp: '' });
	});
});

describe('the issue of a late task', () => {
	const task = taskId('late one');
	const report = (status: 'late' | 'done') => {
		const row = rows.get('tasks', task);
		if (!row) throw new Error('no task');
		const before = reportFieldsOf(row);
		const { op } = give('task.report', { task, status, before });
		return { op, before };
	};
	beforeEach(() => {
		putTask(rows, 'late one', { owner: ME });
		report('late');
	});

	test('is in hand again when the report that it is done is taken back', () => {
		give('issue.accept', { issue: onlyIssue().id }, asLead);
		const { op, before } = report('done');
		const said = { ...before, status: 'done', percent: 100 } as const;
		give('task.undo', { task, op, said, to: before });
		expect(onlyIssue()).toMatchObject({ state: 'accepted', closedAt: 0 });
		expect(onlyIssue().acceptedAt).toBeGreaterThan(0);
	});

	test('is off the list with its task', () => {
		give('task.remove', { task }, asLead);
		expect(onlyIssue().state).toBe('closed');
	});

	test('goes with any other that was opened again by hand', () => {
		report('done');
		const first = onlyIssue().id;
		report('late');
		give('issue.confirm', { issue: first, solved: false });
		const { op, before } = report('done');
		expect(rows.all('issues').map(({ state }) => state)).toEqual(['closed', 'closed']);
		const said = { ...before, status: 'done', percent: 100 } as const;
		give('task.undo', { task, op, said, to: before });
		expect(rows.all('issues').map(({ state }) => state)).toEqual(['open', 'open']);
	});
});
