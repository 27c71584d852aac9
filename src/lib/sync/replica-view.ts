import { ENTITIES, KINDS, type Kind, type Rows } from '../domain/entities';
import type { Space } from '../domain/entity';
import type { RowId } from '../domain/ids';
import { fieldOf } from '../domain/rows';
import type { Base, OverlayRows } from '../domain/protocol/overlay';
import type { ReplicaState, SpacePage, StoredRow } from './ports';

/** Rows of one kind by id, and by the values of the kind's lookup columns. */
class Table {
	readonly copies = new Map<RowId, readonly StoredRow[]>();
	readonly #byColumn = new Map<string, Map<string, Set<RowId>>>();

	constructor(lookups: readonly string[]) {
		for (const column of lookups) this.#byColumn.set(column, new Map());
	}

	/** The newest of a row's copies. */
	shown(id: RowId): StoredRow | undefined {
		const copies = this.copies.get(id);
		if (!copies || copies.length < 2) return copies?.[0];
		return copies.reduce((newest, copy) => (copy.seq > newest.seq ? copy : newest));
	}

	ids(column: string, value: string): ReadonlySet<RowId> | undefined {
		const index = this.#byColumn.get(column);
		if (!index) throw new Error(`no lookup by ${column}`);
		return index.get(value);
	}

	change(id: RowId, change: (copies: readonly StoredRow[]) => readonly StoredRow[]): void {
		this.#unlist(id);
		const copies = change(this.copies.get(id) ?? []);
		if (copies.length === 0) this.copies.delete(id);
		else this.copies.set(id, copies);
		this.#list(id);
	}

	#list(id: RowId): void {
		const row = this.shown(id)?.row;
		if (!row) return;
		for (const [column, index] of this.#byColumn) {
			const value = String(fieldOf(row, column));
			const ids = index.get(value);
			if (ids) ids.add(id);
			else index.set(value, new Set([id]));
		}
	}

	#unlist(id: RowId): void {
		const row = this.shown(id)?.row;
		if (!row) return;
		for (const [column, index] of this.#byColumn)
			index.get(String(fieldOf(row, column)))?.delete(id);
	}
}

function emptyTables(): Record<Kind, Table> {
	// eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- KINDS names every kind
	return Object.fromEntries(
		KINDS.map((kind) => [kind, new Table(ENTITIES[kind].lookups)])
	) as Record<Kind, Table>;
}

/** A stored row's `row` is of its `kind`: they are written together. */
function rowOf<K extends Kind>(stored: StoredRow | undefined): Rows[K] | undefined {
	// eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- see above
	return stored?.row as Rows[K] | undefined;
}

/** The replica in memory: rows as last pulled. */
export class ReplicaView implements Base {
	#tables = emptyTables();
	#cursors = new Map<Space, number>();
	#reachSeq = Infinity;
	syncedAt = 0;

	get cursors(): Readonly<Record<Space, number>> {
		return Object.fromEntries(this.#cursors);
	}

	get isEmpty(): boolean {
		return this.#cursors.size === 0;
	}

	/**
	 * Everything up to here is in the rows; Infinity where nothing is held. In the middle of a cycle
	 * cursors are further on: a row that has changed again comes with a later page only.
	 */
	get reachSeq(): number {
		return this.#reachSeq;
	}

	load(state: ReplicaState): void {
		this.#tables = emptyTables();
		this.#cursors = new Map(Object.entries(state.cursors));
		this.#reachSeq = Math.min(...this.#cursors.values());
		this.syncedAt = state.syncedAt;
		for (const row of state.rows) this.#put(row);
	}

	/** True when every page starts where its space's cursor stands. */
	fits(pages: readonly SpacePage[]): boolean {
		return pages.every((page) => (this.#cursors.get(page.space) ?? 0) === page.after);
	}

	apply(pages: readonly SpacePage[], lost: readonly Space[], syncedAt: number | null): void {
		for (const space of lost) this.#forget(space);
		for (const page of pages) {
			for (const row of page.put) this.#put(row);
			for (const { kind, id } of page.drop) this.#drop(kind, id, page.space);
			this.#cursors.set(page.space, page.to);
		}
		const pulled = Math.min(...this.#cursors.values());
		this.#reachSeq = syncedAt === null ? Math.min(this.#reachSeq, pulled) : pulled;
		if (syncedAt !== null) this.syncedAt = syncedAt;
	}

	get<K extends Kind>(kind: K, id: RowId): Rows[K] | undefined {
		return rowOf<K>(this.#tables[kind].shown(id));
	}

	list<K extends Kind>(kind: K, column: string, value: string): readonly Rows[K][] {
		return this.#rows(kind, this.#tables[kind].ids(column, value) ?? []);
	}

	all<K extends Kind>(kind: K): readonly Rows[K][] {
		return this.#rows(kind, this.#tables[kind].copies.keys());
	}

	seqOf(kind: Kind, id: RowId): number {
		return this.#tables[kind].shown(id)?.seq ?? 0;
	}

	#rows<K extends Kind>(kind: K, ids: Iterable<RowId>): Rows[K][] {
		const rows: Rows[K][] = [];
		for (const id of ids) {
			const row = this.get(kind, id);
			if (row) rows.push(row);
		}
		return rows;
	}

	#put(row: StoredRow): void {
		this.#tables[row.kind].change(row.id, (copies) => [
			...copies.filter((copy) => copy.space !== row.space),
			row
		]);
	}

	#drop(kind: Kind, id: RowId, space: Space): void {
		this.#tables[kind].change(id, (copies) => copies.filter((copy) => copy.space !== space));
	}

	#forget(space: Space): void {
		this.#cursors.delete(space);
		for (const kind of KINDS)
			for (const [id, copies] of this.#tables[kind].copies)
				if (copies.some((copy) => copy.space === space)) this.#drop(kind, id, space);
	}
}

/** The replica with undecided ops on top: what screens show. */
export class OverlayView implements OverlayRows {
	readonly #base: Base;
	readonly #rows = new Map<Kind, Map<RowId, Rows[Kind]>>();

	constructor(base: Base) {
		this.#base = base;
	}

	clear(): void {
		this.#rows.clear();
	}

	put<K extends Kind>(kind: K, row: Rows[K]): void {
		const rows = this.#rows.get(kind);
		if (rows) rows.set(row.id, row);
		else this.#rows.set(kind, new Map([[row.id, row]]));
	}

	get<K extends Kind>(kind: K, id: RowId): Rows[K] | undefined {
		// eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- rows are kept by kind
		const own = this.#rows.get(kind)?.get(id) as Rows[K] | undefined;
		return own ?? this.#base.get(kind, id);
	}

	list<K extends Kind>(kind: K, column: string, value: string): readonly Rows[K][] {
		return this.#merged(
			kind,
			this.#base.list(kind, column, value),
			(row) => fieldOf(row, column) === value
		);
	}

	all<K extends Kind>(kind: K): readonly Rows[K][] {
		return this.#merged(kind, this.#base.all(kind), () => true);
	}

	#merged<K extends Kind>(
		kind: K,
		base: readonly Rows[K][],
		belongs: (row: Rows[K]) => boolean
	): readonly Rows[K][] {
		// eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- rows are kept by kind
		const own = this.#rows.get(kind) as Map<RowId, Rows[K]> | undefined;
		if (!own) return base;
		return [...base.filter((row) => !own.has(row.id)), ...[...own.values()].filter(belongs)];
	}
}
