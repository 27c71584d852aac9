import { replyOf, type HttpAnswer } from '../../src/lib/data/http';
import { parse } from '../../src/lib/domain/parse';
import type { Ms } from '../../src/lib/domain/ids';
import type { Reply } from '../../src/lib/sync/ports';
import type * as v from 'valibot';
import type { Chance } from './random';

/** What a phone meets in place of the server, until it ends. */
export type Instead =
	/** a captive portal, or a proxy's own page: a success that is none */
	| { readonly kind: 'portal' }
	| { readonly kind: 'busy'; readonly status: 429 | 503; readonly retryAfter: string | null }
	/** the server no longer speaks this app's protocol */
	| { readonly kind: 'outdated' }
	/** a proxy that takes only so much in one request */
	| { readonly kind: 'narrow'; readonly bytes: number };

/** What a phone may say in its person's name. */
export type Session = 'good' | 'expired' | 'revoked';

/** Each has been seen, or is what a careless proxy would send. */
export const RETRY_AFTERS: readonly (string | null)[] = [
	null,
	'0',
	'2',
	'90',
	'3600',
	'7200',
	'86400',
	'604800',
	'1800',
	'43200',
	'3601',
	'99999999999',
	'-5',
	'1.5',
	'soon',
	'',
	'Thu, 01 Jan 1970 00:00:00 GMT',
	'Fri, 01 Jan 2038 00:00:00 GMT'
];

const HEAD = { proto: 1, serverAt: 0, head: { boot: '0'.repeat(26), seq: 0 } };

/** Bodies of a 200 that are no answer; undefined is what HTML is to a reader of JSON. */
const BODIES: readonly unknown[] = [
	undefined,
	undefined,
	null,
	'',
	{},
	[],
	{ status: 'ok' },
	{ ...HEAD, proto: 2, results: [] },
	{ ...HEAD, proto: undefined, results: [], more: false, lost: [], spaces: {} },
	{ proto: 1 },
	{ ...HEAD, results: [{ id: 'x', outcome: 'applied' }] },
	{ ...HEAD, more: false, lost: [], spaces: { org: { after: 0, rows: [] } } },
	{ ...HEAD, reset: true }
];

/** @returns what comes back in the server's place; null when the request gets through */
export function interceptedBy(
	instead: Instead | null,
	body: unknown,
	chance: Chance
): HttpAnswer | null {
	switch (instead?.kind) {
		case undefined:
			return null;
		case 'portal':
			return { status: 200, retryAfter: null, body: chance.pick(BODIES) };
		case 'busy':
			return { status: instead.status, retryAfter: instead.retryAfter, body: undefined };
		case 'outdated':
			return { status: 426, retryAfter: null, body: {} };
		case 'narrow':
			return JSON.stringify(body).length > instead.bytes
				? { status: 413, retryAfter: null, body: undefined }
				: null;
	}
}

/** What the phone's own reading of an answer makes of it. */
export function readAnswer<Answer>(
	answer: HttpAnswer,
	schema: v.GenericSchema<unknown, Answer>,
	nowMs: Ms
): Reply<Answer> {
	return replyOf(answer, { nowMs: () => nowMs }, (body) => parse(schema, body));
}
