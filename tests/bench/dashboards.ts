import { setTimeout as sleep } from 'node:timers/promises';
import { deriveRowId } from '$lib/domain/ids';
import type { Bench } from './harness/bench';
import { atMost, atMostTimes, type Figure } from './harness/figure';
import { HttpClient } from './harness/http';
import { Listeners, type Wish } from './harness/listeners';
import { tapAndListen, tapEvenly, type Poked } from './harness/poked';
import { median, p95, sum } from './harness/stats';
import type { Phone } from './harness/taps';
import type { World } from './harness/world';

const DASHBOARDS = 1_000;
const FETCHING = 40;
/** Long enough for the pulls of the last one to be over. */
const TAP_EVERY_MS = 250;
const WARM_TAPS = 10;
const RELEASE_MS = 1_000;

const TAPS = { quick: 20, whole: 40 };

type Round = {
	readonly aloneMs: readonly number[];
	readonly poked: Poked;
	readonly failed: number;
};

/** Everybody looks at the same project; every twenty-fifth one pulls when it is poked. */
function wishAt({ crowd, bigLead }: World, head: number, at: number): Wish {
	const owner = crowd[at % crowd.length];
	if (!owner) throw new Error('there is no crowd');
	const { token, person, project } = owner;
	const spaces = [`p:${project}`, `u:${person}`, 'org'];
	const wish = { group: 'dashboards', token, topics: spaces.map((space) => `space:${space}`) };
	if (at % (DASHBOARDS / FETCHING) !== 0) return wish;
	// As if everything up to now had been pulled.
	const held = [...spaces, `p:${bigLead.project}`].map((space) => [space, head] as const);
	const device = deriveRowId('bench', 'dashboard', String(at));
	return { ...wish, pull: { device, cursors: Object.fromEntries(held) } };
}

async function run(world: World, client: HttpClient, tapper: Phone, taps: number): Promise<Round> {
	const tap = (count: number) => tapEvenly(client, tapper, count, TAP_EVERY_MS);
	await tap(WARM_TAPS);
	const alone = await tap(taps);
	const listeners = await Listeners.start(world.muster.url);
	try {
		const head = tapper.seen?.seq ?? 0;
		const wishes = Array.from({ length: DASHBOARDS }, (_, at) => wishAt(world, head, at));
		const failed = await listeners.open(wishes);
		await tap(WARM_TAPS);
		const all = Array.from({ length: DASHBOARDS }, (_, at) => at);
		const poked = await tapAndListen(() => tap(taps), listeners, all);
		return { aloneMs: alone.map(({ ms }) => ms), poked, failed };
	} finally {
		await listeners.stop();
		await sleep(RELEASE_MS);
	}
}

function figuresOf(rounds: readonly Round[]): Figure[] {
	const alone = rounds.flatMap(({ aloneMs }) => aloneMs);
	const own = rounds.flatMap(({ poked }) => poked.answersMs);
	const pokes = rounds.flatMap(({ poked }) => poked.pokesMs);
	const rows = rounds.flatMap(({ poked }) => poked.heard.rowsMs);
	const total = (count: (round: Round) => number): number => sum(rounds.map(count));
	const lost = total(({ poked }) => poked.lost);
	const [poke, row] = [p95(pokes), p95(rows)];
	const missing = `${total(({ failed }) => failed)} could not connect, ${total(({ poked }) => poked.heard.broken)} broken`;
	const what = `${DASHBOARDS} dashboards on one project`;
	return [
		{
			name: `${what}: tap → poke p95`,
			value: poke,
			unit: 'ms',
			goals: [atMost(150, 'ms', poke), { words: 'none lost', met: lost === 0 }],
			reference: { name: "the tapper's own answer: p95", value: p95(own) },
			note: `p50 ${median(pokes).toFixed(1)} ms, ${pokes.length} pokes, ${lost} lost; ${missing}`
		},
		{
			name: `${what}: poke → its row fetched p95`,
			value: row,
			unit: 'ms',
			goals: [atMost(500, 'ms', row)],
			reference: null,
			note: `p50 ${median(rows).toFixed(1)} ms; a delta pull by ${FETCHING} of them at each poke, ${rows.length} in all`
		},
		{
			name: `${what}: the tapper's own answer p50`,
			value: median(own),
			unit: 'ms',
			goals: [atMostTimes(1.2, median(own), median(alone))],
			reference: { name: 'none connected: p50', value: median(alone) },
			note: `p95 ${p95(own).toFixed(1)} ms (reference ${p95(alone).toFixed(1)} ms); ${own.length} taps, ${TAP_EVERY_MS} ms apart`
		}
	];
}

export const dashboards: Bench = {
	name: 'dashboards',
	async run(world, quick) {
		const client = new HttpClient(world.muster.url, 1);
		const [tapper] = world.crowd;
		if (!tapper) throw new Error('there is no crowd');
		try {
			const rounds: Round[] = [];
			for (let round = 0; round < (quick ? 1 : 2); round++)
				rounds.push(await run(world, client, tapper, quick ? TAPS.quick : TAPS.whole));
			return figuresOf(rounds);
		} finally {
			client.close();
		}
	}
};
