import * as v from 'valibot';
import { PullAnswerSchema } from '$lib/domain/protocol/wire';
import type { Bench } from './harness/bench';
import { CpuMeter } from './harness/cpu';
import { atMost, type Figure } from './harness/figure';
import { HttpClient, type Request } from './harness/http';
import { closedLoop, type Load } from './harness/load';
import { PULL, pullBody, pullCold, rowsIn, type Cold } from './harness/pulls';
import { median, p95 } from './harness/stats';
import { recordPath } from './harness/taps';
import type { World } from './harness/world';

const DELTA_ROWS = 50;
const READERS = 8;

/** The measured pull asked once more, to be sure of what it measures. */
async function mustAnswerRows(client: HttpClient, request: Request): Promise<void> {
	const { text } = await client.send(request);
	const answer = v.parse(PullAnswerSchema, JSON.parse(text));
	const rows = 'spaces' in answer ? rowsIn(answer.spaces) : 0;
	if (rows !== DELTA_ROWS) throw new Error(`a delta of ${rows} rows, not of ${DELTA_ROWS}`);
}

/** The same rows, as a superuser lists them: no rules, no totals, the largest pages there are. */
async function listCold(client: HttpClient, world: World) {
	const { stock, bigLead } = world;
	const filter = encodeURIComponent(`project = '${bigLead.project}'`);
	let [ms, wireBytes, requests] = [0, 0, 0];
	for (const collection of ['tasks', 'status_events']) {
		const total = collection === 'tasks' ? world.bigTasks : world.bigEvents;
		for (let page = 1; (page - 1) * 1_000 < total; page++) {
			const path = `${recordPath(collection)}?perPage=1000&page=${page}&skipTotal=1&filter=${filter}`;
			const sent = await client.send({ method: 'GET', path, token: stock.token, gzip: true });
			if (sent.status !== 200) throw new Error(`listing ${collection} answered ${sent.status}`);
			ms += sent.ms;
			wireBytes += sent.wireBytes;
			requests++;
		}
	}
	return { ms, wireBytes, requests };
}

type Listed = Awaited<ReturnType<typeof listCold>>;

function coldFigures(world: World, ours: readonly Cold[], theirs: readonly Listed[]): Figure[] {
	const valueMs = median(ours.map((cold) => cold.ms));
	const wireKb = median(ours.map((cold) => cold.wireBytes)) / 1_000;
	const what = `${world.bigTasks} tasks, ${world.bigEvents} events`;
	const [rows, requests] = [ours[0]?.rows ?? 0, ours[0]?.requests ?? 0];
	return [
		{
			name: `pull cold, ${what}: server time`,
			value: valueMs,
			unit: 'ms',
			goals: [atMost(150, 'ms', valueMs)],
			reference: { name: 'PocketBase list', value: median(theirs.map((list) => list.ms)) },
			note: `${rows} rows in ${requests} requests; gzip and loopback are in it; reference ${theirs[0]?.requests ?? 0} requests, not compressed`
		},
		{
			name: `pull cold, ${what}: on the wire`,
			value: wireKb,
			unit: 'kB',
			goals: [atMost(300, 'kB', wireKb)],
			reference: {
				name: 'PocketBase list',
				value: median(theirs.map((list) => list.wireBytes)) / 1_000
			},
			note: `${Math.round(median(ours.map((cold) => cold.wireBytes / cold.rows)))} bytes per row`
		}
	];
}

async function deltaFigure(world: World, cold: Cold, quick: boolean): Promise<Figure> {
	const { bigLead, muster, stock } = world;
	const ours = new HttpClient(muster.url, READERS);
	const theirs = new HttpClient(stock.url, READERS);
	const after = cold.seqs.at(-DELTA_ROWS - 1) ?? 0;
	const cursors = { ...cold.cursors, [`p:${bigLead.project}`]: after };
	const body = pullBody(bigLead.device, cursors, cold.seen);
	const { token } = bigLead;
	const path = `${recordPath('status_events')}?perPage=${DELTA_ROWS}&skipTotal=1`;
	const loads: { ours: Load[]; theirs: Load[] } = { ours: [], theirs: [] };
	const cpu = { ours: new CpuMeter(muster.port), theirs: new CpuMeter(stock.port) };
	const forMs = quick ? 500 : 1_500;
	const request = { path: PULL, token, body, gzip: true };
	const pullOnce = async (): Promise<boolean> => {
		const { status } = await ours.send(request);
		return status === 200;
	};
	const listOnce = async (): Promise<boolean> => {
		const { status } = await theirs.send({ method: 'GET', path, token: stock.token });
		return status === 200;
	};
	const read = (meter: CpuMeter, attempt: () => Promise<boolean>): Promise<Load> =>
		meter.during(
			() => closedLoop(READERS, forMs, attempt),
			({ latenciesMs }) => latenciesMs.length
		);
	try {
		await mustAnswerRows(ours, request);
		for (let round = 0; round < (quick ? 1 : 3); round++) {
			loads.ours.push(await read(cpu.ours, pullOnce));
			loads.theirs.push(await read(cpu.theirs, listOnce));
		}
	} finally {
		ours.close();
		theirs.close();
	}
	const value = p95(loads.ours.flatMap((load) => load.latenciesMs));
	const reference = p95(loads.theirs.flatMap((load) => load.latenciesMs));
	const rate = median(loads.ours.map((load) => load.perSecond));
	const p50 = median(loads.ours.flatMap((load) => load.latenciesMs));
	return {
		name: `delta pull of ${DELTA_ROWS} rows, ${READERS} clients: p95`,
		value,
		unit: 'ms',
		goals: [atMost(10, 'ms', value)],
		reference: { name: 'PocketBase list of 50 rows: p95', value: reference },
		note: `each client asks again at once: ${Math.round(rate)} pulls/s, p50 ${p50.toFixed(1)} ms, ${cpu.ours.each} of server CPU each (reference ${cpu.theirs.each})`
	};
}

export const pull: Bench = {
	name: 'pull',
	async run(world, quick) {
		const client = new HttpClient(world.muster.url, 1);
		const list = new HttpClient(world.stock.url, 1);
		const ours: Cold[] = [];
		const theirs: Listed[] = [];
		try {
			for (let round = 0; round < (quick ? 2 : 7); round++) {
				ours.push(await pullCold(client, world.bigLead));
				theirs.push(await listCold(list, world));
			}
		} finally {
			client.close();
			list.close();
		}
		const [cold] = ours;
		if (!cold) throw new Error('nothing was pulled');
		const figures = coldFigures(world, ours, theirs);
		return [...figures, await deltaFigure(world, cold, quick)];
	}
};
