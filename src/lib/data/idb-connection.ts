import { openDB, type DBSchema, type IDBPDatabase, type OpenDBCallbacks } from 'idb';
import { errorName, storageError } from './storage-error';

/**
 * A database that is opened when first used and again when the browser has dropped it.
 *
 * WebKit loses its connection to the storage process when it puts the app in the background
 * (https://bugs.webkit.org/show_bug.cgi?id=197050); browsers close databases under pressure.
 */
export class IdbConnection<Schema extends DBSchema> {
	readonly #name: string;
	readonly #version: number;
	readonly #upgrade: NonNullable<OpenDBCallbacks<Schema>['upgrade']>;
	#opened: Promise<IDBPDatabase<Schema>> | null = null;

	constructor(
		name: string,
		version: number,
		upgrade: NonNullable<OpenDBCallbacks<Schema>['upgrade']>
	) {
		this.#name = name;
		this.#version = version;
		this.#upgrade = upgrade;
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
		await opened?.then(
			(db) => {
				db.close();
			},
			() => undefined
		);
	}

	async #attempt<T>(action: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
		this.#opened ??= this.#open();
		return await action(await this.#opened);
	}

	async #open(): Promise<IDBPDatabase<Schema>> {
		const forget = (): void => {
			this.#opened = null;
		};
		try {
			return await openDB<Schema>(this.#name, this.#version, {
				upgrade: this.#upgrade,
				terminated: forget,
				blocking: (_from, _to, event) => {
					forget();
					// idb types the target of a versionchange event as a bare EventTarget.
					if (event.target instanceof IDBDatabase) event.target.close();
				}
			});
		} catch (error) {
			forget();
			throw error;
		}
	}
}

const MAY_BE_LOST: ReadonlySet<string> = new Set([
	'InvalidStateError',
	'UnknownError',
	'AbortError',
	'TimeoutError'
]);
