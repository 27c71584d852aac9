import type { Ms } from '../../src/lib/domain/ids';
import { RETRY_AFTERS, type Instead } from './answers';
import type { Bare, Happening, Plan } from './happenings';
import type { Chance } from './random';

export const SALTS = 0x7fffffff;

/** What a plan already knows how to make. */
export type Makers = {
	readonly tap: (chance: Chance, device: number) => Happening;
	readonly runMs: (chance: Chance) => Ms;
};

/** A happening that the plan runs on after, for as long as its others. */
export function happeningIn(chance: Chance, makers: Makers, bare: Bare): Happening {
	return { ...bare, salt: chance.integer(0, SALTS), runMs: makers.runMs(chance) };
}

/** A spell that begins, and ends before the plan does or not. */
type Spell = {
	readonly device: number;
	readonly begin: Bare;
	readonly end: Bare | null;
};

/** So many of the seeds have a trouble; each kind alone, so that none drowns the others. */
const TROUBLED = 0.5;
const TROUBLED_TWICE = 0.1;
const READS_ABORT = 0.08;

/** Puts what lasts for a while on top of a plan: its own happenings stay as they are. */
export function withTroubles(plan: Plan, chance: Chance, makers: Makers): Plan {
	if (!chance.isBelow(TROUBLED)) return plan;
	const once = chance.isBelow(READS_ABORT)
		? { ...plan, faults: { ...plan.faults, readAbort: 0.1 } }
		: withSpell(plan, chance, makers);
	return chance.isBelow(TROUBLED_TWICE) ? withSpell(once, chance, makers) : once;
}

function withSpell(plan: Plan, chance: Chance, makers: Makers): Plan {
	const spell = chance.mustPick(SPELLS)(chance, chance.integer(0, plan.devices - 1));
	const when = (runMs = makers.runMs(chance)) => ({ salt: chance.integer(0, SALTS), runMs });
	const happenings = [...plan.happenings];
	const from = chance.integer(0, happenings.length);
	// What is tapped meanwhile is what may be lost.
	const taps = Array.from({ length: chance.integer(1, 4) }, (): Happening => ({
		...makers.tap(chance, spell.device),
		...when()
	}));
	happenings.splice(from, 0, { ...spell.begin, ...when() }, ...taps);
	if (spell.end) {
		const to = chance.integer(from + 1, happenings.length);
		happenings.splice(to, 0, { ...spell.end, ...when() });
	}
	return { ...plan, happenings };
}

type MakeSpell = (chance: Chance, device: number) => Spell;

const answersOf =
	(make: (chance: Chance) => Instead): MakeSpell =>
	(chance, device) => ({
		device,
		begin: { do: 'answers', device, instead: make(chance) },
		end: chance.isBelow(0.6) ? { do: 'answers', device, instead: null } : null
	});

const SPELLS: readonly [MakeSpell, ...MakeSpell[]] = [
	answersOf(() => ({ kind: 'portal' })),
	answersOf((chance) => ({
		kind: 'busy',
		status: chance.mustPick([429, 503]),
		retryAfter: chance.pick(RETRY_AFTERS) ?? null
	})),
	answersOf(() => ({ kind: 'outdated' })),
	answersOf((chance) => ({
		kind: 'narrow',
		bytes: chance.mustPick([300, 560, 640, 1_200, 2_500])
	})),
	(chance, device) => ({
		device,
		begin: { do: 'storage', device, ailment: chance.mustPick(['closed', 'full', 'tight']) },
		end: { do: 'storage', device, ailment: null }
	}),
	(chance, device) => ({
		device,
		begin: { do: 'session', device, session: chance.mustPick(['expired', 'expired', 'revoked']) },
		end: chance.isBelow(0.5) ? { do: 'session', device, session: 'good' } : null
	})
];
