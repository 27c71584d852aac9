import { beforeEach, describe, expect, test } from 'vitest';
import {
	SmallServer,
	lead,
	phone,
	staff,
	tablet,
	task
} from '../../../../tests/fixtures/small-server';
import type { Conflict } from '../entities';
import { reportFieldsOf } from '../commands/report';

let server: SmallServer;
beforeEach(() => {
	server = new SmallServer();
});

describe('two people who had not seen each other', () => {
	test('merge where they changed different fields', () => {
		const base = { boot: server.boot, seq: server.store.head() };
		server.send('task.edit', { task, set: { dueDay: '2026-11-27' } }, { by: lead });
		expect(server.report('late', { op: { base } })).toMatchObject({ outcome: 'applied' });
		expect(server.task).toMatchObject({ status: 'late', dueDay: '2026-11-27' });
	});
	test('on the same field: the later to arrive is asked, and nothing disappears', () => {
		server.report('late', { by: lead });
		const result = server.report('done', { op: { base: server.longAgo } });
		expect(result).toMatchObject({ outcome: 'superseded', by: lead, asked: ['status', 'percent'] });
		expect(server.task.status).toBe('late');
		expect(server.events.map(({ to, effective }) => [to, effective])).toEqual([
			['late', true],
			['done', false]
		]);
		expect(server.openConflicts).toMatchObject([
			{ author: staff, other: lead, fields: { status: { mine: 'done', theirs: 'late' } } }
		]);
	});
	test('get one open line per author, with the newest word on each field', () => {
		server.report('late', { by: lead });
		server.report('done', { op: { base: server.longAgo } }, { percent: 90 });
		server.report('in_progress', { op: { base: server.longAgo } });
		expect(server.openConflicts).toMatchObject([
			{ fields: { status: { mine: 'in_progress' }, percent: { mine: 90 } } }
		]);
	});
	test('are asked about all that the one had said, also where nobody stood in the way', () => {
		server.report('in_progress', { by: lead });
		const said = { cause: 'material', expectedDay: '2026-11-25' } as const;
		server.report('late', { op: { base: server.longAgo } }, said);
		const [card] = server.openConflicts;
		expect(card?.fields).toEqual({
			status: { mine: 'late', theirs: 'in_progress' },
			cause: { mine: 'material', theirs: '' },
			expectedDay: { mine: '2026-11-25', theirs: '' }
		});
	});
	test('of the same mind make a noop', () => {
		server.report('late', { by: lead });
		expect(server.report('late', { op: { base: server.longAgo } })).toMatchObject({
			outcome: 'noop'
		});
		expect(server.openConflicts).toEqual([]);
	});
	test('are the same as one person on two devices', () => {
		server.report('late', { device: tablet });
		expect(server.report('done', { op: { base: server.longAgo }, device: phone })).toMatchObject({
			outcome: 'superseded',
			by: staff
		});
	});
});

describe('settling', () => {
	const disagree = (): Conflict => {
		server.report('late', { by: lead });
		server.report('done', { op: { base: server.longAgo } });
		const [conflict] = server.openConflicts;
		if (!conflict) throw new Error('no conflict');
		return conflict;
	};
	test('for mine sets the author’s value and closes the card', () => {
		const { id } = disagree();
		const set = { status: 'done', percent: 100 } as const;
		const result = server.send(
			'conflict.settle',
			{ conflict: id, task, choice: 'mine', set },
			{ by: lead }
		);
		expect(result.outcome).toBe('applied');
		expect(server.task.status).toBe('done');
		expect(server.store.get('conflicts', id)).toMatchObject({ open: false, settledBy: lead });
	});
	test('for mine sets all that its author had said', () => {
		const { id, fields } = disagree();
		const { mine: status } = fields['status'] ?? {};
		const { mine: percent } = fields['percent'] ?? {};
		expect([status, percent]).toEqual(['done', 100]);
		const set = { status: 'done', percent: 100 } as const;
		server.send('conflict.settle', { conflict: id, task, choice: 'mine', set });
		expect(server.task).toMatchObject(set);
	});
	test('also serves what was planned, and then it takes a lead', () => {
		server.send('task.edit', { task, set: { dueDay: '2026-11-27' } }, { by: lead });
		const edit = { task, set: { dueDay: '2026-12-01' } } as const;
		server.send('task.edit', edit, { by: lead, device: phone, op: { base: server.longAgo } });
		const [conflict] = server.openConflicts;
		const settle = { conflict: conflict?.id ?? '', task, choice: 'mine', set: edit.set } as const;
		expect(server.send('conflict.settle', settle)).toMatchObject({ code: 'forbidden' });
		expect(server.send('conflict.settle', settle, { by: lead }).outcome).toBe('applied');
		expect(server.task.dueDay).toBe('2026-12-01');
		expect(server.events).toEqual([]);
	});
	test('for theirs closes the card and leaves the task alone', () => {
		const { id } = disagree();
		server.send('conflict.settle', { conflict: id, task, choice: 'theirs' });
		expect(server.task.status).toBe('late');
		expect(server.openConflicts).toEqual([]);
	});
	test('is itself subject to what was seen', () => {
		const { id } = disagree();
		const base = { boot: server.boot, seq: server.store.head() };
		server.report('in_progress', { by: lead });
		const settle = { conflict: id, task, choice: 'mine', set: { status: 'done' } } as const;
		expect(server.send('conflict.settle', settle, { op: { base } })).toMatchObject({
			outcome: 'superseded'
		});
		expect(server.openConflicts).toMatchObject([{ fields: { status: { theirs: 'in_progress' } } }]);
	});
	test('of what was planned is not done by a report', () => {
		server.report('late', { by: lead });
		server.send('task.edit', { task, set: { dueDay: '2026-11-27' } }, { by: lead });
		const old = { by: lead, device: phone, op: { base: server.longAgo } };
		server.send('task.edit', { task, set: { dueDay: '2026-12-01' } }, old);
		server.report('done', old);
		server.report('in_progress', { by: lead });
		expect(server.openConflicts).toMatchObject([{ author: lead }]);
		expect(Object.keys(server.openConflicts[0]?.fields ?? {})).toEqual(['dueDay']);
	});
	test('happens by a new report of the author who has seen the others', () => {
		disagree();
		server.report('in_progress');
		expect(server.openConflicts).toEqual([]);
	});
});

describe('an undo', () => {
	test('puts back what the author’s screen showed', () => {
		const before = reportFieldsOf(server.task);
		const op = server.opOf('task.report', { task, status: 'done', before });
		server.push([op]);
		const said = reportFieldsOf(server.task);
		expect(server.send('task.undo', { task, op: op.id, said, to: before }).outcome).toBe('applied');
		expect(reportFieldsOf(server.task)).toEqual(before);
	});
	test('of a report that no longer stands does nothing and asks nobody', () => {
		const before = reportFieldsOf(server.task);
		const op = server.opOf('task.report', { task, status: 'done', before });
		server.push([op]);
		const said = reportFieldsOf(server.task);
		server.report('late', { by: lead });
		const result = server.send('task.undo', { task, op: op.id, said, to: before });
		expect(result.outcome).toBe('superseded');
		expect(server.task).toMatchObject({ status: 'late', percent: 0 });
		expect(server.openConflicts).toEqual([]);
	});
	test('is for the one who reported', () => {
		const before = reportFieldsOf(server.task);
		const op = server.opOf('task.report', { task, status: 'done', before });
		server.push([op]);
		const undo = { task, op: op.id, said: before, to: before };
		expect(server.send('task.undo', undo, { by: lead })).toMatchObject({
			outcome: 'refused',
			code: 'forbidden'
		});
	});
});
