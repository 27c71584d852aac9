/** Why a request was turned away; the body is `{"code": …}`, and nothing has been written. */
export type Denial = { readonly status: number; readonly code: string };

export const DENIED = {
	invalid: { status: 400, code: 'invalid' },
	unauthorized: { status: 401, code: 'unauthorized' },
	deactivated: { status: 403, code: 'deactivated' },
	missing: { status: 404, code: 'missing' },
	tooLarge: { status: 413, code: 'too_large' },
	updateRequired: { status: 426, code: 'update_required' },
	busy: { status: 503, code: 'busy' }
} as const satisfies Record<string, Denial>;

const RETRY_AFTER_SECONDS = '2';

export function deny(e: core.RequestEvent, denial: Denial): void {
	noStore(e);
	if (denial.status === DENIED.busy.status)
		e.response.header().set('Retry-After', RETRY_AFTER_SECONDS);
	e.json(denial.status, { code: denial.code });
}

/** An answer of our own, in JSON that is text already; goes through whatever compresses. */
export function answerText(e: core.RequestEvent, json: string): void {
	noStore(e);
	e.blob(200, 'application/json', toBytes(json));
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
