import type { PersonId } from '../domain/ids';
import { parse } from '../domain/parse';
import {
	SlipSchema,
	TakenInSchema,
	type CheckedRows,
	type Slip,
	type TakeIn
} from '../domain/protocol/setup';
import {
	InvitationsSchema,
	InvitedSchema,
	type Invitation,
	type Invite,
	type Invited,
	type SetPin
} from '../domain/protocol/joining';
import type { Clock, Reply } from '../sync/ports';
import { fetchJson, replyOf, type Fetch } from './http';

const TIMEOUT_MS = 30_000;

/** What is asked of the server at once: people cannot be made on a phone alone, nor let in by it. */
export class HttpOffice {
	readonly #fetch: Fetch;
	readonly #clock: Clock;

	constructor(fetch: Fetch, clock: Clock) {
		this.#fetch = fetch;
		this.#clock = clock;
	}

	takeIn(
		token: string,
		people: TakeIn
	): Promise<Reply<{ readonly people: readonly Slip[] } | CheckedRows>> {
		return this.#post(token, '/api/muster/people', people, (body) => parse(TakenInSchema, body));
	}

	giveSlip(token: string, person: PersonId): Promise<Reply<Slip>> {
		const path = `/api/muster/people/${person}/code`;
		return this.#post(token, path, {}, (body) => parse(SlipSchema, body));
	}

	async fetchInvitations(token: string): Promise<Reply<readonly Invitation[]>> {
		const answer = await fetchJson(this.#fetch, {
			method: 'GET',
			path: '/api/muster/invitations',
			headers: { Authorization: token },
			timeoutMs: TIMEOUT_MS
		});
		return replyOf(
			answer,
			this.#clock,
			(body) => parse(InvitationsSchema, body)?.invitations ?? null
		);
	}

	invite(token: string, asked: Invite): Promise<Reply<Invited>> {
		return this.#post(token, '/api/muster/invitations', asked, (body) =>
			parse(InvitedSchema, body)
		);
	}

	endInvitation(token: string, id: string): Promise<Reply<null>> {
		const path = `/api/muster/invitations/${encodeURIComponent(id)}/end`;
		return this.#post(token, path, {}, () => ({ done: true })).then(nothing);
	}

	setPin(token: string, pin: SetPin): Promise<Reply<null>> {
		return this.#post(token, '/api/muster/pin', pin, () => ({ done: true })).then(nothing);
	}

	async #post<T>(
		token: string,
		path: string,
		body: unknown,
		read: (body: unknown) => T | null
	): Promise<Reply<T>> {
		const answer = await fetchJson(this.#fetch, {
			method: 'POST',
			headers: { Authorization: token },
			timeoutMs: TIMEOUT_MS,
			...{ path, body }
		});
		return replyOf(answer, this.#clock, read);
	}
}

/** Done, and nothing to tell. */
function nothing(reply: Reply<object>): Reply<null> {
	return reply.kind === 'ok' ? { kind: 'ok', answer: null } : reply;
}
