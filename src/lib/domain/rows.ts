import { ENTITIES, KINDS, type Kind, type Rows } from './entities';
import type { Column } from './entity';

/** Each column's initial value, once for all: every push makes two or three rows, in a VM that is slow at it. */
const BLANK: ReadonlyMap<Kind, object> = new Map(KINDS.map((kind) => [kind, blankOf(kind)]));

function blankOf(kind: Kind): object {
	const columns: Readonly<Record<string, Column<unknown>>> = ENTITIES[kind].columns;
	return Object.fromEntries(Object.entries(columns).map(([name, { initial }]) => [name, initial]));
}

/**
 * A whole row of `kind`: `given`, and the initial value of every column that it does not name.
 *
 * @param given an id, and columns that were parsed on their way in
 */
export function wholeRow<K extends Kind>(
	kind: K,
	given: Readonly<Record<string, unknown>> & { readonly id: string }
): Rows[K] {
	// eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- parser's last line: every column is there
	return { revs: {}, ...BLANK.get(kind), ...given } as unknown as Rows[K];
}

/** One field of a row by its name. */
export function fieldOf(row: object, field: string): unknown {
	// eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- rows are plain records
	return (row as Record<string, unknown>)[field];
}
