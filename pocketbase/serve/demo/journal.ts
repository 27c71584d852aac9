import { makeUlid, type Ms, type Ulid } from '$lib/domain/ids';
import type { CommandArgs, CommandName } from '$lib/domain/registry';
import type { DemoOp, DemoPush } from '../../hooks/demo-script';
import type { Ids } from './organisation';
import type { PersonKey } from './organisation.table';
import { makePrng } from './prng';

export type UnnumberedOp = Omit<DemoOp, 'n'>;
/** A push whose ops have no place yet among their device's. */
export type UnnumberedPush = Omit<DemoPush, 'ops'> & { readonly ops: readonly UnnumberedOp[] };

type Circumstances = {
	readonly person: PersonKey;
	/** when the person tapped */
	readonly tappedAtMs: Ms;
	/** when the server got it; later than the tap where the network was away */
	readonly arrivedAtMs?: Ms;
	readonly sawUpTo?: Ulid;
	readonly expect?: NonNullable<DemoOp['expect']>;
};
type Entry = Circumstances & {
	readonly op: Ulid;
	readonly name: CommandName;
	readonly args: unknown;
	readonly arrivedAtMs: Ms;
};

/** Everything that was said, in no particular order. */
export class Journal {
	readonly #ids: Ids;
	readonly #entries: Entry[] = [];

	constructor(ids: Ids) {
		this.#ids = ids;
	}

	/** @param key tells this entry from every other, so that its op id is the same each time */
	add<Name extends CommandName>(
		key: string,
		name: Name,
		args: CommandArgs[Name],
		when: Circumstances
	): Ulid {
		const op = makeUlid(when.tappedAtMs, makePrng(this.#ids.seed, 'op', key));
		this.#entries.push({ arrivedAtMs: when.tappedAtMs, ...when, op, name, args });
		return op;
	}

	/** What had reached the server by `endMs`, a push for each op. */
	pushes(endMs: Ms): UnnumberedPush[] {
		return this.#withoutOvertaking()
			.filter((entry) => entry.arrivedAtMs <= endMs)
			.map((entry) => ({
				atMs: entry.arrivedAtMs,
				person: this.#ids.person(entry.person),
				device: this.#ids.device(entry.person),
				ops: [toOp(entry)]
			}));
	}

	/** A phone that sends a younger tap had network, so an older one cannot still be waiting on it. */
	#withoutOvertaking(): Entry[] {
		const taps = new Map<PersonKey, Ms[]>();
		for (const { person, tappedAtMs } of this.#entries)
			taps.set(person, [...(taps.get(person) ?? []), tappedAtMs]);
		return this.#entries.map((entry) => {
			const overtaken = (taps.get(entry.person) ?? []).some(
				(ms) => ms > entry.tappedAtMs && ms <= entry.arrivedAtMs
			);
			return overtaken ? { ...entry, arrivedAtMs: entry.tappedAtMs } : entry;
		});
	}
}

function toOp(entry: Entry): UnnumberedOp {
	return {
		id: entry.op,
		name: entry.name,
		v: 1,
		args: entry.args,
		clientAt: entry.tappedAtMs,
		offsetMs: 0,
		...(entry.sawUpTo === undefined ? {} : { sawUpTo: entry.sawUpTo }),
		...(entry.expect === undefined ? {} : { expect: entry.expect })
	};
}
