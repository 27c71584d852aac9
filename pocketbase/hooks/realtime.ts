import type { Space } from '$lib/domain/entity';
import type { Mark, Timeline } from '$lib/domain/mark';
import { TOPIC, greet, remember, spaceOfTopic } from './poke';
import { hearingOf } from './rights';
import { readClock } from './sql-store';
import { withStatements } from './sql';

const NEWEST_SQL = `SELECT coalesce(max(seq), 0) AS cell FROM changes WHERE space = {:space}`;

/**
 * Only pokes can be listened to, and only those of spaces one may read. Rows written by SQL fire
 * no record events: a subscription to a collection would look live and stay silent.
 *
 * Each topic begins with a poke that says where its space stands, so that a phone which has pulled
 * before it listened need not pull again to know that it missed nothing.
 */
export function subscribe(e: core.RealtimeSubscribeRequestEvent): void {
	const topics = Array.from(e.subscriptions);
	mustBeAllowed(e, topics);
	e.next();
	const clientId = e.client.id();
	for (const topic of topics) remember(e.app, topic, clientId);
	try {
		// A right that ended meanwhile found no listener to drop.
		mustBeAllowed(e, topics);
	} catch (error) {
		e.client.unsubscribe(...topics);
		throw error;
	}
	greet(e.app, e.client, topics, (space) => newestIn(e.app, space));
}

function mustBeAllowed(e: core.RealtimeSubscribeRequestEvent, topics: readonly string[]): void {
	for (const topic of topics)
		if (!TOPIC.test(topic) || hearingOf(e.app, e.auth ?? null, spaceOfTopic(topic)) !== 'allowed')
			// eslint-disable-next-line @typescript-eslint/only-throw-error -- PocketBase's own errors are not declared as such
			throw new ForbiddenError('There is no such topic for you.', { topic });
}

/** Where the space's newest row stands; this boot, so that a phone of another timeline asks. */
function newestIn(app: core.App, space: Space): Mark {
	return withStatements(app.db(), (statements) => {
		const seq = Number(statements.text(NEWEST_SQL, { space }));
		return nowAt(readClock(statements).timeline, seq);
	});
}

/** The boot in force counts here, not that of the row: it may have come before this start. */
function nowAt(timeline: Timeline, seq: number): Mark {
	const boot = timeline.at(-1)?.[0];
	if (boot === undefined) throw new Error('the server has no boot');
	return { boot, seq };
}
