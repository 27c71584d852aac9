import type { DBSchema } from 'idb';
import type { DeviceId, PersonId } from '../domain/ids';
import type {
	OutboxChange,
	OutboxEntry,
	OutboxMeta,
	OutboxState,
	OutboxStore
} from '../sync/ports';
import { IdbConnection } from './idb-connection';
import { inOrder, newMeta, readEntry, readMeta, writeEntry } from './outbox-records';

/** One for ever: a downgraded app cannot open a higher one; records carry their own version. */
const DB_VERSION = 1;
const META_KEY = 'meta';

type OutboxDb = DBSchema & {
	meta: { key: string; value: unknown };
	/** by op id */
	entries: { key: string; value: unknown };
};

export function outboxName(person: PersonId): string {
	return `muster-outbox-${person}`;
}

/** A person's queue in IndexedDB, with strict durability: "on this phone" means on its disk. */
export class IdbOutbox implements OutboxStore {
	readonly #connection: IdbConnection<OutboxDb>;
	readonly #initial: OutboxMeta;

	constructor(person: PersonId, device: DeviceId) {
		this.#initial = newMeta(person, device);
		this.#connection = new IdbConnection(outboxName(person), DB_VERSION, (db) => {
			db.createObjectStore('meta');
			db.createObjectStore('entries');
		});
	}

	/** @throws StorageFailed */
	async read(): Promise<OutboxState> {
		return await this.#connection.run(async (db) => {
			const tx = db.transaction(['meta', 'entries']);
			const [meta, records] = await Promise.all([
				tx.objectStore('meta').get(META_KEY),
				tx.objectStore('entries').getAll()
			]);
			return stateOf(readMeta(meta, this.#initial), records);
		});
	}

	/** @throws StorageFull, StorageFailed; then the entry was not added */
	async append(make: (meta: OutboxMeta) => OutboxEntry): Promise<OutboxEntry> {
		let made: OutboxEntry | null = null;
		return await this.#connection.run(async (db) => {
			const tx = db.transaction(['meta', 'entries'], 'readwrite', { durability: 'strict' });
			tx.done.catch(() => undefined);
			const metas = tx.objectStore('meta');
			const entries = tx.objectStore('entries');
			// The first attempt may have been committed although its connection was lost before it said so.
			if (made && readEntry(await entries.get(made.op.id))) return made;
			const raw = await metas.get(META_KEY);
			const meta = readMeta(raw, this.#initial);
			const entry = orAbort(tx, () => make(meta));
			made = entry;
			await Promise.all([
				entries.add(entry, entry.op.id),
				metas.put({ ...Object(raw), ...meta, nextN: meta.nextN + 1 }, META_KEY),
				tx.done
			]);
			return entry;
		});
	}

	/** @throws StorageFull, StorageFailed; then nothing was changed */
	async update(change: (state: OutboxState) => OutboxChange): Promise<OutboxState> {
		return await this.#connection.run(async (db) => {
			const tx = db.transaction(['meta', 'entries'], 'readwrite', { durability: 'strict' });
			tx.done.catch(() => undefined);
			const metas = tx.objectStore('meta');
			const entries = tx.objectStore('entries');
			const [raw, keys, records] = await Promise.all([
				metas.get(META_KEY),
				entries.getAllKeys(),
				entries.getAll()
			]);
			const before = stateOf(readMeta(raw, this.#initial), records);
			const wanted = orAbort(tx, () => change(before));
			const meta = { ...before.meta, ...wanted.meta };
			const stored = new Map<string, unknown>(keys.map((key, index) => [key, records[index]]));
			const writes: Promise<unknown>[] = [];
			if (wanted.meta) writes.push(metas.put({ ...Object(raw), ...meta }, META_KEY));
			for (const id of wanted.remove ?? []) {
				stored.delete(id);
				writes.push(entries.delete(id));
			}
			for (const entry of wanted.put ?? []) {
				const record = writeEntry(entry, stored.get(entry.op.id));
				stored.set(entry.op.id, record);
				writes.push(entries.put(record, entry.op.id));
			}
			await Promise.all([...writes, tx.done]);
			return stateOf(meta, [...stored.values()]);
		});
	}

	async close(): Promise<void> {
		await this.#connection.close();
	}
}

function stateOf(meta: OutboxMeta, records: readonly unknown[]): OutboxState {
	const entries = records.map(readEntry).filter((entry) => entry !== null);
	return { meta, entries: inOrder(entries) };
}

/** Runs the caller's part of a transaction; what it throws undoes the transaction. */
function orAbort<T>(tx: { abort(): void }, part: () => T): T {
	try {
		return part();
	} catch (error) {
		tx.abort();
		throw error;
	}
}
