import type { Actor, Call } from '../command';
import type { Kind, Rows } from '../entities';
import type { Rev, Revs } from '../entity';
import type { DeviceId, RowId, Ulid } from '../ids';
import { commandOf, isCommandName } from '../registry';
import { fieldOf, wholeRow } from '../rows';
import {
	MissingRow,
	sameValue,
	type NewRow,
	type Patch,
	type Tx,
	type UpdateOutcome,
	type View
} from '../tx';
import type { Op, Result } from './wire';

/** Rows as last pulled, each with the seq of its newest change. */
export interface Base extends View {
	seqOf(kind: Kind, id: RowId): number;
}
/** Where the overlay keeps rows that differ from the replica. */
export interface OverlayRows extends View {
	put<K extends Kind>(kind: K, row: Rows[K]): void;
}

/** The phone's Tx: applies one undecided op on top of the replica, leaving alone what its echo already says. */
export class OverlayTx implements Tx {
	readonly #rows: OverlayRows;
	readonly #base: Base;
	readonly #op: Op;
	readonly #call: Call;
	readonly #result: Result | null;

	constructor(rows: OverlayRows, base: Base, op: Op, call: Call, result: Result | null) {
		this.#rows = rows;
		this.#base = base;
		this.#op = op;
		this.#call = call;
		this.#result = result;
	}

	get<K extends Kind>(kind: K, id: RowId): Rows[K] | undefined {
		return this.#rows.get(kind, id);
	}
	list<K extends Kind>(kind: K, column: string, value: string): readonly Rows[K][] {
		return this.#rows.list(kind, column, value);
	}
	all<K extends Kind>(kind: K): readonly Rows[K][] {
		return this.#rows.all(kind);
	}

	insert<K extends Kind>(kind: K, row: NewRow<K>): void {
		if (!this.#rows.get(kind, row.id)) this.#rows.put(kind, wholeRow(kind, { ...row }));
	}

	update<K extends Kind>(kind: K, id: RowId, patch: Patch<K>): UpdateOutcome {
		const row = this.#rows.get(kind, id);
		if (!row) throw new MissingRow(kind, id);
		const arrived = this.#result !== null && this.#base.seqOf(kind, id) >= this.#result.mark.seq;
		if (arrived) return 'same';
		const echoes = this.#base.get(kind, id)?.revs ?? {};
		const fields = Object.entries(patch).filter(
			([field, value]) => !this.#isEcho(echoes[field]) && !sameValue(fieldOf(row, field), value)
		);
		if (fields.length === 0) return 'same';
		const rev: Rev = {
			seq: this.#base.seqOf(kind, id),
			person: this.#call.actor.id,
			device: this.#call.device,
			n: this.#op.n,
			op: this.#op.id,
			at: this.#call.occurredAt,
			receivedAt: 0
		};
		const revs: Revs = {
			...row.revs,
			...Object.fromEntries(fields.map(([field]) => [field, rev]))
		};
		this.#rows.put(kind, { ...row, ...Object.fromEntries(fields), revs });
		return 'set';
	}

	revert<K extends Kind>(kind: K, id: RowId, to: Patch<K>, op: Ulid): UpdateOutcome {
		const revs = this.#rows.get(kind, id)?.revs ?? {};
		const still = Object.entries(to).filter(([field]) => revs[field]?.op === op);
		if (still.length === 0) return 'conflict';
		// eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- a subset of the patch
		return this.update(kind, id, Object.fromEntries(still) as Patch<K>);
	}

	isAfter(): boolean {
		return true;
	}

	/** The replica already has this op's change, or a later one of the same device. */
	#isEcho(rev: Rev | undefined): boolean {
		return rev?.device === this.#call.device && rev.n >= this.#op.n;
	}
}

/**
 * Applies one undecided op to the overlay. An op that had not been applied before a restore stays
 * out, and so does one that is outdated or throws: it is left out of the view and kept in the queue.
 */
export function overlayOp(
	rows: OverlayRows,
	base: Base,
	entry: { readonly op: Op; readonly result: Result | null },
	who: { readonly actor: Actor; readonly device: DeviceId }
): boolean {
	const { op, result } = entry;
	if (!isCommandName(op.name) || (op.was && op.was.outcome !== 'applied')) return false;
	const command = commandOf(op.name);
	if (op.v > command.version) return false;
	const call: Call = { ...who, op: op.id, occurredAt: op.clientAt + op.offsetMs, receivedAt: 0 };
	try {
		command.apply(new OverlayTx(rows, base, op, call, result), call, op.args);
		return true;
	} catch {
		return false;
	}
}
