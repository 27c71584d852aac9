import type { Call, Target } from '../command';
import type { Disagreement, Kind, Rows } from '../entities';
import type { Rev, Revs } from '../entity';
import type { RowId, Ulid } from '../ids';
import { compareMarks, isBehind, isValidMark, markAt, type Mark } from '../mark';
import { fieldOf, wholeRow } from '../rows';
import { MissingRow, sameValue, type NewRow, type Patch, type Tx, type UpdateOutcome } from '../tx';
import type { ServerStore } from './server-store';
import type { Op } from './wire';

type Was = NonNullable<Op['was']>;

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
	#reverted: Ulid | null = null;
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
		const isInConflict = verdicts.some(([, , verdict]) => verdict === 'conflict');
		// Nothing of it is set: whoever chooses it must have all of it.
		const isUnsaid = isInConflict && !this.#op.was;
		for (const [field, mine, verdict] of verdicts) {
			const theirs = fieldOf(row, field);
			if (verdict === 'conflict' || (isUnsaid && !sameValue(mine, theirs)))
				this.disagreements.set(field, { mine, theirs });
		}
		if (isInConflict) this.superseded = true;
		if (isUnsaid) return 'conflict';
		const toSet = verdicts.filter(([, , verdict]) => verdict === 'set');
		const fields = Object.fromEntries(toSet.map(([field, value]) => [field, value]));
		const outcome = this.#write(kind, row, fields);
		return isInConflict ? 'conflict' : outcome;
	}

	revert<K extends Kind>(kind: K, id: RowId, to: Patch<K>, op: Ulid): UpdateOutcome {
		// One that had been applied before a restore is a word as any other: its author is asked.
		this.quiet = this.#op.was?.outcome !== 'applied';
		this.#reverted = op;
		if (this.#op.was) return this.update(kind, id, to);
		const row = this.#mustGet(kind, id);
		const still = Object.entries(to).filter(([field]) => row.revs[field]?.op === op);
		if (still.length > 0) return this.#write(kind, row, Object.fromEntries(still));
		this.superseded = true;
		return 'conflict';
	}

	isAfter(op: Ulid): boolean {
		const known = this.#op.was && this.#store.findOp(op);
		if (!known || !this.#op.was) return true;
		return compareMarks(this.#op.was.mark, known.was?.mark ?? known.result.mark) > 0;
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
		const isSeen =
			!rev || this.#isOwn(rev) || rev.seq <= this.#baseSeq || this.#sawItSentAgain(rev);
		// After a restore the same value still counts as the author's word: what it went over may come back.
		if (same)
			return this.#op.fork !== undefined && (isSeen || this.#isOlder(rev)) ? 'set' : 'leave';
		if (isSeen) return 'set';
		this.#noteWinner(rev);
		return 'conflict';
	}

	/** A change that came back with a backup younger than the fork. */
	#isOlder(rev: Rev): boolean {
		const { base } = this.#op;
		return base !== null && !rev.was && compareMarks(this.#markOf(rev), base) < 0;
	}

	/** A change that was sent again after the restore, and that the author's base had already seen before it. */
	#sawItSentAgain(rev: Rev): boolean {
		if (this.#op.fork === undefined || !rev.was) return false;
		return hadSeen(this.#op.base, this.#store.findOp(rev.op)?.was);
	}

	#judgeAgain(row: Rows[Kind], field: string, value: unknown, was: Was): Verdict {
		const rev = row.revs[field];
		const same = sameValue(fieldOf(row, field), value);
		const fork = Math.max(this.#op.fork ?? 0, this.#baseSeq);
		if (!was.set?.includes(field)) {
			// What stood in its way may not have come back yet; its author is asked all the same.
			const isBack = rev !== undefined && rev.seq > fork;
			const wasAsked = was.asked?.includes(field) ?? !(same && isBack);
			if (was.outcome !== 'superseded' || !wasAsked) return 'leave';
			if (rev) this.#noteWinner(rev);
			return 'conflict';
		}
		if (!rev || rev.seq <= fork || rev.op === this.#reverted) return 'set';
		if (this.#isOwn(rev) && rev.n < this.#op.n) return 'set';
		const isLater = compareMarks(was.mark, this.#markOf(rev)) > 0;
		if (rev.was || isLater) {
			if (same || this.#knewOf(rev, was, isLater)) return isLater ? 'set' : 'leave';
		} else if (same || this.#isOwn(rev) || hadSeen(this.#store.findOp(rev.op)?.base, was)) {
			return 'leave';
		}
		this.#noteWinner(rev);
		return 'conflict';
	}

	/**
	 * Two changes that were sent again: the later one came after the earlier, on its own timeline or
	 * as its author had seen. After two restores they may never have met; a phone of an older version
	 * does not say.
	 */
	#knewOf(rev: Rev, was: Was, isLater: boolean): boolean {
		const known = this.#store.findOp(rev.op);
		const other: Was = known?.was ?? { mark: this.#markOf(rev), outcome: 'applied' };
		const [later, earlier] = isLater ? [was, other] : [other, was];
		const base = isLater ? this.#op.base : known?.base;
		const { lost } = later;
		if (hadSeen(base, earlier)) return true;
		if (!lost) return rev.was !== undefined;
		return marksOf(earlier).some((mark) =>
			isBehind(mark, later.mark, this.#store.timeline(), lost)
		);
	}

	/** The first mark of a change: the one it brought along, or where it stands on this timeline. */
	#markOf(rev: Rev): Mark {
		const mark = rev.was ?? markAt(this.#store.timeline(), rev.seq);
		if (!mark) throw new Error('the server has no boot');
		return mark;
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

function marksOf({ mark, later = [] }: Was): Mark[] {
	return [mark, ...later];
}

/** Whoever said something over `base` had seen the op with this past, on the timeline of both. */
function hadSeen(base: Mark | null | undefined, was: Was | null | undefined): boolean {
	if (!base || !was) return false;
	return marksOf(was).some((mark) => mark.boot === base.boot && mark.seq <= base.seq);
}

function differing(row: Rows[Kind], patch: object): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(patch).filter(([field, value]) => !sameValue(fieldOf(row, field), value))
	);
}
