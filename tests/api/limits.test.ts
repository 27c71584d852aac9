import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asRecord, type Client } from './support/client';
import { PASSWORD } from './support/factory';
import { signInAs } from './support/sign-in';
import { seenAddress, startSite, type Site } from './support/site';

const GUESTS_PER_MINUTE = 1_200;
/** The limits count requests, not how many come at once: a thousand at once would starve the server itself. */
const AT_ONCE = 50;

let site: Site;
beforeAll(async () => {
	site = await startSite();
});
afterAll(() => site.stop());

async function collection(name: string): Promise<Record<string, unknown>> {
	return await site.root.mustSend('GET', `/api/collections/${name}`);
}

async function statuses(client: Client, method: string, path: string, times: number) {
	const found: number[] = [];
	const send = async (): Promise<void> => {
		for (let n = 0; n < times / AT_ONCE; n++)
			found.push((await client.send(method, path, method === 'GET' ? undefined : {})).status);
	};
	await Promise.all(Array.from({ length: AT_ONCE }, send));
	return found;
}

describe('accounts', () => {
	test('are made by nobody but a superuser, and signed in to with a password alone', async () => {
		const people = await collection('people');
		const rules = ['createRule', 'updateRule', 'deleteRule', 'manageRule'].map(
			(name) => people[name]
		);
		expect(rules).toEqual([null, null, null, null]);
		for (const way of ['oauth2', 'otp', 'mfa'])
			expect(asRecord(people[way])['enabled'], way).toBe(false);
		expect(people['authRule']).toBe('active = true');
	});

	test('cannot be registered, nor entered in a way that is not used', async () => {
		const path = '/api/collections/people';
		const born = { email: 'x@x.test', password: PASSWORD, passwordConfirm: PASSWORD, active: true };
		const create = await site.nobody.send('POST', `${path}/records`, born);
		expect(create.status).toBe(403);
		const admin = await site.signIn('admin');
		expect((await admin.send('POST', `${path}/records`, born)).status).toBe(403);
		for (const way of ['request-otp', 'auth-with-otp', 'auth-with-oauth2']) {
			const { status } = await site.nobody.send('POST', `${path}/${way}`, { email: 'x@x.test' });
			expect([400, 403], way).toContain(status);
		}
	});
});

describe('what a site needs', () => {
	test('PocketBase believes no forwarded address, and takes no batches', async () => {
		const settings = await site.root.mustSend('GET', '/api/settings');
		expect(asRecord(settings['trustedProxy'])['headers']).toEqual([]);
		const trustedProxy = { headers: ['X-Forwarded-For'], useLeftmostIP: true };
		await site.root.mustSend('PATCH', '/api/settings', { trustedProxy });
		expect(await seenAddress(site, { 'X-Forwarded-For': '203.0.113.7' })).toBe('127.0.0.1');
		expect(asRecord(settings['batch'])['enabled']).toBe(false);
		expect(asRecord(settings['rateLimits'])['enabled']).toBe(true);
	});

	test('nothing holds off a shift of three hundred behind one address', async () => {
		const { rateLimits } = await site.root.mustSend('GET', '/api/settings');
		const { rules } = asRecord(rateLimits);
		const signedIn = (Array.isArray(rules) ? rules.map(asRecord) : []).filter(
			({ audience, label }) => audience !== '@guest' && String(label).startsWith('/')
		);
		expect(signedIn).toEqual([]);
		const member = await signInAs(site, 'member', PASSWORD);
		const found = await statuses(member, 'GET', '/api/muster/devices', GUESTS_PER_MINUTE + 100);
		expect(new Set(found)).toEqual(new Set([200]));
	});

	test('a locked phone pushes by credential more often than a stranger asks', async () => {
		const found = await statuses(site.nobody, 'POST', '/api/muster/push', GUESTS_PER_MINUTE + 100);
		expect(new Set(found)).toEqual(new Set([401]));
	});
});

describe('one address', () => {
	test.each(['request-password-reset', 'request-verification'])(
		'asks for few mails an hour: %s',
		async (way) => {
			const path = `/api/collections/people/${way}`;
			const send = async (i: number): Promise<number> =>
				(await site.nobody.send('POST', path, { email: `somebody${String(i)}@x.test` })).status;
			const found: number[] = [];
			for (let i = 0; i < 12; i++) found.push(await send(i));
			expect(found).toEqual([...Array<number>(10).fill(204), 429, 429]);
		}
	);

	test('that floods as a stranger is held off, and who is signed in there is not', async () => {
		// More than two windows take, as one may end on the way.
		const asked = 2 * GUESTS_PER_MINUTE + 100;
		const found = await statuses(site.nobody, 'GET', '/api/muster/status', asked);
		expect(new Set(found)).toEqual(new Set([200, 429]));
		expect((await (await site.phone('lead')).sendPush([])).status).toBe(200);
		// The page itself is no part of the API: whoever opens the app there gets it.
		expect((await site.nobody.send('GET', '/today')).status).not.toBe(429);
		// Nor does it keep anybody from signing in.
		expect((await signInAs(site, 'colleague', PASSWORD)).token).not.toBeNull();
	});
});
