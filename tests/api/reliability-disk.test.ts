import { afterAll, beforeAll, expect, test } from 'vitest';
import { MAX_OPS_PER_PUSH, type Op } from '$lib/domain/protocol/wire';
import { Phone, type Answer } from './support/client';
import { taskId } from './support/factory';
import { countLogged, halfWritten, loggedOps } from './support/op-log';
import { sql, startSite, type Site } from './support/site';
import { mountSmallDisk, type SmallDisk } from './support/small-disk';

const DISK_MEGABYTES = 48;
/** Room that is left in files that exist already lasts for some pushes, not for so many. */
const PUSHES_AT_MOST = 60;
/** How many kB are free when the pushes begin. */
const ROOMS = [0, 16, 64, 256];
const before = { status: 'todo', percent: 0, cause: '', expectedDay: '' } as const;

let disk: SmallDisk;
let site: Site;
beforeAll(async () => {
	disk = await mountSmallDisk(DISK_MEGABYTES);
	site = await startSite(undefined, disk.dir);
});
afterAll(async () => {
	await site.stop();
	await disk.remove();
});

function batchOf(phone: Phone): Op[] {
	return Array.from({ length: MAX_OPS_PER_PUSH }, (_, n) =>
		phone.op('task.report', {
			task: taskId('press'),
			status: n % 2 === 0 ? 'late' : 'in_progress',
			note: 'a full disk '.repeat(20),
			before
		})
	);
}

/** Pushes until the disk takes no more: what was taken, and the one that was not. */
async function pushUntilFull(
	phone: Phone
): Promise<{ taken: Op[]; ops: Op[]; answer: Answer } | null> {
	const taken: Op[] = [];
	for (let i = 0; i < PUSHES_AT_MOST; i++) {
		const ops = batchOf(phone);
		const answer = await phone.sendPush(ops);
		if (answer.status !== 200) return { taken, ops, answer };
		taken.push(...ops);
	}
	return null;
}

test.each(ROOMS)(
	'a disk with %i kB left is full amid a push: 503, nothing of it is written, all else answers',
	async (room) => {
		const member = await site.phone('member', `on a disk with ${String(room)} kB left`);
		const other = await site.phone('lead', `meanwhile, ${String(room)} kB`);
		const already = (await loggedOps(site)).length;
		await disk.fill(room * 1024);
		const full = await pushUntilFull(member);
		if (!full) throw new Error('the disk was never full');
		const { taken, ops, answer } = full;

		expect(answer.status).toBe(503);
		expect(answer.body).toEqual({ code: 'busy' });
		expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
		expect(await countLogged(site, ops)).toBe(0);
		expect(await loggedOps(site)).toHaveLength(already + taken.length);
		expect(await halfWritten(site)).toEqual([]);
		expect((await site.nobody.send('GET', '/api/muster/status')).status).toBe(200);
		expect((await other.pullAll()).rows.length).toBeGreaterThan(0);
		// Tidying may have made room meanwhile.
		expect([200, 503]).toContain((await member.sendPush(ops)).status);
		expect(await halfWritten(site)).toEqual([]);

		await disk.free();
		const results = await member.push(...ops);
		expect(new Set(results.map(({ outcome }) => outcome))).not.toContain('later');
		expect(await member.push(...ops)).toEqual(results);
		expect(await countLogged(site, [...taken, ...ops])).toBe(taken.length + ops.length);
		expect(await loggedOps(site)).toHaveLength(already + taken.length + ops.length);
		expect(await halfWritten(site)).toEqual([]);
	}
);

test('on a full disk a push credential is told to come back, as a session is', async () => {
	const member = await site.phone('member', 'locked on a full disk');
	const device = { device: member.device, label: 'test' };
	const given = await member.client.mustSend('POST', '/api/muster/device', device);
	const headers = { 'X-Muster-Credential': String(given['credential']) };
	await sql(site.root, 'UPDATE devices SET lastSeenAt = 0');
	await disk.fill();
	if (!(await pushUntilFull(member))) throw new Error('the disk was never full');
	const locked = new Phone(site.nobody, member.person, 'locked on a full disk');
	const busy = { status: 503, body: { code: 'busy' } };
	try {
		expect(await locked.sendPush(batchOf(locked), {}, headers)).toMatchObject(busy);
		expect(await member.client.send('POST', '/api/muster/device', device)).toMatchObject(busy);
	} finally {
		await disk.free();
	}
});

test('a server that was killed on a full disk starts again and has what it acknowledged', async () => {
	const member = await site.phone('member', 'killed on a full disk');
	await disk.fill();
	const full = await pushUntilFull(member);
	if (!full) throw new Error('the disk was never full');
	await site.muster.kill9();
	await disk.free();
	await site.muster.restart();
	expect(await countLogged(site, full.taken)).toBe(full.taken.length);
	expect(await countLogged(site, full.ops)).toBe(0);
	await member.push(...full.ops);
	expect(await countLogged(site, full.ops)).toBe(full.ops.length);
	expect(await halfWritten(site)).toEqual([]);
});
