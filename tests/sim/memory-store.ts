import type { AnyRow, Kind, Rows } from '../../src/lib/domain/entities';
import type { Space } from '../../src/lib/domain/entity';
import type { DeviceId, Ms, RowId, Ulid } from '../../src/lib/domain/ids';
import type { Timeline } from '../../src/lib/domain/mark';
import { fieldOf } from '../../src/lib/domain/rows';
import type { KnownOp, OpLine, ServerStore } from '../../src/lib/domain/protocol/server-store';
import { spacesOfRow } from '../../src/lib/domain/rules/rights';
import { DuplicateRow } from '../../src/lib/domain/tx';

export type ChangeLine = {
	readonly space: Space;
	readonly kind: Kind;
	readonly id: string;
	readonly seq: number;
	readonly deleted: boolean;
};

export type Snapshot = {
	readonly head: number;
	readonly rows: ReadonlyMap<Kind, ReadonlyMap<string, AnyRow>>;
	readonly changes: ReadonlyMap<string, ChangeLine>;
	readonly log: readonly OpLine[];
	readonly timeline: Timeline;
	readonly photos: ReadonlyMap<RowId, Ulid>;
};

/**
 * The server's tables in memory: rows, `changes`, the op log, and the counter that its triggers
 * raise by one per row written and per line of the log. Transactions and savepoints undo.
 */
export class MemoryServerStore implements ServerStore {
	readonly changes = new Map<string, ChangeLine>();
	readonly log: OpLine[] = [];
	/** of which attachment the bytes are there, by the name that the file has on its phone */
	photos = new Map<RowId, Ulid>();
	protected readonly rows = new Map<Kind, Map<string, AnyRow>>();
	readonly #opLines = new Map<Ulid, OpLine>();
	#timeline: (readonly [Ulid, number])[] = [];
	#head = 0;
	#undo: (() => void)[] = [];
	readonly #savepoints: number[] = [];
	/** spaces touched by the transaction that is running */
	#touched = new Set<Space>();

	timeline(): Timeline {
		return this.#timeline;
	}

	head(): number {
		return this.#head;
	}

	get<K extends Kind>(kind: K, id: string): Rows[K] | undefined {
		return this.rows.get(kind)?.get(id) as Rows[K] | undefined;
	}

	list<K extends Kind>(kind: K, column: string, value: string): readonly Rows[K][] {
		return this.all(kind).filter((row) => fieldOf(row, column) === value);
	}

	all<K extends Kind>(kind: K): readonly Rows[K][] {
		return [...(this.rows.get(kind)?.values() ?? [])] as Rows[K][];
	}

	findOp(id: Ulid): KnownOp | undefined {
		const line = this.#opLines.get(id);
		if (!line) return undefined;
		const { op, person, result } = line;
		return { person, result, base: op.base, was: op.was ?? null };
	}

	lastOccurredAt(device: DeviceId, target: string): Ms {
		const lines = this.log.filter((line) => line.device === device && line.target === target);
		return lines.reduce((latest, line) => Math.max(latest, line.occurredAt), 0);
	}

	saveOp(line: OpLine): void {
		if (this.#opLines.has(line.op.id) && !this.mayRepeat())
			throw new Error(`op ${line.op.id} is in the log`);
		this.#raise();
		this.log.push(line);
		this.#opLines.set(line.op.id, line);
		this.#undo.push(() => {
			this.log.pop();
			this.#opLines.delete(line.op.id);
		});
	}

	insertRow<K extends Kind>(kind: K, row: Rows[K]): void {
		if (this.get(kind, row.id)) throw new DuplicateRow(kind, row.id);
		this.#write(kind, row.id, undefined, row);
	}

	updateRow<K extends Kind>(kind: K, row: Rows[K], changed: readonly string[]): void {
		const old = this.get(kind, row.id);
		if (!old) throw new Error(`${kind} ${row.id} does not exist`);
		const written = Object.fromEntries(
			Object.entries(row).filter(([column]) => changed.includes(column))
		);
		this.#write(kind, row.id, old, { ...old, ...written } as Rows[K]);
	}

	/** Where the newest row of a space stands; 0 for none. */
	newestSeq(space: Space): number {
		let newest = 0;
		for (const line of this.changes.values())
			if (line.space === space) newest = Math.max(newest, line.seq);
		return newest;
	}

	savepoint(): void {
		this.#savepoints.push(this.#undo.length);
	}

	rollback(): void {
		this.#undoTo(this.#savepoints.at(-1) ?? 0);
	}

	release(): void {
		this.#savepoints.pop();
	}

	/** Runs `work`; whatever it wrote is gone if it throws. */
	transaction<T>(work: () => T): { readonly answer: T; readonly touched: ReadonlySet<Space> } {
		this.#undo = [];
		this.#savepoints.length = 0;
		this.#touched = new Set();
		try {
			return { answer: work(), touched: this.#touched };
		} catch (error) {
			this.#undoTo(0);
			throw error;
		}
	}

	/** The server starts: a new boot, from the counter as it stands. */
	start(boot: Ulid): void {
		this.#timeline = [...this.#timeline, [boot, this.#head]];
	}

	/** What a backup holds. */
	snapshot(): Snapshot {
		return {
			head: this.#head,
			rows: new Map([...this.rows].map(([kind, rows]) => [kind, new Map(rows)])),
			changes: new Map(this.changes),
			log: [...this.log],
			timeline: this.#timeline,
			photos: new Map(this.photos)
		};
	}

	/** Puts a backup back; the server starts again after it. */
	restore(backup: Snapshot): void {
		this.rows.clear();
		for (const [kind, rows] of backup.rows) this.rows.set(kind, new Map(rows));
		this.changes.clear();
		for (const [key, line] of backup.changes) this.changes.set(key, line);
		this.log.splice(0, this.log.length, ...backup.log);
		this.#opLines.clear();
		for (const line of backup.log) this.#opLines.set(line.op.id, line);
		this.#head = backup.head;
		this.#timeline = [...backup.timeline];
		this.photos = new Map(backup.photos);
	}

	/** `ops` has a unique key. */
	protected mayRepeat(): boolean {
		return false;
	}

	/** What the triggers do on each row written: the counter, a line per space, tombstones where it was. */
	#write(kind: Kind, id: string, old: AnyRow | undefined, row: AnyRow): void {
		const seq = this.#raise();
		const rows = this.rows.get(kind) ?? new Map<string, AnyRow>();
		this.rows.set(kind, rows);
		rows.set(id, row);
		this.#undo.push(() => {
			if (old) rows.set(id, old);
			else rows.delete(id);
		});
		const now = new Set(spacesOfRow(kind, row));
		for (const space of old ? this.leftSpaces(kind, old, now) : [])
			this.#note({ space, kind, id, seq, deleted: true });
		for (const space of now) this.#note({ space, kind, id, seq, deleted: false });
	}

	/** Spaces that held the row and no longer do. */
	protected leftSpaces(kind: Kind, old: AnyRow, now: ReadonlySet<Space>): Space[] {
		return spacesOfRow(kind, old).filter((space) => !now.has(space));
	}

	#note(line: ChangeLine): void {
		const key = `${line.space} ${line.kind} ${line.id}`;
		const before = this.changes.get(key);
		this.changes.set(key, line);
		this.#touched.add(line.space);
		this.#undo.push(() => {
			if (before) this.changes.set(key, before);
			else this.changes.delete(key);
		});
	}

	#raise(): number {
		const before = this.#head;
		this.#head = before + 1;
		this.#undo.push(() => (this.#head = before));
		return this.#head;
	}

	#undoTo(length: number): void {
		while (this.#undo.length > length) this.#undo.pop()?.();
	}
}
