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
import {
	credentialOf,
	holderOf,
	senderIn,
	sessionKeyOf,
	whoIsSignedIn,
	type Sender
} from './identity';
import { beginRequest, logAnswer, logError, opFields } from './logger';
import { poke, recheckListeners } from './poke';
import { readBody } from './request-body';
import { SqlStore } from './sql-store';
import { withStatements, type Statements } from './sql';
import { enter, isStopping, leave } from './stopping';

type Asked = { readonly sender: Sender; readonly request: PushRequest };
type Done = {
	readonly answer: PushAnswer;
	readonly touched: readonly Space[];
	readonly rightsChanged: boolean;
	readonly placesChanged: boolean;
};

export function push(e: core.RequestEvent): void {
	beginRequest(e);
	const asked = readPush(e);
	const done = 'status' in asked ? asked : finish(e, asked);
	if ('status' in done) {
		deny(e, done);
		return;
	}
	if (done.placesChanged) recheckListeners(e.app);
	poke(e.app, done.touched, done.answer.head, done.rightsChanged);
}

/** What the server waits for when it is to end: commit and answer, not the pokes. */
function finish(e: core.RequestEvent, { sender, request }: Asked): Done | Denial {
	if (!enter(e.app)) return DENIED.busy;
	try {
		const done = commit(e, sender, request);
		if ('status' in done) return done;
		const { answer } = done;
		answerAtOnce(e, JSON.stringify(answer));
		const isReset = 'reset' in answer;
		logAnswer(
			e,
			'push',
			isReset ? { reset: true } : { ops: opFields(request.ops, answer.results) }
		);
		return done;
	} finally {
		leave(e.app);
	}
}

/** From a session, or from the holder of a push credential; nothing is read of what nobody vouches for. */
function readPush(e: core.RequestEvent): Asked | Denial {
	const signedIn = whoIsSignedIn(e);
	const hasEnded = signedIn.kind === 'denied' && signedIn.denial === DENIED.unauthorized;
	const credential = hasEnded ? credentialOf(e) : '';
	if (signedIn.kind === 'denied' && credential === '') return signedIn.denial;
	const body = readBody(e);
	if (body.kind === 'denied') return body.denial;
	const identity = credential === '' ? signedIn : holderOf(e.app, credential, body.value['device']);
	if (identity.kind === 'denied') return identity.denial;
	const { proto, ops } = body.value;
	if (typeof proto === 'number' && proto !== PROTO) return DENIED.updateRequired;
	if (Array.isArray(ops) && ops.length > MAX_OPS_PER_PUSH) return DENIED.tooLarge;
	const request = parse(PushRequestSchema, body.value);
	if (!request) return DENIED.invalid;
	const { id: person } = identity.actor;
	const { device } = request;
	return { sender: { person, device, sessionKey: sessionKeyOf(e, person) }, request };
}

/** All of it or nothing; busy when the database could not take it, and it should be sent again. */
function commit(e: core.RequestEvent, sender: Sender, request: PushRequest): Done | Denial {
	let done: Done | Denial = DENIED.busy;
	try {
		e.app.runInTransaction((tx) => {
			// It has waited for its turn; one by one they could take longer than a stop may.
			if (isStopping(e.app)) return;
			withStatements(tx.db(), (statements) => {
				done = answerPush(statements, sender, request);
			});
		});
	} catch (error) {
		logError(e.app, 'a push could not be committed', error, e);
		return DENIED.busy;
	}
	return done;
}

function answerPush(statements: Statements, from: Sender, request: PushRequest): Done | Denial {
	const store = new SqlStore(statements);
	const sender = senderIn(statements, from);
	if (sender.kind === 'denied') return sender.denial;
	const answer = handlePush(store, sender.actor, request, Date.now());
	const { rightsChanged, placesChanged } = store;
	return { answer, touched: [...store.touched], rightsChanged, placesChanged };
}
