import type { Kind, Rows } from './entities';
import type { RowId, Ulid } from './ids';

/** What commands and screens read: one consistent state. */
export interface View {
	get<K extends Kind>(kind: K, id: RowId): Rows[K] | undefined;
	/** Rows whose `column`, one of the entity's lookups, equals `value`; in no particular order. */
	list<K extends Kind>(kind: K, column: string, value: string): readonly Rows[K][];
	/** Every row of a small kind (departments, people, projects). */
	all<K extends Kind>(kind: K): readonly Rows[K][];
}

export type Patch<K extends Kind> = Partial<Omit<Rows[K], 'id' | 'revs'>>;
/** A row to be made: its id, and the columns that differ from their initial values. */
export type NewRow<K extends Kind> = Patch<K> & { readonly id: RowId };

/**
 * `set`: at least one field changed. `same`: every field had that value. `conflict`: somebody
 * changed a field that the author had not seen; nothing was set.
 */
export type UpdateOutcome = 'set' | 'same' | 'conflict';

/** Where a command's effects go: the phone's overlay or the server's transaction. */
export interface Tx extends View {
	/** @throws DuplicateRow if the id is taken: never an upsert, which would overwrite a row */
	insert<K extends Kind>(kind: K, row: NewRow<K>): void;
	/** @throws MissingRow if there is no such row */
	update<K extends Kind>(kind: K, id: RowId, patch: Patch<K>): UpdateOutcome;
	/** Sets those fields of `to` whose last change is the op `op`; `conflict` if there is none. */
	revert<K extends Kind>(kind: K, id: RowId, to: Patch<K>, op: Ulid): UpdateOutcome;
	/** False where the op that runs is an old word that comes again after a restore, older than `op`. */
	isAfter(op: Ulid): boolean;
}

export class DuplicateRow extends Error {
	constructor(kind: Kind, id: RowId) {
		super(`${kind} ${id} exists`);
	}
}
export class MissingRow extends Error {
	constructor(kind: Kind, id: RowId) {
		super(`${kind} ${id} does not exist`);
	}
}

/** Field values are plain JSON: equal iff they print alike. */
export function sameValue(a: unknown, b: unknown): boolean {
	return a === b || JSON.stringify(a) === JSON.stringify(b);
}
