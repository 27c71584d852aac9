import type { Space } from '../domain/entity';
import type { Ms } from '../domain/ids';
import type { ReplicaState, ReplicaStore, SpacePage, StoredRow } from '../sync/ports';
import { isPastHolding } from './replica-pruning';

/** A replica that lasts as long as the object: for tests and simulation. */
export class MemoryReplica implements ReplicaStore {
	#cursors: Readonly<Record<Space, number>> = {};
	#rows: ReadonlyMap<string, StoredRow> = new Map();
	#syncedAt: Ms = 0;

	async read(): Promise<ReplicaState> {
		await Promise.resolve();
		this.#rows = new Map([...this.#rows].filter(([, row]) => !isPastHolding(row, this.#syncedAt)));
		return { cursors: this.#cursors, rows: [...this.#rows.values()], syncedAt: this.#syncedAt };
	}

	async apply(
		pages: readonly SpacePage[],
		lost: readonly Space[],
		syncedAt: Ms | null
	): Promise<boolean> {
		await Promise.resolve();
		const cursors: Record<Space, number> = { ...this.#cursors };
		if (pages.some((page) => (cursors[page.space] ?? 0) !== page.after)) return false;
		const rows = new Map([...this.#rows].filter(([, row]) => !lost.includes(row.space)));
		for (const space of lost) delete cursors[space];
		for (const { space, to, put, drop } of pages) {
			cursors[space] = to;
			for (const { kind, id } of drop) rows.delete(keyOf(space, kind, id));
			for (const row of put) rows.set(keyOf(row.space, row.kind, row.id), row);
		}
		this.#cursors = cursors;
		this.#rows = rows;
		this.#syncedAt = syncedAt ?? this.#syncedAt;
		return true;
	}

	async clear(): Promise<void> {
		await Promise.resolve();
		this.#cursors = {};
		this.#rows = new Map();
		this.#syncedAt = 0;
	}
}

function keyOf(space: Space, kind: string, id: string): string {
	return `${space} ${kind} ${id}`;
}
