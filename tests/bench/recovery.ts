import type { Op } from '$lib/domain/protocol/wire';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from './harness/bench';
import { atMost, type Figure } from './harness/figure';
import { HttpClient } from './harness/http';
import { median } from './harness/stats';
import { startStock } from './harness/stock';
import { pushOps, sendBatch, tapOps, tapRequests, type Phone } from './harness/taps';
import type { World } from './harness/world';
import { freePort } from '../server/free-port';

const WRITERS = 8;
const OPS = 10;
const WRITING_MS = 300;
const GOAL_MS = 5_000;

type Target = { readonly url: string; kill9(): Promise<void>; restart(): Promise<unknown> };
/** Sends one request of a phone; the same one again when it was given one that got no answer. */
type Write<R> = (client: HttpClient, phone: Phone, request: R) => Promise<boolean>;
type Side<R> = {
	readonly target: Target;
	readonly make: (phone: Phone) => R;
	readonly write: Write<R>;
};
type Recovered = { readonly ms: number; readonly healthyMs: number; readonly answered: number };

/** Kills the server while phones write, starts it again, and sends what had got no answer. */
async function recover<R>(side: Side<R>, phones: readonly Phone[]): Promise<Recovered> {
	const before = new HttpClient(side.target.url, WRITERS);
	const after = new HttpClient(side.target.url, 1);
	let answered = 0;
	const writing = phones.slice(0, WRITERS).map(async (phone) => {
		for (;;) {
			const request = side.make(phone);
			const isAnswered = await side.write(before, phone, request).catch(() => false);
			if (!isAnswered) return { phone, request };
			answered++;
		}
	});
	try {
		await sleep(WRITING_MS);
		const startedAt = performance.now();
		await side.target.kill9();
		await side.target.restart();
		const healthyMs = performance.now() - startedAt;
		const [left] = await Promise.all(writing);
		if (!left || !(await side.write(after, left.phone, left.request)))
			throw new Error('what was cut off is not taken after the start');
		return { ms: performance.now() - startedAt, healthyMs, answered };
	} finally {
		before.close();
		after.close();
	}
}

function figureOf(ours: readonly Recovered[], theirs: readonly Recovered[]): Figure {
	const all = ours.map(({ ms }) => ms);
	const value = median(all);
	const reference = median(theirs.map(({ ms }) => ms));
	const healthy = Math.round(median(ours.map(({ healthyMs }) => healthyMs)));
	const range = `${Math.round(Math.min(...all))}–${Math.round(Math.max(...all))} ms`;
	return {
		name: 'kill -9 amid pushes → the next push answered',
		value,
		unit: 'ms',
		goals: [atMost(GOAL_MS, 'ms', value)],
		reference: { name: 'PocketBase without hooks, /api/batch', value: reference },
		note: `median of ${ours.length}, ${range}; healthy again after ${healthy} ms; ${WRITERS} phones writing ${OPS} taps per request, and the one that got no answer is sent again`
	};
}

export const recovery: Bench = {
	name: 'recovery',
	async run(world: World, quick) {
		const stock = await startStock(world.muster.dataDir, world.muster.superuser, await freePort());
		const muster: Side<readonly Op[]> = {
			target: world.muster,
			make: (phone) => tapOps(phone, OPS),
			write: pushOps
		};
		const plain: Side<readonly unknown[]> = {
			target: stock,
			make: (phone) => Array.from({ length: OPS }, () => tapRequests(phone)).flat(),
			write: (client, _, requests) => sendBatch(client, stock.token, requests)
		};
		try {
			const ours: Recovered[] = [];
			const theirs: Recovered[] = [];
			for (let round = 0; round < (quick ? 1 : 5); round++) {
				ours.push(await recover(muster, world.crowd));
				theirs.push(await recover(plain, world.crowd));
			}
			return [figureOf(ours, theirs)];
		} finally {
			await stock.stop();
		}
	}
};
