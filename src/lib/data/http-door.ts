import { parse } from '../domain/parse';
import type { StoredSession } from '../domain/protocol/account';
import {
	SetupStateSchema,
	WelcomeSchema,
	type Setup,
	type Welcome
} from '../domain/protocol/setup';
import {
	InvitedToSchema,
	type InvitedTo,
	type JoiningPerson,
	type PinSignIn
} from '../domain/protocol/joining';
import type { Clock, Reply } from '../sync/ports';
import { codeOf, fetchJson, replyOf, type Fetch } from './http';
import { sessionOf } from './http-account';

const TIMEOUT_MS = 15_000;

/** These are our server's own words about what was sent. */
export type DoorReply<T> =
	| Reply<T>
	/** `wrong_lock`: this person signs in by another PIN or password */
	| { readonly kind: 'wrong' | 'over' | 'invalid' | 'number_taken' | 'wrong_lock' };

/** What anybody may ask who brings a code. */
export class HttpDoor {
	readonly #fetch: Fetch;
	readonly #clock: Clock;

	constructor(fetch: Fetch, clock: Clock) {
		this.#fetch = fetch;
		this.#clock = clock;
	}

	async isWaiting(): Promise<boolean | null> {
		const answer = await fetchJson(this.#fetch, {
			method: 'GET',
			path: '/api/muster/setup',
			headers: {},
			timeoutMs: TIMEOUT_MS
		});
		const reply = replyOf(answer, this.#clock, (body) => parse(SetupStateSchema, body));
		return reply.kind === 'ok' ? reply.answer.open : null;
	}

	setUp(code: string, setup: Setup): Promise<DoorReply<StoredSession>> {
		return this.#show('/api/muster/setup', { code, ...setup }, (body) =>
			sessionOf(body, this.#clock)
		);
	}

	fetchWelcome(code: string): Promise<DoorReply<Welcome>> {
		return this.#show('/api/muster/first-sign-in', { code }, (body) => parse(WelcomeSchema, body));
	}

	signInByCode(code: string, password: string): Promise<DoorReply<StoredSession>> {
		return this.#show('/api/muster/first-sign-in', { code, password }, (body) =>
			sessionOf(body, this.#clock)
		);
	}

	fetchInvited(code: string): Promise<DoorReply<InvitedTo>> {
		return this.#show('/api/muster/join', { code }, (body) => parse(InvitedToSchema, body));
	}

	join(code: string, newcomer: JoiningPerson): Promise<DoorReply<StoredSession>> {
		return this.#show('/api/muster/join', { code, newcomer }, (body) =>
			sessionOf(body, this.#clock)
		);
	}

	signInByPin(pin: PinSignIn): Promise<DoorReply<StoredSession>> {
		return this.#show('/api/muster/pin/sign-in', pin, (body) => sessionOf(body, this.#clock));
	}

	async #show<T>(
		path: string,
		body: unknown,
		read: (body: unknown) => T | null
	): Promise<DoorReply<T>> {
		const answer = await fetchJson(this.#fetch, {
			method: 'POST',
			headers: {},
			timeoutMs: TIMEOUT_MS,
			...{ path, body }
		});
		switch (codeOf(answer?.body)) {
			case 'wrong_code':
				return { kind: 'wrong' };
			case 'wrong_pin':
			case 'wrong_password':
				return { kind: 'wrong_lock' };
			case 'number_taken':
				return { kind: 'number_taken' };
			case 'already_set_up':
			case 'ended_code':
				return { kind: 'over' };
			case 'invalid':
				return { kind: 'invalid' };
			default:
				return replyOf(answer, this.#clock, read);
		}
	}
}
