import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KINDS } from '$lib/domain/entities';
import { makeUlid } from '$lib/domain/ids';
import { PROTO } from '$lib/domain/protocol/wire';
import type { CommandName } from '$lib/domain/registry';
import { asRecord, type Answer, type Phone } from './support/client';
import { departmentId, personId, projectId, projectSpace, taskId } from './support/factory';
import { halfWritten } from './support/op-log';
import { sql, startSite, type Site } from './support/site';

const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2_147_483_647);
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 300);
const MEGABYTE = 1 << 20;
const before = { status: 'todo', percent: 0, cause: '', expectedDay: '' } as const;

let site: Site;
let phone: Phone;
beforeAll(async () => {
	site = await startSite();
	phone = await site.phone('admin', 'fuzzed');
});
afterAll(() => site.stop());

const COUNTS = [...KINDS, 'ops', 'changes', 'timeline', 'devices', 'slip_codes'].map(
	(table) => `(SELECT count(*) FROM ${table})`
);
/** How many rows there are, and the head, which every write raises. */
async function state(): Promise<string> {
	const query = `SELECT (SELECT seq FROM sync_head) || ' ' || ${COUNTS.join(` || ' ' || `)}`;
	return (await sql(site.root, query))[0]?.[0] ?? '';
}

async function post(way: 'push' | 'pull', body: unknown, headers = {}): Promise<Answer> {
	return await phone.client.send('POST', `/api/muster/${way}`, body, headers);
}

/** What holds for any answer: it is one, and a refusal has left nothing behind. */
async function judge(ask: () => Promise<Answer>): Promise<Answer> {
	const was = await state();
	const answer = await ask();
	expect(answer.status, answer.text.slice(0, 300)).toBeLessThan(500);
	if (answer.status !== 200) {
		expect(await state()).toBe(was);
		expect(asRecord(answer.body)['code'], answer.text.slice(0, 300)).toBeTypeOf('string');
	}
	return answer;
}

async function mustStillWork(): Promise<void> {
	const title = `Clean ${makeUlid(Date.now(), Math.random)}`;
	const result = await phone.give('task.edit', { task: taskId('press'), set: { title } });
	expect(result.outcome).toBe('applied');
	expect(await halfWritten(site)).toEqual([]);
}

const deep = (levels: number): unknown => {
	let value: unknown = 0;
	for (let i = 0; i < levels; i++) value = i % 2 === 0 ? [value] : { a: value };
	return value;
};

/** An object with its own key `__proto__`, as only a parser makes it. */
const poisoned: unknown = JSON.parse(
	'{"__proto__":{"admin":true,"status":"done"},"constructor":{"prototype":{"admin":true}},"toString":1}'
);
const nasty: fc.Arbitrary<unknown> = fc.oneof(
	fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }),
	fc.constantFrom<unknown>(
		...[null, true, -1, 0.5, -0, 1e308, -1e308, 2 ** 53, 2 ** 63, 1e-320, '', ' ', '\u0000'],
		...[
			'\ud800',
			'齐步',
			'a\u0301\u202e\ufeff',
			'x'.repeat(20_000),
			"'; DROP TABLE ops; --",
			'{:id}'
		],
		...['__proto__', 'constructor', 'toString', poisoned, [poisoned], deep(200), [], {}],
		...[
			'1795480000000',
			'00000000000000000000000000',
			{ boot: 'x', seq: -1 },
			{ boot: '', seq: 1e308 }
		]
	),
	fc.string({ unit: 'binary', maxLength: 60 }),
	fc.double(),
	fc.bigInt().map(Number)
);

const LATE = { task: taskId('press'), status: 'late', before };
/** Of every command there is, an op that is almost one. */
const COMMANDS: Readonly<Record<CommandName, Record<string, unknown>>> = {
	'task.report': LATE,
	'task.undo': { task: taskId('press'), op: '0'.repeat(26), said: before, to: before },
	'task.create': { project: projectId('ours'), title: 'New' },
	'task.edit': { task: taskId('weld'), set: { title: 'Edited' } },
	'task.move': { task: taskId('weld'), project: projectId('second'), phase: '' },
	'task.remove': { task: 'nonsense' },
	'member.add': { project: projectId('ours'), person: 'nobody', role: 'member' },
	'member.remove': { project: projectId('ours'), person: 'nobody' },
	'conflict.settle': { task: taskId('press'), conflict: 'none', choice: 'theirs' },
	'report.acknowledge': { event: 'none' },
	'report.adopt': { task: taskId('press'), reports: ['none'], choice: 'adopt' },
	'organisation.edit': { set: { name: 'Edited', timeZone: 'Asia/Shanghai' } },
	'department.create': { name: 'New' },
	'department.edit': { department: departmentId('making'), set: { position: 3 } },
	'department.remove': { department: departmentId('making') },
	'project.create': {
		...{ name: 'New', scenario: 'blank', timeZone: 'Asia/Shanghai' },
		...{ leadDepartment: departmentId('making'), lead: personId('lead') },
		...{ startDay: '2026-11-02', endDay: '2026-11-30' }
	},
	'project.edit': { project: projectId('other'), set: { name: 'Edited' } },
	'person.edit': { person: personId('outsider'), set: { name: 'Edited' } },
	'calendar.mark': { days: [{ day: '2026-11-02', as: 'off', name: 'Holiday' }] },
	'leave.add': { person: personId('member'), fromDay: '2026-11-02', toDay: '2026-11-03' },
	'leave.remove': { leave: 'none' },
	'place.create': { name: 'New' },
	'place.edit': { place: 'none', set: { removed: true } },
	'checkin.give': { project: projectId('ours'), checkin: 'none', day: '2026-11-02' },
	'standup.close': { project: projectId('ours'), day: '2026-11-02' },
	'issue.raise': { project: projectId('ours'), source: 'manual', cause: 'material' },
	'issue.edit': { issue: 'none', set: { impact: 'high' } },
	'issue.accept': { issue: 'none' },
	'issue.resolve': { issue: 'none', note: 'x' },
	'issue.hand_on': { issue: 'none', solver: personId('lead') },
	'issue.escalate': { issue: 'none' },
	'issue.confirm': { issue: 'none', solved: true },
	'issue.withdraw': { issue: 'none' },
	'issue.undo': { issue: 'none', op: '0'.repeat(26), to: {} },
	'attachment.add': { project: projectId('ours'), subject: 'none', form: 'photo' },
	'attachment.remove': { attachment: 'none' },
	'attachment.restore': { attachment: 'none' }
};
type Change = { readonly field: string; readonly to: unknown };
const OP_FIELDS = 'id n name v args clientAt offsetMs made base fork was __proto__ more'.split(' ');
const changeOf = (fields: readonly string[]): fc.Arbitrary<Change> =>
	fc.record({ field: fc.constantFrom(...fields), to: nasty });

/** The object with some fields set, those that only a parser can set among them. */
function changed(value: object, changes: readonly Change[]): unknown {
	const entries = [
		...Object.entries(value),
		...changes.map(({ field, to }) => [field, to] as const)
	];
	const text = entries.map(([name, field]) => `${JSON.stringify(name)}:${JSON.stringify(field)}`);
	return JSON.parse(`{${text.join(',')}}`);
}

const nearOp = fc
	.record({
		command: fc.constantFrom(...Object.entries(COMMANDS)),
		op: fc.array(changeOf(OP_FIELDS), { maxLength: 2 }),
		args: fc.array(
			changeOf([
				'task',
				'project',
				'set',
				'status',
				'before',
				'note',
				'percent',
				'__proto__',
				'title',
				...['name', 'person', 'department', 'lead', 'startDay', 'timeZone']
			]),
			{ maxLength: 2 }
		)
	})
	.map(({ command: [name, args], op, args: inArgs }) =>
		changed(phoneOp(name, changed(args, inArgs)), op)
	);
let n = 0;
function phoneOp(name: string, args: unknown): object {
	const clientAt = Date.now();
	const id = makeUlid(clientAt, Math.random);
	return { id, n: ++n, name, v: 1, args, clientAt, offsetMs: 0, made: null, base: null };
}

const REQUEST_FIELDS = ['proto', 'device', 'seen', 'ops', 'cursors', 'open', '__proto__'];
const nearRequest = (start: object): fc.Arbitrary<unknown> =>
	fc
		.array(changeOf(REQUEST_FIELDS), { minLength: 1, maxLength: 3 })
		.map((changes) => changed(start, changes));
const start = () => ({ proto: PROTO, device: phone.device, seen: null });

async function hold<T>(arbitrary: fc.Arbitrary<T>, judgeOne: (value: T) => Promise<void>) {
	await fc.assert(fc.asyncProperty(arbitrary, judgeOne), { seed: SEED, numRuns: RUNS });
	await mustStillWork();
}

describe(`whatever is sent (FUZZ_SEED=${String(SEED)})`, () => {
	test('any JSON, and any text, is answered and leaves nothing behind', async () => {
		const any = fc.oneof(
			fc.json({ maxDepth: 6 }),
			fc.string({ unit: 'binary' }),
			nasty.map((value) => JSON.stringify(value))
		);
		await hold(
			fc.tuple(any, fc.constantFrom('push' as const, 'pull' as const)),
			async ([text, way]) => {
				expect((await judge(() => post(way, text))).status).toBe(400);
			}
		);
	});

	test('a push that is almost one', async () => {
		await hold(nearRequest({ ...start(), ops: [] }), async (body) => {
			await judge(() => post('push', body));
		});
	});

	test('a pull that is almost one', async () => {
		const body = { ...start(), cursors: { org: 0 }, open: [projectSpace('ours')] };
		await hold(nearRequest(body), async (changed) => {
			const was = await state();
			await judge(() => post('pull', changed));
			// A pull writes nothing, whatever comes of it.
			expect(await state()).toBe(was);
		});
	});

	test('a device, and the name of one', async () => {
		const body = { device: phone.device, label: 'a phone' };
		const near = fc
			.array(changeOf(['device', 'label', '__proto__']), { minLength: 1, maxLength: 2 })
			.map((changes) => changed(body, changes));
		const { client } = phone;
		await hold(fc.tuple(near, nasty), async ([registered, name]) => {
			const path = encodeURIComponent(JSON.stringify(name).slice(0, 300).toWellFormed());
			await judge(() => client.send('POST', '/api/muster/device', registered));
			await judge(() => client.send('DELETE', `/api/muster/device/${path}`));
			await judge(() => client.send('POST', `/api/muster/devices/${path}/revoke`));
		});
	});

	test('people, a code, and an organisation to begin', async () => {
		const row = { name: '李强', staffNumber: 'N1', department: departmentId('making') };
		const organisation = { name: 'x', timeZone: 'Asia/Shanghai', defaultLanguage: 'en' };
		const admin = { name: 'x', identity: 'x', password: 'long enough' };
		const near = fc
			.constantFrom<[string, Record<string, unknown>]>(
				['people', { rows: [row], project: projectId('ours') }],
				['first-sign-in', { code: '0'.repeat(16), password: 'long enough' }],
				['setup', { code: '0'.repeat(16), organisation, admin }]
			)
			.chain(([route, body]) =>
				fc
					.array(changeOf([...Object.keys(body), 'dryRun', '__proto__']), {
						minLength: 1,
						maxLength: 2
					})
					.map((changes) => ({ route, body: changed(body, changes) }))
			);
		await hold(near, async ({ route, body }) => {
			await judge(() => phone.client.send('POST', `/api/muster/${route}`, body));
		});
	});

	test('ops that are almost ones, among clean ones that pass', async () => {
		await hold(fc.array(nearOp, { minLength: 1, maxLength: 4 }), async (ops) => {
			const clean = phone.op('task.edit', {
				task: taskId('paint'),
				set: { title: makeUlid(Date.now(), Math.random) }
			});
			const answer = await judge(() => post('push', { ...start(), ops: [...ops, clean] }));
			if (answer.status !== 200) return;
			const { results } = asRecord(answer.body);
			const last = Array.isArray(results) ? asRecord(results.at(-1)) : {};
			expect(results).toHaveLength(ops.length + 1);
			expect(last['id']).toBe(clean.id);
			// Behind an op whose target cannot be told all wait, and pass when it is left out.
			const again = last['outcome'] === 'later' ? (await phone.push(clean))[0] : last;
			expect(['applied', 'noop']).toContain(again?.['outcome']);
		});
		expect(await halfWritten(site)).toEqual([]);
	});
});

describe('a body of its own kind', () => {
	const valid = () =>
		JSON.stringify({
			...start(),
			ops: [phone.op('task.edit', { task: taskId('weld'), set: { deliverable: 'x' } })]
		});

	test.each([
		['a megabyte of open brackets', '['.repeat(MEGABYTE - 10)],
		['half a megabyte of open objects', '{"a":'.repeat(MEGABYTE / 5 - 10)],
		[
			'a list as deep as a megabyte allows',
			'['.repeat(MEGABYTE / 2 - 5) + ']'.repeat(MEGABYTE / 2 - 5)
		],
		['a number of a hundred thousand digits', `{"proto":${'9'.repeat(100_000)}}`],
		['a key a hundred thousand times', `{${'"proto":1,'.repeat(90_000)}"x":1}`],
		['nothing', ''],
		['a byte order mark', `\ufeff${JSON.stringify({ proto: 1 })}`],
		['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28]).toString('latin1')]
	])('is refused: %s', async (_what, text) => {
		for (const way of ['push', 'pull'] as const) {
			const answer = await judge(() => post(way, text));
			expect([400, 413, 426]).toContain(answer.status);
		}
		await mustStillWork();
	});

	test('is deep inside an op: refused or kept as it was, and the next one passes', async () => {
		const [result] = await phone.push(
			phone.anyOp('task.edit', { task: taskId('press'), set: { deliverable: deep(1_500) } })
		);
		expect(result).toMatchObject({ outcome: 'refused', code: 'invalid' });
		await mustStillWork();
	});

	test('is refused when it is compressed, however small it is', async () => {
		const bomb = gzipSync(Buffer.alloc(64 * MEGABYTE, 0x20));
		expect(bomb.length).toBeLessThan(MEGABYTE / 4);
		for (const body of [bomb, gzipSync(valid())]) {
			const was = await state();
			const response = await fetch(`${site.nobody.url}/api/muster/push`, {
				method: 'POST',
				body,
				headers: { Authorization: String(phone.client.token), 'Content-Encoding': 'gzip' }
			});
			expect(response.status).toBe(400);
			expect(await state()).toBe(was);
		}
	});

	test.each([
		'text/plain',
		'multipart/form-data; boundary=x',
		'application/x-www-form-urlencoded',
		'nonsense'
	])('counts by what it is, not by what it is called: %s', async (type) => {
		const good = await judge(() => post('push', valid(), { 'Content-Type': type }));
		expect([200, 400]).toContain(good.status);
		await judge(() => post('push', '--x\r\n\r\n--x--', { 'Content-Type': type }));
		await mustStillWork();
	});

	test('that ends too early leaves nothing behind', async () => {
		const was = await state();
		const text = valid();
		const { hostname, port } = new URL(site.nobody.url);
		for (const cut of [1, 20, text.length - 1]) {
			const socket = connect(Number(port), hostname);
			const head = [
				'POST /api/muster/push HTTP/1.1',
				`Host: ${hostname}`,
				`Authorization: ${String(phone.client.token)}`,
				`Content-Length: ${String(text.length)}`
			];
			await new Promise<void>((resolve) => {
				socket.write(`${head.join('\r\n')}\r\n\r\n${text.slice(0, cut)}`, () => {
					socket.end();
				});
				socket.resume();
				socket.once('close', () => {
					resolve();
				});
			});
		}
		expect(await state()).toBe(was);
		await mustStillWork();
	});
});
