import { EVENT_DAYS_HELD, isKind, type Kind } from '$lib/domain/entities';
import type { Space } from '$lib/domain/entity';
import type { Ms } from '$lib/domain/ids';
import { MAX_ROWS_PER_PULL } from '$lib/domain/protocol/wire';
import { DAY_MS } from '$lib/domain/time';
import { sqlOf } from './row-sql';
import type { Params, Statements } from './sql';

export type Cursors = Readonly<Record<Space, number>>;
/** What a page holds: which kinds have rows in it, and the seq it is cut at; null: all there is. */
type Scan = {
	readonly kinds: readonly Kind[];
	readonly cutSeq: number | null;
	readonly rows: number;
};

/**
 * Lines of `changes` behind the cursors. Events past the span a replica holds stay out, and so do
 * tombstones for a space that is held from nothing.
 */
const BEHIND = `FROM json_each({:cursors}) held CROSS JOIN changes c ON c.space = held.key AND c.seq > held.value
	WHERE (c.kind <> 'status_events' OR c.deleted OR EXISTS (
		SELECT 1 FROM status_events e WHERE e.id = c.row_id AND e.receivedAt >= {:horizon}))
	AND NOT (c.deleted AND held.value = 0)`;

const SCAN_SQL = `SELECT json_object('rows', count(*), 'last', coalesce(max(seq), 0), 'kinds', json_group_array(DISTINCT kind)) AS cell
	FROM (SELECT c.kind, c.seq ${BEHIND} ORDER BY c.seq LIMIT ${String(MAX_ROWS_PER_PULL + 1)})`;

function behind(cursors: Cursors, nowMs: Ms): Params {
	return { cursors: JSON.stringify(cursors), horizon: nowMs - EVENT_DAYS_HELD * DAY_MS };
}

/** Finds the next page of all spaces together, in seq order. */
export function scanPage(statements: Statements, cursors: Cursors, nowMs: Ms): Scan {
	const found: { rows: number; last: number; kinds: string[] } = JSON.parse(
		statements.text(SCAN_SQL, behind(cursors, nowMs))
	);
	// One seq may have a line in two spaces: the cut is before the one that did not fit.
	const cutSeq = found.rows > MAX_ROWS_PER_PULL ? found.last - 1 : null;
	const rows = Math.min(found.rows, MAX_ROWS_PER_PULL);
	return { kinds: found.kinds.filter(isKind), cutSeq, rows };
}

/** The page's rows per space, as the inside of a JSON array, built by SQLite. */
export function readPage(
	statements: Statements,
	cursors: Cursors,
	scan: Scan,
	nowMs: Ms
): Map<Space, string> {
	if (scan.kinds.length === 0) return new Map();
	const data = scan.kinds.map(
		(kind) =>
			`WHEN '${kind}' THEN (SELECT ${sqlOf(kind).data} FROM ${kind} r WHERE r.id = line.row_id)`
	);
	const row = `'["' || kind || '","' || row_id || '",' || seq || ',' || coalesce(data, 'null') || ']'`;
	return new Map(
		statements.pairs(
			`SELECT space AS name, group_concat(${row}, ',' ORDER BY seq) AS body FROM (
				SELECT space, kind, row_id, seq,
					CASE WHEN deleted THEN NULL ELSE CASE kind ${data.join('\n')} END END AS data
				FROM (SELECT c.* ${BEHIND} AND c.seq <= {:until}) line
			) GROUP BY space`,
			{ ...behind(cursors, nowMs), until: scan.cutSeq ?? Number.MAX_SAFE_INTEGER }
		)
	);
}
