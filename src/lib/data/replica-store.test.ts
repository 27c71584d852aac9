import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { EVENT_DAYS_HELD, type Kind } from '../domain/entities';
import type { Space } from '../domain/entity';
import { deriveRowId, type PersonId } from '../domain/ids';
import { wholeRow } from '../domain/rows';
import { DAY_MS } from '../domain/time';
import type { ReplicaStore, SpacePage, StoredRow } from '../sync/ports';
import { openDB } from 'idb';
import { forgetReplica, IdbReplica, replicaName } from './idb-replica';
import { MemoryReplica } from './memory-replica';

const PERSON = deriveRowId<PersonId>('a person');
const NOW = 1_764_000_000_000;

beforeEach(() => {
	vi.stubGlobal('indexedDB', new IDBFactory());
});

function rowOf(space: Space, kind: Kind, name: string, seq: number): StoredRow {
	const id = deriveRowId(kind, name);
	return { space, kind, id, seq, row: wholeRow(kind, { id }) };
}
function eventOf(space: Space, name: string, receivedAt: number): StoredRow {
	const id = deriveRowId('event', name);
	const row = wholeRow('status_events', { id, receivedAt });
	return { space, kind: 'status_events', id, seq: 1, row };
}
function page(space: Space, after: number, to: number, put: readonly StoredRow[] = []): SpacePage {
	return { space, after, to, put, drop: [] };
}
async function keysOf(store: ReplicaStore): Promise<string[]> {
	const { rows } = await store.read();
	return rows.map(({ space, kind, id, seq }) => `${space} ${kind} ${id} ${seq}`).sort();
}
const keyOf = ({ space, kind, id, seq }: StoredRow): string => `${space} ${kind} ${id} ${seq}`;

const stores: [string, () => ReplicaStore][] = [
	['in memory', () => new MemoryReplica()],
	['in IndexedDB', () => new IdbReplica(PERSON)]
];

describe.each(stores)('a replica %s', (_where, open) => {
	test('holds nothing at first', async () => {
		expect(await open().read()).toEqual({ cursors: {}, rows: [], syncedAt: 0 });
	});

	test('applies pages with their cursors, and remembers when a cycle ended', async () => {
		const store = open();
		const row = rowOf('org', 'people', 'anna', 3);
		expect(await store.apply([page('org', 0, 5, [row]), page('p:x', 0, 5)], [], null)).toBe(true);
		expect(await store.read()).toEqual({ cursors: { org: 5, 'p:x': 5 }, rows: [row], syncedAt: 0 });
		expect(await store.apply([page('org', 5, 5)], [], NOW)).toBe(true);
		expect((await store.read()).syncedAt).toBe(NOW);
		await store.apply([page('org', 5, 6)], [], null);
		expect((await store.read()).syncedAt).toBe(NOW);
	});

	test('writes nothing of an answer if any of its cursors has moved', async () => {
		const store = open();
		await store.apply([page('org', 0, 5)], [], null);
		const late = [
			page('p:x', 0, 9, [rowOf('p:x', 'tasks', 't', 9)]),
			page('org', 0, 9, [rowOf('org', 'people', 'anna', 9)])
		];
		expect(await store.apply(late, ['org'], NOW)).toBe(false);
		expect(await store.read()).toEqual({ cursors: { org: 5 }, rows: [], syncedAt: 0 });
	});

	test('lets one of two tabs apply the same page', async () => {
		const store = open();
		const both = [1, 2].map(() => store.apply([page('org', 0, 5)], [], null));
		expect((await Promise.all(both)).sort()).toEqual([false, true]);
	});

	test('keeps a copy per space, and a tombstone takes only its own', async () => {
		const store = open();
		const mine = rowOf('u:me', 'memberships', 'm', 4);
		const ours = rowOf('p:x', 'memberships', 'm', 4);
		await store.apply([page('u:me', 0, 4, [mine]), page('p:x', 0, 4, [ours])], [], null);
		await store.apply([{ ...page('p:x', 4, 6), drop: [ours] }], [], null);
		expect(await keysOf(store)).toEqual([keyOf(mine)]);
	});

	test('replaces a row by its newer copy', async () => {
		const store = open();
		await store.apply([page('org', 0, 4, [rowOf('org', 'people', 'anna', 4)])], [], null);
		const newer = rowOf('org', 'people', 'anna', 8);
		await store.apply([page('org', 4, 8, [newer])], [], null);
		expect(await keysOf(store)).toEqual([keyOf(newer)]);
	});

	test('forgets a lost space, rows and cursor, and no other whose name begins alike', async () => {
		const store = open();
		const [a, ab] = [rowOf('p:a', 'tasks', 't', 1), rowOf('p:ab', 'tasks', 't', 1)];
		await store.apply([page('p:a', 0, 1, [a]), page('p:ab', 0, 1, [ab])], [], null);
		expect(await store.apply([], ['p:a'], NOW)).toBe(true);
		expect(await store.read()).toEqual({ cursors: { 'p:ab': 1 }, rows: [ab], syncedAt: NOW });
	});

	test('is empty after clear, and starts again from 0', async () => {
		const store = open();
		await store.apply([page('org', 0, 4, [rowOf('org', 'people', 'anna', 4)])], [], NOW);
		await store.clear();
		expect(await store.read()).toEqual({ cursors: {}, rows: [], syncedAt: 0 });
		expect(await store.apply([page('org', 4, 5)], [], null)).toBe(false);
		expect(await store.apply([page('org', 0, 5)], [], null)).toBe(true);
	});

	test('lets go of status events that are past the span it holds, by the server’s clock', async () => {
		const store = open();
		const limit = NOW - EVENT_DAYS_HELD * DAY_MS;
		const [old, held] = [eventOf('p:x', 'old', limit - 1), eventOf('p:x', 'held', limit)];
		await store.apply([page('p:x', 0, 2, [old, held])], [], null);
		expect(await keysOf(store)).toHaveLength(2);
		await store.apply([], [], NOW);
		expect(await keysOf(store)).toEqual([keyOf(held)]);
		expect(await keysOf(store)).toEqual([keyOf(held)]);
	});
});

describe('a replica in IndexedDB', () => {
	test('is there again after a reload, and apart from another person’s', async () => {
		const row = rowOf('org', 'people', 'anna', 3);
		await new IdbReplica(PERSON).apply([page('org', 0, 5, [row])], [], NOW);
		expect(await keysOf(new IdbReplica(PERSON))).toEqual([keyOf(row)]);
		expect(await keysOf(new IdbReplica(deriveRowId<PersonId>('another person')))).toEqual([]);
	});

	test('counts as empty for another version of the entities, older or newer', async () => {
		const row = rowOf('org', 'people', 'anna', 3);
		await new IdbReplica(PERSON, 2).apply([page('org', 0, 5, [row])], [], NOW);
		const other = new IdbReplica(PERSON, 1);
		expect(await other.apply([page('org', 5, 6)], [], null)).toBe(false);
		expect(await other.read()).toEqual({ cursors: {}, rows: [], syncedAt: 0 });
		expect(await other.apply([page('org', 0, 6)], [], null)).toBe(true);
		expect(await other.read()).toEqual({ cursors: { org: 6 }, rows: [], syncedAt: 0 });
		expect(await keysOf(new IdbReplica(PERSON, 2))).toEqual([]);
	});

	test('writes nothing that arrives after it was closed, and can be removed', async () => {
		const store = new IdbReplica(PERSON);
		await store.apply([page('org', 0, 5, [rowOf('org', 'people', 'anna', 3)])], [], NOW);
		await store.close();
		await forgetReplica(PERSON);
		expect(await store.apply([page('org', 0, 5)], [], null)).toBe(false);
		expect(await new IdbReplica(PERSON).read()).toEqual({ cursors: {}, rows: [], syncedAt: 0 });
	});

	test('is removed also while a frozen tab has it open', async () => {
		const store = new IdbReplica(PERSON);
		await store.apply([page('org', 0, 5, [rowOf('org', 'people', 'anna', 3)])], [], NOW);
		const frozen = await openDB(replicaName(PERSON));
		await forgetReplica(PERSON);
		expect(await new IdbReplica(PERSON).read()).toEqual({ cursors: {}, rows: [], syncedAt: 0 });
		frozen.close();
	});
});
