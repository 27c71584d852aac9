import { describe, expect, test } from 'vitest';
import { outboxEntry } from '../../../tests/fixtures/outbox-entry';
import { deriveRowId, makeUlid, type DeviceId, type PersonId, type TaskId } from '../domain/ids';
import { reportFieldsOf } from '../domain/commands/report';
import { wholeRow } from '../domain/rows';
import { LocalState } from './local-state';
import type { OutboxEntry, OutboxMeta, ReplicaState } from './ports';

const person = deriveRowId<PersonId>('person');
const task = deriveRowId<TaskId>('task');
const [first, restored] = [makeUlid(1, () => 0), makeUlid(2, () => 0)];
const row = wholeRow('tasks', { id: task, title: 'Assemble', owner: person });

const META: OutboxMeta = {
	v: 1,
	person,
	device: deriveRowId<DeviceId>('device'),
	nextN: 2,
	seen: { boot: first, seq: 40 },
	timeline: [[first, 0]],
	offsetMs: 0,
	resets: 0,
	credential: ''
};
const RESET: OutboxMeta = {
	...META,
	seen: { boot: restored, seq: 25 },
	timeline: [
		[first, 0],
		[restored, 20]
	],
	resets: 1,
	replicaStale: true
};

function replicaAt(seq: number): ReplicaState {
	const stored = { space: 'org', kind: 'tasks' as const, id: task, seq, row };
	return { cursors: { org: seq }, rows: [stored], syncedAt: 1 };
}

/** Decided by the restored server, where its number is below that of the row it lost. */
function decided(): OutboxEntry {
	const entry = outboxEntry(1);
	const args = { task, status: 'done', before: reportFieldsOf(row) };
	const mark = { boot: restored, seq: 25 };
	const result = { id: entry.op.id, outcome: 'applied' as const, mark, set: ['status'] };
	return { ...entry, op: { ...entry.op, args }, target: `tasks/${task}`, result };
}

describe('while the rows in memory are of a timeline that is lost', () => {
	const local = new LocalState(person);
	local.load(replicaAt(30));
	local.take({ meta: META, entries: [] });
	local.take({ meta: RESET, entries: [decided()] });
	const status = () => local.overlay.get('tasks', task)?.status;

	test('a report that the restored server has applied stays on the screen', () => {
		expect(status()).toBe('done');
	});
	test('a tap says what its screen showed: the old mark, and the fork', () => {
		const args = { task, status: 'late', before: reportFieldsOf(row) };
		const { op } = local.compose('task.report', args, { nowMs: () => 9 }, () => 0)(2);
		expect(op).toMatchObject({ base: { boot: first, seq: 30 }, fork: 20 });
	});
	test('until rows of the new one are read, though another tab has cleared the old ones', () => {
		local.take({ meta: { ...RESET, replicaStale: false }, entries: [decided()] });
		expect(status()).toBe('done');
		local.load(replicaAt(25));
		expect(status()).toBe('todo');
	});
});
