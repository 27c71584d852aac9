import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { deleteDB } from 'idb';
import { beforeEach, expect, test, vi } from 'vitest';
import { deriveRowId, type DeviceId, type PersonId } from '../domain/ids';
import type { OutboxEntry, OutboxStore } from '../sync/ports';
import { isUndecided } from '../sync/queue';
import { outboxEntry } from '../../../tests/fixtures/outbox-entry';
import { IdbOutbox, outboxName } from './idb-outbox';
import { StorageFull } from './storage-error';
import { WipeProofOutbox, type Keeping } from './wipe-proof-outbox';

const PERSON = deriveRowId<PersonId>('a person');
const DEVICE = deriveRowId<DeviceId>('a device');

let heard: Keeping[];
beforeEach(() => {
	vi.stubGlobal('indexedDB', new IDBFactory());
	heard = [];
});

function open(): WipeProofOutbox {
	return new WipeProofOutbox(new IdbOutbox(PERSON, DEVICE), (keeping) => heard.push(keeping));
}
const tap = (store: OutboxStore) => store.append(({ nextN }) => outboxEntry(nextN));
const numbers = async (store: OutboxStore) => (await store.read()).entries.map(({ op }) => op.n);
const decided = (entry: OutboxEntry): OutboxEntry => ({
	...entry,
	result: { id: entry.op.id, outcome: 'applied', mark: { boot: entry.op.id, seq: 1 } }
});
const wipe = () => deleteDB(outboxName(PERSON));
const stored = () => numbers(new IdbOutbox(PERSON, DEVICE));

/** Storage that cannot be opened, as where it was cleared and there is no room for it any more. */
function breakStorage() {
	const opening = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
		throw new DOMException('no room', 'QuotaExceededError');
	});
	return () => opening.mockRestore();
}

test('a queue whose database was deleted is written back at the next reading', async () => {
	const store = open();
	await store.update(() => ({ meta: { credential: 'secret' } }));
	await tap(store);
	await tap(store);
	await wipe();
	const { meta, entries } = await store.read();
	expect([meta.nextN, meta.credential, entries.length]).toEqual([3, 'secret', 2]);
	expect(await stored()).toEqual([1, 2]);
	expect(heard).toEqual(['written_back']);
});

test('a tap or a change that comes first writes back as well, and goes on the same numbers', async () => {
	const store = open();
	await tap(store);
	await wipe();
	expect((await tap(store)).op.n).toBe(2);
	await wipe();
	const { entries } = await store.update(() => ({ meta: { resets: 1 } }));
	expect(entries).toHaveLength(2);
	expect(await stored()).toEqual([1, 2]);
});

test('two tabs write back one queue, each what the other does not know', async () => {
	const [here, there] = [open(), open()];
	await tap(here);
	await there.read();
	await tap(here);
	await wipe();
	expect(await numbers(there)).toEqual([1]);
	expect(await numbers(here)).toEqual([1, 2]);
	expect(await stored()).toEqual([1, 2]);
});

test('the word of a queue that was written back ends when all of it is decided', async () => {
	const store = open();
	await tap(store);
	await wipe();
	await store.read();
	await store.update(({ entries }) => ({ remove: entries.map(({ op }) => op.id) }));
	expect(heard).toEqual(['written_back', 'stored']);
});

test('a queue that cannot be written back goes on from memory, and takes no tap', async () => {
	const inner = new IdbOutbox(PERSON, DEVICE);
	const store = new WipeProofOutbox(inner, (keeping) => heard.push(keeping));
	await tap(store);
	await tap(store);
	await inner.close();
	await wipe();
	const mend = breakStorage();
	expect(await numbers(store)).toEqual([1, 2]);
	expect(heard).toEqual(['held']);
	await expect(tap(store)).rejects.toBeInstanceOf(StorageFull);
	const [first] = (await store.read()).entries;
	await store.update(() => ({ remove: first ? [first.op.id] : [] }));
	expect(await numbers(store)).toEqual([2]);
	await store.update(({ entries }) => ({ put: entries.map((entry) => decided(entry)) }));
	expect((await store.read()).entries.some(isUndecided)).toBe(false);
	mend();
	expect(await numbers(store)).toEqual([2]);
	expect(await stored()).toEqual([2]);
	expect(heard).toEqual(['held', 'written_back', 'stored']);
});

test('a phone that is full is said to be, until it takes a change again', async () => {
	const inner = new IdbOutbox(PERSON, DEVICE);
	const store = new WipeProofOutbox(inner, (keeping) => heard.push(keeping));
	await tap(store);
	const change = () => store.update(() => ({ meta: { resets: 1 } }));
	const full = vi.spyOn(inner, 'update').mockRejectedValue(new StorageFull('no room'));
	await expect(change()).rejects.toBeInstanceOf(StorageFull);
	expect(await numbers(store)).toEqual([1]);
	expect(heard).toEqual(['full']);
	full.mockRestore();
	await change();
	expect(heard).toEqual(['full', 'stored']);
});

test('without a queue there is nothing to hold: the failure is the caller’s', async () => {
	const inner = new IdbOutbox(PERSON, DEVICE);
	const store = new WipeProofOutbox(inner, (keeping) => heard.push(keeping));
	await store.read();
	await inner.close();
	breakStorage();
	await expect(store.read()).rejects.toBeInstanceOf(StorageFull);
	expect(heard).toEqual([]);
});
