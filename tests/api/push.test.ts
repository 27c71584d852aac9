import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeUlid } from '$lib/domain/ids';
import { MAX_OPS_PER_PUSH } from '$lib/domain/protocol/wire';
import { Client, Phone, asRecord, rowOf } from './support/client';
import { sendSlowly } from './support/slow-request';
import { PASSWORD, personId, projectId, projectSpace, taskId } from './support/factory';
import { signInAs } from './support/sign-in';
import { sql, startSite, type Site } from './support/site';

let site: Site;
beforeAll(async () => {
	site = await startSite();
});
afterAll(() => site.stop());

const before = { status: 'todo', percent: 0, cause: '', expectedDay: '' } as const;
const late = (task: string) => ({ task: taskId(task), status: 'late', before }) as const;

async function opLines(): Promise<number> {
	const [row] = await sql(site.root, 'SELECT count(*) FROM ops');
	return Number(row?.[0]);
}

describe('a push', () => {
	test('sent again gives the stored results and changes nothing', async () => {
		const lead = await site.phone('lead', 'replay');
		const ops = [
			lead.op('task.create', { project: projectId('ours'), title: 'Once' }),
			lead.op('task.report', late('press'))
		];
		const first = await lead.push(...ops);
		const headAfter = (await lead.pull()).head;
		const again = await lead.push(...ops);
		expect(again).toEqual(first);
		expect((await lead.pull()).head).toEqual(headAfter);
		expect(first.map((result) => result.outcome)).toEqual(['applied', 'applied']);
	});

	test('gives every op the number that its revs carry, one more than the head before it', async () => {
		const lead = await site.phone('lead', 'numbers');
		const { boot } = (await lead.pull()).head;
		const [counter] = await sql(site.root, 'SELECT seq FROM sync_head');
		const seq = Number(counter?.[0]) + 1;
		const result = await lead.give('task.edit', { task: taskId('weld'), set: { title: 'Weld' } });
		expect(result.mark).toEqual({ boot, seq });
		const row = rowOf(await lead.pullAll(), taskId('weld'));
		expect(asRecord(asRecord(row['revs'])['title'])).toMatchObject({ seq, n: 1 });
	});

	test('gives an op its own number also behind one that brings somebody back', async () => {
		const admin = await site.phone('admin', 'brings back');
		const person = personId('deactivated');
		const [, edited] = await admin.push(
			admin.op('person.edit', { person, set: { active: true } }),
			admin.op('task.edit', { task: taskId('paint'), set: { startDay: '2026-11-02' } })
		);
		const [line] = await sql(
			site.root,
			`SELECT seq FROM changes WHERE row_id = '${taskId('paint')}'`
		);
		expect(edited?.mark.seq).toBe(Number(line?.[0]));
		await admin.give('person.edit', { person, set: { active: false } });
	});

	test('with the id of somebody else’s op is refused and leaves that op alone', async () => {
		const lead = await site.phone('lead', 'owner-of-id');
		const op = lead.op('task.edit', { task: taskId('weld'), set: { deliverable: 'Seam' } });
		await lead.push(op);
		const member = await site.phone('member', 'thief');
		const [result] = await member.push({ ...op, n: 1 });
		expect(result).toMatchObject({ outcome: 'refused', code: 'op_id_taken' });
		const logged = await site.root.mustSend('GET', `/api/collections/ops/records/${op.id}`);
		expect(logged['person']).toBe(personId('lead'));
	});

	test('keeps what stands behind a command it does not know, and applies nothing of it', async () => {
		const lead = await site.phone('lead', 'future');
		const lines = await opLines();
		const results = await lead.push(
			lead.anyOp('task.teleport', { task: taskId('press') }),
			lead.op('task.edit', { task: taskId('press'), set: { title: 'Behind' } })
		);
		expect(results.map((result) => result.outcome)).toEqual(['later', 'later']);
		expect(await opLines()).toBe(lines);
	});

	test('of a newer version of a command waits', async () => {
		const lead = await site.phone('lead', 'newer');
		const edit = { task: taskId('press'), set: { title: 'Newer' } };
		const [result] = await lead.push(lead.anyOp('task.edit', edit, { v: 2 }));
		expect(result?.outcome).toBe('later');
	});

	test('with arguments of another shape is refused for good and logged with them', async () => {
		const lead = await site.phone('lead', 'shapes');
		const op = lead.anyOp('task.edit', { task: 'nonsense', set: 7 });
		const [result] = await lead.push(op);
		expect(result).toMatchObject({ outcome: 'refused', code: 'invalid' });
		const logged = await site.root.mustSend('GET', `/api/collections/ops/records/${op.id}`);
		expect(logged['args']).toEqual({ task: 'nonsense', set: 7 });
	});

	test('whose op would take the id of an existing row leaves that row as it was', async () => {
		const lead = await site.phone('lead', 'reuse');
		const create = lead.op('task.create', { project: projectId('ours'), title: 'First' });
		await lead.push(create);
		await sql(site.root, `DELETE FROM ops WHERE id = '${create.id}'`);
		const [again] = await lead.push({
			...create,
			args: { ...asRecord(create.args), title: 'Second' }
		});
		expect(again).toMatchObject({ outcome: 'refused', code: 'invalid' });
		const titles = (await lead.pullAll()).rows.map((row) => asRecord(row.data)['title']);
		expect(titles).toContain('First');
		expect(titles).not.toContain('Second');
	});

	test('from a device that has seen what this server never had is told to start over', async () => {
		const lead = await site.phone('lead', 'restored');
		const { head } = await lead.pull();
		const lines = await opLines();
		const seen = { boot: head.boot, seq: head.seq + 1000 };
		const op = lead.op('task.edit', { task: taskId('press'), set: { title: 'Unseen' } });
		const answer = asRecord((await lead.sendPush([op], { seen })).body);
		expect(answer).toMatchObject({ proto: 1, reset: true });
		expect(asRecord(answer['head'])).toMatchObject({ boot: head.boot });
		expect(JSON.stringify(answer['timeline'])).toContain(head.boot);
		expect(await opLines()).toBe(lines);
	});

	test('tells the timeline where the device cannot know it, and not otherwise', async () => {
		const lead = await site.phone('lead', 'timeline');
		const fresh = asRecord((await lead.sendPush([])).body);
		expect(fresh['timeline']).toBeDefined();
		const known = asRecord((await lead.sendPush([], { seen: fresh['head'] })).body);
		expect(known).not.toHaveProperty('timeline');
	});

	test('is answered with its length known and uncompressed, so that it leaves at once', async () => {
		const lead = await site.phone('lead', 'length');
		const answer = await lead.sendPush([]);
		expect(Number(answer.headers.get('content-length'))).toBe(answer.text.length);
		expect(answer.headers.get('cache-control')).toBe('no-store');
	});
});

describe('what is no push', () => {
	const code = (body: unknown): unknown => asRecord(body)['code'];

	test.each([
		['text that is no JSON', '{"proto":1,'],
		['a list', '[]'],
		['no ops', { proto: 1, device: 'd'.repeat(15), seen: null }],
		['a device that is no id', { proto: 1, device: '../x', seen: null, ops: [] }],
		['an op without a number', { proto: 1, device: 'd'.repeat(15), seen: null, ops: [{ id: 1 }] }],
		['no protocol', { device: 'd'.repeat(15), seen: null, ops: [] }]
	])('is refused as invalid: %s', async (_name, body) => {
		const lead = await site.signIn('lead');
		const answer = await lead.send('POST', '/api/muster/push', body);
		expect([answer.status, code(answer.body)]).toEqual([400, 'invalid']);
	});

	test('speaks a protocol of the future: update first', async () => {
		const lead = await site.phone('lead');
		const answer = await lead.sendPush([], { proto: 2 });
		expect([answer.status, code(answer.body)]).toEqual([426, 'update_required']);
	});

	test.each([
		['one op too many', MAX_OPS_PER_PUSH + 1],
		['ten thousand ops', 10_000]
	])('holds too much: %s', async (_name, count) => {
		const lead = await site.phone('lead', 'many');
		const lines = await opLines();
		const one = lead.op('task.edit', { task: taskId('press'), set: { title: 'Many' } });
		const ops = Array.from({ length: count }, () => ({
			...one,
			id: makeUlid(Date.now(), Math.random)
		}));
		const answer = await lead.sendPush(ops);
		expect([answer.status, code(answer.body)]).toEqual([413, 'too_large']);
		expect(await opLines()).toBe(lines);
	});

	test('weighs more than a megabyte: refused, nothing half-written', async () => {
		const lead = await site.phone('lead', 'heavy');
		const op = lead.anyOp('task.edit', {
			task: taskId('press'),
			set: { deliverable: '重'.repeat(400_000) }
		});
		const answer = await lead.sendPush([op]);
		expect([answer.status, code(answer.body)]).toEqual([413, 'too_large']);
	});

	test('has an op above its own limit: that op is refused, the next one passes', async () => {
		const lead = await site.phone('lead', 'fat');
		const results = await lead.push(
			lead.anyOp('task.edit', { task: taskId('press'), set: { deliverable: 'x'.repeat(20_000) } }),
			lead.op('task.edit', { task: taskId('weld'), set: { estimateHours: 2 } })
		);
		expect(results.map((result) => result.outcome)).toEqual(['refused', 'applied']);
	});
});

describe('who may push', () => {
	const unauthorized = { status: 401, body: { code: 'unauthorized' } };

	test('nobody without a session', async () => {
		const phone = new Phone(site.nobody, personId('lead'), 'anonymous');
		expect(await phone.sendPush([])).toMatchObject(unauthorized);
		expect(await phone.sendPull({})).toMatchObject(unauthorized);
	});

	test('nobody with a forged session', async () => {
		const { token } = await site.signIn('lead');
		const forged = new Client(site.muster.url, `${String(token).slice(0, -3)}abc`);
		expect(await new Phone(forged, personId('lead'), 'forged').sendPush([])).toMatchObject(
			unauthorized
		);
	});

	test('no superuser: a push has an author of the organisation', async () => {
		expect(await new Phone(site.root, personId('lead'), 'root').sendPush([])).toMatchObject(
			unauthorized
		);
	});

	test('no deactivated person, who is told so on push and pull', async () => {
		const phone = await site.phone('deactivated');
		const deactivated = { status: 403, body: { code: 'deactivated' } };
		expect(await phone.sendPush([])).toMatchObject(deactivated);
		expect(await phone.sendPull({})).toMatchObject(deactivated);
		const signIn = { identity: 'F-deactivated', password: PASSWORD };
		const answer = await site.nobody.send(
			'POST',
			'/api/collections/people/auth-with-password',
			signIn
		);
		expect(answer.status).toBe(403);
	});

	test('no one who is deactivated while the request is still being sent', async () => {
		const name = 'colleague';
		const { device } = await site.phone(name, 'slow');
		const active = async (is: boolean): Promise<void> => {
			const path = `/api/collections/people/records/${personId(name)}`;
			await site.root.mustSend('PATCH', path, { active: is });
		};
		const start = { proto: 1, device, seen: null };
		const bodies = { push: { ...start, ops: [] }, pull: { ...start, cursors: {} } };
		for (const [way, body] of Object.entries(bodies)) {
			// Whoever comes back signs in again.
			const client = await signInAs(site, name, PASSWORD);
			const answer = await sendSlowly(client, `/api/muster/${way}`, body, () => active(false));
			expect(answer, way).toContain('HTTP/1.1 403');
			expect(answer, way).toContain('"deactivated"');
			await active(true);
		}
	});

	test('people sign in by staff number, however it is spelt', async () => {
		for (const identity of ['F-member', 'f-MEMBER']) {
			const answer = await site.nobody.mustSend(
				'POST',
				'/api/collections/people/auth-with-password',
				{
					identity,
					password: PASSWORD
				}
			);
			expect(asRecord(answer['record'])['id']).toBe(personId('member'));
		}
	});
});

describe('a push credential', () => {
	async function give(phone: Phone): Promise<Record<string, string>> {
		const body = { device: phone.device, label: 'test' };
		const given = await phone.client.mustSend('POST', '/api/muster/device', body);
		return { 'X-Muster-Credential': String(given['credential']) };
	}
	const without = (phone: Phone, device = 'locked'): Phone => {
		const locked = new Phone(site.nobody, phone.person, device);
		return locked;
	};

	test('pushes for its person without a session, and does nothing else', async () => {
		const member = await site.phone('member', 'locked');
		const headers = await give(member);
		const locked = without(member);
		const answer = await locked.sendPush([locked.op('task.report', late('paint'))], {}, headers);
		expect(asRecord(answer.body)).toMatchObject({ results: [{ outcome: 'applied' }] });
		const pulled = await site.nobody.send(
			'POST',
			'/api/muster/pull',
			{ proto: 1, device: locked.device, seen: null, cursors: {} },
			headers
		);
		expect(pulled.status).toBe(401);
		const events = (await member.pullAll()).rows.filter((row) => row.kind === 'status_events');
		expect(events.map((row) => asRecord(row.data)['person'])).toContain(personId('member'));
	});

	test('is good on its own device only, and only as it was given', async () => {
		const member = await site.phone('member', 'own-device');
		const headers = await give(member);
		expect((await without(member, 'another').sendPush([], {}, headers)).status).toBe(401);
		const guess = { 'X-Muster-Credential': '0'.repeat(64) };
		expect((await without(member, 'own-device').sendPush([], {}, guess)).status).toBe(401);
	});

	test('ends when a new one is given, when it is withdrawn, and with its person', async () => {
		const client = await signInAs(site, 'colleague', PASSWORD);
		const colleague = new Phone(client, personId('colleague'), 'ends');
		const locked = without(colleague, 'ends');
		const first = await give(colleague);
		const second = await give(colleague);
		expect((await locked.sendPush([], {}, first)).status).toBe(401);
		expect((await locked.sendPush([], {}, second)).status).toBe(200);
		await sql(site.root, `UPDATE people SET active = FALSE WHERE id = '${personId('colleague')}'`);
		expect((await locked.sendPush([], {}, second)).status).toBe(403);
		await sql(site.root, `UPDATE people SET active = TRUE WHERE id = '${personId('colleague')}'`);
		expect((await locked.sendPush([], {}, second)).status).toBe(401);
		const back = await signInAs(site, 'colleague', PASSWORD);
		const third = await give(new Phone(back, personId('colleague'), 'ends'));
		expect((await locked.sendPush([], {}, third)).status).toBe(200);
		await back.mustSend('DELETE', `/api/muster/device/${locked.device}`);
		expect((await locked.sendPush([], {}, third)).status).toBe(401);
	});

	test('is kept hashed', async () => {
		const member = await site.phone('member', 'hashed');
		const headers = await give(member);
		const [row] = await sql(
			site.root,
			`SELECT credentialHash FROM devices WHERE device = '${member.device}'`
		);
		expect(String(row?.[0])).toHaveLength(64);
		expect(row?.[0]).not.toBe(headers['X-Muster-Credential']);
	});

	test('cannot be had without a session, nor withdrawn by anybody else', async () => {
		const body = { device: 'd'.repeat(15), label: 'x' };
		expect((await site.nobody.send('POST', '/api/muster/device', body)).status).toBe(401);
		const member = await site.phone('member', 'theirs');
		const headers = await give(member);
		const outsider = await site.signIn('outsider');
		await outsider.send('DELETE', `/api/muster/device/${member.device}`);
		expect((await without(member, 'theirs').sendPush([], {}, headers)).status).toBe(200);
	});
});

test('the status names no secret and needs no session', async () => {
	const status = await site.nobody.mustSend('GET', '/api/muster/status');
	expect(Object.keys(status).sort()).toEqual(['boot', 'counts', 'head', 'now', 'version']);
	expect(status['counts']).toMatchObject({ people: 12, ops: await opLines() });
	expect((await (await site.phone('lead')).pull({}, [projectSpace('ours')])).head.boot).toBe(
		status['boot']
	);
});
