import type { DeviceId, Ms } from '../domain/ids';
import { parse, parseJson } from '../domain/parse';
import {
	DevicesSchema,
	FreshTokenSchema,
	RegisteredSchema,
	SignedInSchema,
	TokenClaimsSchema,
	type FreshToken,
	type KnownDevice,
	type StoredSession
} from '../domain/protocol/account';
import { HealthSchema, type Health } from '../domain/protocol/health';
import { DAY_MS } from '../domain/time';
import type { Clock, Reply, Unanswered } from '../sync/ports';
import { deskReplyOf, type DeskReply } from './desk-reply';
import { fetchJson, replyOf, unanswered, type Fetch } from './http';

const TIMEOUT_MS: Ms = 15_000;
/** PocketBase tells all of the person otherwise; the first pull does, compressed. */
const SIGNED_IN_FIELDS = 'token,record.id,record.name';
/** Withdrawing on the way out must not keep anybody waiting. */
const FAREWELL_TIMEOUT_MS: Ms = 3_000;
/** How long a session lasts where its token does not say. */
const SESSION_MS: Ms = 30 * DAY_MS;

/** A device that a person has signed in on, with their push credential. */
export type ShownDevice = { readonly device: DeviceId; readonly credential: string };
export type SignInReply = Reply<StoredSession> | { readonly kind: 'wrong' };

/** Sessions and devices: what a person has with the server besides push and pull. */
export class HttpAccount {
	readonly #fetch: Fetch;
	readonly #clock: Clock;

	constructor(fetch: Fetch, clock: Clock) {
		this.#fetch = fetch;
		this.#clock = clock;
	}

	/**
	 * @param identity e-mail or staff number
	 * @param known    this device as those know it who have signed in on it: wrong passwords of others
	 *                 then keep none of them out
	 */
	async signIn(
		identity: string,
		password: string,
		known: readonly ShownDevice[] = []
	): Promise<SignInReply> {
		const answer = await fetchJson(this.#fetch, {
			method: 'POST',
			path: `/api/collections/people/auth-with-password?fields=${SIGNED_IN_FIELDS}`,
			headers: shownHeaders(known),
			body: { identity, password },
			timeoutMs: TIMEOUT_MS
		});
		// Only our server's error has a JSON body: a captive portal may answer 400 too.
		if (answer?.status === 400 && answer.body !== undefined) return { kind: 'wrong' };
		return replyOf(answer, this.#clock, (body) => sessionOf(body, this.#clock));
	}

	/** A fresh token for whoever has one that still counts, which goes on counting until it ends. */
	async renewSession(token: string): Promise<Reply<FreshToken>> {
		const answer = await fetchJson(this.#fetch, {
			method: 'POST',
			path: '/api/collections/people/auth-refresh?fields=token',
			headers: { Authorization: token },
			timeoutMs: TIMEOUT_MS
		});
		return replyOf(answer, this.#clock, (body) => this.#freshToken(body));
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

	/** Every device that this person has signed in on. */
	async fetchDevices(token: string): Promise<DeskReply<readonly KnownDevice[]>> {
		const answer = await fetchJson(this.#fetch, {
			method: 'GET',
			path: '/api/muster/devices',
			headers: { Authorization: token },
			timeoutMs: TIMEOUT_MS
		});
		return deskReplyOf(answer, this.#clock, (body) => parse(DevicesSchema, body)?.devices ?? null);
	}

	/** Ends a device's push credential and every session; the asker goes on with a fresh one. */
	async revokeDevice(token: string, device: DeviceId): Promise<DeskReply<FreshToken>> {
		const answer = await fetchJson(this.#fetch, {
			method: 'POST',
			path: `/api/muster/devices/${device}/revoke`,
			headers: { Authorization: token },
			timeoutMs: TIMEOUT_MS
		});
		return deskReplyOf(answer, this.#clock, (body) => this.#freshToken(body));
	}

	/** How the server does; for admins. */
	async fetchHealth(token: string): Promise<DeskReply<Health>> {
		const answer = await fetchJson(this.#fetch, {
			method: 'GET',
			path: '/api/muster/health',
			headers: { Authorization: token },
			timeoutMs: TIMEOUT_MS
		});
		return deskReplyOf(answer, this.#clock, (body) => parse(HealthSchema, body));
	}

	#freshToken(body: unknown): FreshToken | null {
		const fresh = parse(FreshTokenSchema, body);
		return fresh && { token: fresh.token, expiresAt: expiresAt(fresh.token, this.#clock) };
	}
}

/** What signing in answers, in whichever way. */
export function sessionOf(body: unknown, clock: Clock): StoredSession | null {
	const parsed = parse(SignedInSchema, body);
	if (!parsed) return null;
	const { token, record } = parsed;
	const { id: personId, name } = record;
	return { v: 1, personId, name, token, expiresAt: expiresAt(token, clock) };
}

function expiresAt(token: string, clock: Clock): Ms {
	return tokenExpiresAt(token) ?? clock.nowMs() + SESSION_MS;
}

function shownHeaders(known: readonly ShownDevice[]): Record<string, string> {
	if (known.length === 0) return {};
	return {
		'X-Muster-Device': known.map(({ device }) => device).join(', '),
		'X-Muster-Credential': known.map(({ credential }) => credential).join(', ')
	};
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
