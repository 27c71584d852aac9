/** Turns of telling that are under way, as one text. */
const UNDER_WAY = 'telling';
/** Whom a turn is telling something, and since when (ms). */
const TOLD = 'telling:';
const SEPARATOR = ' ';
const STALLED_MS = 1_000;
const NAME_LENGTH = 12;

type Listened = Pick<core.App, 'store' | 'subscriptionsBroker'>;
type Tell = (id: string, client: subscriptions.Client, message: subscriptions.Message) => void;

/**
 * Tells listeners things, so that one who does not read can be let go of meanwhile.
 *
 * PocketBase hands a message over once the connection has written the one before, and waits for
 * that without end. A phone in a dead spot fills what the system keeps for it with some two hundred
 * pokes; then everybody behind it would hear nothing until the system gives the connection up.
 */
export function tellWatched(app: core.App, run: (tell: Tell) => void): void {
	const turn = $security.randomString(NAME_LENGTH);
	const store = app.store();
	const key = TOLD + turn;
	change(app, (turns) => [...turns, turn]);
	try {
		run((id, client, message) => {
			store.set(key, id + SEPARATOR + String(Date.now()));
			client.send(message);
		});
	} finally {
		change(app, (turns) => turns.filter((other) => other !== turn));
		store.remove(key);
	}
}

/**
 * Ends the connections that do not take what they are told: those who wait there cannot, so whoever
 * comes by does. What such a phone has missed it is told when it listens again.
 */
export function letGoOfStalled(app: Listened): void {
	for (const turn of turnsIn(app.store().get(UNDER_WAY))) {
		const [id = '', since] = String(app.store().get(TOLD + turn)).split(SEPARATOR);
		if (Date.now() - Number(since) > STALLED_MS) app.subscriptionsBroker().unregister(id);
	}
}

/** Every minute, in case nobody comes by. */
export function freeStalled(): void {
	letGoOfStalled($app);
}

function change(app: core.App, to: (turns: readonly string[]) => readonly string[]): void {
	app.store().setFunc(UNDER_WAY, (turns: unknown) => to(turnsIn(turns)).join(SEPARATOR));
}

function turnsIn(turns: unknown): string[] {
	return typeof turns === 'string' && turns !== '' ? turns.split(SEPARATOR) : [];
}
