import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY_MS } from '$lib/domain/time';
import { asRecord, Client } from './support/client';
import { departmentId, personId, projectId, projectSpace } from './support/factory';
import { Listener } from './support/listener';
import { codeOf, RegisteredPhone, signInAs, trySignIn } from './support/sign-in';
import { sql, startSite, type Site } from './support/site';

const PASSWORD = 'my own password';
let site: Site;
let admin: Client;
beforeAll(async () => {
	site = await startSite();
	admin = await site.signIn('admin');
});
afterAll(() => site.stop());

let numbers = 0;
const newcomer = (change: object = {}) => ({
	...{ name: '李强', staffNumber: `N${++numbers}`, department: departmentId('making') },
	...change
});
const takeIn = (rows: readonly unknown[], more: object = {}) =>
	admin.send('POST', '/api/muster/people', { rows, ...more });
const countPeople = async () => (await sql(site.root, 'SELECT count(*) FROM people'))[0]?.[0];

type Slip = Record<'person' | 'name' | 'staffNumber' | 'code', string>;
async function slipsOf(rows: readonly unknown[], more: object = {}): Promise<Slip[]> {
	const { status, body, text } = await takeIn(rows, more);
	if (status !== 200) throw new Error(text);
	return asRecord(body)['people'] as Slip[];
}
async function slip(change: object = {}): Promise<Slip> {
	const [made] = await slipsOf([newcomer(change)]);
	if (!made) throw new Error('nobody was taken in');
	return made;
}
const show = (code: string, password?: string) =>
	site.nobody.send('POST', '/api/muster/first-sign-in', {
		code,
		...(password === undefined ? {} : { password })
	});

describe('people who are taken in', () => {
	test('are there with their department, in the project, and in the log', async () => {
		const listener = await Listener.connect(await site.signIn('lead'));
		const topic = `space:${projectSpace('ours')}`;
		await listener.subscribe([topic]);
		const row = newcomer();
		const [made] = await slipsOf([row], { project: projectId('ours') });
		const id = String(made?.person);
		const person = await admin.mustSend('GET', `/api/collections/people/records/${id}`);
		expect(person).toMatchObject({ ...row, role: 'member', active: true });
		const part = await sql(
			site.root,
			`SELECT role FROM memberships WHERE person = '${id}' AND project = '${projectId('ours')}'`
		);
		expect(part).toEqual([['member']]);
		const log = await sql(
			site.root,
			`SELECT name, person, outcome FROM ops WHERE target = 'people/${id}'`
		);
		expect(log).toEqual([['person.create', personId('admin'), 'applied']]);
		expect(await listener.next(topic)).toMatchObject({ space: projectSpace('ours') });
		listener.close();
	});

	test('are all taken in or none', async () => {
		const before = await countPeople();
		const twice = newcomer();
		const answer = await takeIn([
			newcomer(),
			newcomer({ name: ' ' }),
			newcomer({ staffNumber: '' }),
			newcomer({ staffNumber: 'a b' }),
			newcomer({ staffNumber: 'f-MEMBER' }),
			twice,
			newcomer({ staffNumber: twice.staffNumber.toLowerCase() }),
			newcomer({ department: 'nowhere' }),
			newcomer({ department: '' })
		]);
		expect(answer.body).toEqual({
			rows: [
				null,
				'name_missing',
				'number_missing',
				'number_wrong',
				'number_taken',
				null,
				'number_twice',
				'department_unknown',
				null
			]
		});
		expect(await countPeople()).toBe(before);
	});

	test('stay outside in a dry run', async () => {
		const before = await countPeople();
		expect((await takeIn([newcomer()], { dryRun: true })).body).toEqual({ rows: [null] });
		expect(await countPeople()).toBe(before);
	});

	test.each([
		['none', []],
		['more than 500', Array.from({ length: 501 }, () => newcomer())],
		['something else', [{ name: 'x' }]]
	])('%s are refused as a whole', async (_what, rows) => {
		expect(codeOf(await takeIn(rows))).toEqual([400, 'invalid']);
	});

	test('500 come in at once', async () => {
		expect(await slipsOf(Array.from({ length: 500 }, () => newcomer()))).toHaveLength(500);
	});

	test('have no password before their first sign-in', async () => {
		const { staffNumber, code } = await slip();
		for (const password of ['', code, staffNumber])
			expect((await trySignIn(site.nobody, staffNumber, password)).status).toBe(400);
	});
});

describe('the code of a slip', () => {
	test('greets its person, sets a password once, and is over', async () => {
		const { code, name, staffNumber, person } = await slip();
		expect((await show(code)).body).toEqual({ name, staffNumber, organisation: '' });
		const done = await show(code.toLowerCase(), PASSWORD);
		expect(asRecord(done.body)['record']).toEqual({ id: person, name });
		const client = new Client(site.nobody.url, String(asRecord(done.body)['token']));
		await client.mustSend('GET', '/api/muster/devices');
		expect((await trySignIn(site.nobody, staffNumber, PASSWORD)).status).toBe(200);
		expect(codeOf(await show(code))).toEqual([410, 'ended_code']);
		expect(codeOf(await show(code, 'another password'))).toEqual([410, 'ended_code']);
	});

	test('lets in one of two who use it at the same time', async () => {
		const { code } = await slip();
		const tries = await Promise.all([show(code, PASSWORD), show(code, 'the other one')]);
		expect(tries.map(({ status }) => status).sort()).toEqual([200, 410]);
	});

	test('that was used is answered so, also where listeners cannot be told', async () => {
		const { code } = await slip();
		const listener = await Listener.connect(await site.signIn('lead'));
		await listener.subscribe(['space:org']);
		// Who heads what is asked for each of them.
		await sql(site.root, 'ALTER TABLE departments RENAME TO elsewhere');
		const answer = await show(code, PASSWORD);
		await sql(site.root, 'ALTER TABLE elsewhere RENAME TO departments');
		listener.close();
		expect([answer.status, typeof asRecord(answer.body)['token']]).toEqual([200, 'string']);
	});

	test('is not used up by a password that is too short, or too long to be kept whole', async () => {
		const { code } = await slip();
		expect(codeOf(await show(code, 'short'))).toEqual([400, 'invalid']);
		expect(codeOf(await show(code, '密'.repeat(30)))).toEqual([400, 'invalid']);
		expect((await show(code, PASSWORD)).status).toBe(200);
	});

	test('is kept as a hash, for 14 days', async () => {
		const { code, person } = await slip();
		const [row] = await sql(
			site.root,
			`SELECT codeHash, expiresAt FROM slip_codes WHERE person = '${person}'`
		);
		expect(row?.[0]).toMatch(/^[0-9a-f]{64}$/);
		const days = (Number(row?.[1]) - Date.now()) / DAY_MS;
		expect(days).toBeGreaterThan(13.9);
		expect(days).toBeLessThanOrEqual(14);
		await sql(site.root, `UPDATE slip_codes SET expiresAt = 1 WHERE person = '${person}'`);
		expect(codeOf(await show(code, PASSWORD))).toEqual([410, 'ended_code']);
	});

	test('ends when a new one is made, and nobody but an admin makes one', async () => {
		const { code, person } = await slip();
		const path = `/api/muster/people/${person}/code`;
		expect((await (await site.signIn('lead')).send('POST', path)).status).toBe(403);
		const fresh = await admin.mustSend('POST', path);
		expect(codeOf(await show(code))).toEqual([410, 'ended_code']);
		expect((await show(String(fresh['code']), PASSWORD)).status).toBe(200);
	});

	test('ends with any sign-in', async () => {
		const path = `/api/muster/people/${personId('member')}/code`;
		const { code } = await admin.mustSend('POST', path);
		expect((await show(String(code))).status).toBe(200);
		await signInAs(site, 'member', 'muster-demo');
		expect(codeOf(await show(String(code)))).toEqual([410, 'ended_code']);
	});

	test('ends the sessions and push credentials of a person who had some', async () => {
		const client = await signInAs(site, 'colleague', 'muster-demo');
		const phone = await RegisteredPhone.of(client, 'colleague', 'old phone');
		const path = `/api/muster/people/${personId('colleague')}/code`;
		const { code } = await admin.mustSend('POST', path);
		await show(String(code), PASSWORD);
		expect((await client.send('GET', '/api/muster/devices')).status).toBe(401);
		expect(await phone.pushLocked(site)).toEqual([401, 'unauthorized']);
	});

	test('is nothing for somebody who has left', async () => {
		const { code, person } = await slip();
		await sql(site.root, `UPDATE people SET active = FALSE WHERE id = '${person}'`);
		expect(codeOf(await show(code, PASSWORD))).toEqual([403, 'deactivated']);
		const path = `/api/muster/people/${person}/code`;
		expect(codeOf(await admin.send('POST', path))).toEqual([403, 'deactivated']);
	});

	test('cannot be guessed for long, and one that was given is heard beside guesses', async () => {
		const { code } = await slip();
		const answers: number[] = [];
		for (let i = 0; i < 21; i++) answers.push((await show('F'.repeat(15) + String(i % 10))).status);
		expect(answers).toEqual([...Array<number>(20).fill(400), 429]);
		expect((await show(code, PASSWORD)).status).toBe(200);
	});
});
