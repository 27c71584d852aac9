import type { Ms } from '../domain/ids';
import type { Clock, Reply, Unanswered } from '../sync/ports';
import { BASE_PATH } from './base-path';

export type HttpRequest = {
	readonly method: 'GET' | 'POST' | 'DELETE';
	/** below Muster's own address */
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	/** sent as JSON; undefined for none */
	readonly body?: unknown;
	readonly timeoutMs: Ms;
};

/** What arrived: any status, and the body if it was JSON. */
export type HttpAnswer = {
	readonly status: number;
	readonly retryAfter: string | null;
	readonly body: unknown;
};

/** The network as adapters see it; injected, so that tests need no global. */
export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

/**
 * One request, its body read within the same time.
 *
 * @returns null when nothing came back in time, or a redirect, as captive portals answer
 */
export async function fetchJson(fetch: Fetch, request: HttpRequest): Promise<HttpAnswer | null> {
	const abort = new AbortController();
	const timer = setTimeout(() => {
		abort.abort();
	}, request.timeoutMs);
	try {
		const response = await fetch(BASE_PATH + request.path, {
			method: request.method,
			headers: { 'Content-Type': 'application/json', ...request.headers },
			...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
			cache: 'no-store',
			credentials: 'omit',
			redirect: 'error',
			signal: abort.signal
		});
		const text = await response.text();
		const retryAfter = response.headers.get('Retry-After');
		return { status: response.status, retryAfter, body: parseJson(text) };
	} catch {
		return null;
	} finally {
		clearTimeout(timer);
	}
}

/** What an answer means that was not a success. */
export function unanswered(answer: HttpAnswer | null, clock: Clock): Unanswered {
	switch (answer?.status) {
		case 401:
			// A proxy's own page says nothing about a session of ours.
			return { kind: answer.body === undefined ? 'unreachable' : 'unauthorized' };
		case 403:
			return forbidden(codeOf(answer.body));
		case 413:
			return { kind: 'too_large' };
		case 426:
			return { kind: 'update_required' };
		case 429:
		case 503:
			return { kind: 'busy', retryAfterMs: retryAfterMs(answer.retryAfter, clock.nowMs()) };
		default:
			return { kind: 'unreachable' };
	}
}

function forbidden(code: unknown): Unanswered {
	return code === 'deactivated' || code === 'revoked' ? { kind: code } : { kind: 'unreachable' };
}

/** `parse` gives null for a body of another shape, which then counts as not answered. */
export function replyOf<Answer>(
	answer: HttpAnswer | null,
	clock: Clock,
	parse: (body: unknown) => Answer | null
): Reply<Answer> {
	if (answer?.status !== 200) return unanswered(answer, clock);
	const parsed = parse(answer.body);
	return parsed === null ? { kind: 'unreachable' } : { kind: 'ok', answer: parsed };
}

/** @see RFC 9110 §10.2.3: seconds, or a date */
function retryAfterMs(header: string | null, nowMs: Ms): Ms | null {
	if (header === null) return null;
	const delayMs = /^\d+$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - nowMs;
	return Number.isNaN(delayMs) ? null : Math.max(0, delayMs);
}

/** What our server calls a refusal; undefined for a body of another shape. */
export function codeOf(body: unknown): unknown {
	return typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined;
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
