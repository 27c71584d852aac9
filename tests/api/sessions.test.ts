import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { membershipId } from '$lib/domain/rules/rights';
import { asRecord, Phone, type Client } from './support/client';
import {
	departmentId,
	PASSWORD,
	personId,
	projectId,
	projectSpace,
	taskId
} from './support/factory';
import { Listener } from './support/listener';
import { sendSlowly } from './support/slow-request';
import { codeOf, RegisteredPhone, signInAs, trySignIn } from './support/sign-in';
import { sql, startSite, type Site } from './support/site';

const NAME = 'member';
const NEW_PASSWORD = 'another-password';
const OURS = `space:${projectSpace('ours')}`;
const TODO = { status: 'todo', percent: 0, cause: '', expectedDay: '' } as const;
const DEACTIVATED = [403, 'deactivated'];
const UNAUTHORIZED = [401, 'unauthorized'];

let site: Site;
let client: Client;
let phone: RegisteredPhone;
let tablet: RegisteredPhone;
let listener: Listener;
beforeAll(async () => {
	site = await startSite();
});
beforeEach(async () => {
	await patch('people', personId(NAME), { active: true, ...asPassword(PASSWORD) });
	client = await signInAs(site, NAME, PASSWORD);
	phone = await RegisteredPhone.of(client, NAME, 'phone');
	tablet = await RegisteredPhone.of(client, NAME, 'tablet');
	listener = await Listener.connect(client);
	expect(await listener.subscribe([OURS])).toBe(204);
	return () => {
		listener.close();
	};
});
afterAll(() => site.stop());

const asPassword = (password: string) => ({ password, passwordConfirm: password });

async function patch(kind: string, id: string, set: Record<string, unknown>): Promise<void> {
	await site.root.mustSend('PATCH', `/api/collections/${kind}/records/${id}`, set);
}

async function listed(kind: string): Promise<number> {
	const { items } = await client.mustSend('GET', `/api/collections/${kind}/records`);
	return Array.isArray(items) ? items.length : -1;
}

/** Every way in that a session has, and what it says. */
async function everyWay(): Promise<Record<string, unknown[]>> {
	const { device } = phone;
	return {
		push: codeOf(await phone.sendPush([])),
		pull: codeOf(await phone.sendPull({})),
		register: codeOf(await client.send('POST', '/api/muster/device', { device, label: '' })),
		withdraw: codeOf(await client.send('DELETE', `/api/muster/device/${device}`)),
		devices: codeOf(await client.send('GET', '/api/muster/devices')),
		revoke: codeOf(await client.send('POST', `/api/muster/devices/${device}/revoke`))
	};
}

/** Something happens in the project, and somebody else who listens has heard of it. */
async function happen(): Promise<number> {
	const witness = await Listener.connect(await site.signIn('colleague'));
	await witness.subscribe([OURS]);
	const lead = await site.phone('lead', 'poker');
	await lead.give('task.edit', { task: taskId('weld'), set: { title: String(Math.random()) } });
	const { head } = await witness.next(OURS);
	witness.close();
	return head?.seq ?? 0;
}

async function mustBePoked(): Promise<void> {
	const seq = await happen();
	await listener.until(({ head }) => (head?.seq ?? 0) >= seq);
}

/** The connection is over, without a poke to wait for, and another one is of no use. */
async function mustNotListen(): Promise<void> {
	await listener.ended;
	const again = await Listener.connect(client);
	expect(await again.subscribe([OURS])).toBe(403);
	again.close();
}

const allOf = (code: unknown[]) => ({
	push: code,
	pull: code,
	register: code,
	withdraw: code,
	devices: code,
	revoke: code
});

describe('a changed password', () => {
	test.each([
		['in the dashboard', () => patch('people', personId(NAME), asPassword(NEW_PASSWORD))],
		['by SQL', () => sql(site.root, newPasswordSql)]
	])('%s withdraws the push credentials of all that person’s devices', async (_how, change) => {
		expect(await phone.pushLocked(site)).toEqual([200, undefined]);
		await change();
		expect(await phone.pushLocked(site)).toEqual(UNAUTHORIZED);
		expect(await tablet.pushLocked(site)).toEqual(UNAUTHORIZED);
	});
	const newPasswordSql = `UPDATE people SET password = 'x' || password WHERE id = '${personId(NAME)}'`;

	test('leaves other people’s devices as they are', async () => {
		const other = await RegisteredPhone.of(await site.signIn('colleague'), 'colleague', 'theirs');
		await patch('people', personId(NAME), asPassword(NEW_PASSWORD));
		expect(await other.pushLocked(site)).toEqual([200, undefined]);
	});

	test('ends every session, and what is listened to with one', async () => {
		await mustBePoked();
		await patch('people', personId(NAME), asPassword(NEW_PASSWORD));
		expect(await everyWay()).toEqual(allOf(UNAUTHORIZED));
		expect(await listed('tasks')).toBe(0);
		expect((await client.send('POST', '/api/collections/people/auth-refresh')).status).toBe(401);
		await mustNotListen();
	});

	test('ends a session that has begun to send, and has not finished', async () => {
		const edit = { task: taskId('press'), status: 'late', before: TODO } as const;
		const op = phone.op('task.report', edit);
		const start = { proto: 1, device: phone.device, seen: null };
		for (const [way, body] of Object.entries({
			push: { ...start, ops: [op] },
			pull: { ...start, cursors: {} },
			device: { device: phone.device, label: 'still sending' }
		})) {
			const session = await signInAs(site, NAME, PASSWORD);
			const answer = await sendSlowly(session, `/api/muster/${way}`, body, () =>
				patch('people', personId(NAME), asPassword(PASSWORD))
			);
			expect(answer, way).toContain('HTTP/1.1 401');
		}
		expect(await sql(site.root, `SELECT id FROM ops WHERE id = '${op.id}'`)).toEqual([]);
		expect(await sql(site.root, 'SELECT label FROM devices')).not.toContainEqual(['still sending']);
	});

	test('lets the person go on with the new one, on the same device', async () => {
		await patch('people', personId(NAME), asPassword(NEW_PASSWORD));
		expect((await trySignIn(site.nobody, `F-${NAME}`, PASSWORD)).status).toBe(400);
		await phone.register(await signInAs(site, NAME, NEW_PASSWORD));
		expect(await phone.pushLocked(site)).toEqual([200, undefined]);
		expect(await tablet.pushLocked(site)).toEqual(UNAUTHORIZED);
	});

	test('does not happen when something else about the person is edited', async () => {
		await patch('people', personId(NAME), { name: 'Another name' });
		expect(await phone.pushLocked(site)).toEqual([200, undefined]);
		expect(codeOf(await phone.sendPush([]))).toEqual([200, undefined]);
		await mustBePoked();
	});
});

describe('a person who is deactivated', () => {
	test('is refused on every way, and pokes stop', async () => {
		await patch('people', personId(NAME), { active: false });
		expect(await everyWay()).toEqual(allOf(DEACTIVATED));
		expect(await phone.pushLocked(site)).toEqual(DEACTIVATED);
		expect(await listed('tasks')).toBe(0);
		expect(await listed('people')).toBe(0);
		expect((await client.send('POST', '/api/collections/people/auth-refresh')).status).toBe(403);
		expect((await trySignIn(site.nobody, `F-${NAME}`, PASSWORD)).status).toBe(403);
		await mustNotListen();
	});

	test('and active again later has neither the old sessions nor the old credentials', async () => {
		await patch('people', personId(NAME), { active: false });
		await patch('people', personId(NAME), { active: true });
		expect(await everyWay()).toEqual(allOf(UNAUTHORIZED));
		expect(await phone.pushLocked(site)).toEqual(UNAUTHORIZED);
		await mustNotListen();
		const fresh = await signInAs(site, NAME, PASSWORD);
		expect(codeOf(await new Phone(fresh, personId(NAME), 'phone').sendPush([]))).toEqual([
			200,
			undefined
		]);
	});
});

describe('a right that is lost', () => {
	const space = projectSpace('other');
	async function sees(name: string): Promise<unknown[]> {
		const reader = await site.phone(name, 'reader');
		const { cursors, lost } = await reader.pull({ [space]: 0, portfolio: 0 }, [space]);
		const path = `/api/collections/projects/records/${projectId('other')}`;
		const { status } = await reader.client.send('GET', path);
		return [space in cursors, 'portfolio' in cursors, lost.length, status];
	}

	test('with the role ends reading at once', async () => {
		expect(await sees('executive')).toEqual([true, true, 0, 200]);
		await patch('people', personId('executive'), { role: 'member' });
		expect(await sees('executive')).toEqual([false, false, 2, 404]);
		await patch('people', personId('executive'), { role: 'executive' });
	});

	test('with the department ends reading at once', async () => {
		expect(await sees('otherHead')).toEqual([true, false, 1, 200]);
		await patch('departments', departmentId('selling'), { head: '' });
		expect(await sees('otherHead')).toEqual([false, false, 2, 404]);
	});

	test('with the part in the project ends reading and commanding at once', async () => {
		expect(await sees('otherLead')).toEqual([true, false, 1, 200]);
		const pair = membershipId(projectId('other'), personId('otherLead'));
		await patch('memberships', pair, { removed: true });
		expect(await sees('otherLead')).toEqual([false, false, 2, 404]);
		const lead = await site.phone('otherLead', 'late');
		const result = await lead.give('task.edit', { task: taskId('sell'), set: { title: 'Mine' } });
		expect(result).toMatchObject({ outcome: 'refused', code: 'left_project' });
	});

	test('as admin ends commanding at once', async () => {
		const admin = await site.phone('admin', 'demoted');
		const edit = { task: taskId('sell'), set: { deliverable: 'A list' } };
		expect((await admin.give('task.edit', edit)).outcome).toBe('applied');
		await patch('people', personId('admin'), { role: 'member' });
		expect(await admin.give('task.edit', edit)).toMatchObject({ code: 'forbidden' });
	});
});

test('an unknown role reads as a member does, and no more', async () => {
	await sql(site.root, `UPDATE people SET role = '' WHERE id = '${personId('outsider')}'`);
	const outsider = await site.signIn('outsider');
	const { items } = await outsider.mustSend('GET', '/api/collections/projects/records');
	expect(items).toEqual([]);
	const { lost } = await (
		await site.phone('outsider')
	).pull({}, [projectSpace('ours'), 'portfolio']);
	expect(asRecord({ lost })['lost']).toEqual([projectSpace('ours'), 'portfolio']);
});
