import type { Ms } from '../../src/lib/domain/ids';
import type { Instead, Session } from './answers';
import type { Ailment } from './storage';

/** Probabilities of what goes wrong. */
export type Faults = {
	readonly lostRequest: number;
	readonly lostAnswer: number;
	readonly duplicate: number;
	readonly slow: number;
	readonly unauthorized: number;
	readonly busy: number;
	readonly pokeLost: number;
	readonly pokeDoubled: number;
	/** a push that is on its way is told of before it has arrived, if it ever does */
	readonly pokeEarly: number;
	readonly storageAbort: number;
	/** a transaction that only reads aborts */
	readonly readAbort: number;
	/** a write inside an op throws on the server */
	readonly serverFault: number;
	/** rolling back to a savepoint fails too */
	readonly rollbackFails: number;
};

export const NO_FAULTS: Faults = {
	lostRequest: 0,
	lostAnswer: 0,
	duplicate: 0,
	slow: 0,
	unauthorized: 0,
	busy: 0,
	pokeLost: 0,
	pokeDoubled: 0,
	pokeEarly: 0,
	storageAbort: 0,
	readAbort: 0,
	serverFault: 0,
	rollbackFails: 0
};

export const TAPS = [
	'report',
	'undo',
	'edit',
	'create',
	'move',
	'remove',
	'settle',
	'acknowledge',
	'add',
	'leave',
	'dismiss',
	'checkIn',
	'raise',
	'handle',
	'attach',
	'adopt',
	'photo',
	'takeAway',
	'putBack',
	'sendAgain'
] as const;
export type TapName = (typeof TAPS)[number];

/** What happens to the world, and for how long it then runs on. */
export type Happening = { readonly salt: number; readonly runMs: Ms } & (
	| {
			readonly do: 'tap';
			readonly device: number;
			readonly tap: TapName;
			readonly a: number;
			readonly b: number;
	  }
	| { readonly do: 'net'; readonly device: number; readonly online: boolean }
	| {
			readonly do: 'crash';
			readonly device: number;
			readonly steps: number;
			readonly power: boolean;
			readonly awayMs: Ms;
	  }
	| { readonly do: 'skew'; readonly device: number; readonly ms: Ms }
	| { readonly do: 'wake'; readonly device: number }
	| { readonly do: 'restart'; readonly downMs: Ms }
	/** opens a second tab, or closes one of two */
	| { readonly do: 'tab'; readonly device: number; readonly which: number }
	/** a tab stops for a while, some steps after it was woken */
	| {
			readonly do: 'freeze';
			readonly device: number;
			readonly which: number;
			readonly ms: Ms;
			readonly steps: number;
	  }
	/** the server's tables are copied, as a backup does */
	| { readonly do: 'backup' }
	/** the server starts again from one of the backups taken so far */
	| { readonly do: 'restore'; readonly which: number; readonly downMs: Ms }
	/** the server's machine loses power, and the last few pushes that it had answered */
	| { readonly do: 'powerCut'; readonly pushes: number; readonly downMs: Ms }
	/** an administrator deactivates somebody, or takes it back */
	| { readonly do: 'activate'; readonly person: number; readonly active: boolean }
	/** the service worker sends */
	| { readonly do: 'drain'; readonly device: number }
	/** something answers a phone in the server's place, or no longer does; an app that was too old is then updated */
	| { readonly do: 'answers'; readonly device: number; readonly instead: Instead | null }
	/** a phone's storage fails in some way, or works again */
	| { readonly do: 'storage'; readonly device: number; readonly ailment: Ailment | null }
	/** something is tapped in a newer app, which gives way to this one again */
	| { readonly do: 'newer'; readonly device: number; readonly a: number; readonly b: number }
	/** the server is updated to the version that newer apps speak to */
	| { readonly do: 'update'; readonly downMs: Ms }
	/** nobody opens the app for so long */
	| { readonly do: 'days'; readonly days: number }
	/** on a phone that is shared: somebody signs in in the place of whoever is there, or signs out */
	| { readonly do: 'enter' | 'leave'; readonly device: number }
	/** a page is put out of sight, or looked at again */
	| { readonly do: 'see'; readonly device: number; readonly which: number; readonly seen: boolean }
	/** who may read projects besides their own looks at these; null for all */
	| { readonly do: 'look'; readonly device: number; readonly projects: readonly number[] | null }
	/** a phone's session ends, or its person signs in again */
	| { readonly do: 'session'; readonly device: number; readonly session: Session }
);

/** What a plan calls the guest's place on the phone that is shared. */
export const GUEST = 9;

/** What happens, without when. */
export type Bare = Happening extends infer H
	? H extends Happening
		? Omit<H, 'salt' | 'runMs'>
		: never
	: never;

export type Plan = {
	readonly seed: number;
	/** one per device; the first person has two when there are more devices than people */
	readonly people: number;
	/** devices that start with two tabs */
	readonly twoTabs: number;
	readonly devices: number;
	/** whose turn it also is on one of the devices */
	readonly guest?: { readonly device: number; readonly person: number };
	readonly pageRows: number;
	readonly strictWire: boolean;
	readonly faults: Faults;
	readonly happenings: readonly Happening[];
};
