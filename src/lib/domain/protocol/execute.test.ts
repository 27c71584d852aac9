import { beforeEach, describe, expect, test } from 'vitest';
import { MemoryServerStore } from '../../../../tests/sim/memory-store';
import type { Actor } from '../command';
import type { Conflict, Status, StatusEvent, Task } from '../entities';
import {
	deriveRowId,
	makeUlid,
	type DeviceId,
	type PersonId,
	type ProjectId,
	type TaskId
} from '../ids';
import type { CommandArgs, CommandName } from '../registry';
import { reportFieldsOf } from '../commands/report';
import { membershipId } from '../rules/rights';
import { wholeRow } from '../rows';
import { handlePush } from './push';
import type { Op, Result } from './wire';

const NOW = Date.UTC(2026, 10, 23, 6);
const staff = deriveRowId<PersonId>('staff');
const lead = deriveRowId<PersonId>('lead');
const project = deriveRowId<ProjectId>('project');
const task = deriveRowId<TaskId>('task');
const phone = deriveRowId<DeviceId>('phone');
const tablet = deriveRowId<DeviceId>('tablet');

/** Chance that repeats: each test has its own ids. */
let counter = 0;
const chance = (): number =>
	(counter = (counter * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;

let store: MemoryServerStore;
let n = 0;

beforeEach(() => {
	store = new MemoryServerStore();
	n = 0;
	store.transaction(() => {
		store.start(makeUlid(NOW - 1_000, chance));
		for (const [id, role] of [
			[staff, 'member'],
			[lead, 'lead']
		] as const) {
			store.insertRow('people', wholeRow('people', { id, name: id }));
			const row = { id: membershipId(project, id), project, person: id, role };
			store.insertRow('memberships', wholeRow('memberships', row));
		}
		store.insertRow('projects', wholeRow('projects', { id: project, name: 'Launch' }));
		store.insertRow(
			'tasks',
			wholeRow('tasks', { id: task, project, owner: staff, title: 'Assemble' })
		);
	});
});

type Sent = { by?: PersonId; device?: DeviceId; at?: number; op?: Partial<Op> };

function opOf<N extends CommandName>(
	name: N,
	args: CommandArgs[N],
	op: Partial<Op> = {},
	at = NOW
): Op {
	const here = { boot: mustBoot(), seq: store.head() };
	return {
		id: makeUlid(at, chance),
		n: ++n,
		name,
		v: 1,
		args,
		clientAt: at,
		offsetMs: 0,
		made: here,
		base: here,
		...op
	};
}

function mustBoot() {
	const boot = store.timeline().at(-1)?.[0];
	if (!boot) throw new Error('no boot');
	return boot;
}

function push(ops: Op[], sent: Sent = {}): Result[] {
	const by = sent.by ?? staff;
	const actor: Actor = { id: by, role: 'member' };
	const device = sent.device ?? (by === staff ? phone : tablet);
	const request = { proto: 1 as const, device, seen: null, ops };
	const { answer } = store.transaction(() => handlePush(store, actor, request, NOW + 1_000));
	return 'results' in answer ? answer.results : [];
}

function send<N extends CommandName>(name: N, args: CommandArgs[N], sent: Sent = {}): Result {
	const [result] = push([opOf(name, args, sent.op, sent.at)], sent);
	if (!result) throw new Error('no result');
	return result;
}

const mustTask = (): Task => {
	const row = store.get('tasks', task);
	if (!row) throw new Error('no task');
	return row;
};
const report = (status: Status, sent: Sent = {}): Result =>
	send('task.report', { task, status, before: reportFieldsOf(mustTask()) }, sent);
const events = (): StatusEvent[] =>
	[...store.list('status_events', 'task', task)].sort((a, b) => a.occurredAt - b.occurredAt);
const openConflicts = (): Conflict[] =>
	store.list('conflicts', 'task', task).filter((row) => row.open);
/** A base from before anybody said anything. */
const longAgo = () => ({ boot: mustBoot(), seq: 1 });

describe('a report', () => {
	test('sets the status, appends an event and names the fields it changed', () => {
		expect(report('late')).toMatchObject({ outcome: 'applied', set: ['status'] });
		expect(mustTask().status).toBe('late');
		expect(events()).toMatchObject([{ from: 'todo', to: 'late', person: staff, effective: true }]);
	});
	test('of done is 100 % and forgets why it was late', () => {
		send('task.report', {
			task,
			status: 'late',
			cause: 'material',
			expectedDay: '2026-11-25',
			before: reportFieldsOf(mustTask())
		});
		report('done');
		expect(mustTask()).toMatchObject({ status: 'done', percent: 100, cause: '', expectedDay: '' });
	});
	test('sent twice has one effect and the same answer', () => {
		const op = opOf('task.report', { task, status: 'late', before: reportFieldsOf(mustTask()) });
		const [first] = push([op]);
		const head = store.head();
		expect(push([op])).toEqual([first]);
		expect(store.head()).toBe(head);
	});
	test('under another person’s op id is refused', () => {
		const op = opOf('task.report', { task, status: 'late', before: reportFieldsOf(mustTask()) });
		push([op]);
		expect(push([op], { by: lead })).toMatchObject([{ outcome: 'refused', code: 'op_id_taken' }]);
	});
	test('of what the task says already is a noop, and still in the history', () => {
		report('late');
		expect(report('late')).toMatchObject({ outcome: 'noop' });
		expect(events()).toHaveLength(2);
	});
	test('carries the number its revs carry', () => {
		const result = report('late');
		expect(mustTask().revs['status']?.seq).toBe(result.mark.seq);
	});
});

describe('two people who had not seen each other', () => {
	test('merge where they changed different fields', () => {
		const base = { boot: mustBoot(), seq: store.head() };
		send('task.edit', { task, set: { dueDay: '2026-11-27' } }, { by: lead });
		expect(report('late', { op: { base } })).toMatchObject({ outcome: 'applied' });
		expect(mustTask()).toMatchObject({ status: 'late', dueDay: '2026-11-27' });
	});
	test('on the same field: the later to arrive is asked, and nothing disappears', () => {
		report('late', { by: lead });
		const result = report('done', { op: { base: longAgo() } });
		expect(result).toMatchObject({ outcome: 'superseded', by: lead });
		expect(mustTask().status).toBe('late');
		expect(events().map(({ to, effective }) => [to, effective])).toEqual([
			['late', true],
			['done', false]
		]);
		expect(openConflicts()).toMatchObject([
			{ author: staff, other: lead, fields: { status: { mine: 'done', theirs: 'late' } } }
		]);
	});
	test('get one open line per author, with the newest disagreement', () => {
		report('late', { by: lead });
		report('done', { op: { base: longAgo() } });
		report('in_progress', { op: { base: longAgo() } });
		expect(openConflicts()).toMatchObject([{ fields: { status: { mine: 'in_progress' } } }]);
	});
	test('of the same mind make a noop', () => {
		report('late', { by: lead });
		expect(report('late', { op: { base: longAgo() } })).toMatchObject({ outcome: 'noop' });
		expect(openConflicts()).toEqual([]);
	});
	test('are the same as one person on two devices', () => {
		report('late', { device: tablet });
		expect(report('done', { op: { base: longAgo() }, device: phone })).toMatchObject({
			outcome: 'superseded',
			by: staff
		});
	});
});

describe('settling', () => {
	const disagree = (): Conflict => {
		report('late', { by: lead });
		report('done', { op: { base: longAgo() } });
		const [conflict] = openConflicts();
		if (!conflict) throw new Error('no conflict');
		return conflict;
	};
	test('for mine sets the author’s value and closes the card', () => {
		const { id } = disagree();
		const set = { status: 'done', percent: 100 } as const;
		const result = send(
			'conflict.settle',
			{ conflict: id, task, choice: 'mine', set },
			{ by: lead }
		);
		expect(result.outcome).toBe('applied');
		expect(mustTask().status).toBe('done');
		expect(store.get('conflicts', id)).toMatchObject({ open: false, settledBy: lead });
	});
	test('also serves what was planned, and then it takes a lead', () => {
		send('task.edit', { task, set: { dueDay: '2026-11-27' } }, { by: lead });
		const edit = { task, set: { dueDay: '2026-12-01' } } as const;
		send('task.edit', edit, { by: lead, device: phone, op: { base: longAgo() } });
		const [conflict] = openConflicts();
		const settle = { conflict: conflict?.id ?? '', task, choice: 'mine', set: edit.set } as const;
		expect(send('conflict.settle', settle)).toMatchObject({ code: 'forbidden' });
		expect(send('conflict.settle', settle, { by: lead }).outcome).toBe('applied');
		expect(mustTask().dueDay).toBe('2026-12-01');
		expect(events()).toEqual([]);
	});
	test('for theirs closes the card and leaves the task alone', () => {
		const { id } = disagree();
		send('conflict.settle', { conflict: id, task, choice: 'theirs' });
		expect(mustTask().status).toBe('late');
		expect(openConflicts()).toEqual([]);
	});
	test('is itself subject to what was seen', () => {
		const { id } = disagree();
		const base = { boot: mustBoot(), seq: store.head() };
		report('in_progress', { by: lead });
		const settle = { conflict: id, task, choice: 'mine', set: { status: 'done' } } as const;
		expect(send('conflict.settle', settle, { op: { base } })).toMatchObject({
			outcome: 'superseded'
		});
		expect(openConflicts()).toMatchObject([{ fields: { status: { theirs: 'in_progress' } } }]);
	});
	test('happens by a new report of the author who has seen the others', () => {
		disagree();
		report('in_progress');
		expect(openConflicts()).toEqual([]);
	});
});

describe('an undo', () => {
	test('puts back what the author’s screen showed', () => {
		const before = reportFieldsOf(mustTask());
		const op = opOf('task.report', { task, status: 'done', before });
		push([op]);
		const said = reportFieldsOf(mustTask());
		expect(send('task.undo', { task, op: op.id, said, to: before }).outcome).toBe('applied');
		expect(reportFieldsOf(mustTask())).toEqual(before);
	});
	test('of a report that no longer stands does nothing and asks nobody', () => {
		const before = reportFieldsOf(mustTask());
		const op = opOf('task.report', { task, status: 'done', before });
		push([op]);
		const said = reportFieldsOf(mustTask());
		report('late', { by: lead });
		// The lead's report leaves percent at 100, which is still the undone report's.
		send('task.report', { task, status: 'late', percent: 40, before: said }, { by: lead });
		const result = send('task.undo', { task, op: op.id, said, to: before });
		expect(result.outcome).toBe('superseded');
		expect(mustTask()).toMatchObject({ status: 'late', percent: 40 });
		expect(openConflicts()).toEqual([]);
	});
	test('is for the one who reported', () => {
		const before = reportFieldsOf(mustTask());
		const op = opOf('task.report', { task, status: 'done', before });
		push([op]);
		const undo = { task, op: op.id, said: before, to: before };
		expect(send('task.undo', undo, { by: lead })).toMatchObject({
			outcome: 'refused',
			code: 'forbidden'
		});
	});
});

describe('a push', () => {
	test('refuses what does not parse, logs it, and goes on', () => {
		const bad = { ...opOf('task.remove', { task }), args: { task: 'x' } };
		const good = opOf('task.report', { task, status: 'late', before: reportFieldsOf(mustTask()) });
		expect(push([bad, good])).toMatchObject([
			{ outcome: 'refused', code: 'invalid' },
			{ outcome: 'applied' }
		]);
		expect(store.findOp(bad.id)).toBeDefined();
	});
	test('keeps a newer command for later, and what may stand behind it', () => {
		const args = { task, status: 'late', before: reportFieldsOf(mustTask()) } as const;
		const newer = opOf('task.report', args, { v: 2 });
		const behind = opOf('task.report', args);
		expect(push([newer, behind]).map(({ outcome }) => outcome)).toEqual(['later', 'later']);
		expect(store.findOp(newer.id)).toBeUndefined();
	});
	test('from a device that has seen a later head than there is starts over', () => {
		const request = {
			proto: 1 as const,
			device: phone,
			seen: { boot: mustBoot(), seq: store.head() + 1 },
			ops: []
		};
		const actor: Actor = { id: staff, role: 'member' };
		expect(handlePush(store, actor, request, NOW)).toMatchObject({ reset: true });
	});
});

describe('rights', () => {
	test('a member does not report on somebody else’s task', () => {
		const other = deriveRowId<TaskId>('other');
		store.insertRow('tasks', wholeRow('tasks', { id: other, project, owner: lead }));
		const before = reportFieldsOf(mustTask());
		expect(send('task.report', { task: other, status: 'done', before })).toMatchObject({
			outcome: 'refused',
			code: 'forbidden'
		});
	});
	test('who has left the project is told so', () => {
		send('member.remove', { project, person: staff }, { by: lead });
		expect(report('done')).toMatchObject({ outcome: 'refused', code: 'left_project' });
	});
	test('a project keeps its last lead', () => {
		expect(send('member.remove', { project, person: lead }, { by: lead })).toMatchObject({
			code: 'last_lead'
		});
	});
	test('a cycle of dependencies is refused', () => {
		const first = send(
			'task.create',
			{ project, title: 'First', dependencies: [task] },
			{ by: lead }
		);
		const id = deriveRowId<TaskId>(first.id, 'task');
		expect(send('task.edit', { task, set: { dependencies: [id] } }, { by: lead })).toMatchObject({
			code: 'cycle'
		});
	});
});

test('a moved task takes its history along', () => {
	const other = deriveRowId<ProjectId>('other project');
	store.transaction(() => {
		store.insertRow('projects', wholeRow('projects', { id: other, name: 'Fair' }));
		const row = {
			id: membershipId(other, lead),
			project: other,
			person: lead,
			role: 'lead' as const
		};
		store.insertRow('memberships', wholeRow('memberships', row));
	});
	report('late');
	expect(send('task.move', { task, project: other, phase: '' }, { by: lead }).outcome).toBe(
		'applied'
	);
	expect(events()).toMatchObject([{ project: other }]);
	expect(store.changes.get(`p:${project} tasks ${task}`)?.deleted).toBe(true);
});

test('what happened is never later than its receipt, nor before the device’s previous word', () => {
	report('late', { at: NOW + 86_400_000 });
	report('in_progress', { at: NOW - 86_400_000 });
	const [first, second] = events();
	expect(first?.occurredAt).toBe(NOW + 1_000);
	expect(second?.occurredAt).toBe(NOW + 1_000);
});

describe('after a restore', () => {
	test('an op sent again sets only what it had set, and the later mark wins in any order', () => {
		const lost = makeUlid(NOW - 500, chance);
		const was = (seq: number) => ({
			mark: { boot: lost, seq },
			outcome: 'applied' as const,
			set: ['status']
		});
		const fork = store.head();
		const base = { boot: lost, seq: fork + 1 };
		const before = reportFieldsOf(mustTask());
		const newer = opOf(
			'task.report',
			{ task, status: 'done', before },
			{ base, fork, was: was(fork + 9) }
		);
		const older = opOf(
			'task.report',
			{ task, status: 'late', before },
			{ base, fork, was: was(fork + 5) }
		);
		push([newer], { by: lead });
		push([older], { by: staff });
		expect(mustTask()).toMatchObject({ status: 'done', percent: 0 });
		expect(openConflicts()).toEqual([]);
		expect(events()).toHaveLength(2);
	});
	test('what was changed since wins, and the author is asked', () => {
		const lost = makeUlid(NOW - 500, chance);
		const fork = store.head();
		report('in_progress', { by: lead });
		const before = reportFieldsOf(mustTask());
		const was = {
			mark: { boot: lost, seq: fork + 3 },
			outcome: 'applied' as const,
			set: ['status']
		};
		const again = opOf('task.report', { task, status: 'done', before }, { base: null, fork, was });
		expect(push([again])).toMatchObject([{ outcome: 'superseded' }]);
		expect(mustTask().status).toBe('in_progress');
		expect(openConflicts()).toHaveLength(1);
	});
	test('what is missing may still come from another phone, for seven days', () => {
		const lost = makeUlid(NOW - 5_000, chance);
		const args = {
			task: deriveRowId<TaskId>('gone'),
			status: 'done',
			before: reportFieldsOf(mustTask())
		} as const;
		const made = { boot: lost, seq: 4_000 };
		expect(send('task.report', args, { op: { made } }).outcome).toBe('later');
		expect(send('task.report', args)).toMatchObject({ outcome: 'refused', code: 'missing' });
	});
});
