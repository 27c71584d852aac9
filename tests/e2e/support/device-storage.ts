import type { CDPSession, Page } from '@playwright/test';

/** Every record of a database, as it is stored: object store → key → value. */
export type Dump = Record<string, Record<string, unknown>>;

/** An address of the app's origin where the app itself does not run, so that it holds no database open. */
const NO_APP = '/api/health';

export async function leaveApp(page: Page): Promise<void> {
	await page.goto(NO_APP);
}

export function outboxOf(person: string): string {
	return `muster-outbox-${person}`;
}

/** @param page any of the origin's */
export async function readDatabase(page: Page, name: string): Promise<Dump> {
	return await page.evaluate(async (name) => {
		const done = <T>(request: IDBRequest<T>) =>
			new Promise<T>((resolve, reject) => {
				request.onsuccess = () => resolve(request.result);
				request.onerror = () => reject(request.error ?? new Error('no reason given'));
			});
		const db = await done(indexedDB.open(name));
		const dump: Record<string, Record<string, unknown>> = {};
		for (const store of [...db.objectStoreNames]) {
			const records = db.transaction(store).objectStore(store);
			const [keys, values] = await Promise.all([
				done(records.getAllKeys()),
				done(records.getAll() as IDBRequest<unknown[]>)
			]);
			dump[store] = Object.fromEntries(
				keys.map((key, index) => [JSON.stringify(key), values[index]])
			);
		}
		db.close();
		return dump;
	}, name);
}

/** Makes the database anew, as another version of the app left it. Nobody may have it open. */
export async function writeDatabase(
	page: Page,
	{ name, version, stores }: { name: string; version: number; stores: Dump }
): Promise<void> {
	await page.evaluate(
		async ({ name, version, stores }) => {
			const done = <T>(request: IDBRequest<T>) =>
				new Promise<T>((resolve, reject) => {
					request.onsuccess = () => resolve(request.result);
					request.onerror = () => reject(request.error ?? new Error('no reason given'));
				});
			await done(indexedDB.deleteDatabase(name));
			const opening = indexedDB.open(name, version);
			opening.onupgradeneeded = () => {
				for (const [store, records] of Object.entries(stores)) {
					const made = opening.result.createObjectStore(store);
					for (const [key, value] of Object.entries(records))
						made.put(value, JSON.parse(key) as string);
				}
			};
			(await done(opening)).close();
		},
		{ name, version, stores }
	);
}

/** What the person's or the system's hand does to this site's storage. */
export class SiteStorage {
	readonly #client: CDPSession;
	readonly #origin: string;

	private constructor(client: CDPSession, origin: string) {
		this.#client = client;
		this.#origin = origin;
	}

	static async of(page: Page, origin: string): Promise<SiteStorage> {
		return new SiteStorage(await page.context().newCDPSession(page), origin);
	}

	/** @param what comma-separated, as the browser's protocol names it */
	async clear(what: 'indexeddb' | 'all'): Promise<void> {
		await this.#client.send('Storage.clearDataForOrigin', {
			origin: this.#origin,
			storageTypes: what
		});
	}

	async leaveRoomFor(bytes: number): Promise<void> {
		await this.#client.send('Storage.overrideQuotaForOrigin', {
			origin: this.#origin,
			quotaSize: bytes
		});
	}

	async leaveRoom(): Promise<void> {
		await this.#client.send('Storage.overrideQuotaForOrigin', { origin: this.#origin });
	}
}
