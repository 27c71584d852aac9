import type { Op } from '$lib/domain/protocol/wire';
import { sql, type Site } from './site';

/** Ids in the log, as often as they stand there. */
export async function loggedOps(site: Site): Promise<string[]> {
	// In one cell: the answer to a query ends after so many rows.
	const [row] = await sql(site.root, `SELECT coalesce(group_concat(id, ' '), '') FROM ops`);
	return (row?.[0] ?? '').split(' ').filter((id) => id !== '');
}

/** How many of these the log holds. */
export async function countLogged(site: Site, ops: readonly Op[]): Promise<number> {
	const logged = new Set(await loggedOps(site));
	return ops.filter((op) => logged.has(op.id)).length;
}

/**
 * What is not as one transaction per push leaves it: a report in the log without exactly one event,
 * an event without its line, an event that no pull would find.
 */
export async function halfWritten(site: Site): Promise<string[]> {
	const lonely = await sql(
		site.root,
		`SELECT 'op ' || o.id FROM ops o WHERE o.name = 'task.report' AND o.outcome <> 'refused'
			AND (SELECT count(*) FROM status_events e WHERE e.op = o.id) <> 1
		UNION ALL SELECT 'event ' || e.id FROM status_events e
			WHERE (SELECT count(*) FROM ops o WHERE o.id = e.op) <> 1
		UNION ALL SELECT 'event without change ' || e.id FROM status_events e
			WHERE NOT EXISTS (SELECT 1 FROM changes c WHERE c.kind = 'status_events' AND c.row_id = e.id)
		UNION ALL SELECT 'change without event ' || c.row_id FROM changes c
			WHERE c.kind = 'status_events' AND NOT c.deleted
			AND NOT EXISTS (SELECT 1 FROM status_events e WHERE e.id = c.row_id)
		UNION ALL SELECT 'change after the head ' || c.row_id FROM changes c, sync_head h WHERE c.seq > h.seq
		UNION ALL SELECT 'place taken twice ' || max(o.id) FROM ops o
			GROUP BY json_extract(o.result, '$.mark.seq') HAVING count(*) > 1`
	);
	return lonely.map(([line = '']) => line);
}
