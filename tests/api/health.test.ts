import * as v from 'valibot';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { HealthSchema, type Health } from '$lib/domain/protocol/health';
import { makeUlid } from '$lib/domain/ids';
import { HOUR_MS, MINUTE_MS } from '$lib/domain/time';
import { startEnginePhone } from './support/engine-phone';
import { personId, projectId, taskId } from './support/factory';
import { PATIENCE } from './support/patience';
import { RegisteredPhone } from './support/sign-in';
import { sql, startSite, type Site } from './support/site';

const before = { status: 'todo', percent: 0, cause: '', expectedDay: '' } as const;

let site: Site;
beforeAll(async () => {
	site = await startSite();
});
afterAll(() => site.stop());

async function healthNow(): Promise<Health> {
	const admin = await site.signIn('admin');
	return v.parse(HealthSchema, await admin.mustSend('GET', '/api/muster/health'));
}

async function registered(name: string, device: string): Promise<RegisteredPhone> {
	return await RegisteredPhone.of(await site.signIn(name), name, device);
}

const listed = async ({ device }: RegisteredPhone) =>
	(await healthNow()).devices.find((one) => one.device === device);

test.each([
	['member', 403, 'forbidden'],
	['lead', 403, 'forbidden'],
	['executive', 403, 'forbidden'],
	['deactivated', 403, 'deactivated'],
	['nobody', 401, 'unauthorized']
])('%s learns nothing, and is told why', async (name, status, code) => {
	const client = name === 'nobody' ? site.nobody : await site.signIn(name);
	const answer = await client.send('GET', '/api/muster/health');
	expect([answer.status, answer.body]).toEqual([status, { code }]);
});

test('an admin and a superuser see figures, ops per minute, refusals and backups', async () => {
	const outsider = await site.phone('outsider');
	const startedAt = Date.now();
	for (let i = 0; i < 3; i++)
		await outsider.give('task.report', { task: taskId('press'), status: 'late', before });
	await site.root.mustSend('POST', '/api/backups', { name: 'by-hand.zip' });
	const health = await healthNow();
	expect(
		v.parse(HealthSchema, await site.root.mustSend('GET', '/api/muster/health'))
	).toMatchObject({
		boot: health.boot
	});
	const { boot, head } = await site.nobody.mustSend('GET', '/api/muster/status');
	expect(health).toMatchObject({ boot, head });
	expect(health.bootAt).toBeLessThanOrEqual(startedAt);
	expect(health.counts).toMatchObject({ people: 12, tasks: 7, ops: 3 });
	expect(health.databaseBytes).toBeGreaterThan(100_000);
	expect(health.opsPerMinute.reduce((sum, [, n]) => sum + n, 0)).toBe(3);
	for (const [at] of health.opsPerMinute) {
		expect(at % MINUTE_MS).toBe(0);
		expect(Math.abs(at - startedAt)).toBeLessThan(2 * MINUTE_MS);
	}
	const [refusal] = health.refusals;
	expect(health.refusals).toEqual([{ code: 'forbidden', count: 3, lastAt: refusal?.lastAt }]);
	// At 19:00 UTC the nightly one may have come, too.
	expect(health.backups.map(({ name }) => name)).toContain('by-hand.zip');
	expect(health.backupPlan).toEqual({ cron: '0 19 * * *', keep: 14 });
});

test('what is older than its span is left out', async () => {
	await sql(site.root, `UPDATE ops SET receivedAt = receivedAt - ${String(25 * HOUR_MS)}`);
	const { opsPerMinute, refusals, counts } = await healthNow();
	expect({ opsPerMinute, refusals }).toEqual({ opsPerMinute: [], refusals: [] });
	expect(counts['ops']).toBeGreaterThan(0);
});

test('whoever waits longest stands first, then who was seen last', async () => {
	const now = Date.now();
	const idle = await registered('lead', 'idle');
	const short = await registered('member', 'waits shortly');
	const long = await registered('colleague', 'waits long');
	await short.sendPull({ waiting: { ops: 1, oldestAt: now - 1_000 } });
	await long.sendPull({ waiting: { ops: 7, oldestAt: now - HOUR_MS } });
	const { devices } = await healthNow();
	expect(devices.slice(0, 3).map(({ device, waiting }) => [device, waiting])).toEqual([
		[long.device, { ops: 7, oldestAt: now - HOUR_MS }],
		[short.device, { ops: 1, oldestAt: now - 1_000 }],
		[idle.device, null]
	]);
	expect(devices[0]).toMatchObject({ person: personId('colleague'), name: 'colleague' });
});

test('a queue is noted once a minute, its end at once', async () => {
	const phone = await registered('member', 'chatty');
	const waiting = { ops: 2, oldestAt: Date.now() };
	await phone.sendPull({ waiting });
	await phone.sendPull({ waiting: { ...waiting, ops: 3 } });
	expect((await listed(phone))?.waiting).toEqual(waiting);
	await sql(site.root, `UPDATE devices SET queueNotedAt = queueNotedAt - ${String(MINUTE_MS)}`);
	await phone.sendPull({ waiting: { ...waiting, ops: 3 } });
	expect((await listed(phone))?.waiting).toEqual({ ...waiting, ops: 3 });
	await phone.sendPull({});
	expect((await listed(phone))?.waiting).toBeNull();
});

test('a device that pulls is seen, once an hour, and no pull fails for it', async () => {
	const phone = await registered('member', 'seen');
	await sql(site.root, `UPDATE devices SET lastSeenAt = 1`);
	await phone.sendPull({});
	const seenAt = (await listed(phone))?.lastSeenAt ?? 0;
	expect(Date.now() - seenAt).toBeLessThan(MINUTE_MS);
	await phone.sendPull({});
	expect((await listed(phone))?.lastSeenAt).toBe(seenAt);
	await sql(
		site.root,
		"CREATE TRIGGER deaf BEFORE UPDATE ON devices BEGIN SELECT raise(ABORT, 'no'); END"
	);
	expect((await phone.sendPull({ waiting: { ops: 1, oldestAt: 1 } })).status).toBe(200);
	await sql(site.root, 'DROP TRIGGER deaf');
	expect((await phone.sendPull({ waiting: { ops: -1, oldestAt: 1 } })).status).toBe(400);
});

test('a phone says what waits on it, and that nothing does any more', async () => {
	const session = await site.signIn('lead');
	const phone = await startEnginePhone(site, 'lead', session);
	const { meta } = await phone.outbox.read();
	await session.mustSend('POST', '/api/muster/device', { device: meta.device, label: 'engine' });
	const waitingNow = async () =>
		(await healthNow()).devices.find((one) => one.device === meta.device)?.waiting;
	await vi.waitFor(() => expect(phone.engine.status.empty).toBe(false), PATIENCE);
	const { op, stored } = phone.engine.dispatch('task.create', {
		project: projectId('ours'),
		title: 'Sent'
	});
	await stored;
	await vi.waitFor(() => expect(phone.engine.status.queued).toBe(0), PATIENCE);
	// A newer version of the app made this one, which is `later` here.
	const id = makeUlid(Date.now(), Math.random);
	await phone.outbox.update(({ entries }) => ({
		put: entries.map((entry) => ({
			...entry,
			result: null,
			op: { ...entry.op, id, n: entry.op.n + 1, v: 99 }
		}))
	}));
	await vi.waitFor(async () => {
		phone.engine.wake();
		expect(await waitingNow()).toEqual({ ops: 1, oldestAt: op.clientAt + op.offsetMs });
	}, PATIENCE);
	await phone.outbox.update(() => ({ remove: [id] }));
	await vi.waitFor(async () => {
		phone.engine.wake();
		expect(await waitingNow()).toBeNull();
	}, PATIENCE);
	phone.engine.stop();
});

test.each([
	['ops_received', 'SELECT receivedAt FROM ops WHERE receivedAt >= 5'],
	['ops_refused', `SELECT result FROM ops WHERE outcome = 'refused' AND receivedAt >= 5`],
	['devices_waiting', 'SELECT id FROM devices WHERE waitingOps > 0 ORDER BY oldestWaitingAt'],
	['devices_seen', 'SELECT id FROM devices WHERE waitingOps = 0 ORDER BY lastSeenAt DESC']
])('%s is what it is read by', async (index, query) => {
	const plan = await sql(site.root, `EXPLAIN QUERY PLAN ${query}`);
	expect(plan.flat().join()).toMatch(new RegExp(`USING (COVERING )?INDEX ${index}`));
	expect(plan.flat().join()).not.toContain('TEMP B-TREE');
});
