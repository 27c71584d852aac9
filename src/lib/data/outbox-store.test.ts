import 'fake-indexeddb/auto';
import { IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { deriveRowId, makeUlid, type DeviceId, type PersonId } from '../domain/ids';
import type { OutboxEntry, OutboxMeta, OutboxStore } from '../sync/ports';
import { outboxEntry } from '../../../tests/fixtures/outbox-entry';
import { IdbOutbox, outboxName } from './idb-outbox';
import { MemoryOutbox } from './memory-outbox';
import { StorageFailed, StorageFull } from './storage-error';

const PERSON = deriveRowId<PersonId>('a person');
const DEVICE = deriveRowId<DeviceId>('a device');

beforeEach(() => {
	vi.stubGlobal('indexedDB', new IDBFactory());
});
afterEach(() => {
	vi.restoreAllMocks();
});

let made = 0;
function entryOf(meta: OutboxMeta, args: unknown = {}): OutboxEntry {
	const entry = outboxEntry(meta.nextN);
	const id = makeUlid(1_764_000_000_000 + made++, () => 0.5);
	return { ...entry, op: { ...entry.op, id, args, made: meta.seen } };
}
const append = (store: OutboxStore): Promise<OutboxEntry> => store.append((meta) => entryOf(meta));

const stores: [string, () => OutboxStore][] = [
	['in memory', () => new MemoryOutbox(PERSON, DEVICE)],
	['in IndexedDB', () => new IdbOutbox(PERSON, DEVICE)]
];

describe.each(stores)('an outbox %s', (_where, open) => {
	test('is empty at first, and knows whose it is', async () => {
		const { meta, entries } = await open().read();
		expect(meta).toMatchObject({ person: PERSON, device: DEVICE, nextN: 1, credential: '' });
		expect(entries).toEqual([]);
	});

	test('numbers what is appended, also when two taps come at once', async () => {
		const store = open();
		const both = await Promise.all([append(store), append(store)]);
		expect(both.map((entry) => entry.op.n)).toEqual([1, 2]);
		const { meta, entries } = await store.read();
		expect(entries).toEqual(both);
		expect(meta.nextN).toBe(3);
	});

	test('lists entries in the order of their numbers, whatever their ids', async () => {
		const store = open();
		const [older, younger] = [entryOf(await metaOf(store)), entryOf(await metaOf(store))];
		await store.append((meta) => ({ ...younger, op: { ...younger.op, n: meta.nextN } }));
		await store.append((meta) => ({ ...older, op: { ...older.op, n: meta.nextN } }));
		const { entries } = await store.read();
		expect(entries.map((entry) => entry.op.id)).toEqual([younger.op.id, older.op.id]);
	});

	test('keeps nothing of an append whose making throws', async () => {
		const store = open();
		const failing = store.append(() => {
			throw new Error('no');
		});
		await expect(failing).rejects.toThrow('no');
		expect(await store.read()).toMatchObject({ meta: { nextN: 1 }, entries: [] });
	});

	test('changes, adds and removes entries and meta together', async () => {
		const store = open();
		const [first, second] = [await append(store), await append(store)];
		const after = await store.update(({ meta }) => ({
			meta: { resets: meta.resets + 1 },
			put: [{ ...second, settled: true }, entryOf({ ...meta, nextN: 3 })],
			remove: [first.op.id]
		}));
		expect(after.meta).toMatchObject({ resets: 1, nextN: 3 });
		expect(after.entries.map((entry) => [entry.op.n, entry.settled])).toEqual([
			[2, true],
			[3, false]
		]);
		expect(await store.read()).toEqual(after);
	});

	test('writes nothing of an update whose decision throws', async () => {
		const store = open();
		await append(store);
		const before = await store.read();
		const failing = store.update(() => {
			throw new Error('no');
		});
		await expect(failing).rejects.toThrow('no');
		expect(await store.read()).toEqual(before);
	});

	test('refuses what a phone could not store, and keeps nothing of it', async () => {
		const store = open();
		const unstorable = { ask: () => 'a function' };
		await expect(store.append((meta) => entryOf(meta, unstorable))).rejects.toThrow();
		expect(await store.read()).toMatchObject({ meta: { nextN: 1 }, entries: [] });
	});

	test('runs updates one after the other', async () => {
		const store = open();
		const count = (): Promise<unknown> =>
			store.update(({ meta }) => ({ meta: { resets: meta.resets + 1 } }));
		await Promise.all([count(), count(), count()]);
		expect((await store.read()).meta.resets).toBe(3);
	});
});

describe('an outbox in IndexedDB', () => {
	test('is there again after a reload, and apart from another person’s', async () => {
		const entry = await append(new IdbOutbox(PERSON, DEVICE));
		expect((await new IdbOutbox(PERSON, DEVICE).read()).entries).toEqual([entry]);
		const other = new IdbOutbox(deriveRowId<PersonId>('another person'), DEVICE);
		expect((await other.read()).entries).toEqual([]);
	});

	test('what another tab has written since is read, and nothing of it is overwritten', async () => {
		const [mine, theirs] = [new IdbOutbox(PERSON, DEVICE), new IdbOutbox(PERSON, DEVICE)];
		const first = await append(mine);
		expect((await theirs.read()).entries).toEqual([first]);
		await theirs.update(() => ({ put: [{ ...first, parked: true }] }));
		const second = await append(theirs);
		expect((await mine.read()).entries).toEqual([{ ...first, parked: true }, second]);
		const third = await append(mine);
		const after = await theirs.update(() => ({ remove: [first.op.id] }));
		expect(after.entries).toEqual([second, third]);
		expect((await mine.read()).entries).toEqual([second, third]);
	});

	test('what nobody has changed is not read again', async () => {
		const store = new IdbOutbox(PERSON, DEVICE);
		await append(store);
		await store.read();
		const reading = vi.spyOn(IDBObjectStore.prototype, 'getAll');
		await store.update(() => ({ meta: { offsetMs: 5 } }));
		await append(store);
		expect((await store.read()).entries).toHaveLength(2);
		expect(reading).not.toHaveBeenCalled();
	});

	test('asks the browser for strict durability', async () => {
		const asked = vi.spyOn(IDBDatabase.prototype, 'transaction');
		const store = new IdbOutbox(PERSON, DEVICE);
		await append(store);
		await store.update(() => ({ meta: { offsetMs: 1 } }));
		const writing = asked.mock.calls.filter(([, mode]) => mode === 'readwrite');
		expect(writing.map(([, , options]) => options)).toEqual([
			{ durability: 'strict' },
			{ durability: 'strict' }
		]);
	});

	test('keeps what a newer app wrote, and hands its op over unchanged', async () => {
		const store = new IdbOutbox(PERSON, DEVICE);
		const entry = await append(store);
		const op = { ...entry.op, id: `${entry.op.id.slice(0, -1)}Z`, n: 2, name: 'photo.add', aid: 7 };
		const db = await openDB(outboxName(PERSON));
		await db.put('entries', { v: 2, op, target: 'photos/p', lane: 'slow' }, op.id);

		const [, newer] = (await store.read()).entries;
		expect(newer).toMatchObject({ op, target: 'photos/p', result: null, parked: false });
		await store.update(({ entries }) => ({
			put: entries.map((each) => ({ ...each, parked: true }))
		}));
		expect(await db.get('entries', op.id)).toMatchObject({ v: 2, op, lane: 'slow', parked: true });
		db.close();
	});

	test('leaves alone a record that it cannot read', async () => {
		const store = new IdbOutbox(PERSON, DEVICE);
		await append(store);
		const db = await openDB(outboxName(PERSON));
		await db.put('entries', 'from the future', 'x');
		expect((await store.update(() => ({ meta: { resets: 1 } }))).entries).toHaveLength(1);
		expect(await db.get('entries', 'x')).toBe('from the future');
		db.close();
	});

	test('reopens a connection that the browser has lost, once', async () => {
		const store = new IdbOutbox(PERSON, DEVICE);
		await append(store);
		const lost = new DOMException('Connection to Indexed Database server lost', 'UnknownError');
		vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(() => {
			throw lost;
		});
		await append(store);
		expect((await store.read()).entries.map((entry) => entry.op.n)).toEqual([1, 2]);
	});

	test('says that storage failed when reopening does not help', async () => {
		const store = new IdbOutbox(PERSON, DEVICE);
		await store.read();
		vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
			throw new DOMException('The database connection is closing.', 'InvalidStateError');
		});
		await expect(append(store)).rejects.toBeInstanceOf(StorageFailed);
	});

	test('adds a tap once when its transaction was committed but the connection then lost', async () => {
		const store = new IdbOutbox(PERSON, DEVICE);
		const ids = await append(store);
		let lose = true;
		const entry = entryOf({ ...(await metaOf(store)), nextN: 2 });
		const real = Reflect.get(IDBDatabase.prototype, 'transaction');
		vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (
			this: IDBDatabase,
			...args
		) {
			const tx = real.apply(this, args);
			if (lose && args[1] === 'readwrite') {
				lose = false;
				const listen = tx.addEventListener.bind(tx);
				tx.addEventListener = (type: string, heard: EventListener) => {
					if (type !== 'complete') listen(type === 'abort' ? 'complete' : type, heard);
				};
			}
			return tx;
		});
		await store.append(() => entry);
		const { entries, meta } = await store.read();
		expect(entries.map(({ op }) => op.id)).toEqual([ids.op.id, entry.op.id]);
		expect(meta.nextN).toBe(3);
	});

	test('says that the phone is full, and keeps nothing of the tap', async () => {
		const store = new IdbOutbox(PERSON, DEVICE);
		await append(store);
		vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementationOnce(() => {
			throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
		});
		await expect(append(store)).rejects.toBeInstanceOf(StorageFull);
		expect(await store.read()).toMatchObject({ meta: { nextN: 2 } });
		expect((await store.read()).entries).toHaveLength(1);
	});
});

async function metaOf(store: OutboxStore): Promise<OutboxMeta> {
	return (await store.read()).meta;
}
