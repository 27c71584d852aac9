import type { DBSchema } from 'idb';
import type { PersonId } from '../domain/ids';
import { parse } from '../domain/parse';
import { PinKeySchema, type PinKey } from '../domain/protocol/joining';
import { IdbConnection } from './idb-connection';

/** One for ever, as what an older app must still find. */
const DB_VERSION = 1;
const KEY_BYTES = 16;

type PinDb = DBSchema & {
	/** by person id */
	keys: { key: string; value: unknown };
};

/** Who may sign in on this phone by PIN. Opened by the sign-in page and wherever a PIN is chosen. */
export class PinKeys {
	readonly #connection = new IdbConnection<PinDb>('muster-pins', DB_VERSION, (db) => {
		db.createObjectStore('keys');
	});

	async readAll(): Promise<PinKey[]> {
		const records = await this.#connection.run((db) => db.getAll('keys'));
		return records.flatMap((record) => parse(PinKeySchema, record) ?? []);
	}

	async read(person: PersonId): Promise<PinKey | null> {
		return parse(PinKeySchema, await this.#connection.run((db) => db.get('keys', person)));
	}

	async keep(pinKey: PinKey): Promise<void> {
		await this.#connection.run(async (db) => {
			const tx = db.transaction('keys', 'readwrite', { durability: 'strict' });
			await Promise.all([tx.store.put(pinKey, pinKey.personId), tx.done]);
		});
	}

	async forget(person: PersonId): Promise<void> {
		await this.#connection.run((db) => db.delete('keys', person));
	}

	async close(): Promise<void> {
		await this.#connection.close();
	}
}

export function makePinKey(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
