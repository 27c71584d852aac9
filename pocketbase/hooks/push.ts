import type { Actor } from '$lib/domain/command';
import type { Space } from '$lib/domain/entity';
import { parse } from '$lib/domain/parse';
import { handlePush } from '$lib/domain/protocol/push';
import {
	MAX_OPS_PER_PUSH,
	PROTO,
	PushRequestSchema,
	type PushAnswer,
	type PushRequest
} from '$lib/domain/protocol/wire';
import { DENIED, answerAtOnce, deny, type Denial } from './answers';
import { bringsIdentity, whoPushes } from './identity';
import { poke } from './poke';
import { readBody } from './request-body';
import { SqlStore } from './sql-store';
import { withStatements } from './sql';

type Done = {
	readonly answer: PushAnswer;
	readonly touched: readonly Space[];
	readonly rightsChanged: boolean;
};

export function push(e: core.RequestEvent): void {
	const asked = readPush(e);
	if ('status' in asked) {
		deny(e, asked);
		return;
	}
	const done = commit(e.app, asked.actor, asked.request);
	if (!done) {
		deny(e, DENIED.busy);
		return;
	}
	answerAtOnce(e, JSON.stringify(done.answer));
	poke(e.app, done.touched, done.answer.head, done.rightsChanged);
}

function readPush(e: core.RequestEvent): { actor: Actor; request: PushRequest } | Denial {
	if (!bringsIdentity(e)) return DENIED.unauthorized;
	const body = readBody(e);
	if (body.kind === 'denied') return body.denial;
	const identity = whoPushes(e, body.value['device']);
	if (identity.kind === 'denied') return identity.denial;
	const { proto, ops } = body.value;
	if (typeof proto === 'number' && proto !== PROTO) return DENIED.updateRequired;
	if (Array.isArray(ops) && ops.length > MAX_OPS_PER_PUSH) return DENIED.tooLarge;
	const request = parse(PushRequestSchema, body.value);
	return request ? { actor: identity.actor, request } : DENIED.invalid;
}

/** All of it or nothing; null when the database could not take it, and it should be sent again. */
function commit(app: core.App, actor: Actor, request: PushRequest): Done | null {
	let done: Done | null = null;
	try {
		app.runInTransaction((tx) => {
			withStatements(tx.db(), (statements) => {
				const store = new SqlStore(statements);
				const answer = handlePush(store, actor, request, Date.now());
				done = { answer, touched: [...store.touched], rightsChanged: store.rightsChanged };
			});
		});
	} catch (error) {
		app.logger().error('a push could not be committed', 'error', String(error));
		return null;
	}
	return done;
}
