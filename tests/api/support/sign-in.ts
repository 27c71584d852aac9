import { personId } from './factory';
import { asRecord, Client, Phone, type Answer } from './client';
import type { Site } from './site';

const PATH = '/api/collections/people/auth-with-password';
/** The header by which a device shows its push credential. */
export type Credential = Readonly<Record<'X-Muster-Credential', string>>;

export async function trySignIn(
	client: Client,
	identity: string,
	password: string,
	headers: Record<string, string> = {}
): Promise<Answer> {
	return await client.send('POST', PATH, { identity, password }, headers);
}

/** A session as a person gets it, with their password. */
export async function signInAs(site: Site, name: string, password: string): Promise<Client> {
	const answer = await trySignIn(site.nobody, `F-${name}`, password);
	if (answer.status !== 200) throw new Error(`sign-in: ${answer.status} ${answer.text}`);
	return new Client(site.nobody.url, String(asRecord(answer.body)['token']));
}

/** A device that holds a push credential of its person. */
export class RegisteredPhone extends Phone {
	#credential = '';

	static async of(client: Client, name: string, deviceName: string): Promise<RegisteredPhone> {
		const phone = new RegisteredPhone(client, personId(name), deviceName);
		await phone.register();
		return phone;
	}

	get credential(): Credential {
		return { 'X-Muster-Credential': this.#credential };
	}

	/** @param client a fresh session; the device's own by default */
	async register(client: Client = this.client): Promise<void> {
		const body = { device: this.device, label: 'a phone' };
		const given = await client.mustSend('POST', '/api/muster/device', body);
		this.#credential = String(given['credential']);
	}

	/** What a locked phone is told: status and code of an empty push without a session. */
	async pushLocked(site: Site): Promise<unknown[]> {
		const locked = new Phone(site.nobody, this.person, 'any');
		const body = { device: this.device };
		return codeOf(await locked.sendPush([], body, this.credential));
	}
}

export function codeOf({ status, body }: Answer): unknown[] {
	return [status, asRecord(body)['code']];
}
