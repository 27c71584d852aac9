import { beforeEach, expect, test } from 'vitest';
import type { Space } from '../domain/entity';
import { deriveRowId } from '../domain/ids';
import { wholeRow } from '../domain/rows';
import type { SpacePage, StoredRow } from '../sync/ports';
import { MemoryReplica } from './memory-replica';
import { StorageFull } from './storage-error';
import { YieldingReplica } from './yielding-replica';

const NOW = 1_764_000_000_000;

/** Takes nothing while the phone is full. */
class Store extends MemoryReplica {
	full = false;

	override async apply(...asked: Parameters<MemoryReplica['apply']>): Promise<boolean> {
		if (this.full) throw new StorageFull('no room');
		return await super.apply(...asked);
	}
}

const ROW: StoredRow = personRow('anna');
function personRow(name: string): StoredRow {
	const id = deriveRowId('person', name);
	return { space: 'org', kind: 'people', id, seq: 3, row: wholeRow('people', { id, name }) };
}
function page(space: Space, after: number, to: number, put: readonly StoredRow[] = []): SpacePage {
	return { space, after, to, put, drop: [] };
}

let store: Store;
let replica: YieldingReplica;
beforeEach(async () => {
	store = new Store();
	replica = new YieldingReplica(store);
	await replica.apply([page('org', 0, 5, [ROW])], [], NOW);
});

test('what has given way to a tap is still there for the screens, and goes on', async () => {
	store.full = true;
	await replica.giveWay();
	expect((await store.read()).rows).toEqual([]);
	expect(await replica.read()).toEqual({ cursors: { org: 5 }, rows: [ROW], syncedAt: NOW });
	const news = personRow('ben');
	expect(await replica.apply([page('org', 5, 6, [news])], [], NOW + 1)).toBe(true);
	expect((await replica.read()).rows).toEqual([ROW, news]);
});

test('a page that does not fit into the phone is taken all the same', async () => {
	store.full = true;
	const news = personRow('ben');
	expect(await replica.apply([page('org', 5, 6, [news])], [], null)).toBe(true);
	expect((await replica.read()).rows).toEqual([ROW, news]);
});

test('it has its place again at the end of a cycle, once there is room', async () => {
	await replica.giveWay();
	await replica.apply([page('org', 5, 6)], [], null);
	expect((await store.read()).rows).toEqual([]);
	await replica.apply([page('org', 6, 6)], [], NOW + 1);
	expect(await store.read()).toEqual({ cursors: { org: 6 }, rows: [ROW], syncedAt: NOW + 1 });
});

test('rows that are to go are gone, wherever they were', async () => {
	store.full = true;
	await replica.giveWay();
	await replica.clear();
	expect(await replica.read()).toEqual({ cursors: {}, rows: [], syncedAt: 0 });
});
