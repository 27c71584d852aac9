import { afterEach, describe, expect, test } from 'vitest';
import { groupCode } from '$lib/domain/rules/slip-code';
import { startMuster, type Muster } from '../server/start';
import { asRecord, Client } from './support/client';
import { codeOf } from './support/sign-in';
import { sql } from './support/site';

const CODE = '0123456789ABCDEF';
const ASKED = {
	code: CODE,
	organisation: { name: '华东工厂', timeZone: 'Asia/Shanghai', defaultLanguage: 'zh-CN' },
	admin: { name: '王芳', identity: '20388', password: 'long enough' }
};

let muster: Muster | undefined;
afterEach(async () => {
	await muster?.stop();
	muster = undefined;
});

async function emptyServer(setupCode: string = CODE): Promise<Client> {
	muster = await startMuster({ app: false, setupCode });
	return new Client(muster.url, null);
}

const isOpen = async (nobody: Client): Promise<unknown> =>
	(await nobody.mustSend('GET', '/api/muster/setup'))['open'];
const setUp = (nobody: Client, change: object = {}) =>
	nobody.send('POST', '/api/muster/setup', { ...ASKED, ...change });
async function rootOf({ url, superuser }: Muster): Promise<Client> {
	const path = '/api/collections/_superusers/auth-with-password';
	const { email: identity, password } = superuser;
	const { token } = await new Client(url, null).mustSend('POST', path, { identity, password });
	return new Client(url, String(token));
}

describe('an empty server', () => {
	test('gets its organisation and its first administrator once, who is signed in', async () => {
		const nobody = await emptyServer();
		expect(await isOpen(nobody)).toBe(true);
		const done = await setUp(nobody, { code: groupCode(CODE).toLowerCase() });
		expect(done.status).toBe(200);
		expect(await isOpen(nobody)).toBe(false);
		const admin = new Client(nobody.url, String(asRecord(done.body)['token']));
		const { items } = await admin.mustSend('GET', '/api/collections/organisation/records');
		expect(items).toEqual([expect.objectContaining(ASKED.organisation)]);
		const { id } = asRecord(asRecord(done.body)['record']);
		const me = await admin.mustSend('GET', `/api/collections/people/records/${String(id)}`);
		expect(me).toMatchObject({ name: '王芳', staffNumber: '20388', role: 'admin', active: true });
		const again = { identity: '20388', password: 'long enough' };
		await nobody.mustSend('POST', '/api/collections/people/auth-with-password', again);
		expect(codeOf(await setUp(nobody))).toEqual([409, 'already_set_up']);
	});

	test('takes an e-mail address as well', async () => {
		const nobody = await emptyServer();
		const admin = { ...ASKED.admin, identity: 'fang@works.test' };
		expect((await setUp(nobody, { admin })).status).toBe(200);
		const again = { identity: 'fang@works.test', password: 'long enough' };
		await nobody.mustSend('POST', '/api/collections/people/auth-with-password', again);
	});

	test('logs what was made, without the password', async () => {
		const nobody = await emptyServer();
		await setUp(nobody);
		if (!muster) throw new Error('no server');
		const lines = await sql(
			await rootOf(muster),
			'SELECT name, outcome, args FROM ops ORDER BY rowid'
		);
		expect(lines.map(([name, outcome]) => [name, outcome])).toEqual([
			['person.create', 'applied'],
			['organisation.edit', 'applied']
		]);
		expect(JSON.stringify(lines)).not.toContain('long enough');
	});

	test('is set up by one of many who try at the same time', async () => {
		const nobody = await emptyServer();
		const names = ['a', 'b', 'c'];
		const tries = names.map((identity) => setUp(nobody, { admin: { ...ASKED.admin, identity } }));
		const statuses = (await Promise.all(tries)).map(({ status }) => status);
		expect(statuses.sort()).toEqual([200, 409, 409]);
		if (!muster) throw new Error('no server');
		expect(await sql(await rootOf(muster), 'SELECT count(*) FROM people')).toEqual([['1']]);
	});

	test.each([
		['a wrong code', { code: 'F'.repeat(16) }, 'wrong_code'],
		['no code', { code: '' }, 'wrong_code'],
		['a short password', { admin: { ...ASKED.admin, password: 'short' } }, 'invalid'],
		['no name', { admin: { ...ASKED.admin, name: ' ' } }, 'invalid'],
		['half an address', { admin: { ...ASKED.admin, identity: 'fang@' } }, 'invalid']
	])('is not set up with %s', async (_what, change, code) => {
		const nobody = await emptyServer();
		expect(codeOf(await setUp(nobody, change))).toEqual([400, code]);
		expect(await isOpen(nobody)).toBe(true);
	});

	test('has whoever guesses wait', async () => {
		const nobody = await emptyServer();
		const answers: unknown[] = [];
		for (let i = 0; i < 11; i++) answers.push((await setUp(nobody, { code: String(i) })).status);
		expect(answers).toEqual([...Array<number>(10).fill(400), 429]);
		expect((await setUp(nobody)).headers.get('Retry-After')).toMatch(/^\d+$/);
	});

	test('that was started without a code cannot be set up from outside', async () => {
		const nobody = await emptyServer('');
		expect(codeOf(await setUp(nobody, { code: '' }))).toEqual([400, 'wrong_code']);
	});
});
