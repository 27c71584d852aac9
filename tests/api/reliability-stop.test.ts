import * as v from 'valibot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from '$lib/domain/parse';
import {
	MAX_OPS_PER_PUSH,
	PullAnswerSchema,
	PushAnswerSchema,
	type Op
} from '$lib/domain/protocol/wire';
import type { Phone } from './support/client';
import { taskId } from './support/factory';
import { Listener } from './support/listener';
import { countLogged, halfWritten } from './support/op-log';
import { sendSlowly } from './support/slow-request';
import { startSite, type Site } from './support/site';

const PUSHES = 50;
const PULLS = 10;
/** By then most others have been read: whom the machine has not let in yet nobody can answer. */
const ANSWERS_BEFORE = 8;
const before = { status: 'todo', percent: 0, cause: '', expectedDay: '' } as const;

let site: Site;
beforeAll(async () => {
	site = await startSite();
});
afterAll(() => site.stop());

const batchOf = (phone: Phone): Op[] =>
	Array.from({ length: MAX_OPS_PER_PUSH }, (_, n) =>
		phone.op('task.report', {
			...{
				task: taskId('press'),
				status: n % 2 === 0 ? 'late' : 'in_progress',
				percent: n,
				before
			},
			note: 'a busy morning '.repeat(10)
		})
	);

/** One for each request to come. */
async function openConnections(): Promise<void> {
	const asks = Array.from({ length: PUSHES + PULLS }, () =>
		site.nobody.send('GET', '/api/muster/status')
	);
	await Promise.all(asks);
}

const StopLine = v.object({ underWay: v.number(), left: v.number() });

/** Ends it in order, which the launcher waits ten seconds for, and says what the server did not wait for. */
async function stopAndStart(): Promise<v.InferOutput<typeof StopLine>> {
	expect(await site.muster.restart()).toBe(0);
	const line = site.muster.log.findLast((said) => said.includes('"event":"stop"'));
	return v.parse(StopLine, JSON.parse(line ?? 'null'));
}

test('a stop amid 50 pushes and pulls answers whole or applies nothing, and waits for no stream', async () => {
	const listener = await Listener.connect(await site.signIn('lead'));
	await listener.subscribe(['space:org']);
	const batches = await Promise.all(
		Array.from({ length: PUSHES }, async (_, i) => {
			const phone = await site.phone('member', `stop ${String(i)}`);
			return { phone, ops: batchOf(phone) };
		})
	);
	const reader = await site.phone('lead', 'reader at a stop');
	await openConnections();
	let answers = 0;
	let enough: () => void = () => undefined;
	const amid = new Promise<void>((resolve) => (enough = resolve));
	const sending = batches.map(async ({ phone, ops }) => {
		const answer = await phone.sendPush(ops).catch(() => null);
		answers += 1;
		if (answers === ANSWERS_BEFORE) enough();
		return { ops, answer };
	});
	const reading = Array.from({ length: PULLS }, () => reader.sendPull({}).catch(() => null));
	await amid;
	const { underWay, left } = await stopAndStart();
	expect(underWay).toBeGreaterThan(0);
	expect(left).toBe(0);
	listener.close();

	const pulls = await Promise.all(reading);
	for (const answer of pulls)
		if (answer?.status === 200) expect(parse(PullAnswerSchema, answer.body)).not.toBeNull();
	let whole = 0;
	for (const { ops, answer } of await Promise.all(sending)) {
		const logged = await countLogged(site, ops);
		if (answer?.status === 200) {
			const parsed = parse(PushAnswerSchema, answer.body);
			expect(parsed && 'results' in parsed && parsed.results.length).toBe(ops.length);
			expect(logged).toBe(ops.length);
			whole += 1;
		} else {
			// Told to come back, or not even read yet on a busy machine: not one of its ops was applied.
			expect(logged).toBe(0);
			if (answer) expect([answer.status, answer.body]).toEqual([503, { code: 'busy' }]);
		}
	}
	expect(whole).toBeGreaterThan(0);
	expect(await halfWritten(site)).toEqual([]);
});

test('a push whose body has not come when the server ends is not applied, and does not hold it', async () => {
	const phone = await site.phone('member', 'slow at a stop');
	const ops = batchOf(phone);
	const body = { proto: 1, device: phone.device, seen: null, ops };
	const answer = await sendSlowly(phone.client, '/api/muster/push', body, async () => {
		expect(await stopAndStart()).toEqual({ underWay: 0, left: 0 });
	});
	expect(answer).toBe('');
	expect(await countLogged(site, ops)).toBe(0);
	expect(await phone.push(...ops)).toHaveLength(ops.length);
});
