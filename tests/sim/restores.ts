import type { Kind } from '../../src/lib/domain/entities';
import { KINDS } from '../../src/lib/domain/entities';
import type { Ulid } from '../../src/lib/domain/ids';
import { fieldOf } from '../../src/lib/domain/rows';
import type { OpLine } from '../../src/lib/domain/protocol/server-store';
import type { Device } from './device';
import type { Happening, Plan } from './happenings';
import type { MemoryServerStore, Snapshot } from './memory-store';
import { sameJson } from './plain';
import { Violation } from './violation';

/** A field as it stood when the server lost its last writes. */
type Expected = {
	readonly kind: Kind;
	readonly row: string;
	readonly field: string;
	readonly value: unknown;
	/** the op that had set it */
	readonly op: Ulid;
	/** all ops that the server knew then */
	readonly known: ReadonlySet<Ulid>;
	/** those of them whose outcome had reached the phone, so that it can say what it was */
	readonly answered: ReadonlySet<Ulid>;
};

type RestoredWorld = {
	readonly store: MemoryServerStore;
	readonly devices: readonly Device[];
};

/** True when the server loses something. */
export function isRestored(plan: Plan): boolean {
	return plan.happenings.some(({ do: kind }) => RESTORING.has(kind));
}

const RESTORING: ReadonlySet<Happening['do']> = new Set(['restore', 'powerCut']);

/** States of the server that a power cut could bring back. */
const PUSHES_AT_RISK = 4;

/** `line` was sent again, and `before` said to the restored server by another device. */
function isFreshOfAnother(before: OpLine, line: OpLine): boolean {
	return line.op.was !== undefined && !before.op.was && before.device !== line.device;
}

function isUndoOf({ op }: OpLine, id: Ulid): boolean {
	const { args } = op;
	return typeof args === 'object' && args !== null && 'op' in args && args.op === id;
}

/** Backups of the server, what becomes of them, and what every field must be once all phones have healed it. */
export class Restores {
	/** how often the server was set back */
	count = 0;
	readonly #world: RestoredWorld;
	/** whether this plan sets the server back at all; copies cost time */
	readonly isOn: boolean;
	readonly #backups: Snapshot[] = [];
	#beforePushes: Snapshot[] = [];
	/** so many lines of the log are from before the fork */
	#logKept = 0;
	#expected = new Map<string, Expected>();
	/** what those who lead could see before the server was set back */
	readonly passedOn = new Set<Ulid>();

	constructor(world: RestoredWorld, isOn: boolean) {
		this.#world = world;
		this.isOn = isOn;
		this.backUp();
	}

	get happened(): boolean {
		return this.count > 0;
	}

	backUp(): void {
		if (this.isOn) this.#backups.push(this.#world.store.snapshot());
	}

	beforePush(): void {
		if (!this.isOn) return;
		this.#beforePushes.push(this.#world.store.snapshot());
		this.#beforePushes = this.#beforePushes.slice(-PUSHES_AT_RISK);
	}

	/** Puts one of the backups in place of the tables; it may be older than the one before. */
	restore(which: number): void {
		this.#setBackTo(this.#backups[which % this.#backups.length]);
	}

	/** The last few pushes are gone, although they were answered. */
	cutPower(pushes: number): void {
		this.#setBackTo(this.#beforePushes.at(-pushes) ?? this.#beforePushes[0]);
	}

	/** @throws Violation when a field has lost the value it had, and nobody has changed it since */
	check(): void {
		for (const expected of this.#expected.values()) this.#checkField(expected);
		this.#checkOrder();
	}

	/** What was sent again never goes over what somebody else has said to the restored server. */
	#checkOrder(): void {
		const last = new Map<string, OpLine>();
		for (const line of this.#world.store.log.slice(this.#logKept))
			for (const field of line.result.set ?? []) {
				const key = `${line.target}/${field}`;
				const before = last.get(key);
				if (before && isFreshOfAnother(before, line) && !isUndoOf(line, before.op.id))
					throw new Violation(
						'a restore changes nothing',
						`${key}: ${before.op.id} was said after the restore, and ${line.op.id} before it has gone over it`
					);
				last.set(key, line);
			}
	}

	#setBackTo(snapshot: Snapshot | undefined): void {
		if (!snapshot) return;
		this.#expect();
		this.#world.store.restore(snapshot);
		this.#logKept = snapshot.log.length;
		this.#beforePushes = [];
		this.count++;
	}

	#expect(): void {
		const { store, devices } = this.#world;
		const known = new Set(store.log.map((line) => line.op.id));
		for (const { op, result } of store.log) if (result.passedOn) this.passedOn.add(op.id);
		const answered = new Set(
			devices.flatMap((device) =>
				[...device.outbox.entries.values()]
					.filter((entry) => entry.result !== null || entry.op.was !== undefined)
					.map((entry) => entry.op.id)
			)
		);
		const targets = new Map(store.log.map((line) => [line.op.id, line.target]));
		for (const kind of KINDS)
			for (const row of store.all(kind))
				for (const [field, { op }] of Object.entries(row.revs)) {
					const key = `${kind}/${row.id}/${field}`;
					if (targets.get(op) !== `${kind}/${row.id}`) continue;
					const value = fieldOf(row, field);
					const older = this.#expected.get(key);
					// What was lost before and has not come back yet is expected still.
					if (older && !known.has(older.op) && older.known.has(op)) continue;
					this.#expected.set(key, { kind, row: row.id, field, value, op, known, answered });
				}
	}

	/** The phone of `last` never heard of it and has said it anew: over a word of its own, or one that its base had seen. */
	#isSaidAgain(last: Ulid, op: Ulid): boolean {
		const line = (id: Ulid) => this.#world.store.log.find((one) => one.op.id === id);
		const [anew, before] = [line(last), line(op)];
		if (!anew || !before) return false;
		const { base } = anew.op;
		const { was } = before.op;
		const marks = [before.result.mark, ...(was ? [was.mark, ...(was.later ?? [])] : [])];
		if (anew.device === before.device) return true;
		return marks.some((mark) => base?.boot === mark.boot && base.seq >= mark.seq);
	}

	/** Words that are no undo have their card by another property. */
	#isAsked(op: Ulid): boolean {
		const { log } = this.#world.store;
		const isUndo = log.some((line) => line.op.id === op && line.op.name === 'task.undo');
		return !isUndo || this.#world.store.all('conflicts').some((card) => card.op === op);
	}

	#checkField({ kind, row, field, value, op, known, answered }: Expected): void {
		const { store } = this.#world;
		const now = store.get(kind, row);
		const is = now && fieldOf(now, field);
		if (now && sameJson(is, value)) return;
		const result = store.findOp(op)?.result;
		// The author's right to it has gone, or the phone's storage; what must arrive is checked elsewhere.
		if (!result || result.outcome === 'refused') return;
		const revs: Readonly<Record<string, { readonly op: Ulid }>> = now?.revs ?? {};
		const last = revs[field]?.op ?? null;
		if (last !== null && last !== op && !known.has(last)) return;
		if (last !== null && !answered.has(last) && this.#isSaidAgain(last, op)) return;
		// Two restores in a row may cost a card that nobody needed.
		if (this.count > 1 && result.outcome === 'superseded' && this.#isAsked(op)) return;
		// Either may cost a card: an answer lost together with its timeline, or a late packet from before, which the server takes for new.
		const isSure = store.log
			.slice(this.#logKept)
			.filter((line) => line.target === `${kind}/${row}` && known.has(line.op.id))
			.every(
				(line) =>
					answered.has(line.op.id) && (line.op.was !== undefined || line.op.fork !== undefined)
			);
		if (!isSure && result.outcome === 'superseded') return;
		throw new Violation(
			'a restore changes nothing',
			`${kind}/${row} ${field} was ${JSON.stringify(value)} by ${op}, is ${JSON.stringify(is)} by ${String(last)}; that op is now ${JSON.stringify(result)}`
		);
	}
}
