/** Which spaces hold a row: a fixed name, or a prefix before one of its columns. */
type SpaceRule = { readonly prefix: string; readonly column?: string };
export type Trigger = { readonly name: string; readonly sql: string };

const RAISE = 'UPDATE sync_head SET seq = seq + 1 WHERE id = 1;';

/** The space that `rule` names for the row `side` of a trigger. */
function spaceOf(rule: SpaceRule, side: 'OLD' | 'NEW'): string {
	return rule.column === undefined
		? `'${rule.prefix}'`
		: `'${rule.prefix}' || ${side}."${rule.column}"`;
}

/**
 * A line of `changes` with the head's new seq.
 *
 * Never INSERT OR REPLACE: inside a trigger an outer upsert overrides its conflict clause.
 */
function line(kind: string, rule: SpaceRule, side: 'OLD' | 'NEW', when: string): string {
	return `INSERT INTO changes (space, kind, row_id, seq, deleted)
  SELECT ${spaceOf(rule, side)}, '${kind}', ${side}.id, seq, ${side === 'OLD' ? '1' : '0'} FROM sync_head WHERE id = 1 AND ${when}
  ON CONFLICT (space, kind, row_id) DO UPDATE SET seq = excluded.seq, deleted = excluded.deleted;`;
}

function trigger(name: string, event: string, kind: string, lines: readonly string[]): Trigger {
	const body = [RAISE, ...lines].map((statement) => `  ${statement}\n`).join('');
	return { name, sql: `CREATE TRIGGER ${name} AFTER ${event} ON ${kind} BEGIN\n${body}END` };
}

/** True when the update took the row out of the space. */
function hasLeft(rule: SpaceRule): string {
	const moved = 'OLD.id <> NEW.id';
	return rule.column === undefined || rule.column === 'id'
		? moved
		: `(OLD."${rule.column}" <> NEW."${rule.column}" OR ${moved})`;
}

/** Every write to a synced table raises the head by one and leaves its seq in each space concerned. */
export function syncTriggers(kind: string, spaces: readonly SpaceRule[]): Trigger[] {
	const put = spaces.map((rule) => line(kind, rule, 'NEW', '1'));
	const left = spaces.map((rule) => line(kind, rule, 'OLD', hasLeft(rule)));
	const drop = spaces.map((rule) => line(kind, rule, 'OLD', '1'));
	return [
		trigger(`sync_${kind}_insert`, 'INSERT', kind, put),
		trigger(`sync_${kind}_update`, 'UPDATE', kind, [...left, ...put]),
		trigger(`sync_${kind}_delete`, 'DELETE', kind, drop)
	];
}

export function runTriggers(app: CoreApp, kind: string, spaces: readonly SpaceRule[]): void {
	for (const { sql } of syncTriggers(kind, spaces)) app.db().newQuery(sql).execute();
}

/** A line of the audit log raises the head too, so that every op has a place of its own. */
export function opsTrigger(): Trigger {
	return trigger('sync_ops_insert', 'INSERT', 'ops', []);
}
