import type { Ulid } from '$lib/domain/ids';
import type { Mark } from '$lib/domain/mark';
import type { Kind } from '$lib/domain/entities';
import { wholeRow } from '$lib/domain/rows';
import { handlePush } from '$lib/domain/protocol/push';
import { PROTO, type Op, type Result } from '$lib/domain/protocol/wire';
import type { NewRow } from '$lib/domain/tx';
import { beginBoot } from './startup';
import type { DemoAccount, DemoOp, DemoPush, DemoScript } from './demo-script';
import { hashOf } from './passwords';
import { rowParams, sqlOf } from './row-sql';
import { withStatements, type Statements } from './sql';
import { SqlStore } from './sql-store';

type Call = { readonly command: cobra.Command; readonly args: readonly string[] };
type App = Pick<core.App, 'runInTransaction' | 'findCollectionByNameOrId'>;

const PUSHES_PER_TRANSACTION = 200;
const ACCOUNT_SQL = `UPDATE people SET email = {:email}, staffNumber = {:staffNumber}, verified = TRUE,
	password = {:password} WHERE id = {:person}`;

/** `pocketbase demo-fill <file.json>`: from the command line only, into an empty database only. */
export function demoFill({ command, args }: Call): void {
	try {
		const file = args[0];
		if (file === undefined) throw new Error('which file? demo-fill <file.json>');
		$app.runAllMigrations();
		const script: DemoScript = JSON.parse(toString($os.readFile(file)));
		command.println(fill($app, script));
	} catch (error) {
		// PocketBase throws away what a command prints as an error.
		command.println(`demo-fill: ${error instanceof Error ? error.message : String(error)}`);
		$os.exit(1);
	}
}

function fill(app: App, script: DemoScript): string {
	inTransaction(app, (statements) => {
		if (statements.text('SELECT count(*) AS cell FROM people') !== '0')
			throw new Error('this database has people already, and only an empty one is filled');
		beginBoot(statements, script.pushes[0]?.atMs ?? Date.now());
		for (const { kind, row } of script.rows) insertRow(statements, kind, row);
		giveAccounts(app, statements, script.accounts);
	});
	const decided = new Map<Ulid, Mark>();
	for (let from = 0; from < script.pushes.length; from += PUSHES_PER_TRANSACTION)
		inTransaction(app, (statements) => {
			const store = new SqlStore(statements);
			for (const push of script.pushes.slice(from, from + PUSHES_PER_TRANSACTION))
				runPush(store, push, decided);
		});
	return `filled: ${counted(script, decided.size)}`;
}

function counted(script: DemoScript, ops: number): string {
	const { rows, accounts } = script;
	return `${String(rows.length)} rows, ${String(accounts.length)} accounts, ${String(ops)} commands`;
}

function inTransaction(app: App, work: (statements: Statements) => void): void {
	app.runInTransaction((tx) => {
		withStatements(tx.db(), work);
	});
}

function insertRow<K extends Kind>(statements: Statements, kind: K, row: NewRow<K>): void {
	const full = wholeRow(kind, { ...row });
	statements.run(sqlOf(kind).insert, rowParams(kind, full));
}

/** One password is hashed once, however many accounts share it: hashing is meant to be slow. */
function giveAccounts(app: App, statements: Statements, accounts: readonly DemoAccount[]): void {
	const hashes = new Map<string, string>();
	for (const { person, email, staffNumber, password } of accounts) {
		const hash = hashes.get(password) ?? hashOf(app, password);
		hashes.set(password, hash);
		statements.run(ACCOUNT_SQL, { person, email, staffNumber, password: hash });
	}
}

function runPush(store: SqlStore, push: DemoPush, decided: Map<Ulid, Mark>): void {
	const person = store.get('people', push.person);
	if (!person) throw new Error(`a push names ${push.person}, who is not among the people`);
	for (const demoOp of push.ops) {
		const ops = [realOp(store, demoOp, decided)];
		const request = { proto: PROTO, device: push.device, seen: null, ops } as const;
		const answer = handlePush(store, person, request, push.atMs);
		const result = 'results' in answer ? answer.results[0] : undefined;
		if (!result || !isExpected(demoOp, result)) throw new Error(complaint(push, demoOp, result));
		decided.set(demoOp.id, result.mark);
	}
}

/** Unless the script says otherwise, the author has seen everything there is. */
function realOp(store: SqlStore, demoOp: DemoOp, decided: ReadonlyMap<Ulid, Mark>): Op {
	const { id, n, name, v, args, clientAt, offsetMs, sawUpTo } = demoOp;
	const boot = store.timeline().at(-1)?.[0];
	if (!boot) throw new Error('there is no boot');
	const now: Mark = { boot, seq: store.head() };
	const seen = sawUpTo === undefined ? now : sawUpTo === null ? null : decided.get(sawUpTo);
	if (seen === undefined)
		throw new Error(`op ${id} saw up to ${String(sawUpTo)}, which is not there`);
	return { id, n, name, v, args, clientAt, offsetMs, made: now, base: seen };
}

function isExpected(demoOp: DemoOp, result: Result): boolean {
	const expected = demoOp.expect ?? 'applied';
	return result.outcome === expected || (expected === 'applied' && result.outcome === 'noop');
}

function complaint(push: DemoPush, demoOp: DemoOp, result: Result | undefined): string {
	const said = result ? `${result.outcome} ${result.code ?? ''}`.trim() : 'not decided';
	const expected = demoOp.expect ?? 'applied';
	const args = JSON.stringify(demoOp.args);
	return `op ${demoOp.id} ${demoOp.name} of ${push.person} is ${said}, not ${expected}: ${args}`;
}
