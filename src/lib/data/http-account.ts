import type { DeviceId, Ms } from '../domain/ids';
import { parse, parseJson } from '../domain/parse';
import {
	RegisteredSchema,
	SignedInSchema,
	TokenClaimsSchema,
	type StoredSession
} from '../domain/protocol/account';
import { DAY_MS } from '../domain/time';
import type { Clock, Reply, Unanswered } from '../sync/ports';
import { fetchJson, replyOf, unanswered, type Fetch } from './http';

const TIMEOUT_MS: Ms = 15_000;
/** Withdrawing on the way out must not keep anybody waiting. */
const FAREWELL_TIMEOUT_MS: Ms = 3_000;
/** How long a session lasts where its token does not say. */
const SESSION_MS: Ms = 30 * DAY_MS;

export type SignInReply = Reply<StoredSession> | { readonly kind: 'wrong' };

/** Sessions and devices: what a person has with the server besides push and pull. */
export class HttpAccount {
	readonly #fetch: Fetch;
	readonly #clock: Clock;

	constructor(fetch: Fetch, clock: Clock) {
		this.#fetch = fetch;
		this.#clock = clock;
	}

	/** @param identity e-mail or staff number */
	async signIn(identity: string, password: string): Promise<SignInReply> {
		const answer = await fetchJson(this.#fetch, {
			method: 'POST',
			path: '/api/collections/people/auth-with-password',
			headers: {},
			body: { identity, password },
			timeoutMs: TIMEOUT_MS
		});
		// Only our server's error has a JSON body: a captive portal may answer 400 too.
		if (answer?.status === 400 && answer.body !== undefined) return { kind: 'wrong' };
		return replyOf(answer, this.#clock, (body) => this.#session(body));
	}

	/** Asks for a fresh push credential of (person, device); the former one ends. */
	async registerDevice(
		token: string,
		device: DeviceId,
		label: string
	): Promise<Reply<{ readonly credential: string }>> {
		const answer = await fetchJson(this.#fetch, {
			method: 'POST',
			path: '/api/muster/device',
			headers: { Authorization: token },
			body: { device, label },
			timeoutMs: TIMEOUT_MS
		});
		return replyOf(answer, this.#clock, (body) => parse(RegisteredSchema, body));
	}

	async withdrawDevice(
		token: string,
		device: DeviceId
	): Promise<{ readonly kind: 'withdrawn' } | Unanswered> {
		const answer = await fetchJson(this.#fetch, {
			method: 'DELETE',
			path: `/api/muster/device/${device}`,
			headers: { Authorization: token },
			timeoutMs: FAREWELL_TIMEOUT_MS
		});
		if (answer && answer.status >= 200 && answer.status < 300) return { kind: 'withdrawn' };
		return unanswered(answer, this.#clock);
	}

	#session(body: unknown): StoredSession | null {
		const parsed = parse(SignedInSchema, body);
		if (!parsed) return null;
		const { token, record } = parsed;
		const expiresAt = tokenExpiresAt(token) ?? this.#clock.nowMs() + SESSION_MS;
		return { v: 1, personId: record.id, name: record.name, token, expiresAt };
	}
}

/** `exp` of a JSON Web Token, in ms; null where it has none. */
function tokenExpiresAt(token: string): Ms | null {
	const payload = token.split('.')[1] ?? '';
	try {
		const text = atob(payload.replaceAll('-', '+').replaceAll('_', '/'));
		const claims = parseJson(TokenClaimsSchema, text);
		return claims && claims.exp * 1_000;
	} catch {
		return null;
	}
}
