import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from '$lib/domain/parse';
import {
	MAX_OPS_PER_PUSH,
	PushAnswerSchema,
	type Op,
	type Result
} from '$lib/domain/protocol/wire';
import { taskId } from './support/factory';
import type { Phone } from './support/client';
import { countLogged, halfWritten, loggedOps } from './support/op-log';
import { startSite, type Site } from './support/site';

const ROUNDS = 3;
const BATCHES_PER_PHONE = 3;
const before = { status: 'todo', percent: 0, cause: '', expectedDay: '' } as const;
/** Who reports on what; the press is reported on by two at once. */
const REPORTERS = [
	['member', 'press'],
	['member', 'paint'],
	['colleague', 'weld'],
	['lead', 'press']
] as const;

type Batch = { readonly phone: Phone; readonly ops: readonly Op[]; results: Result[] | null };

let site: Site;
beforeAll(async () => {
	site = await startSite();
});
afterAll(() => site.stop());

async function makeBatches(round: number): Promise<Batch[][]> {
	return await Promise.all(
		REPORTERS.map(async ([name, task], i) => {
			const phone = await site.phone(name, `round ${String(round)}, phone ${String(i)}`);
			return Array.from({ length: BATCHES_PER_PHONE }, (): Batch => {
				const ops = Array.from({ length: MAX_OPS_PER_PUSH }, (_, n) =>
					phone.op('task.report', {
						task: taskId(task),
						status: n % 2 === 0 ? 'late' : 'in_progress',
						note: `${name} ${String(n)}`,
						before
					})
				);
				return { phone, ops, results: null };
			});
		})
	);
}

/** Sends a phone's batches in order until one is not answered, as a phone would. */
async function sendAll(batches: readonly Batch[], answered: () => void): Promise<void> {
	for (const batch of batches) {
		const answer = await batch.phone.sendPush(batch.ops).catch(() => null);
		const parsed = answer && parse(PushAnswerSchema, answer.body);
		if (!parsed || !('results' in parsed)) return;
		batch.results = parsed.results;
		answered();
	}
}

/** Kills the server when so many answers have come; at that moment others are on their way. */
async function sendUntilKilled(phones: readonly Batch[][], answersBefore: number): Promise<void> {
	let answers = 0;
	let kill = (): void => undefined;
	const killed = new Promise<void>((resolve) => (kill = resolve)).then(() => site.muster.kill9());
	const sending = phones.map((batches) =>
		sendAll(batches, () => {
			answers += 1;
			if (answers === answersBefore) kill();
		})
	);
	await Promise.all([killed, ...sending]);
}

test.each(Array.from({ length: ROUNDS }, (_, round) => [round]))(
	'kill -9 amid pushes of 50 ops, round %i: nothing is lost, doubled or half-written',
	async (round) => {
		const others = (await loggedOps(site)).length;
		const phones = await makeBatches(round);
		const batches = phones.flat();
		await sendUntilKilled(phones, 1 + round * 3);
		await site.muster.restart();

		expect(await halfWritten(site)).toEqual([]);
		expect(batches.some((batch) => batch.results === null)).toBe(true);
		for (const { ops, results } of batches) {
			const logged = await countLogged(site, ops);
			// Written and then cut off before the answer: all of it, too.
			expect(results === null ? [0, ops.length] : [ops.length]).toContain(logged);
		}

		for (const batch of batches) {
			const again = await batch.phone.push(...batch.ops);
			if (batch.results !== null) expect(again).toEqual(batch.results);
			expect(new Set(again.map(({ outcome }) => outcome))).not.toContain('later');
		}
		expect(
			await countLogged(
				site,
				batches.flatMap(({ ops }) => ops)
			)
		).toBe(batches.length * MAX_OPS_PER_PUSH);
		expect((await loggedOps(site)).length).toBe(others + batches.length * MAX_OPS_PER_PUSH);
		expect(await halfWritten(site)).toEqual([]);
	}
);
