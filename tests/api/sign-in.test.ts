import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DemoRow } from '../../pocketbase/hooks/demo-script';
import type { Client } from './support/client';
import { asRecord, Phone } from './support/client';
import { accountOf, factoryAccounts, factoryRows, PASSWORD, personId } from './support/factory';
import { codeOf, RegisteredPhone, signInAs, trySignIn } from './support/sign-in';
import { startSite, type Site } from './support/site';

const WRONG = 'not-the-password';
const WAIT = [429, 'wait'];
const FREE = 5;
const FROM_ANYWHERE = 30;
const CROWD = 40;
const crowd = Array.from({ length: CROWD }, (_, i) => `worker${String(i)}`);
/** One person for each test: what is remembered about them stays. */
const targets = Array.from({ length: 12 }, (_, i) => `target${String(i)}`);
let used = 0;
const nextTarget = (): string => targets[used++] ?? '';

const extra: DemoRow[] = [...crowd, ...targets].map((name) => ({
	kind: 'people',
	row: { id: personId(name), name, active: true }
}));

let site: Site;
beforeAll(async () => {
	site = await startSite({
		rows: [...factoryRows(), ...extra],
		accounts: [...factoryAccounts(), ...[...crowd, ...targets].map(accountOf)],
		pushes: []
	});
});
afterAll(() => site.stop());

type Headers = Record<string, string>;

async function guess(identity: string, times: number, headers: Headers = {}): Promise<unknown[][]> {
	const answers: unknown[][] = [];
	for (let i = 0; i < times; i++)
		answers.push(codeOf(await trySignIn(site.nobody, identity, WRONG, headers)));
	return answers;
}

async function statusOf(identity: string, password: string, headers: Headers = {}) {
	return codeOf(await trySignIn(site.nobody, identity, password, headers));
}

/** An attempt from another address of this machine. */
async function from(address: string, identity: string, password: string): Promise<number> {
	const body = JSON.stringify({ identity, password });
	return await new Promise((resolve, reject) => {
		const asked = request(
			`${site.nobody.url}/api/collections/people/auth-with-password`,
			{
				method: 'POST',
				localAddress: address,
				agent: false,
				headers: { 'Content-Type': 'application/json' }
			},
			(answer) => {
				answer.resume();
				answer.on('end', () => {
					resolve(answer.statusCode ?? 0);
				});
			}
		);
		asked.on('error', reject);
		asked.end(body);
	});
}

const shownBy = (phone: RegisteredPhone): Headers => ({
	'X-Muster-Device': phone.device,
	...phone.credential
});

describe('after five wrong passwords', () => {
	test('even the right one has to wait, and nothing says what is right', async () => {
		const identity = `F-${nextTarget()}`;
		expect(await guess(identity, FREE)).toEqual(Array(FREE).fill([400, undefined]));
		const answer = await trySignIn(site.nobody, identity, PASSWORD);
		expect([answer.status, answer.body]).toEqual([429, { code: 'wait' }]);
		expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
		expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(30);
		expect(answer.headers.get('cache-control')).toBe('no-store');
	});

	test('it is the same for somebody who does not exist', async () => {
		const known = nextTarget();
		const tell = async (identity: string): Promise<unknown[]> => {
			const answers: unknown[] = [];
			for (let i = 0; i <= FREE; i++) {
				const { status, body } = await trySignIn(site.nobody, identity, WRONG);
				answers.push([status, body]);
			}
			return answers;
		};
		expect(await tell('F-nobody-at-all')).toEqual(await tell(`F-${known}`));
	});

	test('capital letters, spaces and forged addresses make no fresh start', async () => {
		const name = nextTarget();
		await guess(`F-${name}`, 3);
		await guess(`f-${name.toUpperCase()}`, 2);
		expect(await statusOf(`F-${name}`, PASSWORD)).toEqual(WAIT);
		expect(await statusOf(` F-${name} `, PASSWORD)).toEqual(WAIT);
		const forged = {
			'X-Forwarded-For': '10.1.2.3',
			'X-Real-IP': '10.1.2.3',
			Forwarded: 'for=10.1.2.3'
		};
		expect(await statusOf(`F-${name}`, PASSWORD, forged)).toEqual(WAIT);
	});

	test('a hundred at once are no hundred guesses', async () => {
		const identity = `F-${nextTarget()}`;
		const answers = await Promise.all(Array.from({ length: 100 }, () => statusOf(identity, WRONG)));
		const made = answers.filter(([status]) => status === 400).length;
		expect(made).toBeLessThanOrEqual(8);
		expect(await statusOf(identity, PASSWORD)).toEqual(WAIT);
	});

	test('everybody else at the same address signs in, while the guessing goes on', async () => {
		const identity = `F-${nextTarget()}`;
		await guess(identity, FREE);
		const guessing = guess(identity, 60);
		for (const name of crowd)
			expect((await trySignIn(site.nobody, `F-${name}`, PASSWORD)).status, name).toBe(200);
		// After half a minute, a minute, two, one more is judged: a machine may take that long.
		const judged = (await guessing).filter(([status]) => status !== 429);
		expect(judged.length).toBeLessThanOrEqual(3);
		for (const answer of judged) expect(answer).toEqual([400, undefined]);
	});

	test('the same person may sign in elsewhere', async () => {
		const identity = `F-${nextTarget()}`;
		await guess(identity, FREE);
		expect(await from('127.0.0.9', identity, PASSWORD)).toBe(200);
	});
});

test('a success forgives what was mistyped before', async () => {
	const identity = `F-${nextTarget()}`;
	for (let round = 0; round < 3; round++) {
		expect(await guess(identity, FREE - 1)).toEqual(Array(FREE - 1).fill([400, undefined]));
		expect(await statusOf(identity, PASSWORD)).toEqual([200, undefined]);
	}
});

test('thirty wrong passwords from thirty addresses hold off the thirty-first', async () => {
	const identity = `F-${nextTarget()}`;
	for (let i = 0; i < FROM_ANYWHERE; i++)
		expect(await from(`127.0.1.${String(i + 1)}`, identity, WRONG)).toBe(400);
	expect(await from('127.0.2.1', identity, PASSWORD)).toBe(429);
});

describe('a device that this person has signed in on', () => {
	async function lockedOut(): Promise<{ name: string; phone: RegisteredPhone }> {
		const name = nextTarget();
		const phone = await RegisteredPhone.of(await signInAs(site, name, PASSWORD), name, name);
		await guess(`F-${name}`, FREE);
		expect(await statusOf(`F-${name}`, PASSWORD)).toEqual(WAIT);
		return { name, phone };
	}

	test('is not locked out by the guesses of others, also among several it shows', async () => {
		const { name, phone } = await lockedOut();
		const other = await RegisteredPhone.of(await site.signIn('colleague'), 'colleague', 'shared');
		expect(await statusOf(`F-${name}`, PASSWORD, shownBy(phone))).toEqual([200, undefined]);
		const both = {
			'X-Muster-Device': `${other.device}, ${phone.device}`,
			'X-Muster-Credential': [other, phone]
				.map(({ credential }) => credential['X-Muster-Credential'])
				.join(', ')
		};
		expect(await statusOf(`F-${name}`, PASSWORD, both)).toEqual([200, undefined]);
		// It is not a way round for others, who go on waiting.
		expect(await statusOf(`F-${name}`, PASSWORD)).toEqual(WAIT);
	});

	test('has five guesses of its own', async () => {
		const { name, phone } = await lockedOut();
		const guesses = await guess(`F-${name}`, FREE + 1, shownBy(phone));
		expect(guesses.slice(0, FREE)).toEqual(Array(FREE).fill([400, undefined]));
		expect(guesses[FREE]).toEqual(WAIT);
		expect(await statusOf(`F-${name}`, PASSWORD, shownBy(phone))).toEqual(WAIT);
	});

	test('must be theirs, and neither withdrawn nor revoked', async () => {
		const { name, phone } = await lockedOut();
		const thief = await RegisteredPhone.of(await site.signIn('colleague'), 'colleague', 'thief');
		expect(await statusOf(`F-${name}`, PASSWORD, shownBy(thief))).toEqual(WAIT);
		const mixed = { ...shownBy(thief), 'X-Muster-Device': phone.device };
		expect(await statusOf(`F-${name}`, PASSWORD, mixed)).toEqual(WAIT);
		await phone.client.mustSend('POST', `/api/muster/devices/${phone.device}/revoke`);
		expect(await statusOf(`F-${name}`, PASSWORD, shownBy(phone))).toEqual(WAIT);
	});
});

test('a deactivated person with the right password is told so, and with a wrong one is not', async () => {
	expect(await statusOf('F-deactivated', WRONG)).toEqual([400, undefined]);
	expect(await statusOf('F-deactivated', PASSWORD)).toEqual([403, 'deactivated']);
});

test('the dashboard’s accounts are held off in the same way', async () => {
	const path = '/api/collections/_superusers/auth-with-password';
	const send = async (password: string, identity = 'guessed@muster.test'): Promise<unknown[]> =>
		codeOf(await site.nobody.send('POST', path, { identity, password }));
	for (let i = 0; i < FREE; i++) expect(await send(WRONG)).toEqual([400, undefined]);
	expect(await send(WRONG)).toEqual(WAIT);
	const { email, password } = site.muster.superuser;
	expect(await send(password, email)).toEqual([200, undefined]);
});

test('a session that lasts is none of this: it goes on while its person is guessed at', async () => {
	const name = 'observer';
	const client: Client = await signInAs(site, name, PASSWORD);
	await guess(`F-${name}`, FREE + 1);
	const phone = new Phone(client, personId(name), 'steady');
	expect(asRecord((await phone.sendPush([])).body)).toMatchObject({ proto: 1 });
});
