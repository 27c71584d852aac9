import type { Kind, Rows } from '$lib/domain/entities';
import type { Space } from '$lib/domain/entity';
import type { DeviceId, Ms, RowId, Ulid } from '$lib/domain/ids';
import type { Timeline } from '$lib/domain/mark';
import {
	TransactionLost,
	type KnownOp,
	type OpLine,
	type ServerStore
} from '$lib/domain/protocol/server-store';
import { spacesOfRow } from '$lib/domain/rules/rights';
import { DuplicateRow } from '$lib/domain/tx';
import { parseRow, rowParams, sqlOf, updateSql } from './row-sql';
import type { Statements } from './sql';

const HEAD_SQL = 'SELECT seq AS cell FROM sync_head WHERE id = 1';
const CLOCK_SQL = `SELECT json_object('head', seq, 'timeline', (
	SELECT json_group_array(json_array(boot, "from") ORDER BY boot) FROM timeline
)) AS cell FROM sync_head WHERE id = 1`;
/** More rows than this are read by one longer statement. */
const FEW = 3;
const KNOWN_SQL = `SELECT coalesce((SELECT json_object('person', person, 'result', json(result),
	'base', json(base), 'was', json(was)) FROM ops WHERE id = {:id}), '') AS cell`;
const LAST_OCCURRED_SQL = `SELECT coalesce(max(occurredAt), 0) AS cell FROM ops
	WHERE target = {:target} AND device = {:device}`;
const OP_COLUMNS = [
	'id',
	'person',
	'device',
	'n',
	'name',
	'v',
	'target',
	'args',
	'made',
	'base',
	'fork',
	'was',
	'clientAt',
	'offsetMs',
	'occurredAt',
	'receivedAt',
	'outcome',
	'result'
];
const SAVE_OP_SQL = `INSERT INTO ops (${OP_COLUMNS.join(', ')})
	VALUES (${OP_COLUMNS.map((name) => `{:${name}}`).join(', ')})`;

type Cache = { [K in Kind]?: Map<RowId, Rows[K] | null> };

/** The server's side of a push over the collections' tables, inside one transaction; reads serve pull too. */
export class SqlStore implements ServerStore {
	/** spaces that hold a row written so far; a rollback leaves some too many, which is harmless */
	readonly touched = new Set<Space>();
	/** who may read what has changed */
	rightsChanged = false;
	/** somebody's place in the organisation, and with it what they may hear of elsewhere */
	placesChanged = false;
	readonly #statements: Statements;
	#rows: Cache = {};
	#head: number | null = null;
	#timeline: Timeline | null = null;
	#lost = false;

	constructor(statements: Statements) {
		this.#statements = statements;
	}

	timeline(): Timeline {
		if (this.#timeline) return this.#timeline;
		const { head, timeline } = readClock(this.#statements);
		this.#head ??= head;
		this.#timeline = timeline;
		return timeline;
	}

	head(): number {
		this.#head ??= Number(this.#statements.text(HEAD_SQL));
		return this.#head;
	}

	get<K extends Kind>(kind: K, id: RowId): Rows[K] | undefined {
		const known = this.#known(kind).get(id);
		if (known !== undefined) return known ?? undefined;
		const text = this.#statements.text(sqlOf(kind).get, { id });
		const row = text === '' ? null : parseRow(kind, text);
		this.#known(kind).set(id, row);
		return row ?? undefined;
	}

	list<K extends Kind>(kind: K, column: string, value: string): readonly Rows[K][] {
		const where = `WHERE r."${column}" = {:value}`;
		const ids: unknown = JSON.parse(
			this.#statements.text(`${sqlOf(kind).ids} ${where}`, { value })
		);
		// made by `ids`
		const found = ids as RowId[];
		if (found.length > FEW) return this.#select(kind, where, { value });
		return found.map((id) => this.get(kind, id)).filter((row) => row !== undefined);
	}

	all<K extends Kind>(kind: K): readonly Rows[K][] {
		return this.#select(kind, '', {});
	}

	findOp(id: Ulid): KnownOp | undefined {
		const text = this.#statements.text(KNOWN_SQL, { id });
		if (text === '') return undefined;
		const known: unknown = JSON.parse(text);
		// written by saveOp
		return known as KnownOp;
	}

	lastOccurredAt(device: DeviceId, target: string): Ms {
		return Number(this.#statements.text(LAST_OCCURRED_SQL, { device, target }));
	}

	saveOp(line: OpLine): void {
		const { op, result } = line;
		this.#write(SAVE_OP_SQL, {
			id: op.id,
			person: line.person,
			device: line.device,
			n: op.n,
			name: op.name,
			v: op.v,
			target: line.target,
			args: JSON.stringify(op.args ?? null),
			made: JSON.stringify(op.made),
			base: JSON.stringify(op.base),
			fork: JSON.stringify(op.fork ?? null),
			was: JSON.stringify(op.was ?? null),
			clientAt: op.clientAt,
			offsetMs: op.offsetMs,
			occurredAt: line.occurredAt,
			receivedAt: line.receivedAt,
			outcome: result.outcome,
			result: JSON.stringify(result)
		});
	}

	insertRow<K extends Kind>(kind: K, row: Rows[K]): void {
		try {
			this.#write(sqlOf(kind).insert, rowParams(kind, row));
		} catch (error) {
			this.#known(kind).delete(row.id);
			if (this.get(kind, row.id)) throw new DuplicateRow(kind, row.id);
			throw error;
		}
		this.#keep(kind, row);
	}

	updateRow<K extends Kind>(kind: K, row: Rows[K], changed: readonly string[]): void {
		const before = this.#known(kind).get(row.id);
		if (before) this.#touch(kind, before);
		this.#write(updateSql(kind, changed), rowParams(kind, row, changed));
		// Somebody who comes back gets another session key by trigger: a second write of the same row.
		if (kind === 'people' && changed.includes('active')) this.#head = null;
		if (changed.some((column) => isAboutPlace(kind, column))) this.placesChanged = true;
		this.#keep(kind, row);
	}

	savepoint(): void {
		this.#statements.runPlain('SAVEPOINT op');
	}

	rollback(): void {
		this.#rows = {};
		this.#head = null;
		try {
			this.#statements.runPlain('ROLLBACK TO op');
		} catch (error) {
			this.#lost = true;
			throw new TransactionLost(String(error));
		}
	}

	release(): void {
		// A full disk ends the transaction on its own; another statement would run outside it.
		if (!this.#lost) this.#statements.runPlain('RELEASE op');
	}

	#known<K extends Kind>(kind: K): Map<RowId, Rows[K] | null> {
		const known: Map<RowId, Rows[K] | null> | undefined = this.#rows[kind];
		if (known) return known;
		const none = new Map<RowId, Rows[K] | null>();
		Object.assign(this.#rows, { [kind]: none });
		return none;
	}

	#select<K extends Kind>(kind: K, where: string, params: { value?: string }): Rows[K][] {
		const rows: unknown = JSON.parse(this.#statements.text(`${sqlOf(kind).list} ${where}`, params));
		// made by the SQL of the same kind
		const found = rows as Rows[K][];
		for (const row of found) this.#known(kind).set(row.id, row);
		return found;
	}

	#write(sql: string, params: Parameters<Statements['run']>[1]): void {
		const head = this.head();
		this.#head = null;
		this.#statements.run(sql, params);
		// Each write to a synced table, and each line of the log, raises it by one: see the triggers.
		this.#head = head + 1;
	}

	#keep<K extends Kind>(kind: K, row: Rows[K]): void {
		this.#known(kind).set(row.id, row);
		this.#touch(kind, row);
		if (kind === 'memberships') this.rightsChanged = true;
	}

	#touch(kind: Kind, row: Rows[Kind]): void {
		for (const space of spacesOfRow(kind, row)) this.touched.add(space);
	}
}

function isAboutPlace(kind: Kind, column: string): boolean {
	if (kind === 'people') return column === 'active' || column === 'role';
	return kind === 'departments' && column === 'head';
}

/** How far the server has come, and the boots that it has come by. */
export function readClock(statements: Statements): { head: number; timeline: Timeline } {
	const clock: unknown = JSON.parse(statements.text(CLOCK_SQL));
	// made by CLOCK_SQL: pairs of (boot, from)
	return clock as { head: number; timeline: Timeline };
}
