import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY_MS } from '$lib/domain/time';
import { asRecord, type Client } from './support/client';
import { byPassword, ENDED, Entrance, PASSWORD } from './support/entrance';
import { departmentId, personId, projectId, projectSpace } from './support/factory';
import { Listener } from './support/listener';
import { codeOf, trySignIn } from './support/sign-in';
import { sql, startSite, type Site } from './support/site';

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

describe('an invitation', () => {
	test('says where it leads, and brings a new person there', async () => {
		const listener = await Listener.connect(lead);
		const topic = `space:${projectSpace('ours')}`;
		await listener.subscribe([topic]);
		const { code } = await entrance.invited(lead);
		const to = await entrance.ask(code);
		expect([to.status, to.headers.get('cache-control')]).toEqual([200, 'no-store']);
		expect(Object.keys(asRecord(to.body)).sort()).toEqual([
			'department',
			'organisation',
			'project'
		]);
		const { id, client } = await entrance.joined(code, byPassword, { staffNumber: 'Z-1' });
		const person = await admin.mustSend('GET', `/api/collections/people/records/${id}`);
		expect(person).toMatchObject({
			...{ name: '赵新', staffNumber: 'Z-1', department: departmentId('making') },
			...{ role: 'member', active: true }
		});
		const part = await sql(
			site.root,
			`SELECT project, role FROM memberships WHERE person = '${id}'`
		);
		expect(part).toEqual([[projectId('ours'), 'member']]);
		expect(await listener.next(topic)).toMatchObject({ space: projectSpace('ours') });
		listener.close();
		const log = await sql(site.root, `SELECT name, person FROM ops WHERE target = 'people/${id}'`);
		expect(log).toEqual([['person.join', id]]);
		// Both the session of the answer and the password open the door.
		expect((await client.send('GET', '/api/muster/devices')).status).toBe(200);
		expect((await trySignIn(site.nobody, 'z-1', PASSWORD)).status).toBe(200);
	});

	test('gives a number to whoever has none', async () => {
		const { code } = await entrance.invited(lead);
		const { id } = await entrance.joined(code);
		const [[number] = []] = await sql(
			site.root,
			`SELECT staffNumber FROM people WHERE id = '${id}'`
		);
		expect(number).toMatch(/^N\d{5}$/);
		expect((await trySignIn(site.nobody, String(number), PASSWORD)).status).toBe(200);
	});

	test('is for so many, also when all come at once', async () => {
		const { code, id } = await entrance.invited(lead, { uses: 3 });
		const answers = await Promise.all(
			Array.from({ length: 8 }, () => entrance.join(code, byPassword))
		);
		expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
		expect(answers.filter(({ status }) => status === 410)).toHaveLength(5);
		expect((await entrance.listed(lead)).find((one) => one['id'] === id)).toMatchObject({
			uses: 3,
			used: 3
		});
		expect(codeOf(await entrance.ask(code))).toEqual(ENDED);
	});

	test('is over after its days, and nobody has come in', async () => {
		const { code, id } = await entrance.invited(lead);
		await sql(site.root, `UPDATE invitations SET expiresAt = ${Date.now() - 1} WHERE id = '${id}'`);
		const before = await sql(site.root, 'SELECT count(*) FROM people');
		expect(codeOf(await entrance.join(code, byPassword))).toEqual(ENDED);
		expect(await sql(site.root, 'SELECT count(*) FROM people')).toEqual(before);
	});

	test('can be ended by whoever could have made it, and by nobody else', async () => {
		const { code, id } = await entrance.invited(admin);
		const end = (client: Client) => client.send('POST', `/api/muster/invitations/${id}/end`);
		for (const who of ['member', 'head', 'executive', 'outsider'] as const)
			expect(codeOf(await end(await site.signIn(who))), who).toEqual([404, 'missing']);
		expect((await entrance.ask(code)).status).toBe(200);
		expect((await end(lead)).status).toBe(200);
		expect(codeOf(await entrance.ask(code))).toEqual(ENDED);
	});

	test('is over while its department is no more, or its project closed', async () => {
		const { code } = await entrance.invited(admin, { department: departmentId('selling') });
		const set = (table: string, change: string, id: string) =>
			sql(site.root, `UPDATE ${table} SET ${change} WHERE id = '${id}'`);
		await set('departments', 'removed = TRUE', departmentId('selling'));
		expect(codeOf(await entrance.ask(code))).toEqual(ENDED);
		await set('departments', 'removed = FALSE', departmentId('selling'));
		expect((await entrance.ask(code)).status).toBe(200);
		await set('projects', `state = 'closed'`, projectId('ours'));
		expect(codeOf(await entrance.join(code, byPassword))).toEqual(ENDED);
		await set('projects', `state = 'running'`, projectId('ours'));
		expect((await entrance.join(code, byPassword)).status).toBe(200);
	});

	test('is over while whoever made it could not make it any more', async () => {
		const { code, id } = await entrance.invited(lead);
		const set = (table: string, change: string, where: string) =>
			sql(site.root, `UPDATE ${table} SET ${change} WHERE ${where}`);
		const part = `person = '${personId('lead')}' AND project = '${projectId('ours')}'`;
		await set('memberships', `role = 'member'`, part);
		expect(codeOf(await entrance.ask(code))).toEqual(ENDED);
		expect(codeOf(await entrance.join(code, byPassword))).toEqual(ENDED);
		const row = (await entrance.listed(admin)).find((one) => one['id'] === id);
		expect(Number(row?.['endedAt'])).toBeGreaterThan(0);
		await set('memberships', `role = 'lead'`, part);
		expect((await entrance.ask(code)).status).toBe(200);
		const anywhere = await entrance.invited(admin);
		await set('people', `role = 'member'`, `id = '${personId('admin')}'`);
		expect(codeOf(await entrance.join(anywhere.code, byPassword))).toEqual(ENDED);
		await set('people', `role = 'admin'`, `id = '${personId('admin')}'`);
		expect((await entrance.ask(anywhere.code)).status).toBe(200);
		// An administrator who was let go.
		const former = personId('deactivated');
		await set('people', `role = 'admin'`, `id = '${former}'`);
		await set('invitations', `"by" = '${former}'`, `id = '${anywhere.id}'`);
		expect(codeOf(await entrance.join(anywhere.code, byPassword))).toEqual(ENDED);
		await set('people', `role = 'member'`, `id = '${former}'`);
	});

	test('is made by leads into their own projects, by administrators anywhere, by others not', async () => {
		expect((await entrance.invite(lead, { project: projectId('sister') })).status).toBe(403);
		const anywhere = { department: departmentId('making'), uses: 1, days: 1 };
		const send = (client: Client) => client.send('POST', '/api/muster/invitations', anywhere);
		expect((await send(lead)).status).toBe(403);
		expect((await send(admin)).status).toBe(200);
		for (const who of ['member', 'observer', 'head', 'executive', 'outsider'] as const)
			expect((await entrance.invite(await site.signIn(who))).status, who).toBe(403);
		expect((await entrance.invite(site.nobody)).status).toBe(401);
	});

	test('is listed to whoever could have made it, without its code', async () => {
		const { id, code } = await entrance.invited(admin, { project: projectId('other') });
		expect(JSON.stringify(await entrance.listed(admin))).toContain(id);
		expect(JSON.stringify(await entrance.listed(admin))).not.toContain(code);
		expect(JSON.stringify(await entrance.listed(lead))).not.toContain(id);
		expect(await entrance.listed(await site.signIn('member'))).toEqual([]);
	});

	test.each([
		{ uses: 0 },
		{ uses: 101 },
		{ uses: 1.5 },
		{ days: 31 },
		{ department: 'nowhere' },
		{ more: 1 }
	])('is not made with %o', async (change) => {
		expect(codeOf(await entrance.invite(admin, change))).toEqual([400, 'invalid']);
	});
});

test('an invitation lasts as many days as was asked', async () => {
	const { id } = await entrance.invited(admin, { days: 2 });
	const expiresAt = Number(
		(await entrance.listed(admin)).find((one) => one['id'] === id)?.['expiresAt']
	);
	expect(expiresAt - Date.now()).toBeGreaterThan(2 * DAY_MS - 60_000);
	expect(expiresAt - Date.now()).toBeLessThanOrEqual(2 * DAY_MS);
});
