import { existsSync } from 'node:fs';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import {
	afterAll,
	beforeAll,
	beforeEach,
	describe,
	expect,
	onTestFinished,
	test,
	vi
} from 'vitest';
import { Client, Phone, rowOf } from './support/client';
import { PASSWORD, personId, projectSpace, taskId } from './support/factory';
import { KINDS, startFront, type Front } from './support/front';
import { Listener } from './support/listener';
import { trySignIn } from './support/sign-in';
import { seenAddress, startSite, type Site } from './support/site';

const OURS = `space:${projectSpace('ours')}`;
/** Wrong passwords from one place that are forgiven. */
const FREE = 5;

let site: Site;
beforeAll(async () => {
	const served = { app: true, basePath: '/muster', trustedProxy: 'X-Forwarded-For' };
	site = await startSite(undefined, undefined, served);
});
afterAll(() => site.stop());

// Their certificates vouch for themselves.
beforeEach(() => vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0'));

/** Signing in with a wrong password, from an address of this machine. */
async function guess(
	url: string,
	address: string,
	identity: string,
	headers: Record<string, string> = {}
): Promise<number> {
	const asked = request(`${url}/api/collections/people/auth-with-password`, {
		method: 'POST',
		family: 4,
		localAddress: address,
		headers: { 'Content-Type': 'application/json', ...headers }
	});
	asked.end(JSON.stringify({ identity, password: 'wrong' }));
	return await new Promise((resolve, reject) => {
		asked.once('error', reject);
		asked.once('response', (answer) => {
			void text(answer).then(() => resolve(answer.statusCode ?? 0));
		});
	});
}

describe('the header of a proxy', () => {
	test('that is named says who asks, by the last address in it', async () => {
		expect(await seenAddress(site, { 'X-Forwarded-For': '203.0.113.7' })).toBe('203.0.113.7');
		expect(await seenAddress(site, { 'X-Forwarded-For': '198.51.100.1, 203.0.113.7' })).toBe(
			'203.0.113.7'
		);
		expect(await seenAddress(site, { 'X-Real-IP': '203.0.113.7' })).toBe('127.0.0.1');
	});

	test('goes on saying so when settings have been saved in the dashboard', async () => {
		const none = { trustedProxy: { headers: [] }, meta: { appName: 'Muster' } };
		await site.root.mustSend('PATCH', '/api/settings', none);
		expect(await seenAddress(site, { 'X-Forwarded-For': '203.0.113.7' })).toBe('203.0.113.7');
	});
});

describe.each(KINDS)('behind $name', (kind) => {
	const isThere = existsSync(kind.program);
	let front: Front | undefined;
	beforeAll(async () => {
		if (isThere) front = await startFront(kind, site.muster);
		else process.stderr.write(`${kind.program} is not installed: ${kind.name} is not tried.\n`);
	});
	afterAll(() => front?.stop());

	const address = (): string => front?.url ?? '';
	const through = async (name: string): Promise<Phone> => {
		const { token } = await site.signIn(name);
		return new Phone(new Client(address(), token), personId(name), `${name} ${kind.name}`);
	};

	test.skipIf(!isThere)('one signs in, and is the only one who counts there', async () => {
		const signedIn = await trySignIn(new Client(address(), null), 'F-member', PASSWORD);
		expect(signedIn.status).toBe(200);
		const identity = `nobody ${kind.name}`;
		for (let i = 0; i < FREE; i++) expect(await guess(address(), '127.0.0.2', identity)).toBe(400);
		expect(await guess(address(), '127.0.0.2', identity)).toBe(429);
		const lie = { 'X-Forwarded-For': '203.0.113.9' };
		expect(await guess(address(), '127.0.0.2', identity, lie)).toBe(429);
		expect(await guess(address(), '127.0.0.3', identity)).toBe(400);
	});

	test.skipIf(!isThere)('a report is pushed, heard of at once, and pulled', async () => {
		const member = await through('member');
		const listener = await Listener.connect(member.client);
		onTestFinished(() => listener.close());
		expect(await listener.subscribe([OURS])).toBe(204);
		const lead = await through('lead');
		const edit = { task: taskId('weld'), set: { title: `Seen behind ${kind.name}` } };
		await lead.give('task.edit', edit, (await lead.pull()).head);
		const { head } = await listener.next(OURS);
		const pulled = await member.pullAll([projectSpace('ours')]);
		expect(pulled.head).toEqual(head);
		expect(rowOf(pulled, taskId('weld'))).toMatchObject(edit.set);
	});

	test.skipIf(!isThere)('pages come as they were built, by TLS and nothing else', async () => {
		const { headers, status } = await fetch(`${address()}/today`);
		expect(status).toBe(200);
		expect(headers.get('content-security-policy')).toContain(`default-src 'self'`);
		expect(headers.get('content-encoding')).toBe('br');
		expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
		const path = `${kind.basePath}/today?from=mail`;
		const plain = await fetch(`${front?.plainOrigin ?? ''}${path}`, { redirect: 'manual' });
		expect([301, 308]).toContain(plain.status);
		const target = new URL(plain.headers.get('location') ?? '');
		expect([target.protocol, target.pathname + target.search]).toEqual(['https:', path]);
	});

	test.skipIf(!isThere || kind.basePath === '')('nothing is served beside its path', async () => {
		const { origin } = new URL(address());
		expect(await (await fetch(`${origin}/api/health`)).text()).not.toContain('healthy');
		const bare = await fetch(origin + kind.basePath, { redirect: 'manual' });
		expect([301, 308]).toContain(bare.status);
		expect(new URL(bare.headers.get('location') ?? '', origin).pathname).toBe(`${kind.basePath}/`);
	});
});
