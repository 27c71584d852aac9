import { TOPIC, remember, spaceOfTopic } from './poke';
import { mayHear } from './rights';

/**
 * Only pokes can be listened to, and only those of spaces one may read. Rows written by SQL fire
 * no record events: a subscription to a collection would look live and stay silent.
 */
export function subscribe(e: core.RealtimeSubscribeRequestEvent): void {
	const topics = Array.from(e.subscriptions);
	const auth = e.auth ?? null;
	for (const topic of topics)
		if (!TOPIC.test(topic) || !mayHear(e.app, auth, spaceOfTopic(topic)))
			// eslint-disable-next-line @typescript-eslint/only-throw-error -- PocketBase's own errors are not declared as such
			throw new ForbiddenError('There is no such topic for you.', { topic });
	e.next();
	const clientId = e.client.id();
	for (const topic of topics) remember(e.app, topic, clientId);
}
