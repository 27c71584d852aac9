import type { Actor } from '$lib/domain/command';
import type { Mark } from '$lib/domain/mark';
import { parse, type SchemaOf } from '$lib/domain/parse';
import { answerText, DENIED, deny, type Denial } from './answers';
import { senderIn, sessionKeyOf, whoIsSignedIn, type Sender } from './identity';
import { beginRequest } from './logger';
import { poke } from './poke';
import { readBody } from './request-body';
import type { Statements } from './sql';
import { SqlStore } from './sql-store';
import { inTransaction } from './transaction';

/** What was done, with the spaces that have something new. */
export type Written<T> = {
	readonly answer: T;
	readonly spaces: readonly string[];
	readonly head: Mark;
};
type Work<T> = (store: SqlStore, statements: Statements, actor: Actor) => T | Denial;

/** Who is signed in, to be looked at again in the transaction. */
export function senderBehind(e: core.RequestEvent): Sender | Denial {
	const identity = whoIsSignedIn(e);
	if (identity.kind === 'denied') return identity.denial;
	const person = identity.actor.id;
	return { person, device: '', sessionKey: sessionKeyOf(e, person) };
}

/** As `answer`, with a body of that shape. */
export function answerTo<Asked, T extends object>(
	e: core.RequestEvent,
	schema: SchemaOf<Asked>,
	failed: string,
	work: (store: SqlStore, statements: Statements, actor: Actor, asked: Asked) => T | Denial
): void {
	beginRequest(e);
	const sender = senderBehind(e);
	if ('status' in sender) {
		deny(e, sender);
		return;
	}
	const body = readBody(e);
	const asked = body.kind === 'ok' ? parse(schema, body.value) : null;
	if (asked === null) {
		deny(e, body.kind === 'denied' ? body.denial : DENIED.invalid);
		return;
	}
	answer(e, failed, sender, (store, statements, actor) => work(store, statements, actor, asked));
}

/** Runs `work` as a transaction of the sender, outside any push, answers, and pokes. */
export function answer<T extends object>(
	e: core.RequestEvent,
	failed: string,
	sender: Sender,
	work: Work<T>
): void {
	const done = write(e, failed, (store, statements) => {
		const now = senderIn(statements, sender);
		return now.kind === 'denied' ? now.denial : work(store, statements, now.actor);
	});
	if ('status' in done) {
		deny(e, done);
		return;
	}
	answerText(e, JSON.stringify(done.answer));
	tell(e, done);
}

/** Runs `work` as one transaction; `busy`, and a line in the log, where it fails. */
export function write<T extends object>(
	e: core.RequestEvent,
	failed: string,
	work: (store: SqlStore, statements: Statements, tx: core.App) => T | Denial
): Written<T> | Denial {
	return inTransaction(e, failed, (statements, tx) => {
		const store = new SqlStore(statements);
		return written(store, work(store, statements, tx));
	});
}

/** Whoever listens hears of it. */
export function tell(e: core.RequestEvent, { spaces, head }: Written<unknown>): void {
	if (spaces.length > 0) poke(e.app, spaces, head, true);
}

function written<T extends object>(store: SqlStore, result: T | Denial): Written<T> | Denial {
	if ('status' in result) return result;
	const boot = store.timeline().at(-1)?.[0];
	if (!boot) throw new Error('the server has no boot');
	return { answer: result, spaces: [...store.touched], head: { boot, seq: store.head() } };
}
