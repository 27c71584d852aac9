import type { Ms } from '$lib/domain/ids';
import { logDenial, logError } from './logger';

/** Why a request was turned away; the body is `{"code": …}`, and nothing has been written. */
export type Denial = { readonly status: number; readonly code: string };

export const DENIED = {
	invalid: { status: 400, code: 'invalid' },
	wrongPassword: { status: 400, code: 'wrong_password' },
	wrongCode: { status: 400, code: 'wrong_code' },
	wrongPin: { status: 400, code: 'wrong_pin' },
	numberTaken: { status: 409, code: 'number_taken' },
	endedCode: { status: 410, code: 'ended_code' },
	alreadySetUp: { status: 409, code: 'already_set_up' },
	unauthorized: { status: 401, code: 'unauthorized' },
	forbidden: { status: 403, code: 'forbidden' },
	leftProject: { status: 403, code: 'left_project' },
	removed: { status: 403, code: 'removed' },
	deactivated: { status: 403, code: 'deactivated' },
	revoked: { status: 403, code: 'revoked' },
	missing: { status: 404, code: 'missing' },
	tooLarge: { status: 413, code: 'too_large' },
	wrongType: { status: 415, code: 'wrong_type' },
	updateRequired: { status: 426, code: 'update_required' },
	wait: { status: 429, code: 'wait' },
	/** to be asked again soon */
	busy: { status: 503, code: 'busy' },
	/** nobody knows why: whoever asks again waits longer each time */
	failed: { status: 503, code: 'failed' }
} as const satisfies Record<string, Denial>;

const RETRY_AFTER_SECONDS = '2';

export function deny(e: core.RequestEvent, denial: Denial): void {
	noStore(e);
	if (denial.code === DENIED.busy.code) e.response.header().set('Retry-After', RETRY_AFTER_SECONDS);
	logDenial(e, denial);
	e.json(denial.status, { code: denial.code });
}

/**
 * Runs the handler of a route. What it did not expect is logged, and the asker told to come back:
 * PocketBase would take it for the asker's own mistake, 400.
 */
export function answer(handle: (e: core.RequestEvent) => void, e: core.RequestEvent): void {
	try {
		handle(e);
	} catch (error) {
		logError(e.app, 'a request could not be answered', error, e);
		if (!e.written()) deny(e, DENIED.failed);
	}
}

/** As `deny`, saying after how long it is worth trying again. */
export function denyUntil(e: core.RequestEvent, denial: Denial, waitMs: Ms): void {
	e.response.header().set('Retry-After', String(Math.ceil(waitMs / 1_000)));
	deny(e, denial);
}

/**
 * An answer of our own, in JSON that is text already; goes through whatever compresses.
 *
 * @returns its length in bytes, before that
 */
export function answerText(e: core.RequestEvent, json: string): number {
	const bytes = toBytes(json);
	noStore(e);
	e.blob(200, 'application/json', bytes);
	return bytes.length;
}

/** What came of a request: an answer of our own, in JSON that is text already, or a denial. */
export function reply(e: core.RequestEvent, outcome: string | Denial): void {
	if (typeof outcome === 'string') answerText(e, outcome);
	else deny(e, outcome);
}

/** An answer that has left before anything else is done: its length is known and nothing is held back. */
export function answerAtOnce(e: core.RequestEvent, json: string): void {
	const bytes = toBytes(json);
	noStore(e);
	e.response.header().set('Content-Length', String(bytes.length));
	e.blob(200, 'application/json', bytes);
	e.flush();
}

function noStore(e: core.RequestEvent): void {
	e.response.header().set('Cache-Control', 'no-store');
}
