import { expect, test, vi } from 'vitest';
import { outboxEntry } from '../../../tests/fixtures/outbox-entry';
import { MemoryOutbox } from '../data/memory-outbox';
import { MemoryReplica } from '../data/memory-replica';
import {
	deriveRowId,
	type ConflictId,
	type DeviceId,
	type PersonId,
	type TaskId
} from '../domain/ids';
import type { Status } from '../domain/entities';
import { wholeRow } from '../domain/rows';
import { createEngine } from './create';
import type { Ports, StoredRow } from './ports';

const person = deriveRowId<PersonId>('person');
const SPACE = `u:${person}`;

/** As of a phone without a network on which nobody waits for anything. */
function portsOf(ports: Partial<Ports>): Ports {
	const unreachable = () => Promise.resolve({ kind: 'unreachable' } as const);
	return {
		clock: { nowMs: () => 1 },
		random: () => 0,
		timers: { after: () => () => undefined },
		transport: { push: unreachable, pull: unreachable },
		outbox: new MemoryOutbox(person, deriveRowId<DeviceId>('device')),
		replica: new MemoryReplica(),
		locks: { exclusively: (_name, run) => run() },
		channel: { post: () => undefined, listen: () => () => undefined },
		pokes: { follow: () => undefined, listen: () => () => undefined },
		isVisible: () => true,
		...ports
	};
}

/** A phone without a network, with these rows on it. */
async function phoneWith(put: readonly StoredRow[]) {
	const outbox = new MemoryOutbox(person, deriveRowId<DeviceId>('device'));
	const replica = new MemoryReplica();
	await replica.apply([{ space: SPACE, after: 0, to: 1, put, drop: [] }], [], 1);
	const engine = createEngine(portsOf({ outbox, replica }), { person });
	await engine.start();
	engine.stop();
	return engine;
}

function cardOn(name: string, task: TaskId, open = true): StoredRow {
	const id = deriveRowId<ConflictId>('card', name);
	const fields = { status: { mine: 'done', theirs: 'todo' } };
	const row = wholeRow('conflicts', { id, task, author: person, open, fields });
	return { space: SPACE, kind: 'conflicts', id, seq: 1, row };
}

test('a card waits for nobody while the task says what its author had said', async () => {
	const id = deriveRowId<TaskId>('met');
	const taskIn = (status: Status): StoredRow => ({
		...{ space: SPACE, kind: 'tasks', id, seq: 1 },
		row: wholeRow('tasks', { id, status })
	});
	expect((await phoneWith([taskIn('done'), cardOn('a', id)])).status.choices).toBe(0);
	expect((await phoneWith([taskIn('late'), cardOn('a', id)])).status.choices).toBe(1);
});

test('only what can be chosen counts as a choice: not on a task that is gone, or not to be seen', async () => {
	const [there, gone, unseen] = ['there', 'gone', 'unseen'].map((name) =>
		deriveRowId<TaskId>(name)
	);
	if (!there || !gone || !unseen) throw new Error('no task');
	const stored = (id: TaskId, removed: boolean): StoredRow => ({
		...{ space: SPACE, kind: 'tasks', id, seq: 1 },
		row: wholeRow('tasks', { id, removed })
	});
	const tasks = [stored(there, false), stored(gone, true)];
	const cards = [
		cardOn('a', there),
		cardOn('b', gone),
		cardOn('c', unseen),
		cardOn('d', there, false)
	];
	const { status } = await phoneWith([...tasks, ...cards]);
	expect({ word: status.word, choices: status.choices }).toEqual({ word: 'choice', choices: 1 });
	expect((await phoneWith([stored(gone, true), cardOn('b', gone)])).status.word).not.toBe('choice');
});

test('what another tab has brought meanwhile makes this one ask whether the server is there', async () => {
	const outbox = new MemoryOutbox(person, deriveRowId<DeviceId>('device'));
	const entry = outboxEntry(1);
	await outbox.update(() => ({ put: [entry] }));
	const sleepers: (() => void)[] = [];
	const asked: string[] = [];
	const say = (what: string) => () => {
		asked.push(what);
		return Promise.resolve({ kind: 'unreachable' } as const);
	};
	const engine = createEngine(
		portsOf({
			...{ outbox, transport: { push: say('push'), pull: say('pull') } },
			timers: {
				after(_delayMs, wake) {
					sleepers.push(wake);
					return () => void sleepers.splice(sleepers.indexOf(wake), 1);
				}
			}
		}),
		{ person }
	);
	await engine.start();
	await vi.waitFor(() => expect(sleepers).toHaveLength(2));
	expect(asked.sort()).toEqual(['pull', 'push']);
	await outbox.update(() => ({ remove: [entry.op.id] }));
	// Pushing fell asleep last: it has written down first when to try again.
	sleepers.at(-1)?.();
	await vi.waitFor(() => expect(asked.filter((what) => what === 'pull')).toHaveLength(2));
	engine.stop();
});
