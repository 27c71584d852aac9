// eslint-disable-next-line muster/layers -- the version is written there only; this one field is bundled
import { version } from '../../package.json';
import { answerText } from './answers';
import { readClock } from './sql-store';
import { withStatements } from './sql';

/**
 * Pairs for a JSON object. Nothing is ever taken out of the log, so that its last row says how many
 * there are; counting would read them all.
 */
export const COUNTS = `'head', (SELECT seq FROM sync_head WHERE id = 1),
	'counts', json_object(
		'people', (SELECT count(*) FROM people),
		'tasks', (SELECT count(*) FROM tasks),
		'ops', (SELECT coalesce(max(rowid), 0) FROM ops)
	)`;
const COUNTS_SQL = `SELECT json_object(${COUNTS}) AS cell`;

/** Whether all is well, for whoever watches the machine: figures, nothing anybody wrote. */
export function status(e: core.RequestEvent): void {
	const text = withStatements(e.app.db(), (statements) => {
		const figures: Record<string, unknown> = JSON.parse(statements.text(COUNTS_SQL));
		const boot = readClock(statements).timeline.at(-1)?.[0] ?? null;
		return JSON.stringify({ version, boot, now: Date.now(), ...figures });
	});
	answerText(e, text);
}
