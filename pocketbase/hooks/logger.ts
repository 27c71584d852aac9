import type { Op, Result } from '$lib/domain/protocol/wire';
import { isCommandName } from '$lib/domain/registry';

/** The VM's own: a line on standard output, with a time before it that the launcher takes away. */
declare const console: { log(line: string): void };

/**
 * One line of JSON for each push, pull and request that was turned away, for each error that was
 * caught, and for each stop, on standard output. What somebody wrote, who they are and what proves it never stand in
 * one: ids of requests and ops, names that this version gives, codes and figures do.
 */
type Fields = Readonly<Record<string, unknown>>;
type Level = 'info' | 'error';

/** Long enough for a UUID or a ULID; too short for a token or a credential. */
const SANE_ID = /^[A-Za-z0-9-]{8,36}$/;
const ID_HEADER = 'X-Request-Id';
const ID_KEY = 'musterRequest';
const START_KEY = 'musterStart';
const ID_LENGTH = 16;
const OUR_ROUTE =
	/^\/api\/muster\/(push|pull|files|devices?|status|health|setup|people|first-sign-in|invitations|join|pin)\b/;
const SIGN_IN_ROUTE = /^\/api\/collections\/(people|_superusers)\/auth-/;
const LONGEST_ERROR = 300;

/** Gives the request its id, which its answer carries too, and starts its clock. */
export function beginRequest(e: core.RequestEvent): void {
	const given = e.request?.header.get(ID_HEADER) ?? '';
	const id = SANE_ID.test(given) ? given : $security.randomString(ID_LENGTH);
	e.set(ID_KEY, id);
	e.set(START_KEY, Date.now());
	e.response.header().set(ID_HEADER, id);
}

export function logAnswer(e: core.RequestEvent, event: 'push' | 'pull', fields: Fields): void {
	line('info', event, { ...about(e), status: 200, ...fields });
}

/** How many requests had begun when the server was to end, and how many of them it did not wait for. */
export function logStop(fields: { underWay: number; left: number }): void {
	line('info', 'stop', { request: null, ...fields });
}

/** Pages and unknown paths that are turned away say nothing: scanners would fill the log. */
export function logDenial(e: core.RequestEvent, denial: { status: number; code: string }): void {
	const route = routeOf(e);
	if (route !== null) line('info', 'denied', { ...about(e), route, ...denial });
}

/** `what` is a sentence of ours; of the error, what it quotes is left out. */
export function logError(app: core.App, what: string, error: unknown, e?: core.RequestEvent): void {
	const text = textOf(error);
	app.logger().error(what, 'error', text);
	line('error', 'error', { ...(e ? about(e) : { request: null }), what, error: text });
}

/** What became of each op, by its id; names that this version does not know are somebody's text. */
export function opFields(ops: readonly Op[], results: readonly Result[]): Fields[] {
	return results.map(({ outcome, code }, i) => {
		const op = ops[i];
		const name = op && isCommandName(op.name) ? op.name : 'unknown';
		return { id: op?.id, name, outcome, ...(code === undefined ? {} : { code }) };
	});
}

function about(e: core.RequestEvent): Fields {
	if (typeof e.get(ID_KEY) !== 'string') beginRequest(e);
	return { request: e.get(ID_KEY), ms: Date.now() - Number(e.get(START_KEY)) };
}

function routeOf(e: core.RequestEvent): string | null {
	const path = e.request?.url?.path ?? '';
	return OUR_ROUTE.exec(path)?.[1] ?? (SIGN_IN_ROUTE.test(path) ? 'sign-in' : null);
}

function textOf(error: unknown): string {
	const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
	return text.replace(/"[^"]*"|'[^']*'|`[^`]*`/g, '…').slice(0, LONGEST_ERROR);
}

function line(level: Level, event: string, fields: Fields): void {
	console.log(JSON.stringify({ at: new Date().toISOString(), level, event, ...fields }));
}
