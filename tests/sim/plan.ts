import type { Ms } from '../../src/lib/domain/ids';
import { TAPS, type Faults, type Happening, type Plan, type TapName } from './happenings';
import { Chance, mixSeed } from './random';
import { SALTS, withTroubles } from './troubles';
import { withUsage } from './usage';

const WEIGHTS: Readonly<Record<TapName, number>> = {
	report: 44,
	undo: 9,
	edit: 11,
	create: 5,
	move: 7,
	remove: 2,
	settle: 8,
	acknowledge: 5,
	add: 4,
	leave: 4,
	// There is rarely a word to answer: whoever makes one taps it too.
	adopt: 0,
	dismiss: 2,
	// Of a working day, which some plans have: usage.ts.
	...{ checkIn: 0, raise: 0, handle: 0, attach: 0 },
	...{ photo: 0, takeAway: 0, putBack: 0, sendAgain: 0 }
};
const TAP_BAG = TAPS.flatMap((tap) => Array<TapName>(WEIGHTS[tap]).fill(tap));

/** What a plan has most of: anything, tabs that stop in the middle, or queues that are sent at once. */
type Theme = 'anything' | 'tabs' | 'bursts';

/** One seed in so many has a server that is restored; the others keep the strict oracle. */
const RESTORED_EVERY = 4;

export function makePlan(seed: number): Plan {
	const plan = makePlainPlan(seed);
	const happenings =
		seed % RESTORED_EVERY === RESTORED_EVERY - 1
			? withRestores(new Chance(mixSeed(seed, 5)), plan)
			: plan.happenings;
	const makers = { tap: makeTap, runMs: runningTimeMs };
	const troubled = withTroubles({ ...plan, happenings }, new Chance(mixSeed(seed, 6)), makers);
	return withUsage(troubled, new Chance(mixSeed(seed, 7)), makers);
}

/** Puts backups, and later on restores and power cuts, between the other happenings. */
function withRestores(chance: Chance, plan: Plan): Happening[] {
	const happenings = [...plan.happenings];
	const put = (from: number, to: number, make: () => Happening): void => {
		const at = chance.integer(Math.floor(from), Math.floor(to));
		happenings.splice(at, 0, make());
	};
	const when = (): { salt: number; runMs: Ms } => ({
		salt: chance.integer(0, SALTS),
		runMs: runningTimeMs(chance)
	});
	const { length } = happenings;
	for (let i = chance.integer(1, 3); i > 0; i--)
		put(0, length * 0.7, () => ({ do: 'backup', ...when() }));
	for (let i = chance.mustPick([1, 1, 1, 2, 2, 3]); i > 0; i--)
		put(length * 0.4, happenings.length, () => {
			const downMs = chance.mustPick([1, 3_000, 20_000]);
			return chance.isBelow(0.65)
				? { do: 'restore', which: chance.integer(0, 0xff), downMs, ...when() }
				: { do: 'powerCut', pushes: chance.integer(1, 4), downMs, ...when() };
		});
	if (chance.isBelow(0.3))
		for (let i = chance.integer(1, 3); i > 0; i--) {
			const active = i % 2 === 0;
			const person = chance.integer(0, plan.people - 1);
			put(0, happenings.length, () => ({ do: 'activate', person, active, ...when() }));
		}
	// A phone that has just started over loses power.
	if (chance.isBelow(0.35)) {
		const restored = happenings.findIndex((one) => one.do === 'restore' || one.do === 'powerCut');
		const device = chance.integer(0, plan.devices - 1);
		const [steps, awayMs] = [chance.integer(0, 40), 10];
		const crash: Happening = { do: 'crash', device, steps, power: true, awayMs, ...when() };
		happenings.splice(restored + 1, 0, crash);
	}
	return happenings;
}

function makePlainPlan(seed: number): Plan {
	const chance = new Chance(mixSeed(seed, 1));
	const theme = chance.mustPick<Theme>(['anything', 'anything', 'tabs', 'bursts']);
	const people = chance.integer(2, 4);
	const devices = people + (chance.isBelow(0.6) ? 1 : 0);
	const tabs = theme === 'tabs' ? devices : chance.integer(1, devices);
	return {
		seed,
		people,
		devices,
		twoTabs: theme === 'tabs' || chance.isBelow(0.3) ? tabs : 0,
		pageRows: chance.mustPick([3, 5, 8, 20, 200]),
		strictWire: chance.isBelow(0.1),
		faults: makeFaults(chance, theme),
		happenings: makeHappenings(chance, devices, theme)
	};
}

function makeHappenings(chance: Chance, devices: number, theme: Theme): Happening[] {
	if (theme !== 'bursts')
		return Array.from({ length: chance.integer(6, 36) }, () =>
			theme === 'tabs' && chance.isBelow(0.2)
				? makeFreeze(chance, chance.integer(0, devices - 1))
				: makeHappening(chance, devices)
		);
	return Array.from({ length: chance.integer(2, 5) }, () => makeBurst(chance, devices)).flat();
}

/** A phone goes offline, much is tapped on it, mostly on one task, and then it is all sent. */
function makeBurst(chance: Chance, devices: number): Happening[] {
	const device = chance.integer(0, devices - 1);
	const a = chance.integer(0, 0xffff);
	const net = (online: boolean): Happening => ({
		do: 'net',
		device,
		online,
		salt: chance.integer(0, SALTS),
		runMs: chance.integer(0, online ? 4_000 : 100)
	});
	const taps = Array.from({ length: chance.integer(2, 7) }, (): Happening => {
		const other = makeHappening(chance, devices);
		if (other.do !== 'tap') return other;
		const same = chance.isBelow(0.7);
		return { ...other, device, ...(same ? { tap: 'report', a } : {}) };
	});
	return [net(false), ...taps, net(true), makeHappening(chance, devices)];
}

function makeFreeze(chance: Chance, device: number): Happening {
	return {
		do: 'freeze',
		device,
		which: chance.integer(0, 1),
		ms: chance.mustPick([300, 5_000, 30_000, 90_000, 90_000]),
		steps: chance.integer(0, 15),
		salt: chance.integer(0, SALTS),
		// Long enough, often, for another tab to take its place.
		runMs: chance.isBelow(0.6) ? chance.integer(62_000, 95_000) : runningTimeMs(chance)
	};
}

/** Each plan has some kinds of faults and not others, so that each meets the others alone. */
function makeFaults(chance: Chance, theme: Theme): Faults {
	const some = (most: number): number => (chance.isBelow(0.45) ? chance.next() * most : 0);
	return {
		lostRequest: some(0.3),
		lostAnswer: some(0.35),
		duplicate: some(0.4),
		slow: some(0.3),
		unauthorized: some(0.1),
		busy: some(0.2),
		pokeLost: some(0.7),
		pokeDoubled: some(0.5),
		pokeEarly: 0,
		storageAbort: chance.isBelow(0.2) ? chance.next() * 0.1 : 0,
		serverFault: chance.isBelow(theme === 'bursts' ? 0.6 : 0.2) ? chance.next() * 0.3 : 0,
		rollbackFails: chance.isBelow(0.1) ? 0.3 : 0,
		readAbort: 0
	};
}

function makeHappening(chance: Chance, devices: number): Happening {
	const salt = chance.integer(0, SALTS);
	const device = chance.integer(0, devices - 1);
	const runMs = runningTimeMs(chance);
	const kind = chance.next();
	if (kind < 0.1) return { do: 'net', device, online: chance.isBelow(0.4), salt, runMs };
	if (kind < 0.18)
		return {
			do: 'crash',
			device,
			steps: chance.integer(0, 25),
			power: chance.isBelow(0.3),
			awayMs: chance.mustPick([0, 10, 1_000, 40_000]),
			salt,
			runMs
		};
	if (kind < 0.2)
		return { do: 'skew', device, ms: chance.integer(-86_400_000, 86_400_000), salt, runMs };
	if (kind < 0.24) return { do: 'wake', device, salt, runMs };
	if (kind < 0.27) return { do: 'drain', device, salt, runMs };
	if (kind < 0.31) return { do: 'tab', device, which: chance.integer(0, 1), salt, runMs };
	if (kind < 0.34) return makeFreeze(chance, device);
	if (kind < 0.36) return { do: 'restart', downMs: chance.mustPick([1, 3_000]), salt, runMs };
	return { ...makeTap(chance, device), salt, runMs };
}

function makeTap(chance: Chance, device: number): Extract<Happening, { do: 'tap' }> {
	return {
		do: 'tap',
		device,
		tap: chance.pick(TAP_BAG) ?? 'report',
		a: chance.integer(0, 0xffff),
		b: chance.integer(0, 0xffff),
		salt: 0,
		runMs: 0
	};
}

/** Mostly short, so that things happen while others are under way. */
function runningTimeMs(chance: Chance): Ms {
	const kind = chance.next();
	if (kind < 0.3) return 0;
	if (kind < 0.6) return chance.integer(1, 60);
	if (kind < 0.85) return chance.integer(50, 800);
	if (kind < 0.97) return chance.integer(800, 6_000);
	return chance.integer(6_000, 80_000);
}
