import { logError } from './logger';

export type Value = string | number | boolean | null;
export type Params = Readonly<Record<string, Value>>;

/**
 * Statements of one transaction, each compiled once: compiling costs more than running. They live
 * as long as the transaction does; close them before it ends.
 */
export class Statements {
	readonly #db: dbx.Builder;
	readonly #prepared = new Map<string, dbx.Query>();
	readonly #cell = new DynamicModel({ cell: '' });

	constructor(db: dbx.Builder) {
		this.#db = db;
	}

	run(sql: string, params: Params = {}): void {
		this.#prepare(sql).bind(params).execute();
	}

	/** The one text that the statement selects as `cell`; it must give exactly one row, not null. */
	text(sql: string, params: Params = {}): string {
		this.#prepare(sql).bind(params).one(this.#cell);
		return String(this.#cell['cell']);
	}

	/** Two texts per row, selected as `name` and `body`. */
	pairs(sql: string, params: Params = {}): [name: string, body: string][] {
		const rows = arrayOf(new DynamicModel({ name: '', body: '' }));
		this.#prepare(sql).bind(params).all(rows);
		return Array.from(rows, (row) => [String(row['name']), String(row['body'])]);
	}

	/** Not compiled ahead: SAVEPOINT and the like. */
	runPlain(sql: string): void {
		this.#db.newQuery(sql).execute();
	}

	close(): void {
		for (const query of this.#prepared.values()) query.close();
		this.#prepared.clear();
	}

	#prepare(sql: string): dbx.Query {
		const known = this.#prepared.get(sql);
		if (known) return known;
		const query = this.#db.newQuery(sql).prepare();
		this.#prepared.set(sql, query);
		return query;
	}
}

/** Runs `work` with statements of their own and closes them, whatever comes of it. */
export function withStatements<T>(db: dbx.Builder, work: (statements: Statements) => T): T {
	const statements = new Statements(db);
	try {
		return work(statements);
	} finally {
		statements.close();
	}
}

/** One write outside any other transaction; false, and logged, when the database could not take it. */
export function write(app: core.App, sql: string, params: Params): boolean {
	try {
		withStatements(app.nonconcurrentDB(), (statements) => {
			statements.run(sql, params);
		});
		return true;
	} catch (error) {
		logError(app, 'a write failed', error);
		return false;
	}
}
