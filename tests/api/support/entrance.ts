import { deriveRowId } from '$lib/domain/ids';
import { asRecord, Client, type Answer } from './client';
import { departmentId, projectId } from './factory';
import type { Site } from './site';

export const PASSWORD = 'my own password';
export const PIN = '482913';
export const INSTALLATION = 'i'.repeat(15);
export const ENDED = [410, 'ended_code'];
export const byPassword = { by: 'password', password: PASSWORD };
export const byPin = { by: 'pin', installation: INSTALLATION, pin: PIN };

/** Somebody who has come in by an invitation. */
type Joined = { readonly id: string; readonly key: string; readonly client: Client };

/** What newcomers, and those who invite them, ask of a site. */
export class Entrance {
	readonly #site: Site;
	#keys = 0;

	constructor(site: Site) {
		this.#site = site;
	}

	/** Into the lead's project, if nothing else is asked for. */
	invite(client: Client, change: object = {}): Promise<Answer> {
		return client.send('POST', '/api/muster/invitations', {
			...{ department: departmentId('making'), project: projectId('ours'), uses: 1, days: 7 },
			...change
		});
	}

	async invited(client: Client, change: object = {}): Promise<{ id: string; code: string }> {
		const { status, body, text } = await this.invite(client, change);
		if (status !== 200) throw new Error(text);
		const { code, invitation } = asRecord(body);
		return { code: String(code), id: String(asRecord(invitation)['id']) };
	}

	async listed(client: Client): Promise<readonly Record<string, unknown>[]> {
		const { invitations } = await client.mustSend('GET', '/api/muster/invitations');
		return invitations as Record<string, unknown>[];
	}

	/** Another one for each person, as each form makes its own. */
	nextKey(): string {
		return String(++this.#keys).padStart(32, '0');
	}

	ask(code: string): Promise<Answer> {
		return this.#site.nobody.send('POST', '/api/muster/join', { code });
	}

	join(code: string, lock: object, change: object = {}): Promise<Answer> {
		return this.#site.nobody.send('POST', '/api/muster/join', {
			code,
			newcomer: { key: this.nextKey(), name: '赵新', lock, ...change }
		});
	}

	async joined(
		code: string,
		lock: object = byPassword,
		change: { readonly key?: string; readonly staffNumber?: string } = {}
	): Promise<Joined> {
		const key = change.key ?? this.nextKey();
		const { status, body, text } = await this.join(code, lock, { ...change, key });
		if (status !== 200) throw new Error(text);
		const { token, record } = asRecord(body);
		const id = String(asRecord(record)['id']);
		return { id, key, client: new Client(this.#site.nobody.url, String(token)) };
	}

	tryPin(person: string, key: string, change: object = {}): Promise<Answer> {
		return this.#site.nobody.send('POST', '/api/muster/pin/sign-in', {
			...{ person, device: deriveRowId(INSTALLATION, person), key, pin: PIN },
			...change
		});
	}
}
