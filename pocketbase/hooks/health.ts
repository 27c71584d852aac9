// eslint-disable-next-line muster/layers -- the version is written there only; this one field is bundled
import { version } from '../../package.json';
import { ulidTimeMs } from '$lib/domain/ids';
import type { Health } from '$lib/domain/protocol/health';
import { DAY_MS, HOUR_MS } from '$lib/domain/time';
import { DENIED, answerText, deny, type Denial } from './answers';
import { whoIsSignedIn } from './identity';
import { beginRequest, logError } from './logger';
import { readClock } from './sql-store';
import { withStatements, type Statements } from './sql';
import { COUNTS } from './status';

const MOST_DEVICES = 200;

const FIGURES_SQL = `SELECT json_object(${COUNTS},
	'databaseBytes', (SELECT page_count * page_size FROM pragma_page_count, pragma_page_size)) AS cell`;
const MINUTES_SQL = `SELECT json_group_array(json_array(minute, n) ORDER BY minute) AS cell FROM (
	SELECT CAST(receivedAt / 60000 AS INTEGER) * 60000 AS minute, count(*) AS n
	FROM ops WHERE receivedAt >= {:since} GROUP BY minute)`;
const REFUSALS_SQL = `SELECT json_group_array(json_object('code', code, 'count', n, 'lastAt', lastAt) ORDER BY n DESC, code) AS cell FROM (
	SELECT coalesce(json_extract(result, '$.code'), '') AS code, count(*) AS n, max(receivedAt) AS lastAt
	FROM ops WHERE outcome = 'refused' AND receivedAt >= {:since} GROUP BY code)`;
const DEVICES_SQL = `WITH listed AS (
	SELECT * FROM (SELECT id, 0 AS part, oldestWaitingAt AS place FROM devices WHERE waitingOps > 0
		ORDER BY oldestWaitingAt LIMIT ${String(MOST_DEVICES)})
	UNION ALL
	SELECT * FROM (SELECT id, 1, -lastSeenAt FROM devices WHERE waitingOps = 0 AND NOT revoked
		ORDER BY lastSeenAt DESC LIMIT ${String(MOST_DEVICES)})
	ORDER BY part, place LIMIT ${String(MOST_DEVICES)})
SELECT json_group_array(json_object('device', d.device, 'person', d.person, 'name', coalesce(p.name, ''),
		'label', d.label, 'lastSeenAt', d.lastSeenAt, 'waiting', json(iif(d.waitingOps > 0,
			json_object('ops', d.waitingOps, 'oldestAt', d.oldestWaitingAt), 'null')))
	ORDER BY part, place) AS cell
FROM listed JOIN devices d ON d.id = listed.id LEFT JOIN people p ON p.id = d.person`;

/** How the server does and who waits, for admins: more than anybody else may know of others. */
export function health(e: core.RequestEvent): void {
	beginRequest(e);
	const denial = refusalTo(e);
	if (denial) {
		deny(e, denial);
		return;
	}
	const figures = withStatements(e.app.db(), (statements) => read(statements, Date.now()));
	const { cron, cronMaxKeep } = e.app.settings().backups;
	const answer: Health = {
		...figures,
		backups: backupsOf(e),
		backupPlan: { cron, keep: cronMaxKeep }
	};
	answerText(e, JSON.stringify(answer));
}

/** null for those who may look: superusers and admins */
function refusalTo(e: core.RequestEvent): Denial | null {
	if (e.auth?.isSuperuser() === true) return null;
	const identity = whoIsSignedIn(e);
	if (identity.kind === 'denied') return identity.denial;
	return identity.actor.role === 'admin' ? null : DENIED.forbidden;
}

function read(statements: Statements, nowMs: number): Omit<Health, 'backups' | 'backupPlan'> {
	const boot = readClock(statements).timeline.at(-1)?.[0];
	if (boot === undefined) throw new Error('the server has no boot');
	const cell = (sql: string, since?: number): unknown =>
		JSON.parse(statements.text(sql, since === undefined ? {} : { since }));
	// made by the statements above
	const figures = cell(FIGURES_SQL) as Pick<Health, 'head' | 'counts' | 'databaseBytes'>;
	return {
		...{ version, boot, bootAt: ulidTimeMs(boot), now: nowMs },
		...figures,
		opsPerMinute: cell(MINUTES_SQL, nowMs - HOUR_MS) as Health['opsPerMinute'],
		refusals: cell(REFUSALS_SQL, nowMs - DAY_MS) as Health['refusals'],
		devices: cell(DEVICES_SQL) as Health['devices']
	};
}

/** Newest first; none where they cannot be listed, such as a bucket that is out of reach. */
function backupsOf(e: core.RequestEvent): Health['backups'] {
	try {
		const files = e.app.newBackupsFilesystem();
		try {
			const found = Array.from(files.list(''), (file) => ({
				name: String(file?.key),
				sizeBytes: Number(file?.size),
				at: Number(file?.modTime.unixMilli())
			}));
			return found.sort((a, b) => b.at - a.at);
		} finally {
			files.close();
		}
	} catch (error) {
		logError(e.app, 'backups could not be listed', error, e);
		return [];
	}
}
