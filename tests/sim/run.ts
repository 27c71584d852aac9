import { DAY_MS } from '../../src/lib/domain/time';
import { PEOPLE } from './organisation';
import { hasLasting, outlast } from './lasting';
import { NO_FAULTS, type Happening, type Plan } from './happenings';
import { checkNews } from './news';
import { makePlan } from './plan';
import { checkAlways, checkQuiet, isPutOff, isQuiet, unrest } from './properties';
import { mixSeed, Chance } from './random';
import type { Seat } from './shared-phone';
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
const SCREENS_LATE_MS = 130_000;
const FIRST_SYNC_MS = 3_000;
const UPDATE_MS = 1_000;
/** One seed in so many goes on until news has been told. */
const NEWS_EVERY = 4;

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
		let rounds = 0;
		try {
			await play(world, plan);
			rounds = await quieten(world, plan);
			if (!world.hasFailed()) checkQuiet(world);
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
	for (const device of world.devices.slice(0, plan.twoTabs)) device.addTab();
	await world.run(FIRST_SYNC_MS);
	world.faults = plan.faults;
	for (const happening of plan.happenings) {
		if (world.hasFailed()) return;
		await world.happen(happening);
		world.checkScreens();
		if (!world.hasFailed()) checkAlways(world);
	}
}

/** Everything works again. @returns how many rounds it took until all was quiet */
async function quieten(world: World, plan: Plan): Promise<number> {
	if (world.hasFailed()) return 0;
	world.faults = NO_FAULTS;
	world.chance = new Chance(mixSeed(plan.seed, 4));
	for (const device of world.devices) {
		device.setOnline(true);
		device.ailment = null;
		for (const program of device.programs) program.show(true);
		if (device.instead?.kind !== 'narrow') device.meet(null);
	}
	if (hasLasting(world)) await outlast(world);
	if (!world.server.isUpdated && plan.happenings.some((one) => one.do === 'newer'))
		await world.update(UPDATE_MS);
	for (const person of PEOPLE) world.activate(person.id, true);
	let rounds = 0;
	// On a phone that is shared, everybody comes back once.
	for (const seat of world.shared?.seats ?? [null]) {
		do {
			if (seat) await comeBack(world, seat);
			rounds += world.hasFailed() ? 0 : await settleDown(world, plan);
			// What was asked of a frozen page comes true only now.
		} while (seat && !seat.isIn && !world.hasFailed());
	}
	if (plan.happenings.some((one) => one.do === 'days') && !world.hasFailed()) {
		// What is over goes when the app is opened after it has heard of the time.
		await world.pass(0);
		rounds += await settleDown(world, plan);
	}
	if (plan.seed % NEWS_EVERY !== 0 || world.hasFailed()) return rounds;
	await checkNews(world);
	return rounds + (await settleDown(world, plan));
}

async function comeBack(world: World, seat: Seat): Promise<void> {
	for (let round = 0; round < ROUNDS && !isBack(seat) && !world.hasFailed(); round++) {
		seat.phone?.enter(seat.person);
		await world.run(ROUND_MS);
	}
	if (!isBack(seat) && !world.hasFailed())
		throw new Violation('quiet comes', `device ${seat.index} does not let its person in`);
}

function isBack({ isIn, programs }: Seat): boolean {
	return isIn && programs.some((program) => program.started);
}

/** Runs until all is quiet. @returns how many rounds it took */
async function settleDown(world: World, plan: Plan): Promise<number> {
	let weekPassed = false;
	let putOffRounds = 0;
	for (let round = 1; round <= ROUNDS && !world.hasFailed(); round++) {
		// Again in each round: an app that was frozen, or still heard of it, could not be told before.
		for (const device of world.devices) device.putRight();
		await world.run(ROUND_MS);
		world.checkScreens();
		if (isQuiet(world)) {
			await world.run(screensMs(plan));
			// A tab that was frozen may have begun something since.
			if (isQuiet(world) || world.hasFailed()) return round;
		}
		putOffRounds = isPutOff(world) ? putOffRounds + 1 : 0;
		if (world.restores.happened && !weekPassed && putOffRounds > PUT_OFF_ROUNDS) {
			// A restored server waits a week for what is missing.
			await world.pass(HEALING_MS);
			weekPassed = true;
		}
	}
	if (world.hasFailed()) return 0;
	throw new Violation('quiet comes', unrest(world));
}

const LATE: ReadonlySet<Happening['do']> = new Set(['storage', 'look', 'days']);

/**
 * What could not be read is read again after a back-off; what was closed, or is over, may wait for a
 * slow answer.
 */
function screensMs({ faults, happenings }: Plan): number {
	const isLate = faults.readAbort > 0 || happenings.some((one) => LATE.has(one.do));
	return isLate ? SCREENS_LATE_MS : SCREENS_MS;
}
