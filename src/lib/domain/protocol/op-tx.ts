import type { Call, Target } from '../command';
import type { Disagreement, Kind, Rows } from '../entities';
import type { Rev, Revs } from '../entity';
import type { RowId, Ulid } from '../ids';
import { compareMarks, isValidMark } from '../mark';
import { fieldOf, wholeRow } from '../rows';
import { MissingRow, sameValue, type NewRow, type Patch, type Tx, type UpdateOutcome } from '../tx';
import type { ServerStore } from './server-store';
import type { Op } from './wire';

/** What becomes of one field: set it, leave it, or ask the author. */
type Verdict = 'set' | 'leave' | 'conflict';

/**
 * The server's Tx for one op: writes rows, stamps `revs`, and judges each field of the op's
 * target by what its author had seen (PROTOCOL §4) or, for an op sent again after a restore,
 * by where the field was changed last (PROTOCOL §6).
 */
export class OpTx implements Tx {
	readonly setFields = new Set<string>();
	readonly disagreements = new Map<string, Disagreement>();
	/** the change that stands in the author's way */
	winner: Rev | null = null;
	madeTarget = false;
	superseded = false;
	/** a revert that came too late is superseded without asking anybody */
	quiet = false;
	readonly #store: ServerStore;
	readonly #op: Op;
	readonly #call: Call;
	readonly #target: Target;
	readonly #seq: number;
	readonly #baseSeq: number;

	constructor(store: ServerStore, op: Op, call: Call, target: Target) {
		this.#store = store;
		this.#op = op;
		this.#call = call;
		this.#target = target;
		this.#seq = store.head() + 1;
		this.#baseSeq = this.#seqOfBase();
	}

	get<K extends Kind>(kind: K, id: RowId): Rows[K] | undefined {
		return this.#store.get(kind, id);
	}
	list<K extends Kind>(kind: K, column: string, value: string): readonly Rows[K][] {
		return this.#store.list(kind, column, value);
	}
	all<K extends Kind>(kind: K): readonly Rows[K][] {
		return this.#store.all(kind);
	}

	insert<K extends Kind>(kind: K, row: NewRow<K>): void {
		if (this.#isTarget(kind, row.id)) this.madeTarget = true;
		this.#store.insertRow(kind, wholeRow(kind, { ...row }));
	}

	update<K extends Kind>(kind: K, id: RowId, patch: Patch<K>): UpdateOutcome {
		const row = this.#mustGet(kind, id);
		if (!this.#isTarget(kind, id)) return this.#write(kind, row, differing(row, patch));
		const verdicts = Object.entries<unknown>(patch).map(
			([field, value]) => [field, value, this.#judge(row, field, value)] as const
		);
		const conflicting = verdicts.filter(([, , verdict]) => verdict === 'conflict');
		for (const [field, value] of conflicting)
			this.disagreements.set(field, { mine: value, theirs: fieldOf(row, field) });
		if (conflicting.length > 0) this.superseded = true;
		if (conflicting.length > 0 && !this.#op.was) return 'conflict';
		const toSet = verdicts.filter(([, , verdict]) => verdict === 'set');
		const fields = Object.fromEntries(toSet.map(([field, value]) => [field, value]));
		const outcome = this.#write(kind, row, fields);
		return conflicting.length > 0 ? 'conflict' : outcome;
	}

	revert<K extends Kind>(kind: K, id: RowId, to: Patch<K>, op: Ulid): UpdateOutcome {
		this.quiet = true;
		if (this.#op.was) return this.update(kind, id, to);
		const row = this.#mustGet(kind, id);
		const still = Object.entries(to).filter(([field]) => row.revs[field]?.op === op);
		if (still.length > 0) return this.#write(kind, row, Object.fromEntries(still));
		this.superseded = true;
		return 'conflict';
	}

	#isTarget(kind: Kind, id: RowId): boolean {
		return kind === this.#target.kind && id === this.#target.id;
	}

	#mustGet<K extends Kind>(kind: K, id: RowId): Rows[K] {
		const row = this.#store.get(kind, id);
		if (!row) throw new MissingRow(kind, id);
		return row;
	}

	/** How far the author had seen, on this server's timeline: the base, or the fork where the base is not on it. */
	#seqOfBase(): number {
		const { base, fork } = this.#op;
		if (base && isValidMark(base, this.#store.timeline(), this.#store.head())) return base.seq;
		return fork ?? 0;
	}

	#judge(row: Rows[Kind], field: string, value: unknown): Verdict {
		return this.#op.was
			? this.#judgeAgain(row, field, value, this.#op.was)
			: this.#judgeFresh(row, field, value);
	}

	#judgeFresh(row: Rows[Kind], field: string, value: unknown): Verdict {
		const rev = row.revs[field];
		const same = sameValue(fieldOf(row, field), value);
		const { fork } = this.#op;
		// After a restore, saying the same again still counts as the author's word.
		if (same) return fork !== undefined && rev && rev.seq <= fork ? 'set' : 'leave';
		if (!rev || this.#isOwn(rev) || rev.seq <= this.#baseSeq || this.#sawItSentAgain(rev))
			return 'set';
		this.#noteWinner(rev);
		return 'conflict';
	}

	/** A change that was sent again after the restore, and that the author's base had already seen before it. */
	#sawItSentAgain(rev: Rev): boolean {
		const { base, fork } = this.#op;
		if (fork === undefined || !base || !rev.was) return false;
		return rev.was.boot === base.boot && rev.was.seq <= base.seq;
	}

	#judgeAgain(
		row: Rows[Kind],
		field: string,
		value: unknown,
		was: NonNullable<Op['was']>
	): Verdict {
		const rev = row.revs[field];
		const same = sameValue(fieldOf(row, field), value);
		if (was.outcome === 'superseded' && !same && rev) {
			this.#noteWinner(rev);
			return 'conflict';
		}
		if (was.outcome !== 'applied' || !was.set?.includes(field)) return 'leave';
		const fork = this.#op.fork ?? this.#baseSeq;
		if (!rev || rev.seq <= fork || (this.#isOwn(rev) && rev.n < this.#op.n)) return 'set';
		if (rev.was) return compareMarks(was.mark, rev.was) > 0 ? 'set' : 'leave';
		if (same || this.#isOwn(rev)) return 'leave';
		this.#noteWinner(rev);
		return 'conflict';
	}

	#isOwn(rev: Rev): boolean {
		return rev.person === this.#call.actor.id && rev.device === this.#call.device;
	}

	#noteWinner(rev: Rev): void {
		if (!this.winner || rev.seq > this.winner.seq) this.winner = rev;
	}

	#write<K extends Kind>(kind: K, row: Rows[K], fields: Record<string, unknown>): UpdateOutcome {
		const names = Object.keys(fields);
		if (names.length === 0) return 'same';
		const rev: Rev = {
			seq: this.#seq,
			person: this.#call.actor.id,
			device: this.#call.device,
			n: this.#op.n,
			op: this.#op.id,
			at: this.#call.occurredAt,
			receivedAt: this.#call.receivedAt,
			...(this.#op.was ? { was: this.#op.was.mark } : {})
		};
		const revs: Revs = { ...row.revs, ...Object.fromEntries(names.map((name) => [name, rev])) };
		this.#store.updateRow(kind, { ...row, ...fields, revs }, [...names, 'revs']);
		if (this.#isTarget(kind, row.id)) for (const name of names) this.setFields.add(name);
		return 'set';
	}
}

function differing(row: Rows[Kind], patch: object): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(patch).filter(([field, value]) => !sameValue(fieldOf(row, field), value))
	);
}
