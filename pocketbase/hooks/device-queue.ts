import type { Ms } from '$lib/domain/ids';
import type { PullRequest } from '$lib/domain/protocol/wire';
import { HOUR_MS, MINUTE_MS } from '$lib/domain/time';
import type { Sender } from './identity';
import { withStatements, write } from './sql';

const KNOWN_SQL = `SELECT coalesce((SELECT json_object('lastSeenAt', lastSeenAt, 'ops', waitingOps,
		'oldestAt', oldestWaitingAt, 'notedAt', queueNotedAt)
	FROM devices WHERE person = {:person} AND device = {:device}), '') AS cell`;
const NOTE_SQL = `UPDATE devices SET lastSeenAt = {:now}, waitingOps = {:ops}, oldestWaitingAt = {:oldestAt},
	queueNotedAt = {:now} WHERE person = {:person} AND device = {:device}`;

type Known = Readonly<Record<'lastSeenAt' | 'ops' | 'oldestAt' | 'notedAt', number>>;

/**
 * Keeps what a device says of its queue, for admins: a queue once a minute, its end at once, so that
 * nobody looks for a phone that has long sent everything; and that it was seen, once an hour.
 * Whether it can be kept says nothing about the pull.
 */
export function noteQueue(
	e: core.RequestEvent,
	{ person, device }: Sender,
	waiting: PullRequest['waiting'],
	nowMs: Ms
): void {
	const text = withStatements(e.app.db(), (statements) =>
		statements.text(KNOWN_SQL, { person, device })
	);
	if (text === '') return;
	const known: Known = JSON.parse(text);
	const { ops, oldestAt } = waiting ?? { ops: 0, oldestAt: 0 };
	const changed = known.ops !== ops || known.oldestAt !== oldestAt;
	const isDue = changed && (ops === 0 || known.notedAt <= nowMs - MINUTE_MS);
	if (isDue || known.lastSeenAt <= nowMs - HOUR_MS)
		write(e.app, NOTE_SQL, { person, device, ops, oldestAt, now: nowMs });
}
