import type { DBSchema } from 'idb';
import { deriveRowId, makeUlid, type DeviceId, type PersonId } from '../domain/ids';
import { parse } from '../domain/parse';
import {
	KnownPersonSchema,
	StoredSessionSchema,
	type FreshToken,
	type KnownPerson,
	type StoredSession
} from '../domain/protocol/account';
import { IdbConnection } from './idb-connection';
import { cryptoRandom } from './random';

/** One for ever, as for outboxes: an older app must still find who is signed in. */
const DB_VERSION = 1;
const INSTALLATION_KEY = 'installation';
const SESSION_KEY = 'session';

type DeviceDb = DBSchema & {
	device: { key: string; value: unknown };
	/** by person id */
	people: { key: string; value: unknown };
};

/** What this browser knows before anybody's own databases are opened: pages and worker share it. */
export class DeviceStore {
	readonly #connection = new IdbConnection<DeviceDb>('muster-device', DB_VERSION, (db) => {
		db.createObjectStore('device');
		db.createObjectStore('people');
	});

	#installation: string | null = null;

	/** The id of (person, this installation). */
	async readDevice(person: PersonId): Promise<DeviceId> {
		// The server's devices are pairs, so that a device's rights end with its person's.
		return deriveRowId<DeviceId>(await this.readInstallation(), person);
	}

	/** The same for ever; while a page is open, also when the store was cleared. */
	async readInstallation(): Promise<string> {
		const installation = await this.#connection.run(async (db) => {
			const tx = db.transaction('device', 'readwrite', { durability: 'strict' });
			const known = await tx.store.get(INSTALLATION_KEY);
			if (typeof known === 'string') return known;
			const fresh = this.#installation ?? deriveRowId(makeUlid(Date.now(), cryptoRandom));
			await Promise.all([tx.store.put(fresh, INSTALLATION_KEY), tx.done]);
			return fresh;
		});
		this.#installation = installation;
		return installation;
	}

	async readSession(): Promise<StoredSession | null> {
		const record = await this.#connection.run((db) => db.get('device', SESSION_KEY));
		return parse(StoredSessionSchema, record);
	}

	/** Keeps the session, and its person among those who have an outbox here. */
	async keepSession(session: StoredSession): Promise<void> {
		const person: KnownPerson = { v: 1, personId: session.personId, name: session.name };
		await this.#connection.run(async (db) => {
			const tx = db.transaction(['device', 'people'], 'readwrite', { durability: 'strict' });
			await Promise.all([
				tx.objectStore('device').put(session, SESSION_KEY),
				tx.objectStore('people').put(person, session.personId),
				tx.done
			]);
		});
	}

	/** The session goes on with a fresh token, unless another tab has ended or replaced it. */
	async renewSession(former: string, fresh: FreshToken): Promise<void> {
		await this.#connection.run(async (db) => {
			const tx = db.transaction('device', 'readwrite', { durability: 'strict' });
			const session = parse(StoredSessionSchema, await tx.store.get(SESSION_KEY));
			if (session?.token === former) await tx.store.put({ ...session, ...fresh }, SESSION_KEY);
			await tx.done;
		});
	}

	/** Puts the owner of a queue that outlived the rest of this store back among its people. */
	async keepOwner({ personId, name }: Pick<StoredSession, 'personId' | 'name'>): Promise<void> {
		await this.readDevice(personId);
		const person: KnownPerson = { v: 1, personId, name };
		await this.#connection.run((db) => db.put('people', person, personId));
	}

	async forgetSession(): Promise<void> {
		await this.#connection.run((db) => db.delete('device', SESSION_KEY));
	}

	/** Everybody whose outbox may be on this device. */
	async readPeople(): Promise<KnownPerson[]> {
		const records = await this.#connection.run((db) => db.getAll('people'));
		return records.flatMap((record) => parse(KnownPersonSchema, record) ?? []);
	}

	async close(): Promise<void> {
		await this.#connection.close();
	}
}
