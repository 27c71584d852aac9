import type { DBSchema, IDBPDatabase } from 'idb';
import type { Ms, PersonId, Ulid } from '../domain/ids';
import { isUnsent, type FileChange, type FileStore, type PhoneFile } from '../sync/files';
import { IdbConnection } from './idb-connection';
import { StorageFull } from './storage-error';

const DB_VERSION = 1;
/** Small pictures of others that are kept for times without network: about 15 kB each. */
const MOST_THUMBS = 400;

type Thumb = { readonly bytes: ArrayBuffer; readonly mime: string; readonly at: Ms };
type FilesDb = DBSchema & {
	/** by the phone's own key */
	files: { key: string; value: PhoneFile };
	bytes: { key: string; value: ArrayBuffer };
	/** by the attachment's id, or the phone's own key while it has none */
	thumbs: { key: string; value: Thumb; indexes: { at: Ms } };
};

export function filesName(person: PersonId): string {
	return `muster-files-${person}`;
}

/** What a person has seen of others' photos leaves this device; their own that wait stay. */
export async function forgetSeenFiles(person: PersonId): Promise<void> {
	await withFiles(person, (files) => files.dropWhatCanGo());
}

/** How many of a person's photos and voice notes were given, and are not with the server. */
export async function countUnsentFiles(person: PersonId): Promise<number> {
	return await withFiles(person, async (files) => (await files.list()).filter(isUnsent).length);
}

async function withFiles<T>(person: PersonId, use: (files: IdbFiles) => Promise<T>): Promise<T> {
	const files = new IdbFiles(person);
	try {
		return await use(files);
	} finally {
		await files.close();
	}
}

/** A person's photos and voice notes in IndexedDB, and small pictures of everybody's. */
export class IdbFiles implements FileStore {
	readonly #connection: IdbConnection<FilesDb>;

	constructor(person: PersonId) {
		this.#connection = new IdbConnection(filesName(person), DB_VERSION, (db) => {
			db.createObjectStore('files');
			db.createObjectStore('bytes');
			db.createObjectStore('thumbs').createIndex('at', 'at');
		});
	}

	/** @throws StorageFailed */
	async list(): Promise<readonly PhoneFile[]> {
		return await this.#connection.run((db) => db.getAll('files'));
	}

	/**
	 * All of it is on the phone's disk, or nothing. Where there is no room, what can be had again goes
	 * first.
	 *
	 * @throws StorageFull, StorageFailed; then nothing was added
	 */
	async add(file: PhoneFile, bytes: ArrayBuffer, thumb: ArrayBuffer | null): Promise<void> {
		await this.#makingRoom(() => this.#add(file, bytes, thumb));
	}

	/** Makes room as `add` does: what is not known to have been sent would be sent again and again. */
	async change(key: Ulid, change: FileChange): Promise<void> {
		await this.#makingRoom(() => this.#change(key, change));
	}

	async remove(keys: readonly Ulid[]): Promise<void> {
		await this.#connection.run(async (db) => {
			const tx = db.transaction(['files', 'bytes', 'thumbs'], 'readwrite', {
				durability: 'strict'
			});
			for (const key of keys) {
				await tx.objectStore('files').delete(key);
				await tx.objectStore('bytes').delete(key);
				await tx.objectStore('thumbs').delete(key);
			}
			await tx.done;
		});
	}

	async bytesOf(key: Ulid): Promise<ArrayBuffer | undefined> {
		return await this.#connection.run((db) => db.get('bytes', key));
	}

	/** @param name an attachment's id, or the key of a file that has none yet */
	async thumbOf(name: string): Promise<Blob | null> {
		const thumb = await this.#connection.run((db) => db.get('thumbs', name));
		return thumb ? new Blob([thumb.bytes], { type: thumb.mime }) : null;
	}

	/** Keeps a small picture; the oldest ones make room. */
	async keepThumb(name: string, bytes: ArrayBuffer, mime: string, at: Ms): Promise<void> {
		await this.#connection.run(async (db) => {
			const tx = db.transaction('thumbs', 'readwrite');
			await tx.store.put({ bytes, mime, at }, name);
			let tooMany = (await tx.store.count()) - MOST_THUMBS;
			let cursor = tooMany > 0 ? await tx.store.index('at').openCursor() : null;
			for (; cursor && tooMany > 0; tooMany--) {
				await cursor.delete();
				cursor = await cursor.continue();
			}
			await tx.done;
		});
	}

	/** Small pictures of what may be seen no more go. @param isSeen told an attachment's id */
	async dropThumbs(isSeen: (attachment: string) => boolean): Promise<void> {
		await this.#connection.run(async (db) => {
			const tx = db.transaction(['files', 'thumbs'], 'readwrite');
			const own = new Set<string>(
				(await tx.objectStore('files').getAll()).flatMap(({ key, attachment }) => [key, attachment])
			);
			for (const name of await tx.objectStore('thumbs').getAllKeys())
				if (!own.has(name) && !isSeen(name)) await tx.objectStore('thumbs').delete(name);
			await tx.done;
		});
	}

	/** What the server has, what was taken away, and others' small pictures give way; never what waits. */
	async dropWhatCanGo(): Promise<void> {
		await this.#connection.run(async (db) => {
			const tx = db.transaction(['files', 'bytes', 'thumbs'], 'readwrite');
			const files = await tx.objectStore('files').getAll();
			const kept = new Set<string>();
			for (const { key, state, attachment } of files) {
				if (state === 'sent' || state === 'aside') {
					await tx.objectStore('files').delete(key);
					await tx.objectStore('bytes').delete(key);
				} else for (const name of [key, attachment]) kept.add(name);
			}
			for (const name of await tx.objectStore('thumbs').getAllKeys())
				if (!kept.has(name)) await tx.objectStore('thumbs').delete(name);
			await tx.done;
		});
	}

	async close(): Promise<void> {
		await this.#connection.close();
	}

	async #makingRoom(write: () => Promise<void>): Promise<void> {
		try {
			await write();
		} catch (error) {
			if (!(error instanceof StorageFull)) throw error;
			await this.dropWhatCanGo();
			await write();
		}
	}

	async #change(key: Ulid, change: FileChange): Promise<void> {
		await this.#connection.run(async (db) => {
			const tx = db.transaction(['files', 'thumbs'], 'readwrite', { durability: 'strict' });
			const files = tx.objectStore('files');
			const thumbs = tx.objectStore('thumbs');
			const file = await files.get(key);
			const set = file && change(file);
			if (set) {
				const next = { ...file, ...set };
				await files.put(next, key);
				// Its own small picture goes by the row's id as soon as it has one.
				const thumb = next.attachment === '' ? undefined : await thumbs.get(key);
				if (thumb) await Promise.all([thumbs.put(thumb, next.attachment), thumbs.delete(key)]);
			}
			await tx.done;
		});
	}

	async #add(file: PhoneFile, bytes: ArrayBuffer, thumb: ArrayBuffer | null): Promise<void> {
		await this.#connection.run(async (db: IDBPDatabase<FilesDb>) => {
			const tx = db.transaction(['files', 'bytes', 'thumbs'], 'readwrite', {
				durability: 'strict'
			});
			const small = thumb && { bytes: thumb, mime: 'image/jpeg', at: 0 };
			try {
				await tx.objectStore('bytes').put(bytes, file.key);
				if (small) await tx.objectStore('thumbs').put(small, file.key);
				await tx.objectStore('files').put(file, file.key);
			} catch (error) {
				// What was put before would stand without the rest.
				tx.done.catch(() => undefined);
				abortIfOpen(tx);
				throw error;
			}
			await tx.done;
		});
	}
}

/** A transaction that failed by itself is over already. */
function abortIfOpen(tx: { abort(): void }): void {
	try {
		tx.abort();
	} catch {
		// It is.
	}
}
