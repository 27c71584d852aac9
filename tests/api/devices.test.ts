import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { asRecord, Client } from './support/client';
import { startEnginePhone } from './support/engine-phone';
import { PASSWORD, personId, projectSpace, taskId } from './support/factory';
import { Listener } from './support/listener';
import { PATIENCE } from './support/patience';
import { codeOf, RegisteredPhone, signInAs } from './support/sign-in';
import { sql, startSite, type Site } from './support/site';

const REVOKED = [403, 'revoked'];
const UNAUTHORIZED = [401, 'unauthorized'];
const OK = [200, undefined];

let site: Site;
let lost: RegisteredPhone;
let kept: RegisteredPhone;
beforeAll(async () => {
	site = await startSite();
});
beforeEach(async () => {
	lost = await RegisteredPhone.of(await signInAs(site, 'member', PASSWORD), 'member', 'lost');
	kept = await RegisteredPhone.of(await signInAs(site, 'member', PASSWORD), 'member', 'kept');
});
afterAll(() => site.stop());

const listOf = async (client: Client): Promise<Record<string, unknown>[]> => {
	const { devices } = await client.mustSend('GET', '/api/muster/devices');
	return Array.isArray(devices) ? devices.map(asRecord) : [];
};

async function revoke(client: Client, device: string): Promise<Client> {
	const { token } = await client.mustSend('POST', `/api/muster/devices/${device}/revoke`);
	return new Client(client.url, String(token));
}

describe('the list of devices', () => {
	test('has one’s own with label, time and state, and nothing else', async () => {
		const colleague = await site.signIn('colleague');
		await RegisteredPhone.of(colleague, 'colleague', 'not mine');
		const mine = await listOf(kept.client);
		expect(mine).toHaveLength(2);
		expect(mine).toContainEqual({
			device: lost.device,
			label: 'a phone',
			lastSeenAt: expect.any(Number) as number,
			revoked: false
		});
		expect(await listOf(colleague)).toHaveLength(1);
		const text = JSON.stringify(mine);
		const hashes = await sql(site.root, 'SELECT credentialHash FROM devices');
		for (const [hash = ''] of hashes) expect(text).not.toContain(hash);
	});

	test('says which one was revoked', async () => {
		const client = await revoke(kept.client, lost.device);
		const states = await listOf(client);
		expect(states.map(({ device, revoked }) => [device, revoked]).sort()).toEqual(
			[
				[lost.device, true],
				[kept.device, false]
			].sort()
		);
	});

	test('is nobody’s without a session', async () => {
		expect(codeOf(await site.nobody.send('GET', '/api/muster/devices'))).toEqual(UNAUTHORIZED);
		expect(codeOf(await site.root.send('GET', '/api/muster/devices'))).toEqual(UNAUTHORIZED);
	});
});

describe('a device that is revoked', () => {
	test('cannot push any more, and is told why', async () => {
		await revoke(kept.client, lost.device);
		expect(await lost.pushLocked(site)).toEqual(REVOKED);
		// An op on it stays there: nothing of it is looked at.
		const op = lost.op('task.report', {} as never);
		const answer = await lost.sendPush([op], {}, lost.credential);
		expect(codeOf(answer)).toEqual(REVOKED);
		expect(await sql(site.root, `SELECT id FROM ops WHERE id = '${op.id}'`)).toEqual([]);
	});

	test('takes every session of the person along, and what is listened to', async () => {
		const listener = await Listener.connect(lost.client);
		const topics = [`space:${projectSpace('ours')}`];
		expect(await listener.subscribe(topics)).toBe(204);
		await revoke(kept.client, lost.device);
		await listener.ended;
		for (const phone of [lost, kept]) {
			expect(codeOf(await phone.sendPull({}))).toEqual(UNAUTHORIZED);
			expect(codeOf(await phone.sendPush([]))).toEqual(UNAUTHORIZED);
		}
		const again = await Listener.connect(lost.client);
		expect(await again.subscribe(topics)).toBe(403);
		again.close();
	});

	test('leaves the caller signed in, and other devices their credential', async () => {
		const client = await revoke(kept.client, lost.device);
		expect((await client.send('GET', '/api/muster/devices')).status).toBe(200);
		expect(await kept.pushLocked(site)).toEqual(OK);
	});

	test('is refused with a session too, until it has registered again', async () => {
		await revoke(kept.client, lost.device);
		const fresh = await signInAs(site, 'member', PASSWORD);
		const again = new RegisteredPhone(fresh, personId('member'), 'lost');
		expect(codeOf(await again.sendPush([]))).toEqual(REVOKED);
		expect(codeOf(await again.sendPull({}))).toEqual(REVOKED);
		await again.register();
		expect(codeOf(await again.sendPush([]))).toEqual(OK);
		expect(codeOf(await again.sendPull({}))).toEqual(OK);
		expect(await again.pushLocked(site)).toEqual(OK);
		expect(await lost.pushLocked(site)).toEqual(UNAUTHORIZED);
	});

	test('is told so even when the password was changed first', async () => {
		const path = `/api/collections/people/records/${personId('member')}`;
		const set = { password: PASSWORD, passwordConfirm: PASSWORD };
		await site.root.mustSend('PATCH', path, set);
		expect(await lost.pushLocked(site)).toEqual(UNAUTHORIZED);
		await revoke(await signInAs(site, 'member', PASSWORD), lost.device);
		expect(await lost.pushLocked(site)).toEqual(REVOKED);
	});
});

describe('revoking', () => {
	test('somebody else’s device finds nothing, and ends nothing', async () => {
		const outsider = await signInAs(site, 'outsider', PASSWORD);
		const answer = await outsider.send('POST', `/api/muster/devices/${lost.device}/revoke`);
		expect(codeOf(answer)).toEqual([404, 'missing']);
		expect(await lost.pushLocked(site)).toEqual(OK);
		expect((await outsider.send('GET', '/api/muster/devices')).status).toBe(200);
	});

	test('that is written is answered so, also where listeners cannot be told', async () => {
		const listener = await Listener.connect(await site.signIn('lead'));
		await listener.subscribe(['space:org']);
		// Who heads what is asked for each of them.
		await sql(site.root, 'ALTER TABLE departments RENAME TO elsewhere');
		const answer = await kept.client.send('POST', `/api/muster/devices/${lost.device}/revoke`);
		await sql(site.root, 'ALTER TABLE elsewhere RENAME TO departments');
		listener.close();
		expect([answer.status, typeof asRecord(answer.body)['token']]).toEqual([200, 'string']);
	});

	test('takes a session and an id', async () => {
		const path = `/api/muster/devices/${lost.device}/revoke`;
		expect(codeOf(await site.nobody.send('POST', path))).toEqual(UNAUTHORIZED);
		expect(codeOf(await site.nobody.send('POST', path, {}, lost.credential))).toEqual(UNAUTHORIZED);
		const wrong = '/api/muster/devices/..%2fx/revoke';
		expect(codeOf(await kept.client.send('POST', wrong))).toEqual([400, 'invalid']);
	});
});

test('a phone that is revoked forgets what it showed, keeps its queue and asks to sign in', async () => {
	const client = await signInAs(site, 'member', PASSWORD);
	const phone = await startEnginePhone(site, 'member', client);
	const { meta } = await phone.outbox.read();
	const body = { device: meta.device, label: 'an engine' };
	const { credential } = await client.mustSend('POST', '/api/muster/device', body);
	await phone.outbox.update(() => ({ meta: { credential: String(credential) } }));
	await vi.waitFor(() => {
		expect(phone.engine.view.get('tasks', taskId('press'))).toBeDefined();
	}, PATIENCE);
	await revoke(kept.client, meta.device);
	const before = { status: 'todo', percent: 0, cause: '', expectedDay: '' } as const;
	const { op } = phone.engine.dispatch('task.report', {
		...{ task: taskId('press'), status: 'late', before }
	});
	phone.engine.wake();
	await vi.waitFor(async () => {
		expect((await phone.replica.read()).rows).toEqual([]);
		expect(phone.engine.status.signedOut).toBe(true);
	}, PATIENCE);
	const { entries, meta: after } = await phone.outbox.read();
	expect(entries.map((entry) => [entry.op.id, entry.result])).toEqual([[op.id, null]]);
	expect(after.credential).toBe('');
	phone.engine.stop();
});

test('a device that was signed out on purpose can be signed in on again', async () => {
	await lost.client.mustSend('DELETE', `/api/muster/device/${lost.device}`);
	expect(await lost.pushLocked(site)).toEqual(UNAUTHORIZED);
	// The next session may push before it has registered.
	const fresh = await signInAs(site, 'member', PASSWORD);
	const again = new RegisteredPhone(fresh, personId('member'), 'lost');
	expect(codeOf(await again.sendPush([]))).toEqual(OK);
});
