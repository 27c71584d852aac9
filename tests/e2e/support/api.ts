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

	/** Has the schedule's own function make a backup, which goes on after this. */
	async beginBackup(): Promise<void> {
		await this.#signIn();
		await this.#client.crons.run('__pbAutoBackup__');
	}

	/** Names of the backups that are whole. */
	async backups(): Promise<string[]> {
		await this.#signIn();
		return (await this.#client.backups.getFullList()).map(({ key }) => key);
	}

	async #signIn(): Promise<void> {
		const { email, password } = this.#muster.superuser;
		this.#ready ??= this.#client.collection('_superusers').authWithPassword(email, password);
		await this.#ready;
	}
}

/** Today's date where the demo's projects are. */
export function todayInShanghai(): string {
	return new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
}

export const EVERY_DAY: readonly number[] = [1, 2, 3, 4, 5, 6, 7];

/** The days that the organisation works on, whatever day it is: no holiday comes between. */
export async function workOn(api: Api, workingWeekdays: readonly number[]): Promise<void> {
	const [organisation] = await api.list('organisation', '');
	await api.edit('organisation', organisation?.id ?? '', { workingWeekdays });
	for (const { id } of await api.list('calendar_days', 'removed=false'))
		await api.edit('calendar_days', id, { removed: true });
}

/** There is a stand-up today, whatever day it is: of the project that the lead leads, or of all of them. */
export async function meetEveryDay(api: Api, which: 'led' | 'all' = 'led'): Promise<void> {
	await workOn(api, EVERY_DAY);
	const lead = await api.personOf('lead@demo.test');
	const led = await api.list('memberships', `person="${lead.id}" && role="lead"`);
	for (const project of await api.list('projects', '')) {
		const meets = which === 'all' || led.some((row) => row['project'] === project.id);
		const standup = meets ? { minute: 530, weekdays: EVERY_DAY } : null;
		await api.edit('projects', project.id, { standup });
	}
}
