import type { Actor } from '$lib/domain/command';
import type { Space } from '$lib/domain/entity';
import type { Ms } from '$lib/domain/ids';
import { isValidMark } from '$lib/domain/mark';
import { parse } from '$lib/domain/parse';
import { answerHead, resetAnswer } from '$lib/domain/protocol/push';
import { PROTO, PullRequestSchema, type PullRequest } from '$lib/domain/protocol/wire';
import { heldSpaces, mayOpen } from '$lib/domain/rules/rights';
import { DENIED, answerText, deny, type Denial } from './answers';
import { whoIsSignedIn } from './identity';
import { readPage, scanPage, type Cursors } from './pull-scan';
import { readBody } from './request-body';
import { withStatements, type Statements } from './sql';
import { SqlStore } from './sql-store';

export function pull(e: core.RequestEvent): void {
	const asked = readPull(e);
	if ('status' in asked) deny(e, asked);
	else answerText(e, inOneSnapshot(e.app, asked.actor, asked.request));
}

function readPull(e: core.RequestEvent): { actor: Actor; request: PullRequest } | Denial {
	const identity = whoIsSignedIn(e);
	if (identity.kind === 'denied') return identity.denial;
	const body = readBody(e);
	if (body.kind === 'denied') return body.denial;
	const { proto } = body.value;
	if (typeof proto === 'number' && proto !== PROTO) return DENIED.updateRequired;
	const request = parse(PullRequestSchema, body.value);
	return request ? { actor: identity.actor, request } : DENIED.invalid;
}

/** Rights, head, scan and rows see one state of the database, whatever is written meanwhile. */
function inOneSnapshot(app: core.App, actor: Actor, request: PullRequest): string {
	let answer = '';
	asDatabase(app.concurrentDB()).transactional((tx) => {
		withStatements(tx, (statements) => {
			answer = answerPull(statements, actor, request, Date.now());
		});
	});
	return answer;
}

/** Outside a transaction the builder is the database itself, which alone can start one. */
function asDatabase(db: dbx.Builder): dbx.DB {
	// a route's app is never inside a transaction
	return db as unknown as dbx.DB;
}

function answerPull(statements: Statements, actor: Actor, request: PullRequest, nowMs: Ms): string {
	const store = new SqlStore(statements);
	const timeline = store.timeline();
	const head = store.head();
	const { seen, cursors, open = [] } = request;
	if (seen && !isValidMark(seen, timeline, head))
		return JSON.stringify(resetAnswer(timeline, head, nowMs));
	const served = servedCursors(store, actor, cursors, open);
	const lost = [...Object.keys(cursors), ...open].filter((space) => !(space in served));
	const scan = scanPage(statements, served, nowMs);
	const rows = readPage(statements, served, scan, nowMs);
	const start = JSON.stringify({
		...answerHead(timeline, head, seen, nowMs),
		more: scan.cutSeq !== null,
		lost: [...new Set(lost)]
	});
	return `${start.slice(0, -1)},"spaces":{${pages(served, scan.cutSeq ?? head, rows)}}}`;
}

/** Where each space that is served starts: held ones without asking, others when opened and allowed. */
function servedCursors(
	store: SqlStore,
	actor: Actor,
	cursors: Cursors,
	open: readonly Space[]
): Cursors {
	const opened = open.filter((space) => mayOpen(store, actor, space));
	const spaces = new Set([...heldSpaces(store, actor), ...opened]);
	return Object.fromEntries([...spaces].map((space) => [space, cursors[space] ?? 0]));
}

function pages(served: Cursors, until: number, rows: ReadonlyMap<Space, string>): string {
	return Object.entries(served)
		.map(([space, after]) => {
			const to = Math.max(after, until);
			return `"${space}":{"after":${String(after)},"to":${String(to)},"rows":[${rows.get(space) ?? ''}]}`;
		})
		.join(',');
}
