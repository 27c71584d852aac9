import { parse } from '../domain/parse';
import {
	PullAnswerSchema,
	PushAnswerSchema,
	type PullAnswer,
	type PullRequest,
	type PushAnswer,
	type PushRequest
} from '../domain/protocol/wire';
import type { Ms } from '../domain/ids';
import type { Clock, Reply, Transport, Unanswered } from '../sync/ports';
import { fetchJson, replyOf, unanswered, type Fetch, type HttpAnswer } from './http';

const PUSH_PATH = '/api/muster/push';
const PULL_PATH = '/api/muster/pull';
const PUSH_TIMEOUT_MS: Ms = 15_000;
const PULL_TIMEOUT_MS: Ms = 30_000;

/** In whose name to speak, read at each request; null for what is not at hand. */
export type Identity = {
	/** of the session: good for everything */
	token(): Promise<string | null>;
	/** of (person, device): good for push only, also after the session has ended */
	credential(): Promise<string | null>;
};

/** Push and pull as PROTOCOL §3 and §5 say, by fetch alone. */
export class HttpTransport implements Transport {
	readonly #fetch: Fetch;
	readonly #clock: Clock;
	readonly #identity: Identity;

	constructor(fetch: Fetch, clock: Clock, identity: Identity) {
		this.#fetch = fetch;
		this.#clock = clock;
		this.#identity = identity;
	}

	/** In the session's name, or where that no longer counts by the push credential. */
	async push(request: PushRequest): Promise<Reply<PushAnswer>> {
		const token = await this.#identity.token();
		if (token !== null) {
			const reply = await this.#push(request, { Authorization: token });
			if (reply.kind !== 'unauthorized') return reply;
		}
		const credential = await this.#identity.credential();
		if (credential === null) return { kind: 'unauthorized' };
		return await this.#push(request, { 'X-Muster-Credential': credential });
	}

	async pull(request: PullRequest): Promise<Reply<PullAnswer>> {
		const token = await this.#identity.token();
		if (token === null) return { kind: 'unauthorized' };
		const headers = { Authorization: token };
		const answer = await this.#post(PULL_PATH, request, PULL_TIMEOUT_MS, headers);
		const reply = replyOf(answer, this.#clock, (body) => parse(PullAnswerSchema, body));
		return reply.kind === 'unauthorized' ? await this.#afterSession(request) : reply;
	}

	/** A session that ended may be all there is to say; a lost device asks by its credential whether it was revoked. */
	async #afterSession({ proto, device, seen }: PullRequest): Promise<Unanswered> {
		const credential = await this.#identity.credential();
		if (credential === null) return { kind: 'unauthorized' };
		const headers = { 'X-Muster-Credential': credential };
		const nothing: PushRequest = { proto, device, seen, ops: [] };
		const answer = await this.#post(PUSH_PATH, nothing, PUSH_TIMEOUT_MS, headers);
		const reply = unanswered(answer, this.#clock);
		return reply.kind === 'revoked' || reply.kind === 'deactivated'
			? reply
			: { kind: 'unauthorized' };
	}

	async #push(
		request: PushRequest,
		headers: Readonly<Record<string, string>>
	): Promise<Reply<PushAnswer>> {
		const answer = await this.#post(PUSH_PATH, request, PUSH_TIMEOUT_MS, headers);
		return replyOf(answer, this.#clock, (body) => parse(PushAnswerSchema, body));
	}

	#post(
		path: string,
		body: unknown,
		timeoutMs: Ms,
		headers: Readonly<Record<string, string>>
	): Promise<HttpAnswer | null> {
		return fetchJson(this.#fetch, { method: 'POST', path, headers, body, timeoutMs });
	}
}
