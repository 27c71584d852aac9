import { ENTITIES } from '$lib/domain/entities';
import { makeUlid, ulidTimeMs } from '$lib/domain/ids';
import { HOUR_MS } from '$lib/domain/time';
import { pinTriggers } from '../migrations/pin-triggers';
import { sessionTriggers } from '../migrations/session-triggers';
import { opsTrigger, syncTriggers, type Trigger } from '../migrations/sync-triggers';
import { random } from './chance';
import { readClock } from './sql-store';
import { withStatements, type Statements } from './sql';
import { zones } from './zones';

const TRIGGERS_SQL = `SELECT name, sql AS body FROM sqlite_master WHERE type = 'trigger' AND (name LIKE 'sync\\_%' ESCAPE '\\' OR name LIKE 'session\\_%' ESCAPE '\\')`;
const TABLES_SQL = `SELECT count(*) AS cell FROM sqlite_master WHERE name IN ('sync_head', 'changes', 'timeline', 'ops')`;
const TABLES = '4';
const BOOT_SQL = `INSERT INTO timeline (boot, "from") VALUES ({:boot}, {:from})`;
const SHANGHAI_OFFSET_MS = 8 * HOUR_MS;

/**
 * Before the server listens: what it stands on is there, and a new boot begins.
 *
 * @throws Error with one sentence for whoever started it; PocketBase then ends
 */
export function begin(app: core.App): void {
	if (zones.offsetMs('Asia/Shanghai', 0) !== SHANGHAI_OFFSET_MS)
		throw new Error('Muster needs time zone data: install the package tzdata and start again.');
	app.runInTransaction((tx) => {
		withStatements(tx.db(), (statements) => {
			mustBeMigrated(statements);
			beginBoot(statements, Date.now());
		});
	});
}

function mustBeMigrated(statements: Statements): void {
	if (statements.text(TABLES_SQL) !== TABLES)
		throw new Error('Muster’s migrations have not been applied: start it with --migrationsDir.');
	const found = new Map(statements.pairs(TRIGGERS_SQL));
	const expected = expectedTriggers();
	const wrong = expected.filter(({ name, sql }) => found.get(name) !== sql);
	if (wrong.length > 0 || found.size !== expected.length)
		throw new Error(
			`The triggers that phones depend on are not those of this version: ${nameThem(wrong, found, expected)}.`
		);
}

function nameThem(
	wrong: readonly Trigger[],
	found: ReadonlyMap<string, string>,
	expected: readonly Trigger[]
): string {
	const known = new Set(expected.map((trigger) => trigger.name));
	const unknown = [...found.keys()].filter((name) => !known.has(name));
	return [...wrong.map((trigger) => trigger.name), ...unknown].join(', ');
}

/** What every synced collection must have, and what ends sessions. */
function expectedTriggers(): Trigger[] {
	const synced = Object.values(ENTITIES).flatMap(({ kind, spaces }) => syncTriggers(kind, spaces));
	return [...synced, opsTrigger(), ...sessionTriggers(), ...pinTriggers()];
}

/** A new boot, younger than every other one even if the machine's clock has gone back. */
export function beginBoot(statements: Statements, nowMs: number): void {
	const { head, timeline } = readClock(statements);
	const last = timeline.at(-1)?.[0];
	const atMs = last === undefined ? nowMs : Math.max(nowMs, ulidTimeMs(last) + 1);
	statements.run(BOOT_SQL, { boot: makeUlid(atMs, random), from: head });
}
