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
import type { Clock } from '../sync/ports';
import { deskReplyOf, type DeskReply } from './desk-reply';
import { fetchJson, type Fetch } from './http';

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
	): Promise<DeskReply<{ readonly people: readonly Slip[] } | CheckedRows>> {
		return this.#post(token, '/api/muster/people', people, (body) => parse(TakenInSchema, body));
	}

	giveSlip(token: string, person: PersonId): Promise<DeskReply<Slip>> {
		const path = `/api/muster/people/${person}/code`;
		return this.#post(token, path, {}, (body) => parse(SlipSchema, body));
	}

	async fetchInvitations(token: string): Promise<DeskReply<readonly Invitation[]>> {
		const answer = await fetchJson(this.#fetch, {
			method: 'GET',
			path: '/api/muster/invitations',
			headers: { Authorization: token },
			timeoutMs: TIMEOUT_MS
		});
		return deskReplyOf(
			answer,
			this.#clock,
			(body) => parse(InvitationsSchema, body)?.invitations ?? null
		);
	}

	invite(token: string, asked: Invite): Promise<DeskReply<Invited>> {
		return this.#post(token, '/api/muster/invitations', asked, (body) =>
			parse(InvitedSchema, body)
		);
	}

	endInvitation(token: string, id: string): Promise<DeskReply<null>> {
		const path = `/api/muster/invitations/${encodeURIComponent(id)}/end`;
		return this.#post(token, path, {}, () => ({ done: true })).then(nothing);
	}

	setPin(token: string, pin: SetPin): Promise<DeskReply<null>> {
		return this.#post(token, '/api/muster/pin', pin, () => ({ done: true })).then(nothing);
	}

	async #post<T>(
		token: string,
		path: string,
		body: unknown,
		read: (body: unknown) => T | null
	): Promise<DeskReply<T>> {
		const answer = await fetchJson(this.#fetch, {
			method: 'POST',
			headers: { Authorization: token },
			timeoutMs: TIMEOUT_MS,
			...{ path, body }
		});
		return deskReplyOf(answer, this.#clock, read);
	}
}

/** Done, and nothing to tell. */
function nothing(reply: DeskReply<object>): DeskReply<null> {
	return reply.kind === 'ok' ? { kind: 'ok', answer: null } : reply;
}
