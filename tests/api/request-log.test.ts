import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as v from 'valibot';
import { makeUlid } from '$lib/domain/ids';
import { Client, Phone, asRecord } from './support/client';
import { PASSWORD, personId, taskId } from './support/factory';
import { PATIENCE } from './support/patience';
import { RegisteredPhone, signInAs, trySignIn } from './support/sign-in';
import { startSite, type Site } from './support/site';

const NOTE = 'planted: a colleague is ill';
const MISTYPED = 'planted-password';
const COMMAND = 'planted.command';
const before = { status: 'todo', percent: 0, cause: '', expectedDay: '' } as const;

const Line = v.looseObject({
	at: v.pipe(v.string(), v.isoTimestamp()),
	level: v.picklist(['info', 'error']),
	event: v.picklist(['push', 'pull', 'denied', 'error']),
	request: v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{8,36}$/))
});
const Answered = v.looseObject({ status: v.number(), ms: v.pipe(v.number(), v.integer()) });

let site: Site;
beforeAll(async () => {
	site = await startSite();
});
afterAll(() => site.stop());

const lines = (): Record<string, unknown>[] =>
	site.muster.log.filter((line) => line.startsWith('{')).map((line) => asRecord(JSON.parse(line)));

/** The line of a request; it comes after the answer. */
async function lineOf(request: string | null): Promise<Record<string, unknown>> {
	return await vi.waitFor(() => {
		const found = lines().filter((line) => line['request'] === request);
		expect(found).toHaveLength(1);
		return found[0] ?? {};
	}, PATIENCE);
}

const report = (phone: Phone) =>
	phone.op('task.report', { task: taskId('press'), status: 'late', note: NOTE, before });

test('a push is one line: its id, how long it took, and what became of each op', async () => {
	const phone = await site.phone('member');
	const ops = [report(phone), phone.anyOp(COMMAND, { note: NOTE })];
	const id = makeUlid(Date.now(), Math.random);
	const { headers } = await phone.sendPush(ops, {}, { 'X-Request-Id': id });
	expect(headers.get('X-Request-Id')).toBe(id);
	const line = await lineOf(id);
	expect(line).toMatchObject({ level: 'info', event: 'push', status: 200 });
	expect(line['ops']).toEqual([
		{ id: ops[0]?.id, name: 'task.report', outcome: 'applied' },
		{ id: ops[1]?.id, name: 'unknown', outcome: 'later' }
	]);
});

test('a pull is one line: rows and bytes', async () => {
	const phone = await site.phone('lead');
	const answer = await phone.sendPull({});
	const line = await lineOf(answer.headers.get('X-Request-Id'));
	expect(line).toMatchObject({ event: 'pull', status: 200, bytes: Buffer.byteLength(answer.text) });
	expect(Number(line['rows'])).toBeGreaterThan(10);
});

test.each(['short', 'x'.repeat(37), 'a name@example.test', 'b'.repeat(64), ''])(
	'%s is not taken as the id of a request',
	async (given) => {
		const { headers } = await (
			await site.phone('lead')
		).client.send('POST', '/api/muster/pull', {}, { 'X-Request-Id': given });
		const id = headers.get('X-Request-Id');
		expect(id).not.toBe(given);
		expect(await lineOf(id)).toMatchObject({ event: 'denied', route: 'pull', status: 400 });
	}
);

test.each([
	['join', { code: '0'.repeat(16) }, 'wrong_code'],
	['pin', { device: 'd'.repeat(15), key: 'a'.repeat(32), pin: '482913' }, 'unauthorized'],
	['pin/sign-in', {}, 'invalid'],
	['invitations', {}, 'unauthorized'],
	[`invitations/${'i'.repeat(15)}/end`, {}, 'unauthorized']
])('whoever is turned away at %s leaves one line', async (path, body, code) => {
	const { headers } = await site.nobody.send('POST', `/api/muster/${path}`, body);
	const route = path.split('/')[0];
	expect(await lineOf(headers.get('X-Request-Id'))).toMatchObject({ event: 'denied', route, code });
});

test('a mistyped PIN leaves one line, without the PIN or its key', async () => {
	const [device, key] = ['d'.repeat(15), 'ab'.repeat(16)];
	const client = await signInAs(site, 'member', PASSWORD);
	await client.mustSend('POST', '/api/muster/pin', { device, key, pin: '482913' });
	const { headers } = await site.nobody.send('POST', '/api/muster/pin/sign-in', {
		...{ person: personId('member'), device, key, pin: '739146' }
	});
	const line = await lineOf(headers.get('X-Request-Id'));
	expect(line).toMatchObject({ event: 'denied', route: 'pin', status: 400, code: 'wrong_pin' });
	expect(JSON.stringify(line)).not.toMatch(/739146|abab/);
});

test('everything that happens leaves lines that can be read, and nothing that anybody wrote', async () => {
	const client = await signInAs(site, 'member', PASSWORD);
	const phone = await RegisteredPhone.of(client, 'member', 'planted device');
	await phone.sendPush([report(phone)]);
	await phone.pullAll();
	await trySignIn(site.nobody, 'F-member', MISTYPED);
	await new Phone(site.nobody, personId('lead'), 'x').sendPush([report(phone)]);
	await new Phone(site.nobody, personId('lead'), 'x').sendPush(
		[report(phone)],
		{},
		phone.credential
	);
	await (await site.phone('deactivated')).sendPull({});
	await new Client(client.url, 'planted.token').send('POST', '/api/muster/pull', { note: NOTE });
	await client.send('POST', '/api/muster/push', `{"planted": `);
	await client.send('GET', '/api/muster/planted');
	await client.send('GET', '/planted.png');
	await vi.waitFor(() => {
		const codes = lines().map(({ code }) => code);
		for (const code of ['invalid', 'unauthorized', 'deactivated', 'wrong_password'])
			expect(codes).toContain(code);
	}, PATIENCE);
	for (const line of lines()) {
		expect(v.is(Line, line), JSON.stringify(line)).toBe(true);
		expect(v.is(Answered, line) || line['event'] === 'error', JSON.stringify(line)).toBe(true);
	}
	const all = lines()
		.map((line) => JSON.stringify(line))
		.join('\n');
	const secrets = [
		...['planted', 'F-member', PASSWORD, NOTE, 'press', '127.0.0.1'],
		...['member', 'lead', 'deactivated'].map(personId),
		...[phone.device, String(client.token), phone.credential['X-Muster-Credential']]
	];
	expect(secrets.filter((secret) => all.includes(secret))).toEqual([]);
});
