import type { Bench } from './harness/bench';
import { atMostTimes, type Figure } from './harness/figure';
import { HttpClient } from './harness/http';
import { fillOrganisation, ORGANISATION } from './harness/organisation';
import { PULL, pullBody, pullCold, type Cold } from './harness/pulls';
import { startSite, type Site } from './harness/site';
import { median, p95 } from './harness/stats';
import { pushAll, pushOps, tapOps, type Phone } from './harness/taps';

const SMALL = 1;
const LARGE = 10;
const PROJECTS = 3;
const COLLEAGUES = 20;
const TASKS = 100;
const WORDS_EACH = 2;
const DELTA_ROWS = 50;
const LIMIT = 1.3;

/** The same person in the same projects, within an organisation of another size. */
type Side = { readonly site: Site; readonly phones: readonly Phone[]; readonly client: HttpClient };
type Held = { readonly cold: Cold; readonly body: string };

async function startSide(times: number): Promise<Side> {
	const site = await startSite();
	try {
		await fillOrganisation(site.make, times);
		const phones = await makeScope(site);
		return { site, phones, client: new HttpClient(site.muster.url, 1) };
	} catch (error) {
		await site.stop();
		throw error;
	}
}

/** Three projects that the person shares with twenty others, and what they have said there. */
async function makeScope({ make, client }: Site): Promise<Phone[]> {
	const department = await make.find('departments', `head != ''`);
	const names = Array.from({ length: COLLEAGUES + 1 }, (_, at) => `same${String(at)}`);
	const people = await make.people(names, department);
	const phones: Phone[] = [];
	for (let at = 0; at < PROJECTS; at++) {
		const project = await make.project(`same ${String(at)}`, department);
		await make.members(project, people, 'member');
		const [person] = people;
		if (person === undefined) throw new Error('there are no people');
		const tasks = await make.tasks(project, [person], TASKS);
		const phone = await make.phoneOf(person, project, tasks);
		await pushAll(client, phone, tapOps(phone, TASKS * WORDS_EACH));
		phones.push(phone);
	}
	return phones;
}

function phoneOf({ phones }: Side, at = 0): Phone {
	const phone = phones[at % phones.length];
	if (!phone) throw new Error('the person has no phone');
	return phone;
}

/** What the person holds, and a pull that asks for the last rows of one project again. */
async function hold(side: Side): Promise<Held> {
	const phone = phoneOf(side);
	const cold = await pullCold(side.client, phone);
	const after = cold.seqs.at(-DELTA_ROWS - 1) ?? 0;
	const cursors = { ...cold.cursors, [`p:${phone.project}`]: after };
	return { cold, body: pullBody(phone.device, cursors, cold.seen) };
}

/** Each side in turn, so that whatever else the machine does is shared. */
async function inTurn(
	sides: readonly Side[],
	rounds: number,
	ask: (side: Side, which: number, round: number) => Promise<number>
): Promise<number[][]> {
	const taken: number[][] = sides.map(() => []);
	for (let round = -1; round < rounds; round++)
		for (const [which, side] of sides.entries()) {
			const ms = await ask(side, which, round);
			// The first one meets cold caches.
			if (round >= 0) taken[which]?.push(ms);
		}
	return taken;
}

async function pushOnce(side: Side, round: number): Promise<number> {
	const phone = phoneOf(side, round + 1);
	const ops = tapOps(phone, 1);
	const sentAt = performance.now();
	if (!(await pushOps(side.client, phone, ops))) throw new Error('a tap was refused');
	return performance.now() - sentAt;
}

async function deltaOnce(side: Side, held: Held | undefined): Promise<number> {
	const { token } = phoneOf(side);
	const sent = await side.client.send({ path: PULL, token, body: held?.body ?? '', gzip: true });
	if (sent.status !== 200) throw new Error(`a pull answered ${sent.status}`);
	return sent.ms;
}

function figure(what: string, taken: readonly number[][], goal: boolean, more: string): Figure {
	const [small = [], large = []] = taken;
	const [value, reference] = [p95(large), p95(small)];
	return {
		name: `growth, an organisation of ${LARGE} ×: ${what}: p95`,
		value,
		unit: 'ms',
		goals: goal ? [atMostTimes(LIMIT, value, reference)] : [],
		reference: { name: 'the same person at 1 ×: p95', value: reference },
		note: `p50 ${median(large).toFixed(1)} ms (reference ${median(small).toFixed(1)} ms), ${large.length} of each in turn; ${more}`
	};
}

async function compare(sides: readonly Side[], quick: boolean): Promise<Figure[]> {
	const held = await Promise.all(sides.map(hold));
	const [often, seldom] = quick ? [30, 5] : [200, 30];
	const deltas = await inTurn(sides, often, (side, which) => deltaOnce(side, held[which]));
	const cold = async (side: Side, from = {}): Promise<number> =>
		(await pullCold(side.client, phoneOf(side), from)).ms;
	const whole = await inTurn(sides, seldom, (side) => cold(side));
	const own = await inTurn(sides, seldom, (side, which) => {
		const { org = 0 } = held[which]?.cold.cursors ?? {};
		return cold(side, { org });
	});
	const pushes = await inTurn(sides, often, (side, _, round) => pushOnce(side, round));
	const rows = held.map(({ cold: { rows: count } }) => count);
	const size = Object.entries(ORGANISATION).map(([kind, count]) => `${count} ${kind}`);
	return [
		figure('a push', pushes, true, `1 × is ${size.join(', ')}`),
		figure(`a delta pull of ${DELTA_ROWS} rows`, deltas, true, `${PROJECTS} projects held`),
		figure(
			'a cold pull of the own projects',
			own,
			true,
			`with the organisation's people and departments held already`
		),
		figure(
			'a cold pull of everything',
			whole,
			false,
			`${String(rows[1])} rows (reference ${String(rows[0])}): every phone holds the names of everybody`
		)
	];
}

export const growth: Bench = {
	name: 'growth',
	async run(_world, quick) {
		const sides: Side[] = [];
		try {
			for (const times of [SMALL, LARGE]) sides.push(await startSide(times));
			return await compare(sides, quick);
		} finally {
			for (const { client, site } of sides) {
				client.close();
				await site.stop();
			}
		}
	}
};
