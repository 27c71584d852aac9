import type { Mark } from './mark';
import type { DeviceId, Ms, PersonId, RowId, Ulid } from './ids';

/** How a column is kept in SQLite and on the wire. */
export type ColumnType = 'text' | 'number' | 'bool' | 'json';
export type Column<Value> = { readonly type: ColumnType; readonly initial: Value };

export const text = <Value extends string = string>(initial = ''): Column<Value> => ({
	type: 'text',
	// eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- '' is "none" for every text column
	initial: initial as Value
});
export const number = (initial = 0): Column<number> => ({ type: 'number', initial });
export const bool = (initial = false): Column<boolean> => ({ type: 'bool', initial });
export const json = <Value>(initial: Value): Column<Value> => ({ type: 'json', initial });

/** Last change of one field by an op: who, where, which, when; `was` after a restore. */
export type Rev = {
	seq: number;
	person: PersonId;
	device: DeviceId;
	n: number;
	op: Ulid;
	/** when it happened, by its author's clock, clamped; people see this */
	at: Ms;
	receivedAt: Ms;
	/** the first mark it ever had, where a restore made it be sent again */
	was?: Mark;
};
export type Revs = Readonly<Record<string, Rev>>;

/** Which spaces hold a row: a fixed name, or a prefix before one of its columns. */
export type SpaceRule = { readonly prefix: string; readonly column?: string };

type Columns = Readonly<Record<string, Column<unknown>>>;
export type Entity<Kind extends string = string, Cols extends Columns = Columns> = {
	readonly kind: Kind;
	readonly columns: Cols;
	readonly spaces: readonly SpaceRule[];
	/** columns that screens and commands look rows up by */
	readonly lookups: readonly string[];
};
type ValueOf<Col> = Col extends Column<infer Value> ? Value : never;
export type RowOf<E extends Entity> = { readonly id: RowId; readonly revs: Revs } & {
	readonly [Name in keyof E['columns']]: ValueOf<E['columns'][Name]>;
};

export function defineEntity<const Kind extends string, Cols extends Columns>(
	entity: Entity<Kind, Cols>
): Entity<Kind, Cols> {
	return entity;
}

/** A space: `org`, `u:<person>`, `p:<project>` or `portfolio`. */
export type Space = string;

/** The spaces that hold `row`, given its entity's rules. */
export function spacesOf(entity: Entity, row: Readonly<Record<string, unknown>>): Space[] {
	return entity.spaces.map((rule) =>
		rule.column === undefined ? rule.prefix : rule.prefix + String(row[rule.column])
	);
}
