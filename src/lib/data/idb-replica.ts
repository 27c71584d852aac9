import type { DBSchema, IDBPDatabase } from 'idb';
import { SCHEMA_VERSION } from '../domain/entities';
import type { Space } from '../domain/entity';
import type { Ms, PersonId } from '../domain/ids';
import type { ReplicaState, ReplicaStore, SpacePage, StoredRow } from '../sync/ports';
import { IdbConnection } from './idb-connection';
import { isPastHolding } from './replica-pruning';

const DB_VERSION = 1;
const META_KEY = 'meta';

type Meta = {
	/** the entities' version that the rows were written by */
	readonly schema: number;
	readonly cursors: Readonly<Record<Space, number>>;
	readonly syncedAt: Ms;
};
type RowKey = [space: string, kind: string, id: string];
type ReplicaDb = DBSchema & {
	meta: { key: string; value: Meta };
	rows: { key: RowKey; value: StoredRow };
};

export function replicaName(person: PersonId): string {
	return `muster-replica-${person}`;
}

/**
 * Removes a person's rows from this device; their queue stays.
 *
 * The database itself stays too, empty: deleting it waits for every tab to let go of it, which a
 * frozen one never does, and whoever opens it meanwhile waits behind that.
 */
export async function forgetReplica(person: PersonId): Promise<void> {
	const replica = new IdbReplica(person);
	try {
		await replica.clear();
	} finally {
		await replica.close();
	}
}

/**
 * A person's rows in IndexedDB. Disposable, so with relaxed durability; rows of another version
 * of the entities count as none.
 */
export class IdbReplica implements ReplicaStore {
	readonly #connection: IdbConnection<ReplicaDb>;
	readonly #schema: number;
	#closed = false;

	constructor(person: PersonId, schema: number = SCHEMA_VERSION) {
		this.#schema = schema;
		this.#connection = new IdbConnection(replicaName(person), DB_VERSION, (db) => {
			db.createObjectStore('meta');
			db.createObjectStore('rows', { keyPath: ['space', 'kind', 'id'] });
		});
	}

	/** @throws StorageFailed */
	async read(): Promise<ReplicaState> {
		return await this.#connection.run(async (db) => {
			const tx = db.transaction(['meta', 'rows']);
			const [meta, rows] = await Promise.all([
				tx.objectStore('meta').get(META_KEY),
				tx.objectStore('rows').getAll()
			]);
			if (meta?.schema !== this.#schema) {
				if (rows.length > 0) await this.#clear(db);
				return { cursors: {}, rows: [], syncedAt: 0 };
			}
			const past = rows.filter((row) => isPastHolding(row, meta.syncedAt));
			if (past.length > 0) await remove(db, past);
			const held = rows.filter((row) => !isPastHolding(row, meta.syncedAt));
			return { cursors: meta.cursors, rows: held, syncedAt: meta.syncedAt };
		});
	}

	/** @throws StorageFull, StorageFailed; then nothing was written */
	async apply(
		pages: readonly SpacePage[],
		lost: readonly Space[],
		syncedAt: Ms | null
	): Promise<boolean> {
		if (this.#closed) return false;
		return await this.#connection.run(async (db) => {
			const tx = db.transaction(['meta', 'rows'], 'readwrite', { durability: 'relaxed' });
			const metas = tx.objectStore('meta');
			const rows = tx.objectStore('rows');
			const stored = await metas.get(META_KEY);
			const known = stored?.schema === this.#schema ? stored : null;
			const cursors: Record<Space, number> = { ...known?.cursors };
			if (pages.some((page) => (cursors[page.space] ?? 0) !== page.after)) return false;
			const writes: Promise<unknown>[] = [];
			if (stored && !known) writes.push(rows.clear());
			for (const space of lost) {
				delete cursors[space];
				writes.push(rows.delete(spaceRange(space)));
			}
			for (const { space, to, put, drop } of pages) {
				cursors[space] = to;
				for (const { kind, id } of drop) writes.push(rows.delete([space, kind, id]));
				for (const row of put) writes.push(rows.put(row));
			}
			const meta: Meta = {
				schema: this.#schema,
				cursors,
				syncedAt: syncedAt ?? known?.syncedAt ?? 0
			};
			await Promise.all([...writes, metas.put(meta, META_KEY), tx.done]);
			return true;
		});
	}

	async clear(): Promise<void> {
		await this.#connection.run((db) => this.#clear(db));
	}

	/** For good: an answer that arrives after its person has signed out is not written. */
	async close(): Promise<void> {
		this.#closed = true;
		await this.#connection.close();
	}

	/** Strict: after it the outbox notes that the old timeline's rows are gone, and means it. */
	async #clear(db: IDBPDatabase<ReplicaDb>): Promise<void> {
		const tx = db.transaction(['meta', 'rows'], 'readwrite', { durability: 'strict' });
		await Promise.all([tx.objectStore('meta').clear(), tx.objectStore('rows').clear(), tx.done]);
	}
}

async function remove(db: IDBPDatabase<ReplicaDb>, past: readonly StoredRow[]): Promise<void> {
	const tx = db.transaction('rows', 'readwrite', { durability: 'relaxed' });
	const deletions = past.map(({ space, kind, id }) => tx.store.delete([space, kind, id]));
	await Promise.all([...deletions, tx.done]);
}

/** Every key of one space: an array sorts after any text. */
function spaceRange(space: Space): IDBKeyRange {
	return IDBKeyRange.bound([space], [space, []]);
}
