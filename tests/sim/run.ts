import { KINDS } from '../../src/lib/domain/entities';
import { DAY_MS } from '../../src/lib/domain/time';
import { plainRows } from './oracle';
import { PEOPLE } from './organisation';
import { makePlan, NO_FAULTS, type Plan } from './plan';
import { checkAlways, checkQuiet, isPutOff, isQuiet, unrest } from './properties';
import { mixSeed, Chance } from './random';
import { Violation } from './violation';
import { World, type Bug } from './world';

/** Virtual time from the moment the network is back to the moment all must be quiet. */
const ROUND_MS = 5_000;
const ROUNDS = 180;
/** So long, and no other phone has brought what an op waits for. */
const PUT_OFF_ROUNDS = 65;
const HEALING_MS = 8 * DAY_MS;
/** Tabs tell each other what they have, which takes a moment. */
const SCREENS_MS = 200;
const FIRST_SYNC_MS = 3_000;

export type Outcome = {
	readonly violation: Violation | null;
	readonly steps: number;
	readonly ops: number;
	readonly hash: string;
	readonly rounds: number;
	readonly log: readonly { readonly name: string; readonly outcome: string }[];
};

export async function runSeed(seed: number, bug: Bug = {}): Promise<Outcome> {
	return runPlan(makePlan(seed), bug);
}

/** Plays a plan from beginning to quiet; the same plan gives the same trace. */
export async function runPlan(plan: Plan, bug: Bug = {}): Promise<Outcome> {
	const unpatch = bug.patch?.();
	try {
		const world = new World(plan, bug);
		const start = { rows: plainRows(world.store, KINDS), head: world.store.head() };
		let rounds = 0;
		try {
			await play(world, plan);
			rounds = await quieten(world, plan);
			if (!world.hasFailed()) checkQuiet(world, start);
		} catch (error) {
			world.onFault(error);
		}
		for (const device of world.devices) device.crash(false);
		return {
			violation: world.violation,
			steps: world.scheduler.steps,
			ops: world.store.log.length,
			hash: world.hash.value,
			rounds,
			log: world.store.log.map(({ op, result }) => ({ name: op.name, outcome: result.outcome }))
		};
	} finally {
		unpatch?.();
	}
}

async function play(world: World, plan: Plan): Promise<void> {
	for (const device of world.devices) device.open();
	for (const device of world.devices.slice(0, plan.twoTabs)) device.open();
	await world.run(FIRST_SYNC_MS);
	world.faults = plan.faults;
	for (const happening of plan.happenings) {
		if (world.hasFailed()) return;
		await world.happen(happening);
		world.checkScreens();
		if (!world.hasFailed()) checkAlways(world);
	}
}

/** Everything works again; @returns how many rounds it took until all was quiet */
async function quieten(world: World, plan: Plan): Promise<number> {
	if (world.hasFailed()) return 0;
	world.faults = NO_FAULTS;
	world.chance = new Chance(mixSeed(plan.seed, 4));
	for (const device of world.devices) {
		device.setOnline(true);
	}
	for (const person of PEOPLE) world.activate(person.id, true);
	let weekPassed = false;
	let putOffRounds = 0;
	for (let round = 1; round <= ROUNDS && !world.hasFailed(); round++) {
		await world.run(ROUND_MS);
		world.checkScreens();
		if (isQuiet(world)) {
			await world.run(SCREENS_MS);
			return round;
		}
		putOffRounds = isPutOff(world) ? putOffRounds + 1 : 0;
		if (world.restores.happened && !weekPassed && putOffRounds > PUT_OFF_ROUNDS) {
			await passWeek(world);
			weekPassed = true;
		}
	}
	if (world.hasFailed()) return 0;
	throw new Violation('quiet comes', unrest(world));
}

/** A restored server waits a week for what is missing; nobody looks at a phone meanwhile. */
async function passWeek(world: World): Promise<void> {
	for (const device of world.devices) device.crash(false);
	await world.run(HEALING_MS);
	for (const device of world.devices) device.open();
}
