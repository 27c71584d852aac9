import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asRecord, Client, Phone, type Answer } from './support/client';
import { PASSWORD, personId } from './support/factory';
import { codeOf, RegisteredPhone, signInAs, trySignIn } from './support/sign-in';
import { sql, startSite, type Site } from './support/site';

/** Nothing says that the asker is not signed in: the phone keeps what it has and asks again. */
const BUSY = [503, 'busy'];
/** The same, and to wait longer each time. */
const FAILED = [503, 'failed'];
const UNAUTHORIZED = [401, 'unauthorized'];

let site: Site;
let client: Client;
let phone: RegisteredPhone;
beforeAll(async () => {
	site = await startSite();
	client = await signInAs(site, 'admin', PASSWORD);
	phone = await RegisteredPhone.of(client, 'admin', 'phone');
});
afterAll(() => site.stop());

/** As when the database is too busy to tell: whoever looks for a row of that table is told of an error. */
async function without<T>(table: string, work: () => Promise<T>): Promise<T> {
	await sql(site.root, `ALTER TABLE ${table} RENAME TO elsewhere`);
	try {
		return await work();
	} finally {
		await sql(site.root, `ALTER TABLE elsewhere RENAME TO ${table}`);
	}
}

/** Every way of ours that a session has. */
function ways(as: Client): Readonly<Record<string, () => Promise<Answer>>> {
	const { device } = phone;
	const other = new Phone(as, personId('admin'), 'phone');
	return {
		push: () => other.sendPush([]),
		pull: () => other.sendPull({}),
		register: () => as.send('POST', '/api/muster/device', { device, label: '' }),
		withdraw: () => as.send('DELETE', `/api/muster/device/${device}`),
		devices: () => as.send('GET', '/api/muster/devices'),
		revoke: () => as.send('POST', `/api/muster/devices/${device}/revoke`),
		health: () => as.send('GET', '/api/muster/health'),
		people: () => as.send('POST', '/api/muster/people', { rows: [] }),
		code: () => as.send('POST', `/api/muster/people/${personId('lead')}/code`)
	};
}

async function answersTo(as: Client): Promise<Record<string, unknown[]>> {
	const answers: Record<string, unknown[]> = {};
	for (const [name, ask] of Object.entries(ways(as))) answers[name] = codeOf(await ask());
	return answers;
}

const all = (code: unknown[]): Record<string, unknown[]> =>
	Object.fromEntries(Object.keys(ways(client)).map((name) => [name, code]));

describe('while the database cannot say who somebody is', () => {
	test('a session is told to come back, not that it has ended', async () => {
		expect(await without('people', () => answersTo(client))).toEqual(all(BUSY));
		const { headers } = await without('people', () => client.send('GET', '/api/muster/devices'));
		expect(Number(headers.get('Retry-After'))).toBeGreaterThan(0);
		expect((await client.send('GET', '/api/muster/devices')).status).toBe(200);
	});

	test('a push credential is, too', async () => {
		expect(await without('people', () => phone.pushLocked(site))).toEqual(FAILED);
		expect(await without('devices', () => phone.pushLocked(site))).toEqual(FAILED);
		expect(await phone.pushLocked(site)).toEqual([200, undefined]);
	});

	test('what is no session at all is still told so', async () => {
		const [head = '', claims = ''] = String(client.token).split('.');
		const expired = JSON.stringify({ ...claimsIn(claims), exp: 1 });
		const tokens = ['nonsense', `${head}.${btoa(expired)}.x`, String(site.root.token)];
		for (const token of tokens) {
			const found = await without('people', () => answersTo(new Client(client.url, token)));
			// A superuser's session, which is nobody's here, may look at the server's health.
			expect(token === site.root.token ? { ...found, health: UNAUTHORIZED } : found).toEqual(
				all(UNAUTHORIZED)
			);
		}
	});
});

test('a session that somebody has signed on their own is none', async () => {
	const [head = '', claims = ''] = String(client.token).split('.');
	const forged = new Client(client.url, `${head}.${claims}.${'x'.repeat(43)}`);
	expect(await answersTo(forged)).toEqual(all(UNAUTHORIZED));
});

function claimsIn(part: string): Record<string, unknown> {
	return asRecord(JSON.parse(atob(part.replaceAll('-', '+').replaceAll('_', '/'))));
}

test('what cannot be read for anybody is told to come back', async () => {
	for (const [table, path] of [
		['tasks', '/api/muster/status'],
		['tasks', '/api/muster/health'],
		['people', '/api/muster/setup']
	] as const)
		expect(codeOf(await without(table, () => client.send('GET', path))), path).toEqual(FAILED);
	const slip = { code: 'F'.repeat(16) };
	const found = await without('slip_codes', () =>
		site.nobody.send('POST', '/api/muster/first-sign-in', slip)
	);
	expect(codeOf(found)).toEqual(FAILED);
});

test('whoever is active is not called deactivated because the rule for signing in cannot be read', async () => {
	// The last one: another rule ends every session.
	const collection = '/api/collections/people';
	const { authRule } = await site.root.mustSend('GET', collection);
	const rule = `${String(authRule)} && department.name != 'none'`;
	await site.root.mustSend('PATCH', collection, { authRule: rule });
	try {
		const found = await without('departments', () => trySignIn(site.nobody, 'F-lead', PASSWORD));
		expect(codeOf(found)).toEqual(BUSY);
	} finally {
		await site.root.mustSend('PATCH', collection, { authRule });
	}
	expect((await trySignIn(site.nobody, 'F-lead', PASSWORD)).status).toBe(200);
});
