import type { Bench } from './harness/bench';
import { atLeastTimes, atMost, type Figure } from './harness/figure';
import { HttpClient } from './harness/http';
import { closedLoop, paced, pooled, scheduled, type Load } from './harness/load';
import { median, p95, percentile } from './harness/stats';
import { pushOps, recordPath, sendBatch, tapOps, tapRequests, type Phone } from './harness/taps';
import type { World } from './harness/world';

const CLIENTS = 64;
const MANY = 10;
const PACE = 200;

type Side = { readonly send: (client: number, count: number) => Promise<boolean>; close(): void };

function phoneAt(world: World, client: number): Phone {
	const phone = world.crowd[client % world.crowd.length];
	if (!phone) throw new Error('there is no crowd');
	return phone;
}

function musterSide(world: World): Side {
	const client = new HttpClient(world.muster.url, CLIENTS);
	return {
		send: (at, count) => {
			const phone = phoneAt(world, at);
			return pushOps(client, phone, tapOps(phone, count));
		},
		close: () => client.close()
	};
}

function batchSide(world: World): Side {
	const client = new HttpClient(world.stock.url, CLIENTS);
	return {
		send: (at, count) => {
			const taps = Array.from({ length: count }, () => tapRequests(phoneAt(world, at)));
			return sendBatch(client, world.stock.token, taps.flat());
		},
		close: () => client.close()
	};
}

/** One record and nothing else: what the server can do at its simplest. */
function createSide(world: World): Side {
	const client = new HttpClient(world.stock.url, CLIENTS);
	return {
		send: async (at) => {
			const event = tapRequests(phoneAt(world, at))[1];
			const { body } = event as { body: object };
			const { status } = await client.send({
				path: recordPath('status_events'),
				token: world.stock.token,
				body: JSON.stringify(body)
			});
			return status === 200;
		},
		close: () => client.close()
	};
}

function noFailures(load: Pick<Load, 'failures'>): string {
	return load.failures === 0 ? 'no failures' : `${load.failures} FAILED`;
}

function rateFigure(
	count: number,
	factor: number,
	ours: readonly Load[],
	theirs: readonly Load[],
	creates: readonly Load[]
): Figure {
	const rate = (loads: readonly Load[], each: number): number =>
		each * median(loads.map((load) => load.perSecond));
	const value = rate(ours, count);
	const reference = rate(theirs, count);
	return {
		name: `commands, ${CLIENTS} clients, ${count === 1 ? 'one' : 'ten'} per request`,
		value,
		unit: '/s',
		goals: [atLeastTimes(factor, value, reference)],
		reference: { name: `/api/batch of the same ${3 * count} row writes`, value: reference },
		note: [
			`${Math.round(rate(creates, 1))} bare record creates/s`,
			`p95 of a request ${Math.round(p95(pooled(ours).latenciesMs))} ms (reference ${Math.round(p95(pooled(theirs).latenciesMs))} ms)`,
			`${noFailures(pooled(ours))}, reference ${noFailures(pooled(theirs))}`
		].join('; ')
	};
}

async function pacedFigure(
	muster: Side,
	batch: Side,
	forMs: number,
	rounds: number
): Promise<Figure> {
	const ours: Load[] = [];
	const theirs: Load[] = [];
	const plan = paced(PACE, forMs);
	for (let round = 0; round < rounds; round++) {
		ours.push(await scheduled(plan, (at) => muster.send(at, 1)));
		theirs.push(await scheduled(plan, (at) => batch.send(at, 1)));
	}
	const [mine, other] = [pooled(ours), pooled(theirs)];
	const value = p95(mine.latenciesMs);
	return {
		name: `commands, paced at ${PACE} per second: p95`,
		value,
		unit: 'ms',
		goals: [atMost(100, 'ms', value)],
		reference: { name: '/api/batch, same pace: p95', value: p95(other.latenciesMs) },
		note: `p50 ${percentile(mine.latenciesMs, 0.5).toFixed(1)} ms (reference ${percentile(other.latenciesMs, 0.5).toFixed(1)} ms); ${noFailures(mine)}, reference ${noFailures(other)}`
	};
}

export const throughput: Bench = {
	name: 'throughput',
	async run(world, quick) {
		const [rounds, forMs] = quick ? [1, 1_500] : [3, 3_000];
		const sides = { muster: musterSide(world), batch: batchSide(world), create: createSide(world) };
		const loads = { one: [], ten: [], batchOne: [], batchTen: [], create: [] } as Record<
			'one' | 'ten' | 'batchOne' | 'batchTen' | 'create',
			Load[]
		>;
		const loop = (side: Side, count: number): Promise<Load> =>
			closedLoop(CLIENTS, forMs, (client) => side.send(client, count));
		try {
			for (let round = 0; round < rounds; round++) {
				loads.one.push(await loop(sides.muster, 1));
				loads.batchOne.push(await loop(sides.batch, 1));
				loads.ten.push(await loop(sides.muster, MANY));
				loads.batchTen.push(await loop(sides.batch, MANY));
				loads.create.push(await loop(sides.create, 1));
			}
			return [
				rateFigure(1, 1, loads.one, loads.batchOne, loads.create),
				rateFigure(MANY, 1.5, loads.ten, loads.batchTen, loads.create),
				await pacedFigure(sides.muster, sides.batch, quick ? 2_000 : 5_000, quick ? 1 : 2)
			];
		} finally {
			for (const side of Object.values(sides)) side.close();
		}
	}
};
