import { KINDS, type Kind } from '../../src/lib/domain/entities';
import { deriveRowId } from '../../src/lib/domain/ids';
import type { MemoryServerStore } from './memory-store';
import type { OpLine } from '../../src/lib/domain/protocol/server-store';
import { sameJson } from './plain';

/** What an op should have come to. */
export type Verdict = {
	readonly outcome: string;
	readonly set?: readonly string[];
	readonly code?: string;
	/** refused, and kept for those who lead */
	readonly passedOn?: boolean;
	/** of what was superseded: whose change stands, and when it happened */
	readonly by?: string;
	readonly at?: number;
};
/** What a command means; a verdict for what was refused or came to nothing, else null. */
export type Meaning = (oracle: Oracle, line: OpLine) => Verdict | null;
export type Plain = Readonly<Record<string, unknown>>;
/** The last change of a field: which op, whose, and its number on the server. */
export type Stamp = {
	readonly op: string;
	readonly person: string;
	readonly device: string;
	readonly n: number;
	readonly seq: number;
	/** when it happened, as people see it */
	readonly at: number;
	readonly receivedAt: number;
};
/** What no op tells of: an administrator's word on a person, a photo that has come; when the log had `at` lines. */
export type Edit = {
	readonly at: number;
	readonly kind: Kind;
	readonly id: string;
	readonly fields: Plain;
};
/** What a replay begins with: rows, the counter, and so many lines of the log before them. */
export type Start = {
	readonly rows: readonly (readonly [Kind, Plain])[];
	readonly head: number;
	readonly lines: number;
	readonly edits: Edit[];
};
type Disagreement = { readonly mine: unknown; readonly theirs: unknown };

/**
 * A second, naive telling of what the log's ops mean, written from PROTOCOL and not from the
 * code under test: rows as plain objects, one stamp per field, ops one after another.
 */
export class Oracle {
	readonly rows = new Map<string, Plain>();
	readonly stamps = new Map<string, Stamp>();
	/** per field: every op that changed it, in order */
	readonly history = new Map<string, string[]>();
	head: number;
	line: OpLine | null = null;
	/** told of each field that somebody else had changed: whether the op's base says it was seen */
	onJudged: (line: OpLine, field: string, last: string, unseen: boolean) => void = () => undefined;
	#baseSeq = 0;
	#seq = 0;
	#set: string[] = [];
	#made = false;
	#disagreements: Record<string, Disagreement> = {};
	#winner: Stamp | null = null;
	/** device and target → when the last op about it happened */
	readonly #lastAt = new Map<string, number>();
	#occurredAt = 0;

	constructor(start: Start) {
		this.head = start.head;
		for (const [kind, row] of start.rows) this.rows.set(`${kind}/${String(row['id'])}`, row);
	}

	get(kind: Kind, id: string): Plain | undefined {
		return this.rows.get(`${kind}/${id}`);
	}

	list(kind: Kind, column: string, value: string): Plain[] {
		const found: Plain[] = [];
		for (const [key, row] of this.rows)
			if (key.startsWith(`${kind}/`) && row[column] === value) found.push(row);
		return found;
	}

	/** Runs one line of the log. @returns what it should have come to */
	replay(line: OpLine, meaning: Meaning): Verdict {
		this.line = line;
		this.#seq = this.head + 1;
		this.#baseSeq = line.op.base?.seq ?? 0;
		this.#set = [];
		this.#made = false;
		this.#disagreements = {};
		this.#winner = null;
		this.#occurredAt = this.#whenItHappened(line);
		this.#lastAt.set(`${line.device} ${line.target}`, this.#occurredAt);
		const refused = meaning(this, line);
		const verdict = refused ?? this.#outcome(line);
		this.head++;
		return verdict;
	}

	/** What administrators changed before the line at `index`: that is no op, and stamps nothing. */
	takeEdits(edits: readonly Edit[], index: number): void {
		for (const { at, kind, id, fields } of edits) {
			if (at !== index) continue;
			const key = `${kind}/${id}`;
			this.rows.set(key, { ...this.rows.get(key), ...fields });
			this.head++;
		}
	}

	/** the number of the op that is running */
	get seq(): number {
		return this.#seq;
	}

	/** when the op that is running must have happened */
	get occurredAt(): number {
		return this.#occurredAt;
	}

	insert(kind: Kind, row: Plain): void {
		const key = `${kind}/${String(row['id'])}`;
		if (this.line?.target === key) this.#made = true;
		this.rows.set(key, row);
		this.head++;
	}

	/** Sets fields without asking; every one that is named is stamped. */
	write(kind: Kind, id: string, fields: Plain): void {
		const names = Object.keys(fields);
		if (names.length === 0 || !this.line) return;
		const key = `${kind}/${id}`;
		this.rows.set(key, { ...this.rows.get(key), ...fields });
		for (const name of names) this.#stamp(`${key}/${name}`, this.line);
		if (this.line.target === key) this.#set.push(...names);
		this.head++;
	}

	/** Sets what differs on a row that the op is not about. */
	writeBeside(kind: Kind, id: string, fields: Plain): void {
		const row = this.get(kind, id) ?? {};
		this.write(
			kind,
			id,
			pickBy(fields, (name, value) => !sameJson(row[name], value))
		);
	}

	/**
	 * Sets fields of the op's target unless somebody else changed one that the author had not
	 * seen; then none is set. @returns false in that case
	 */
	say(kind: Kind, id: string, fields: Plain): boolean {
		const row = this.get(kind, id) ?? {};
		const differing = pickBy(fields, (name, value) => !sameJson(row[name], value));
		const unseen = Object.keys(differing).filter((name) => this.isUnseen(`${kind}/${id}/${name}`));
		for (const name of unseen) {
			const stamp = this.stamps.get(`${kind}/${id}/${name}`);
			if (stamp && stamp.seq > (this.#winner?.seq ?? -1)) this.#winner = stamp;
		}
		if (unseen.length > 0) {
			for (const name of Object.keys(differing))
				this.#disagreements[name] = { mine: fields[name], theirs: row[name] };
			return false;
		}
		this.write(kind, id, differing);
		return true;
	}

	isUnseen(field: string): boolean {
		const stamp = this.stamps.get(field);
		if (!stamp || !this.line) return false;
		const { person, device } = this.line;
		if (stamp.person === person && stamp.device === device) return false;
		const unseen = stamp.seq > this.#baseSeq;
		this.onJudged(this.line, field, stamp.op, unseen);
		return unseen;
	}

	#stamp(field: string, line: OpLine): void {
		const { op, person, device } = line;
		this.stamps.set(field, {
			op: op.id,
			person,
			device,
			n: op.n,
			seq: this.#seq,
			at: line.occurredAt,
			receivedAt: line.receivedAt
		});
		const ops = this.history.get(field);
		if (ops) ops.push(op.id);
		else this.history.set(field, [op.id]);
	}

	#outcome(line: OpLine): Verdict {
		if (this.#winner) {
			this.#openCard(line, this.#winner);
			return { outcome: 'superseded', set: [], by: this.#winner.person, at: this.#winner.at };
		}
		return this.#set.length > 0 || this.#made
			? { outcome: 'applied', set: this.#set }
			: { outcome: 'noop', set: [] };
	}

	/** The phone's own word, but neither after receipt, nor before what it had seen or said of the same target. */
	#whenItHappened({ op, device, target, receivedAt }: OpLine): number {
		if (target === '') return receivedAt;
		const seen = [...this.stamps]
			.filter(([field, { seq }]) => field.startsWith(`${target}/`) && seq <= this.#baseSeq)
			.map(([, stamp]) => stamp.receivedAt);
		const last = this.#lastAt.get(`${device} ${target}`) ?? 0;
		return Math.min(receivedAt, Math.max(op.clientAt + op.offsetMs, last, ...seen));
	}

	/** One open card per author and task. */
	#openCard(line: OpLine, winner: Stamp): void {
		const [kind, id = ''] = line.target.split('/');
		const task = this.get('tasks', id);
		if (kind !== 'tasks' || !task) return;
		const open = this.list('conflicts', 'task', id).find(
			(row) => row['open'] === true && row['author'] === line.person
		);
		const asked = open?.['fields'] ?? {};
		const said = {
			authorAt: line.occurredAt,
			other: winner.person,
			otherAt: winner.at,
			op: line.op.id,
			note: noteIn(line.op.args),
			fields: { ...asked, ...this.#disagreements }
		};
		if (open) {
			this.rows.set(`conflicts/${String(open['id'])}`, { ...open, ...said });
			this.head++;
		} else
			this.insert('conflicts', {
				id: deriveRowId(line.op.id, 'conflict'),
				project: task['project'],
				task: id,
				author: line.person,
				...said,
				open: true,
				settledBy: '',
				settledAt: 0
			});
	}
}

function noteIn(args: unknown): string {
	const note = typeof args === 'object' && args !== null && 'note' in args ? args.note : '';
	return typeof note === 'string' ? note : '';
}

export function pickBy(row: Plain, keep: (name: string, value: unknown) => boolean): Plain {
	return Object.fromEntries(Object.entries(row).filter(([name, value]) => keep(name, value)));
}

/** Rows as they stand in a store, without their revs. */
export function plainRows(store: MemoryServerStore, kinds: readonly Kind[]): [Kind, Plain][] {
	return kinds.flatMap((kind) =>
		store.all(kind).map((row): [Kind, Plain] => [kind, pickBy(row, (name) => name !== 'revs')])
	);
}

/** From the store as it stands. */
export function startOf(store: MemoryServerStore): Start {
	const { length } = store.log;
	return { rows: plainRows(store, KINDS), head: store.head(), lines: length, edits: [] };
}
