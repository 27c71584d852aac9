import type { Ms } from '../../src/lib/domain/ids';
import type {
	OutboxChange,
	OutboxEntry,
	OutboxMeta,
	OutboxState,
	OutboxStore,
	ReplicaState,
	ReplicaStore,
	SpacePage,
	StoredRow
} from '../../src/lib/sync/ports';
import type { Space } from '../../src/lib/domain/entity';
import { isPastHolding } from '../../src/lib/data/replica-pruning';
import { StorageFailed } from '../../src/lib/data/storage-error';
import type { Chance } from './random';
import type { Owner, Scheduler } from './scheduler';

/** What a disk needs of the world around it. */
export type DiskWorld = {
	readonly scheduler: Scheduler;
	readonly chance: Chance;
	readonly faults: { readonly storageAbort: number; readonly readAbort: number };
};

/** What is wrong with a phone's storage until it is put right; `tight`: what can be pulled again is in the way. */
export type Ailment = 'closed' | 'full' | 'tight';
/** `sure` is for planted bugs, which nothing else is to disturb. */
type Access = 'read' | 'write' | 'clear' | 'sure';

type Pending = { readonly owner: Owner; commit: () => void };

/**
 * One database: transactions run one after another, each in two steps (it commits, its caller
 * hears of it), so that a program can die before, between and after them.
 */
export class Disk {
	readonly #world: DiskWorld;
	readonly #name: string;
	/** why it does not do as it is asked; null when it does */
	refusal: (access: Access) => Error | null = () => null;
	#freeAtMs: Ms = 0;
	#pending: Pending[] = [];

	constructor(world: DiskWorld, name: string) {
		this.#world = world;
		this.#name = name;
	}

	transact<T>(owner: Owner, access: Access, work: () => T): Promise<T> {
		const { scheduler, chance, faults } = this.#world;
		const commitAtMs = Math.max(scheduler.nowMs, this.#freeAtMs) + chance.integer(0, 4);
		this.#freeAtMs = commitAtMs + chance.integer(0, 3);
		const doneInMs = this.#freeAtMs - commitAtMs;
		const aborts =
			access !== 'sure' &&
			chance.isBelow(access === 'read' ? faults.readAbort : faults.storageAbort);
		return new Promise((resolve, reject) => {
			const commit = (): void => {
				this.#pending = this.#pending.filter((other) => other !== pending);
				const refused = access === 'sure' ? null : this.refusal(access);
				const told = attempt(aborts ? new StorageFailed('AbortError') : refused, work);
				scheduler.after(doneInMs, `${this.#name} done`, owner, () =>
					told.ok ? resolve(told.value) : reject(told.error)
				);
			};
			const pending: Pending = { owner, commit };
			this.#pending.push(pending);
			scheduler.after(commitAtMs - scheduler.nowMs, `${this.#name} commit`, owner, commit);
		});
	}

	/** A program has died: the first few of the transactions it had begun are kept, as chance has it. */
	crash(owner: Owner): void {
		const begun = this.#pending.filter((pending) => pending.owner === owner);
		const kept = this.#world.chance.integer(0, begun.length);
		for (const pending of begun.slice(0, kept)) pending.commit();
		this.#pending = this.#pending.filter((pending) => pending.owner !== owner);
	}
}

function attempt<T>(
	failure: Error | null,
	work: () => T
): { ok: true; value: T } | { ok: false; error: Error } {
	if (failure) return { ok: false, error: failure };
	try {
		return { ok: true, value: work() };
	} catch (error) {
		return { ok: false, error: error instanceof Error ? error : new Error(String(error)) };
	}
}

/** What an outbox database holds, and what happens to it. */
export class OutboxDisk extends Disk {
	meta: OutboxMeta;
	entries = new Map<string, OutboxEntry>();
	readonly #scheduler: Scheduler;
	readonly appendedAtMs = new Map<string, Ms>();
	onMeta: (before: OutboxMeta, after: OutboxMeta) => void = () => undefined;

	constructor(world: DiskWorld, meta: OutboxMeta) {
		super(world, 'outbox');
		this.#scheduler = world.scheduler;
		this.meta = meta;
	}

	get state(): OutboxState {
		const entries = [...this.entries.values()].sort((a, b) => a.op.n - b.op.n);
		return { meta: this.meta, entries };
	}

	append(entry: OutboxEntry): OutboxEntry {
		if (this.entries.has(entry.op.id)) throw new Error(`the queue holds ${entry.op.id}`);
		this.entries.set(entry.op.id, entry);
		this.appendedAtMs.set(entry.op.id, this.#scheduler.nowMs);
		this.meta = { ...this.meta, nextN: this.meta.nextN + 1 };
		return entry;
	}

	write({ meta, put = [], remove = [] }: OutboxChange): OutboxState {
		const before = this.meta;
		this.meta = { ...before, ...meta };
		for (const id of remove) this.entries.delete(id);
		for (const entry of put) this.entries.set(entry.op.id, entry);
		this.onMeta(before, this.meta);
		return this.state;
	}
}

/** A program's connection to the outbox. */
export class SimOutbox implements OutboxStore {
	readonly #disk: OutboxDisk;
	readonly #owner: Owner;

	constructor(disk: OutboxDisk, owner: Owner) {
		this.#disk = disk;
		this.#owner = owner;
	}

	read(): Promise<OutboxState> {
		return this.#disk.transact(this.#owner, 'read', () => this.#disk.state);
	}

	append(make: (meta: OutboxMeta) => OutboxEntry): Promise<OutboxEntry> {
		return this.#disk.transact(this.#owner, 'write', () =>
			this.#disk.append(make(this.#disk.meta))
		);
	}

	update(change: (state: OutboxState) => OutboxChange): Promise<OutboxState> {
		return this.#disk.transact(this.#owner, 'write', () =>
			this.#disk.write(change(this.#disk.state))
		);
	}
}

type ReplicaRows = {
	readonly cursors: Readonly<Record<Space, number>>;
	readonly rows: ReadonlyMap<string, StoredRow>;
	readonly syncedAt: Ms;
};

const EMPTY: ReplicaRows = { cursors: {}, rows: new Map(), syncedAt: 0 };

/** What a replica database holds; it may forget its last transactions when the phone dies. */
export class ReplicaDisk extends Disk {
	held: ReplicaRows = EMPTY;
	onCursors: (before: ReplicaRows, after: ReplicaRows, lost: readonly Space[]) => void = () =>
		undefined;
	readonly #chance: () => Chance;
	/** states that a power cut could bring back, oldest first */
	#unflushed: ReplicaRows[] = [];

	constructor(world: DiskWorld) {
		super(world, 'replica');
		this.#chance = () => world.chance;
	}

	write(next: ReplicaRows, lost: readonly Space[]): void {
		const before = this.held;
		if (this.#chance().isBelow(0.5)) this.#unflushed = [];
		this.#unflushed.push(before);
		this.held = next;
		this.onCursors(before, next, lost);
	}

	/** Rows that have left the span which a replica holds. */
	prune(): void {
		const { rows, syncedAt } = this.held;
		const kept = new Map([...rows].filter(([, row]) => !isPastHolding(row, syncedAt)));
		if (kept.size < rows.size) this.write({ ...this.held, rows: kept }, []);
	}

	/** Strict: with it everything before has reached the disk. `relaxed` is a planted bug. */
	clear(relaxed = false): void {
		this.#unflushed = relaxed ? [...this.#unflushed, this.held] : [];
		this.held = EMPTY;
	}

	/** The last writes are lost together, as with relaxed durability. */
	loseLast(): void {
		this.held = this.#chance().pick([...this.#unflushed, this.held]) ?? this.held;
		this.#unflushed = [];
	}
}

/** A program's connection to the replica. */
export class SimReplica implements ReplicaStore {
	readonly #disk: ReplicaDisk;
	readonly #owner: Owner;

	constructor(disk: ReplicaDisk, owner: Owner) {
		this.#disk = disk;
		this.#owner = owner;
	}

	read(): Promise<ReplicaState> {
		return this.#disk.transact(this.#owner, 'read', () => {
			this.#disk.prune();
			const { cursors, rows, syncedAt } = this.#disk.held;
			return { cursors, rows: [...rows.values()], syncedAt };
		});
	}

	apply(
		pages: readonly SpacePage[],
		lost: readonly Space[],
		syncedAt: Ms | null
	): Promise<boolean> {
		return this.#disk.transact(this.#owner, 'write', () => {
			const { cursors } = this.#disk.held;
			if (pages.some((page) => (cursors[page.space] ?? 0) !== page.after)) return false;
			this.#disk.write(withPages(this.#disk.held, pages, lost, syncedAt), lost);
			return true;
		});
	}

	clear(): Promise<void> {
		return this.#disk.transact(this.#owner, 'clear', () => this.#disk.clear());
	}
}

/** The replica after pages were applied to it and spaces lost. */
export function withPages(
	held: ReplicaRows,
	pages: readonly SpacePage[],
	lost: readonly Space[],
	syncedAt: Ms | null
): ReplicaRows {
	const rows = new Map(held.rows);
	const cursors: Record<Space, number> = { ...held.cursors };
	for (const space of lost) {
		delete cursors[space];
		for (const [key, row] of rows) if (row.space === space) rows.delete(key);
	}
	for (const page of pages) {
		cursors[page.space] = page.to;
		for (const { kind, id } of page.drop) rows.delete(`${page.space} ${kind} ${id}`);
		for (const row of page.put) rows.set(`${row.space} ${row.kind} ${row.id}`, row);
	}
	return { cursors, rows, syncedAt: syncedAt ?? held.syncedAt };
}
