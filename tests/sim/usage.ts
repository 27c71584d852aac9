import type { Ms } from '../../src/lib/domain/ids';
import { DAY_MS } from '../../src/lib/domain/time';
import { GUEST, type Bare, type Happening, type Plan, type TapName } from './happenings';
import { PEOPLE, PROJECTS } from './organisation';
import type { Chance } from './random';
import { isRestored } from './restores';
import { SALTS, happeningIn, type Makers } from './troubles';

/** Those of the people who lead something, where a plan has so many. */
const LEADS = [1, 2];

/** How the app is used beside tapping; each way in so many of the seeds. */
const WAYS: readonly (readonly [share: number, apply: Way])[] = [
	[0.15, hidePages],
	[0.15, tellEarly],
	[0.4, lookAround],
	[0.1, tapInNewerApp],
	[0.08, deactivate],
	[0.14, letDaysPass],
	[0.12, sharePhone],
	[0.3, workAShift],
	[0.15, leaveMidway],
	[0.2, takePhotos]
];
type Way = (plan: Plan, chance: Chance, makers: Makers) => Plan;

export function withUsage(plan: Plan, chance: Chance, makers: Makers): Plan {
	return WAYS.reduce(
		(used, [share, apply]) => (chance.isBelow(share) ? apply(used, chance, makers) : used),
		plan
	);
}

/** Puts happenings between the others, each after the one before it. */
function withInOrder(plan: Plan, chance: Chance, makers: Makers, added: readonly Bare[]): Plan {
	const happenings: Happening[] = [...plan.happenings];
	let from = 0;
	for (const bare of added) {
		from = chance.integer(from, happenings.length);
		happenings.splice(from, 0, happeningIn(chance, makers, bare));
		from++;
	}
	return { ...plan, happenings };
}

function hidePages(plan: Plan, chance: Chance, makers: Makers): Plan {
	const device = chance.integer(0, plan.devices - 1);
	const seeing = Array.from({ length: chance.integer(1, 4) }, (_, index): Bare => {
		const seen = index % 2 === 1;
		return { do: 'see', device, which: chance.isBelow(0.8) ? 0 : 1, seen };
	});
	return withInOrder(plan, chance, makers, seeing);
}

function tellEarly(plan: Plan, chance: Chance): Plan {
	return { ...plan, faults: { ...plan.faults, pokeEarly: chance.next() } };
}

/** Somebody who may read every project looks at some, and at others later. */
function lookAround(plan: Plan, chance: Chance, makers: Makers): Plan {
	const device = PEOPLE.findIndex(({ role }) => role === 'executive');
	if (device >= plan.people) return plan;
	const looks = Array.from({ length: chance.integer(1, 4) }, (): Bare => {
		const projects = PROJECTS.flatMap((_, index) => (chance.isBelow(0.4) ? [index] : []));
		return { do: 'look', device, projects: chance.isBelow(0.2) ? null : projects };
	});
	return withInOrder(plan, chance, makers, looks);
}

/** Words of a newer app between a phone's others; their server comes now, or when all else is over. */
function tapInNewerApp(plan: Plan, chance: Chance, makers: Makers): Plan {
	const device = chance.integer(0, plan.devices - 1);
	const taps = Array.from({ length: chance.integer(1, 3) }, (): Bare[] => [
		{ do: 'newer', device, a: chance.integer(0, 0xffff), b: chance.integer(0, 0xffff) },
		makers.tap(chance, device)
	]);
	const update: Bare[] = chance.isBelow(0.4) ? [{ do: 'update', downMs: 1_000 }] : [];
	return withInOrder(plan, chance, makers, [...taps.flat(), ...update]);
}

/** So long that ops, or events too, are over; or nearly, and a phone's clock is a day ahead. */
function letDaysPass(plan: Plan, chance: Chance, makers: Makers): Plan {
	// What a phone no longer holds, it cannot give back to a restored server.
	if (isRestored(plan)) return plan;
	const device = chance.integer(0, plan.devices - 1);
	const [days, ms] = chance.mustPick<readonly [number, Ms]>([
		[8, -DAY_MS],
		[29.5, DAY_MS],
		[29.5, DAY_MS],
		[31, -DAY_MS],
		[40, -DAY_MS]
	]);
	const passing: Bare[] = [
		{ do: 'days', days },
		{ do: 'skew', device, ms }
	];
	return withInOrder(plan, chance, makers, passing);
}

/** Somebody loses access, and has it back now or when all else is over. */
function deactivate(plan: Plan, chance: Chance, makers: Makers): Plan {
	const person = chance.integer(0, plan.people - 1);
	const words = Array.from({ length: chance.integer(1, 3) }, (_, index): Bare => ({
		do: 'activate',
		person,
		active: index % 2 === 1
	}));
	return withInOrder(plan, chance, makers, words);
}

const SHIFT_TAPS: readonly TapName[] = ['checkIn', 'raise', 'handle', 'handle', 'handle', 'attach'];

/** Check-ins, problems and what becomes of them, photos, between the taps on tasks. */
function workAShift(plan: Plan, chance: Chance, makers: Makers): Plan {
	const taps = Array.from({ length: chance.integer(2, 14) }, (): Bare => {
		const device = chance.integer(0, plan.devices - 1);
		const tap = chance.pick(SHIFT_TAPS) ?? 'handle';
		return { do: 'tap', device, tap, a: chance.integer(0, 0xffff), b: chance.integer(0, 0xffff) };
	});
	return withInOrder(plan, chance, makers, taps);
}

const PHOTOS: readonly [TapName, ...TapName[]] = [
	...(['photo', 'photo', 'photo', 'takeAway', 'putBack', 'sendAgain'] as const)
];

/** Photos beside everything else, mostly on one phone, which may be out of the network meanwhile. */
function takePhotos(plan: Plan, chance: Chance, makers: Makers): Plan {
	const device = plan.guest?.device ?? chance.integer(0, plan.devices - 1);
	const tap = (name: TapName): Bare => {
		const other = plan.guest ? GUEST : chance.integer(0, plan.devices - 1);
		const by = chance.isBelow(plan.guest ? 0.5 : 0.8) ? device : other;
		const [a, b] = [chance.integer(0, 0xffff), chance.integer(0, 0xffff)];
		return { do: 'tap', device: by, tap: name, a, b };
	};
	const taps = Array.from({ length: chance.integer(2, 9) }, (): Bare[] => [
		tap(chance.mustPick(PHOTOS)),
		...(chance.isBelow(0.3) ? [makers.tap(chance, device)] : []),
		...(chance.isBelow(0.15) ? [{ do: 'drain', device } as const] : [])
	]).flat();
	const half = Math.ceil(taps.length / 2);
	const net = (online: boolean): Bare[] => [{ do: 'net', device, online }];
	const all = chance.isBelow(0.4)
		? [...net(false), ...taps.slice(0, half), ...net(true), ...taps.slice(half)]
		: taps;
	const used = giveBeforeLeaving(withInOrder(plan, chance, makers, [tap('photo'), ...all]), chance);
	return chance.isBelow(0.4) ? endAsItIsGiven(used, chance, tap('photo'), device) : used;
}

/** Where a phone is shared, somebody gives a photo and is gone before it is. */
function giveBeforeLeaving(plan: Plan, chance: Chance): Plan {
	const happenings = plan.happenings.flatMap((one): Happening[] => {
		if (one.do !== 'leave' && one.do !== 'enter') return [one];
		const other = one.device === GUEST ? (plan.guest?.device ?? 0) : GUEST;
		const device = one.do === 'leave' ? one.device : other;
		const [a, b] = [chance.integer(0, 0xffff), chance.integer(0, 0xffff)];
		const [salt, runMs] = [chance.integer(0, SALTS), chance.integer(20, 150)];
		return [{ do: 'tap', device, tap: 'photo', a, b, salt, runMs }, one];
	});
	return { ...plan, happenings };
}

/** The app ends somewhere between a form and its photos. */
function endAsItIsGiven(plan: Plan, chance: Chance, photo: Bare, device: number): Plan {
	const salt = (): number => chance.integer(0, SALTS);
	const crash = {
		do: 'crash',
		device,
		steps: chance.integer(0, 14),
		power: false,
		awayMs: 10
	} as const;
	const happenings = [...plan.happenings];
	const ending: Happening[] = [
		{ ...photo, salt: salt(), runMs: 0 },
		{ ...crash, salt: salt(), runMs: chance.integer(0, 800) }
	];
	happenings.splice(chance.integer(0, happenings.length), 0, ...ending);
	return { ...plan, happenings };
}

/** Two people use one phone one after another, each with a queue of their own; a tab may have been left open, or have stopped. */
function sharePhone(plan: Plan, chance: Chance, makers: Makers): Plan {
	const device = chance.integer(0, plan.devices - 1);
	const person = (device + chance.integer(1, plan.people - 1)) % plan.people;
	const turns = Array.from({ length: chance.integer(1, 4) }, (_, index): Bare[] => {
		const next = index % 2 === 0 ? GUEST : device;
		const before = index % 2 === 0 ? device : GUEST;
		const leave: Bare[] = chance.isBelow(0.7) ? [{ do: 'leave', device: before }] : [];
		const beside: Bare[] = chance.isBelow(0.4) ? leaveOpen(chance, before) : [];
		return [...beside, makers.tap(chance, before), ...leave, { do: 'enter', device: next }];
	});
	const last = chance.isBelow(0.5) ? device : GUEST;
	const guest = { device, person };
	return {
		...withInOrder(plan, chance, makers, [...turns.flat(), makers.tap(chance, last)]),
		guest
	};
}

/** Another tab, which stops in the middle of what it does for longer than anybody takes to sign in. */
function leaveOpen(chance: Chance, device: number): Bare[] {
	const [which, steps] = [chance.integer(0, 1), chance.integer(0, 15)];
	const ms = chance.mustPick([2_000, 30_000, 90_000]);
	const freeze: Bare = { do: 'freeze', device, which, ms, steps };
	return chance.isBelow(0.5) ? [{ do: 'tab', device, which: 0 }, freeze] : [freeze];
}

/** Somebody is out of the network, and out of the project when they are back; in the end whoever leads answers what they said. */
function leaveMidway(plan: Plan, chance: Chance, makers: Makers): Plan {
	const device = chance.integer(0, plan.devices - 1);
	const tap = (by: number, name: TapName): Bare => {
		const [a, b] = [chance.integer(0, 0xffff), chance.integer(0, 0xffff)];
		return { do: 'tap', device: by, tap: name, a, b };
	};
	const times = (most: number, make: () => Bare): Bare[] =>
		Array.from({ length: chance.integer(1, most) }, make);
	const aLead = (): number => chance.pick(LEADS.slice(0, plan.people - 1)) ?? 1;
	const left = withInOrder(plan, chance, makers, [
		{ do: 'net', device, online: false },
		...times(4, () => tap(device, chance.isBelow(0.8) ? 'report' : 'undo')),
		...times(4, () => tap(aLead(), 'leave')),
		{ do: 'net', device, online: true }
	]);
	const answers = [
		{ do: 'wake' as const, device },
		...times(3, () => tap(aLead(), 'adopt')),
		...times(3, () => {
			const name = chance.mustPick<TapName>(['adopt', 'undo', 'add', 'move', 'report']);
			return tap(name === 'report' ? device : aLead(), name);
		})
	].map((bare): Happening => {
		// Long enough, often, for the word before it to come to whoever answers it.
		const runMs = chance.integer(0, bare.do === 'wake' ? 20_000 : 4_000);
		return { ...bare, salt: chance.integer(0, SALTS), runMs };
	});
	return { ...left, happenings: [...left.happenings, ...answers] };
}
