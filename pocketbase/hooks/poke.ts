import type { Space } from '$lib/domain/entity';
import type { Mark } from '$lib/domain/mark';
import { logError } from './logger';
import { hearingOf } from './rights';
import { letGoOfStalled, tellWatched } from './stalled';

/** Topics of pokes: "this space is at that head". They carry no data. */
export const TOPIC = /^space:(org|portfolio|[pu]:[a-z0-9]{15})$/;
const PREFIX = 'space:';
const SEPARATOR = ' ';
/** Below this many listeners a topic is not worth tidying. */
const TIDY_FROM = 64;
const SENDING = -1;

export function spaceOfTopic(topic: string): Space {
	return topic.slice(PREFIX.length);
}

/**
 * Remembers who listens to a topic, as one text: a list would be copied entry by entry.
 * Connections that have ended are dropped when the list has doubled, and at each poke.
 */
export function remember(app: core.App, topic: string, clientId: string): void {
	app.store().setFunc(topic, (old: unknown) => {
		const ids = typeof old === 'string' ? old : '';
		if (ids.includes(clientId)) return ids;
		const next = ids + clientId + SEPARATOR;
		const count = next.length / (clientId.length + 1);
		const isPowerOfTwo = (count & (count - 1)) === 0;
		if (count < TIDY_FROM || !isPowerOfTwo) return next;
		const broker = app.subscriptionsBroker();
		const alive = listenersOf(next).filter((id) => clientOf(broker, id) !== null);
		return alive.join(SEPARATOR) + SEPARATOR;
	});
}

/**
 * Tells listeners of these spaces that there is something new.
 *
 * One request at a time sends for a space; the others leave their head with it. So a reader that
 * has stalled delays one request until another comes by, and a busy space is not poked once for
 * each write.
 *
 * @param recheck ask again who may listen: memberships have changed
 */
export function poke(app: core.App, spaces: readonly Space[], head: Mark, recheck: boolean): void {
	letGoOfStalled(app);
	for (const space of spaces) {
		const topic = PREFIX + space;
		if (!app.store().get(topic)) continue;
		if (recheck) dropUninvited(app, topic);
		if (!takeTurn(app, space, head.seq)) continue;
		try {
			for (let seq = head.seq; seq !== SENDING; seq = nextTurn(app, space))
				send(app, topic, JSON.stringify({ space, head: { boot: head.boot, seq } }));
		} catch (error) {
			// Whoever holds the turn for ever would silence the space.
			app.store().set(`poke:${space}`, 0);
			logError(app, 'a poke failed', error);
		}
	}
}

/** False when another request is sending for this space and will send this head too. */
function takeTurn(app: core.App, space: Space, seq: number): boolean {
	let mine = false;
	app.store().setFunc(`poke:${space}`, (waiting: unknown) => {
		mine = typeof waiting !== 'number' || waiting === 0;
		return mine ? SENDING : Math.max(Number(waiting), seq);
	});
	return mine;
}

/** The head that others have left meanwhile; SENDING when there is none, and the turn is over. */
function nextTurn(app: core.App, space: Space): number {
	let next = SENDING;
	app.store().setFunc(`poke:${space}`, (waiting: unknown) => {
		next = Number(waiting);
		return next === SENDING ? 0 : SENDING;
	});
	return next;
}

/** Tells one listener where each topic's space stands. */
export function greet(
	app: core.App,
	client: subscriptions.Client,
	topics: readonly string[],
	headOf: (space: Space) => Mark
): void {
	const id = client.id();
	const messages = topics.map((topic) => {
		const space = spaceOfTopic(topic);
		return messageOf(topic, JSON.stringify({ space, head: headOf(space) }));
	});
	tellWatched(app, (tell) => {
		for (const message of messages) tell(id, client, message);
	});
}

function messageOf(topic: string, data: string): subscriptions.Message {
	return new SubscriptionMessage({ name: topic, data: toBytes(data) });
}

function send(app: core.App, topic: string, data: string): void {
	const message = messageOf(topic, data);
	tellWatched(app, (tell) => {
		forEachListener(app, topic, (client, id) => {
			tell(id, client, message);
		});
	});
}

/**
 * Asks for every topic again who may listen: somebody's place in the organisation has changed. A
 * connection whose session has ended is ended with it.
 */
export function recheckListeners(app: core.App): void {
	for (const topic of Object.keys(app.store().getAll()))
		if (TOPIC.test(topic)) dropUninvited(app, topic);
}

function dropUninvited(app: core.App, topic: string): void {
	forEachListener(app, topic, (client) => {
		const hearing = hearingOf(app, client.get('auth'), spaceOfTopic(topic));
		if (hearing !== 'allowed') client.unsubscribe(topic);
		if (hearing === 'ended') app.subscriptionsBroker().unregister(client.id());
	});
}

function forEachListener(
	app: core.App,
	topic: string,
	visit: (client: subscriptions.Client, id: string) => void
): void {
	const broker = app.subscriptionsBroker();
	const gone = listenersOf(app.store().get(topic)).filter((id) => {
		const client = clientOf(broker, id);
		if (client?.hasSubscription(topic) !== true) return true;
		visit(client, id);
		return false;
	});
	if (gone.length > 0) forget(app, topic, gone);
}

function forget(app: core.App, topic: string, gone: readonly string[]): void {
	const dropped = new Set(gone);
	app.store().setFunc(topic, (old: unknown) =>
		listenersOf(old)
			.filter((id) => !dropped.has(id))
			.map((id) => id + SEPARATOR)
			.join('')
	);
}

function listenersOf(ids: unknown): string[] {
	return typeof ids === 'string' ? ids.split(SEPARATOR).filter((id) => id !== '') : [];
}

function clientOf(broker: subscriptions.Broker, id: string): subscriptions.Client | null {
	try {
		return broker.clientById(id);
	} catch {
		return null;
	}
}
