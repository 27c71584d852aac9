import { NO_FAULTS, type Faults, type Happening, type Plan } from './happenings';
import { runPlan } from './run';
import type { Property } from './violation';
import type { Bug } from './world';

/** Makes a failing plan as small as it still fails in the same way: fewer happenings, faults, devices, less time. */
export async function shrink(plan: Plan, property: Property, bug: Bug = {}): Promise<Plan> {
	const fails = async (candidate: Plan): Promise<boolean> =>
		(await runPlan(candidate, bug)).violation?.property === property;
	let best = plan;
	for (let size = Infinity; size > sizeOf(best);) {
		size = sizeOf(best);
		best = await dropHappenings(best, fails);
		best = await takeEach(best, simplerSettings(best), fails);
		best = await shortenTimes(best, fails);
	}
	return best;
}

type Fails = (plan: Plan) => Promise<boolean>;

function sizeOf(plan: Plan): number {
	const faults = Object.values(plan.faults).filter((probability) => probability > 0).length;
	const timed = plan.happenings.filter((happening) => happening.runMs > 0).length;
	return plan.happenings.length * 10 + faults * 5 + plan.devices + timed;
}

async function dropHappenings(plan: Plan, fails: Fails): Promise<Plan> {
	let best = plan;
	for (let chunk = Math.ceil(best.happenings.length / 2); chunk >= 1; chunk = Math.floor(chunk / 2))
		for (let from = best.happenings.length - chunk; from >= 0; from -= chunk) {
			const happenings = best.happenings.filter((_, i) => i < from || i >= from + chunk);
			const candidate = { ...best, happenings };
			if (await fails(candidate)) best = candidate;
		}
	return best;
}

/** Takes each simplification that still fails. */
async function takeEach(
	plan: Plan,
	simplify: readonly ((plan: Plan) => Plan)[],
	fails: Fails
): Promise<Plan> {
	let best = plan;
	for (const simpler of simplify) {
		const candidate = simpler(best);
		if (JSON.stringify(candidate) !== JSON.stringify(best) && (await fails(candidate)))
			best = candidate;
	}
	return best;
}

function simplerSettings(plan: Plan): ((plan: Plan) => Plan)[] {
	const withoutFault = Object.keys(NO_FAULTS).map((name) => (from: Plan): Plan => ({
		...from,
		faults: { ...from.faults, [name]: 0 } satisfies Faults
	}));
	return [
		(from) => ({ ...from, faults: NO_FAULTS }),
		...withoutFault,
		(from) => ({ ...from, pageRows: 200 }),
		(from) => ({ ...from, strictWire: false }),
		(from) => ({ ...from, twoTabs: 0 }),
		(from) => ({ ...from, devices: Math.max(1, from.devices - 1) }),
		(from) => ({ ...from, devices: Math.max(1, plan.devices - 2) })
	];
}

async function shortenTimes(plan: Plan, fails: Fails): Promise<Plan> {
	let best = plan;
	for (const [index] of plan.happenings.entries())
		for (const runMs of [0, 100, 2_000]) {
			const happenings = best.happenings.map((happening, i): Happening =>
				i === index && happening.runMs > runMs ? { ...happening, runMs } : happening
			);
			const candidate = { ...best, happenings };
			if (best.happenings[index]?.runMs === runMs) break;
			if (await fails(candidate)) {
				best = candidate;
				break;
			}
		}
	return best;
}
