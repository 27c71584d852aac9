import type { DBSchema, IDBPDatabase } from 'idb';
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
/** A number that every write raises: whoever has read before knows whether that still counts. */
const REVISION_KEY = 'revision';

type OutboxDb = DBSchema & {
	meta: { key: string; value: unknown };
	/** by op id */
	entries: { key: string; value: unknown };
};

/** The entries as this connection knows them; true as long as the stored revision is still this one. */
type Known = { readonly revision: number; readonly records: ReadonlyMap<string, unknown> };
/** What is needed of the entries' object store, in any transaction. */
type Entries = { getAll(): Promise<unknown[]>; getAllKeys(): Promise<string[]> };

export function outboxName(person: PersonId): string {
	return `muster-outbox-${person}`;
}

/** A person's queue in IndexedDB, with strict durability: "on this phone" means on its disk. */
export class IdbOutbox implements OutboxStore {
	readonly #connection: IdbConnection<OutboxDb>;
	readonly #initial: OutboxMeta;
	/** spares reading a week of decided ops again and again; tabs and worker each have their own */
	#known: Known | null = null;

	/** @param lost called when the database was closed by somebody else, perhaps to be deleted */
	constructor(person: PersonId, device: DeviceId, lost?: () => void) {
		this.#initial = newMeta(person, device);
		const upgrade = (db: IDBPDatabase<OutboxDb>): void => {
			db.createObjectStore('meta');
			db.createObjectStore('entries');
		};
		this.#connection = new IdbConnection(outboxName(person), DB_VERSION, upgrade, lost);
	}

	/** @throws StorageFailed */
	async read(): Promise<OutboxState> {
		return await this.#connection.run(async (db) => {
			const tx = db.transaction(['meta', 'entries']);
			const metas = tx.objectStore('meta');
			const [meta, revision] = await Promise.all([metas.get(META_KEY), metas.get(REVISION_KEY)]);
			const known = await this.#knownAt(revision, tx.objectStore('entries'));
			this.#known = known;
			return stateOf(readMeta(meta, this.#initial), known.records);
		});
	}

	/** @throws StorageFull, StorageFailed; then the entry was not added */
	async append(make: (meta: OutboxMeta) => OutboxEntry): Promise<OutboxEntry> {
		let made: OutboxEntry | null = null;
		return await this.#connection.run(async (db) => {
			const tx = db.transaction(['meta', 'entries'], 'readwrite', { durability: 'strict' });
			const metas = tx.objectStore('meta');
			const entries = tx.objectStore('entries');
			// The first attempt may have been committed although its connection was lost before it said so.
			if (made && readEntry(await entries.get(made.op.id))) return made;
			const [raw, revision] = await Promise.all([metas.get(META_KEY), metas.get(REVISION_KEY)]);
			const meta = readMeta(raw, this.#initial);
			const next = numberOf(revision) + 1;
			const entry = orAbort(tx, () => make(meta));
			made = entry;
			const writes = [
				entries.add(entry, entry.op.id),
				metas.put({ ...Object(raw), ...meta, nextN: meta.nextN + 1 }, META_KEY),
				metas.put(next, REVISION_KEY)
			];
			// Not left to the browser, which waits for the page: a page that is left at once keeps the tap too.
			tx.commit();
			await Promise.all([...writes, tx.done]);
			if (this.#known?.revision === next - 1) {
				const records = new Map(this.#known.records).set(entry.op.id, entry);
				this.#known = { revision: next, records };
			}
			return entry;
		});
	}

	/** @throws StorageFull, StorageFailed; then nothing was changed */
	async update(change: (state: OutboxState) => OutboxChange): Promise<OutboxState> {
		return await this.#connection.run(async (db) => {
			const tx = db.transaction(['meta', 'entries'], 'readwrite', { durability: 'strict' });
			const metas = tx.objectStore('meta');
			const entries = tx.objectStore('entries');
			const [raw, revision] = await Promise.all([metas.get(META_KEY), metas.get(REVISION_KEY)]);
			const known = await this.#knownAt(revision, entries);
			const before = stateOf(readMeta(raw, this.#initial), known.records);
			const wanted = orAbort(tx, () => change(before));
			const meta = { ...before.meta, ...wanted.meta };
			const stored = new Map(known.records);
			const next = known.revision + 1;
			const writes: Promise<unknown>[] = [metas.put(next, REVISION_KEY)];
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
			this.#known = { revision: next, records: stored };
			return stateOf(meta, stored);
		});
	}

	async close(): Promise<void> {
		await this.#connection.close();
	}

	async #knownAt(stored: unknown, entries: Entries): Promise<Known> {
		const revision = numberOf(stored);
		if (this.#known?.revision === revision) return this.#known;
		const [keys, records] = await Promise.all([entries.getAllKeys(), entries.getAll()]);
		return { revision, records: new Map(keys.map((key, index) => [key, records[index]])) };
	}
}

function numberOf(revision: unknown): number {
	return typeof revision === 'number' ? revision : 0;
}

function stateOf(meta: OutboxMeta, records: ReadonlyMap<string, unknown>): OutboxState {
	const entries = [...records.values()].map(readEntry).filter((entry) => entry !== null);
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
