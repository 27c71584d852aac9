import PocketBase from 'pocketbase';
import type { Muster } from '../../server/start';

type Row = Record<string, unknown> & { id: string };

/** Reads the server's rows as a superuser: what really is there, past the app. */
export class Api {
	readonly #client: PocketBase;
	readonly #muster: Muster;
	#ready: Promise<unknown> | null = null;

	constructor(muster: Muster) {
		this.#muster = muster;
		this.#client = new PocketBase(muster.url);
		this.#client.autoCancellation(false);
	}

	async list(collection: string, filter: string, sort = 'id'): Promise<Row[]> {
		await this.#signIn();
		return this.#client.collection<Row>(collection).getFullList({ filter, sort });
	}

	async one(collection: string, id: string): Promise<Row> {
		await this.#signIn();
		return this.#client.collection<Row>(collection).getOne(id);
	}

	async personOf(email: string): Promise<Row> {
		const [person] = await this.list('people', `email="${email}"`);
		if (!person) throw new Error(`nobody is ${email}`);
		return person;
	}

	/** What was reported on a task, oldest first by the server's order of truth. */
	async reports(task: string): Promise<Row[]> {
		return this.list('status_events', `task="${task}"`, 'receivedAt,occurredAt');
	}

	/** Changes a row as an administrator would in the database's own screens. */
	async edit(collection: string, id: string, change: Record<string, unknown>): Promise<void> {
		await this.#signIn();
		await this.#client.collection(collection).update(id, change);
	}

	async #signIn(): Promise<void> {
		const { email, password } = this.#muster.superuser;
		this.#ready ??= this.#client.collection('_superusers').authWithPassword(email, password);
		await this.#ready;
	}
}
