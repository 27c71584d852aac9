import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from './harness/bench';
import { readRssMb } from './harness/cpu';
import { atMost, type Figure } from './harness/figure';
import { HttpClient } from './harness/http';
import { Listeners, type Wish } from './harness/listeners';
import { tapAndListen, tapEvenly, type Poked } from './harness/poked';
import { median, p95 } from './harness/stats';
import { pushOps, tapOps, type Phone } from './harness/taps';
import type { World } from './harness/world';

const FEW = 1_000;
const LISTENING = 40;
const SLOW = 50;
const SETTLE_MS = 3_000;
const TAP_EVERY_MS = 50;
const NONE_MB = NaN;

type Counts = { readonly many: number; readonly taps: number; readonly flood: number };
const FULL: Counts = { many: 5_000, taps: 150, flood: 2_000 };
const QUICK: Counts = { many: 2_000, taps: 30, flood: 300 };

type Held = {
	readonly listeners: Listeners;
	readonly failed: number;
	readonly fewMb: number;
	readonly manyMb: number;
};

function phoneAt({ crowd }: World, at: number): Phone {
	const phone = crowd[at % crowd.length];
	if (!phone) throw new Error('there is no crowd');
	return phone;
}

/** The first ones listen to the space that will be tapped in; those who will stall do, too. */
function wishAt(world: World, at: number): Wish {
	const { token, person, project } = phoneAt(world, at);
	const hot = [`space:p:${project}`, `space:u:${person}`];
	if (at < LISTENING) return { group: 'listening', token, topics: hot };
	if (at < LISTENING + SLOW) return { group: 'slow', token, topics: hot };
	const other = [`space:p:${world.bigLead.project}`, `space:u:${person}`, 'space:org'];
	return { group: 'other', token, topics: other };
}

async function settledRssMb(port: number): Promise<number> {
	await sleep(SETTLE_MS);
	return readRssMb(port) ?? NONE_MB;
}

async function hold(world: World, many: number): Promise<Held> {
	const { port } = world.muster;
	const listeners = await Listeners.start(world.muster.url);
	const wishes = Array.from({ length: many }, (_, at) => wishAt(world, at));
	let failed = await listeners.open(wishes.slice(0, FEW));
	const fewMb = await settledRssMb(port);
	failed += await listeners.open(wishes.slice(FEW));
	return { listeners, failed, fewMb, manyMb: await settledRssMb(port) };
}

type Measured = { readonly even: Poked; readonly slow: Poked; readonly floodedMs: number };

/** Taps while all read, then while some do not: what is on its way to them fills up first. */
async function tapBoth(
	world: World,
	{ listeners }: Held,
	{ taps, flood }: Counts
): Promise<Measured> {
	const client = new HttpClient(world.muster.url, 4);
	const tapper = phoneAt(world, 0);
	const listening = Array.from({ length: LISTENING }, (_, at) => at);
	const tap = () => tapEvenly(client, tapper, taps, TAP_EVERY_MS);
	try {
		await tapEvenly(client, tapper, 10, TAP_EVERY_MS);
		const even = await tapAndListen(tap, listeners, listening);
		await listeners.stall('slow');
		const startedAt = performance.now();
		for (let at = 0; at < flood; at++)
			if (!(await pushOps(client, tapper, tapOps(tapper, 1)))) throw new Error('a tap was refused');
		const floodedMs = performance.now() - startedAt;
		const slow = await tapAndListen(tap, listeners, listening);
		await listeners.goOn('slow');
		return { even, slow, floodedMs };
	} finally {
		client.close();
	}
}

function memoryFigures(idle: { ours: number; theirs: number }, held: Held, many: number): Figure[] {
	const perConnection = ((held.manyMb - held.fewMb) * 1_000) / (many - FEW);
	const figure = (what: string, value: number, limit: number | null, note: string): Figure => ({
		name: `memory of the server, ${what}`,
		value,
		unit: 'MB',
		goals: limit === null ? [] : [atMost(limit, 'MB', value)],
		reference: { name: 'PocketBase without hooks, idle', value: idle.theirs },
		note
	});
	return [
		figure('idle', idle.ours, 150, 'resident, three seconds after its start'),
		figure(`${FEW} connections`, held.fewMb, null, 'held and subscribed, by 64 people'),
		figure(
			`${many} connections`,
			held.manyMb,
			600,
			`${perConnection.toFixed(0)} kB for each further one; ${held.failed} could not be opened`
		)
	];
}

function pokeFigures({ even, slow, floodedMs }: Measured, many: number, flood: number): Figure[] {
	const [poke, own, beside] = [p95(even.pokesMs), p95(even.answersMs), p95(slow.answersMs)];
	return [
		{
			name: `${many} connected, ${LISTENING} listening: tap → poke p95`,
			value: poke,
			unit: 'ms',
			goals: [atMost(150, 'ms', poke), { words: 'none lost', met: even.lost === 0 }],
			reference: { name: "the tapper's own answer: p95", value: own },
			note: `p50 ${median(even.pokesMs).toFixed(1)} ms; ${even.lost} of ${even.pokesMs.length + even.lost} lost; ${even.heard.broken} connections broken`
		},
		{
			name: `${SLOW} of the listeners do not read: the tapper's own answer p95`,
			value: beside,
			unit: 'ms',
			goals: [{ words: '≤ 1.20 × reference', met: beside <= 1.2 * own }],
			reference: { name: 'all of them read: p95', value: own },
			note: `after ${flood} taps that they did not read (${(floodedMs / flood).toFixed(1)} ms each); those who read: poke p95 ${p95(slow.pokesMs).toFixed(1)} ms, ${slow.lost} lost`
		}
	];
}

async function idleMb(world: World): Promise<{ ours: number; theirs: number }> {
	await world.muster.restart();
	await world.stock.kill9();
	await world.stock.restart();
	const ours = await settledRssMb(world.muster.port);
	return { ours, theirs: readRssMb(world.stock.port) ?? NONE_MB };
}

export const memory: Bench = {
	name: 'memory',
	async run(world, quick) {
		const counts = quick ? QUICK : FULL;
		const idle = await idleMb(world);
		const held = await hold(world, counts.many);
		try {
			const measured = await tapBoth(world, held, counts);
			return [
				...memoryFigures(idle, held, counts.many),
				...pokeFigures(measured, counts.many, counts.flood)
			];
		} finally {
			await held.listeners.stop();
		}
	}
};
