import type { Bench } from './harness/bench';
import { CpuMeter } from './harness/cpu';
import { atLeastTimes, atMost, type Figure } from './harness/figure';
import { HttpClient } from './harness/http';
import { closedLoop, paced, pooled, scheduled, type Load } from './harness/load';
import { median, p95, percentile } from './harness/stats';
import { pushOps, recordPath, sendBatch, tapOps, tapRequests, type Phone } from './harness/taps';
import type { World } from './harness/world';

const CLIENTS = 64;
const MANY = 10;
const PACE = 200;
/** Every runtime of the server has then read its program once. */
const WARM_MS = 1_500;

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

/** The same load on one side, round after round. */
class Lane {
	readonly #side: Side;
	readonly #count: number;
	readonly #cpu: CpuMeter;
	readonly #loads: Load[] = [];

	constructor(side: Side, count: number, port: number) {
		this.#side = side;
		this.#count = count;
		this.#cpu = new CpuMeter(port);
	}

	async run(forMs: number): Promise<void> {
		const load = await this.#cpu.during(
			() => closedLoop(CLIENTS, forMs, (client) => this.#side.send(client, this.#count)),
			({ latenciesMs }) => latenciesMs.length * this.#count
		);
		this.#loads.push(load);
	}

	get perSecond(): number {
		return this.#count * median(this.#loads.map((load) => load.perSecond));
	}

	get words(): string {
		const all = pooled(this.#loads);
		const p95Ms = Math.round(p95(all.latenciesMs));
		return `${this.#cpu.each} of server CPU each, a request p95 ${p95Ms} ms, ${noFailures(all)}`;
	}
}

function rateFigure(
	count: number,
	factor: number,
	ours: Lane,
	theirs: Lane,
	creates: Lane
): Figure {
	const [value, reference] = [ours.perSecond, theirs.perSecond];
	return {
		name: `commands, ${CLIENTS} clients, ${count === 1 ? 'one' : 'ten'} per request`,
		value,
		unit: '/s',
		goals: [atLeastTimes(factor, value, reference)],
		reference: { name: `/api/batch of the same ${3 * count} row writes`, value: reference },
		note: `${ours.words}; reference ${theirs.words}; bare record creates ${Math.round(creates.perSecond)}/s, ${creates.words}`
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
		const muster = musterSide(world);
		const batch = batchSide(world);
		const create = createSide(world);
		const ports = { muster: world.muster.port, stock: world.stock.port };
		const lanes = {
			one: new Lane(muster, 1, ports.muster),
			batchOne: new Lane(batch, 1, ports.stock),
			ten: new Lane(muster, MANY, ports.muster),
			batchTen: new Lane(batch, MANY, ports.stock),
			create: new Lane(create, 1, ports.stock)
		};
		try {
			for (const side of [muster, batch, create])
				await closedLoop(CLIENTS, WARM_MS, (client) => side.send(client, 1));
			for (let round = 0; round < rounds; round++)
				for (const lane of Object.values(lanes)) await lane.run(forMs);
			return [
				rateFigure(1, 1, lanes.one, lanes.batchOne, lanes.create),
				rateFigure(MANY, 1.5, lanes.ten, lanes.batchTen, lanes.create),
				await pacedFigure(muster, batch, quick ? 2_000 : 5_000, quick ? 1 : 2)
			];
		} finally {
			for (const side of [muster, batch, create]) side.close();
		}
	}
};
