import { beforeEach, describe, expect, test } from 'vitest';
import {
	NOW,
	SmallServer,
	lead,
	phone,
	project,
	staff,
	task
} from '../../../../tests/fixtures/small-server';
import type { Actor } from '../command';
import { deriveRowId, type TaskId } from '../ids';
import { reportFieldsOf, taskReport } from '../commands/report';
import { wholeRow } from '../rows';
import { handlePush } from './push';

let server: SmallServer;
beforeEach(() => {
	server = new SmallServer();
});

describe('a report', () => {
	test('sets the status, appends an event and names the fields it changed', () => {
		expect(server.report('late')).toMatchObject({ outcome: 'applied', set: ['status'] });
		expect(server.task.status).toBe('late');
		expect(server.events).toMatchObject([
			{ from: 'todo', to: 'late', person: staff, effective: true }
		]);
	});
	test('of done is 100 % and forgets why it was late', () => {
		server.send('task.report', {
			task,
			status: 'late',
			cause: 'material',
			expectedDay: '2026-11-25',
			before: reportFieldsOf(server.task)
		});
		server.report('done');
		expect(server.task).toMatchObject({ status: 'done', percent: 100, cause: '', expectedDay: '' });
	});
	test('that opens a finished task again does not leave it at 100 %, unless it says so', () => {
		server.report('done');
		expect(server.report('in_progress').set).toContain('percent');
		expect(server.task).toMatchObject({ status: 'in_progress', percent: 0 });
		expect(server.events.at(-1)).toMatchObject({ percent: 0 });
		server.report('late', {}, { percent: 60 });
		server.report('in_progress');
		expect(server.task.percent).toBe(60);
		server.report('done');
		server.report('in_progress', {}, { percent: 90 });
		expect(server.task.percent).toBe(90);
	});
	test('sent twice has one effect and the same answer', () => {
		const op = server.opOf('task.report', {
			task,
			status: 'late',
			before: reportFieldsOf(server.task)
		});
		const [first] = server.push([op]);
		const head = server.store.head();
		expect(server.push([op])).toEqual([first]);
		expect(server.store.head()).toBe(head);
	});
	test('under another person’s op id is refused', () => {
		const op = server.opOf('task.report', {
			task,
			status: 'late',
			before: reportFieldsOf(server.task)
		});
		server.push([op]);
		expect(server.push([op], { by: lead })).toMatchObject([
			{ outcome: 'refused', code: 'op_id_taken' }
		]);
	});
	test('of what the task says already is a noop, and still in the history', () => {
		server.report('late');
		expect(server.report('late')).toMatchObject({ outcome: 'noop' });
		expect(server.events).toHaveLength(2);
	});
	test('carries the number its revs carry', () => {
		const result = server.report('late');
		expect(server.task.revs['status']?.seq).toBe(result.mark.seq);
	});
});

describe('a push', () => {
	test('refuses what does not parse, logs it, and goes on', () => {
		const bad = { ...server.opOf('task.remove', { task }), args: { task: 'x' } };
		const good = server.opOf('task.report', {
			task,
			status: 'late',
			before: reportFieldsOf(server.task)
		});
		expect(server.push([bad, good])).toMatchObject([
			{ outcome: 'refused', code: 'invalid' },
			{ outcome: 'applied' }
		]);
		expect(server.store.findOp(bad.id)).toBeDefined();
	});
	test('keeps a newer command for later, and what may stand behind it', () => {
		const args = { task, status: 'late', before: reportFieldsOf(server.task) } as const;
		const newer = server.opOf('task.report', args, { v: taskReport.version + 1 });
		const behind = server.opOf('task.report', args);
		expect(server.push([newer, behind]).map(({ outcome }) => outcome)).toEqual(['later', 'later']);
		expect(server.store.findOp(newer.id)).toBeUndefined();
	});
	test('from a device that has seen a later head than there is starts over', () => {
		const request = {
			proto: 1 as const,
			device: phone,
			seen: { boot: server.boot, seq: server.store.head() + 1 },
			ops: []
		};
		const actor: Actor = { id: staff, role: 'member' };
		expect(handlePush(server.store, actor, request, NOW)).toMatchObject({ reset: true });
	});
});

describe('rights', () => {
	test('a member does not report on somebody else’s task', () => {
		const other = deriveRowId<TaskId>('other');
		server.store.insertRow('tasks', wholeRow('tasks', { id: other, project, owner: lead }));
		const before = reportFieldsOf(server.task);
		expect(server.send('task.report', { task: other, status: 'done', before })).toMatchObject({
			outcome: 'refused',
			code: 'forbidden'
		});
	});
	test('who has left the project is told so', () => {
		server.send('member.remove', { project, person: staff }, { by: lead });
		expect(server.report('done')).toMatchObject({ outcome: 'refused', code: 'left_project' });
	});
	test('a project keeps its last lead', () => {
		expect(server.send('member.remove', { project, person: lead }, { by: lead })).toMatchObject({
			code: 'last_lead'
		});
	});
	test('a cycle of dependencies is refused', () => {
		const first = server.send(
			'task.create',
			{ project, title: 'First', dependencies: [task] },
			{ by: lead }
		);
		const id = deriveRowId<TaskId>(first.id, 'task');
		expect(
			server.send('task.edit', { task, set: { dependencies: [id] } }, { by: lead })
		).toMatchObject({
			code: 'cycle'
		});
	});
});

test('a moved task takes its history along', () => {
	const other = server.addProject();
	server.report('late');
	expect(server.send('task.move', { task, project: other, phase: '' }, { by: lead }).outcome).toBe(
		'applied'
	);
	expect(server.events).toMatchObject([{ project: other }]);
	expect(server.store.changes.get(`p:${project} tasks ${task}`)?.deleted).toBe(true);
});

test('what happened is never later than its receipt, nor before the device’s previous word', () => {
	server.report('late', { at: NOW + 86_400_000 });
	server.report('in_progress', { at: NOW - 86_400_000 });
	const [first, second] = server.events;
	expect(first?.occurredAt).toBe(NOW + 1_000);
	expect(second?.occurredAt).toBe(NOW + 1_000);
});
