import { openDB, unwrap, wrap, type DBSchema, type IDBPDatabase, type OpenDBCallbacks } from 'idb';
import { ownName } from './base-path';
import { errorName, storageError, StorageFailed } from './storage-error';

/**
 * A database that is opened when first used and again when the browser has dropped it.
 *
 * WebKit loses its connection to the storage process when it puts the app in the background
 * (https://bugs.webkit.org/show_bug.cgi?id=197050); browsers close databases under pressure.
 *
 * A page that is left may be put aside whole, to be shown again later. WebKit stops it in the middle
 * of its transactions then, and every other page and worker waits for them, for half an hour if need
 * be (https://bugs.webkit.org/show_bug.cgi?id=315804, https://github.com/w3c/IndexedDB/issues/381).
 * So such a page undoes what it has not finished, and begins it again when it is shown again.
 */
export class IdbConnection<Schema extends DBSchema> {
	readonly #name: string;
	readonly #version: number;
	readonly #upgrade: NonNullable<OpenDBCallbacks<Schema>['upgrade']>;
	readonly #lost: () => void;
	#opened: Promise<IDBPDatabase<Schema>> | null = null;
	/** ends the listening for the page's leaving */
	#closed = new AbortController();
	/** settles when the page is shown again; null while it is */
	#aside: Promise<void> | null = null;

	/** @param lost called when the browser has closed the database, or somebody deletes it */
	constructor(
		name: string,
		version: number,
		upgrade: NonNullable<OpenDBCallbacks<Schema>['upgrade']>,
		lost: () => void = () => undefined
	) {
		this.#name = ownName(name);
		this.#version = version;
		this.#upgrade = upgrade;
		this.#lost = lost;
	}

	/**
	 * Runs `action`, again on a fresh connection if the first one was lost; so `action` must be
	 * safe to run twice.
	 *
	 * @throws StorageFull, StorageFailed; what `action` itself throws passes through
	 */
	async run<T>(action: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
		try {
			return await this.#attempt(action);
		} catch (error) {
			if (!MAY_BE_LOST.has(errorName(error))) throw storageError(error);
		}
		await this.close();
		try {
			return await this.#attempt(action);
		} catch (error) {
			throw storageError(error);
		}
	}

	async close(): Promise<void> {
		const opened = this.#opened;
		this.#opened = null;
		this.#closed.abort();
		await opened?.then(
			(db) => {
				db.close();
			},
			() => undefined
		);
	}

	async #attempt<T>(action: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
		if (this.#aside) await this.#aside;
		const opening = (this.#opened ??= this.#open());
		try {
			await opening;
		} catch (error) {
			// The next attempt opens afresh.
			if (this.#opened === opening) this.#opened = null;
			throw error;
		}
		return await action(await opening);
	}

	async #open(): Promise<IDBPDatabase<Schema>> {
		// Some private windows, and browsers told to keep nothing, have no databases at all.
		if (!('indexedDB' in globalThis)) throw new StorageFailed('no databases');
		const forget = (): void => {
			this.#opened = null;
		};
		const unfinished = new Unfinished();
		this.#undoWhenLeft(unfinished);
		const db = await openDB<Schema>(this.#name, this.#version, {
			upgrade: (...asked) => {
				const [, , , tx] = asked;
				unfinished.add(tx);
				this.#upgrade(...asked);
			},
			terminated: () => {
				forget();
				this.#lost();
			},
			blocking: (_from, _to, event) => {
				forget();
				// idb types the target of a versionchange event as a bare EventTarget.
				if (event.target instanceof IDBDatabase) event.target.close();
				this.#lost();
			}
		});
		unfinished.addAllOf(unwrap(db));
		return db;
	}

	#undoWhenLeft(unfinished: Unfinished): void {
		this.#closed.abort();
		this.#closed = new AbortController();
		// Workers are not put aside.
		if (!('onpagehide' in globalThis)) return;
		const leave = (event: Event): void => {
			if (!('persisted' in event) || event.persisted !== true) return;
			this.#aside = new Promise((resolve) => {
				const show = (): void => {
					this.#aside = null;
					resolve();
				};
				addEventListener('pageshow', show, { once: true });
			});
			unfinished.undo();
			void this.close();
		};
		addEventListener('pagehide', leave, { signal: this.#closed.signal });
	}
}

type Undoable = { readonly done: Promise<void>; abort(): void };

/** Transactions that have neither been committed nor undone. */
class Unfinished {
	readonly #transactions = new Set<Undoable>();

	add(tx: Undoable): void {
		const forget = (): void => void this.#transactions.delete(tx);
		this.#transactions.add(tx);
		tx.done.then(forget, forget);
	}

	/** From now on each one that the database begins. */
	addAllOf(db: IDBDatabase): void {
		db.transaction = (...asked) => {
			const tx = IDBDatabase.prototype.transaction.apply(db, asked);
			this.add(wrap(tx));
			return tx;
		};
	}

	undo(): void {
		for (const tx of this.#transactions)
			try {
				tx.abort();
			} catch {
				// It is being committed, for which its page is not needed.
			}
	}
}

const MAY_BE_LOST: ReadonlySet<string> = new Set([
	'InvalidStateError',
	'UnknownError',
	'AbortError',
	'TimeoutError'
]);
