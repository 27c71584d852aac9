import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deriveRowId } from '$lib/domain/ids';
import { asRecord, Client } from './support/client';
import { byPin, ENDED, Entrance, INSTALLATION, PASSWORD, PIN } from './support/entrance';
import { personId } from './support/factory';
import { codeOf } from './support/sign-in';
import { sql, startSite, type Site } from './support/site';

const KEY = 'ab'.repeat(16);
const LOST = 'l'.repeat(15);

let site: Site;
let admin: Client;
let lead: Client;
let entrance: Entrance;
beforeAll(async () => {
	site = await startSite();
	entrance = new Entrance(site);
	[admin, lead] = await Promise.all([site.signIn('admin'), site.signIn('lead')]);
});
afterAll(() => site.stop());

describe('a PIN', () => {
	const comeIn = async () => {
		const made = await entrance.invited(lead);
		return await entrance.joined(made.code, byPin);
	};

	test('signs in on its device, by its key alone', async () => {
		const { id, key } = await comeIn();
		const signedIn = await entrance.tryPin(id, key);
		expect(signedIn.status).toBe(200);
		const client = new Client(site.nobody.url, String(asRecord(signedIn.body)['token']));
		expect((await client.send('GET', '/api/muster/devices')).status).toBe(200);
		expect(codeOf(await entrance.tryPin(id, 'cd'.repeat(16)))).toEqual(ENDED);
		expect(codeOf(await entrance.tryPin(id, key, { device: 'e'.repeat(15) }))).toEqual(ENDED);
		expect(codeOf(await entrance.tryPin(personId('member'), key))).toEqual(ENDED);
	});

	test('is no more after five wrong ones, also at once; a right one before forgives', async () => {
		const { id, key } = await comeIn();
		const wrong = () => entrance.tryPin(id, key, { pin: '482914' });
		for (let i = 0; i < 4; i++) expect(codeOf(await wrong())).toEqual([400, 'wrong_pin']);
		expect((await entrance.tryPin(id, key)).status).toBe(200);
		const answers = await Promise.all(Array.from({ length: 12 }, wrong));
		expect(answers.filter(({ status }) => status === 400)).toHaveLength(4);
		expect(codeOf(await entrance.tryPin(id, key))).toEqual(ENDED);
	});

	test('ends with a slip’s password, with leaving, and with its device', async () => {
		const slip = async (id: string) =>
			String(asRecord(await admin.mustSend('POST', `/api/muster/people/${id}/code`))['code']);
		const [first, second, third] = [await comeIn(), await comeIn(), await comeIn()];
		await site.nobody.mustSend('POST', '/api/muster/first-sign-in', {
			...{ code: await slip(first.id), password: PASSWORD }
		});
		expect(codeOf(await entrance.tryPin(first.id, first.key))).toEqual(ENDED);
		await sql(site.root, `UPDATE people SET active = FALSE WHERE id = '${second.id}'`);
		expect(codeOf(await entrance.tryPin(second.id, second.key))).toEqual(ENDED);
		const device = deriveRowId(INSTALLATION, third.id);
		await third.client.mustSend('POST', '/api/muster/device', { device, label: 'lost' });
		await third.client.mustSend('POST', `/api/muster/devices/${device}/revoke`);
		expect(codeOf(await entrance.tryPin(third.id, third.key))).toEqual(ENDED);
	});

	test('ends with any lost device of its person, where its own never registered', async () => {
		const { id, key, client } = await comeIn();
		await client.mustSend('POST', '/api/muster/device', { device: LOST, label: 'lost' });
		await client.mustSend('POST', `/api/muster/devices/${LOST}/revoke`);
		expect(codeOf(await entrance.tryPin(id, key))).toEqual(ENDED);
	});

	test('stays where another device is lost, once its own has registered', async () => {
		const { id, key, client } = await comeIn();
		const device = deriveRowId(INSTALLATION, id);
		for (const known of [device, LOST])
			await client.mustSend('POST', '/api/muster/device', { device: known, label: 'own' });
		await client.mustSend('POST', `/api/muster/devices/${LOST}/revoke`);
		expect((await entrance.tryPin(id, key)).status).toBe(200);
	});

	test('cannot be guessed by asking to come in again', async () => {
		const { code } = await entrance.invited(lead);
		const { id, key } = await entrance.joined(code, byPin);
		const again = (pin: string) => entrance.join(code, { ...byPin, pin }, { key });
		for (let i = 0; i < 4; i++)
			expect(codeOf(await again(`48291${String(i + 4)}`))).toEqual([400, 'wrong_pin']);
		expect(codeOf(await again('482919'))).toEqual(ENDED);
		expect(codeOf(await again(PIN))).toEqual(ENDED);
		expect(codeOf(await entrance.tryPin(id, key))).toEqual(ENDED);
	});

	test('that nobody may choose is a wrong one, and counts as such', async () => {
		const { id, key } = await comeIn();
		const answer = await entrance.tryPin(id, key, { pin: '123456' });
		expect(codeOf(answer)).toEqual([400, 'wrong_pin']);
		expect(await sql(site.root, `SELECT wrong FROM pins WHERE person = '${id}'`)).toEqual([['1']]);
	});

	test('outlives signing out', async () => {
		const { id, key, client } = await comeIn();
		const device = deriveRowId(INSTALLATION, id);
		await client.mustSend('POST', '/api/muster/device', { device, label: 'own' });
		await client.mustSend('DELETE', `/api/muster/device/${device}`);
		expect((await entrance.tryPin(id, key)).status).toBe(200);
	});

	test('is set anew by whoever is signed in, for themselves', async () => {
		const member = await site.signIn('member');
		const device = deriveRowId(INSTALLATION, personId('member'));
		const set = (pin: string) => member.send('POST', '/api/muster/pin', { device, key: KEY, pin });
		expect(codeOf(await set('111111'))).toEqual([400, 'invalid']);
		expect((await set(PIN)).status).toBe(200);
		expect((await entrance.tryPin(personId('member'), KEY)).status).toBe(200);
		expect((await set('739146')).status).toBe(200);
		expect(codeOf(await entrance.tryPin(personId('member'), KEY))).toEqual([400, 'wrong_pin']);
	});

	test('is in neither the database nor the log as it is typed', async () => {
		const { key } = await comeIn();
		const rows = JSON.stringify(await sql(site.root, 'SELECT * FROM pins'));
		expect(rows).not.toContain(PIN);
		expect(rows).not.toContain(key);
		const log = JSON.stringify(await sql(site.root, 'SELECT args FROM ops'));
		expect(log).not.toContain(PIN);
	});
});

// Last, as unknown keys from this address have to wait from then on.
test('keys that no phone has are slowed, and keep nobody at the same address out', async () => {
	const { code } = await entrance.invited(lead);
	const { id, key } = await entrance.joined(code, byPin);
	const guesses = [];
	for (let i = 0; i < 61; i++) guesses.push(codeOf(await entrance.tryPin(id, entrance.nextKey())));
	expect(guesses[0]).toEqual(ENDED);
	expect(guesses.at(-1)).toEqual([429, 'wait']);
	expect((await entrance.tryPin(id, key)).status).toBe(200);
});
