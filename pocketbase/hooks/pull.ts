import type { Actor } from '$lib/domain/command';
import type { Space } from '$lib/domain/entity';
import type { Ms } from '$lib/domain/ids';
import { isValidMark } from '$lib/domain/mark';
import { parse } from '$lib/domain/parse';
import { answerHead, resetAnswer } from '$lib/domain/protocol/push';
import { PROTO, PullRequestSchema, type PullRequest } from '$lib/domain/protocol/wire';
import { heldSpaces, mayOpen } from '$lib/domain/rules/rights';
import { DENIED, answerText, deny, type Denial } from './answers';
import { noteQueue } from './device-queue';
import { senderIn, sessionKeyOf, whoIsSignedIn, type Sender } from './identity';
import { beginRequest, logAnswer, logError } from './logger';
import { readPage, scanPage, type Cursors } from './pull-scan';
import { readBody } from './request-body';
import { withStatements, type Statements } from './sql';
import { SqlStore } from './sql-store';
import { letGoOfStalled } from './stalled';
import { enter, leave } from './stopping';

type Asked = { readonly sender: Sender; readonly request: PullRequest };
type Answer = { readonly text: string; readonly rows: number; readonly reset: boolean };

export function pull(e: core.RequestEvent): void {
	beginRequest(e);
	const asked = readPull(e);
	const done = 'status' in asked ? asked : finish(e, asked);
	if ('status' in done) deny(e, done);
	letGoOfStalled(e.app);
}

function finish(e: core.RequestEvent, { sender, request }: Asked): Answer | Denial {
	if (!enter(e.app)) return DENIED.busy;
	try {
		const answer = inOneSnapshot(e, sender, request);
		if ('status' in answer) return answer;
		const { rows, reset } = answer;
		const bytes = answerText(e, answer.text);
		noteQueue(e, sender, request.waiting, Date.now());
		logAnswer(e, 'pull', { rows, bytes, ...(reset ? { reset } : {}) });
		return answer;
	} finally {
		leave(e.app);
	}
}

function readPull(e: core.RequestEvent): Asked | Denial {
	const identity = whoIsSignedIn(e);
	if (identity.kind === 'denied') return identity.denial;
	const body = readBody(e);
	if (body.kind === 'denied') return body.denial;
	const { proto } = body.value;
	if (typeof proto === 'number' && proto !== PROTO) return DENIED.updateRequired;
	const request = parse(PullRequestSchema, body.value);
	if (!request) return DENIED.invalid;
	const { id: person } = identity.actor;
	const { device } = request;
	return { sender: { person, device, sessionKey: sessionKeyOf(e, person) }, request };
}

/** Rights, head, scan and rows see one state of the database, whatever is written meanwhile. */
function inOneSnapshot(
	e: core.RequestEvent,
	sender: Sender,
	request: PullRequest
): Answer | Denial {
	let answer: Answer | Denial = DENIED.busy;
	try {
		asDatabase(e.app.concurrentDB()).transactional((tx) => {
			withStatements(tx, (statements) => {
				answer = answerPull(statements, sender, request, Date.now());
			});
		});
	} catch (error) {
		logError(e.app, 'a pull could not be answered', error, e);
		return DENIED.busy;
	}
	return answer;
}

/** Outside a transaction the builder is the database itself, which alone can start one. */
function asDatabase(db: dbx.Builder): dbx.DB {
	// a route's app is never inside a transaction
	return db as unknown as dbx.DB;
}

function answerPull(
	statements: Statements,
	sender: Sender,
	request: PullRequest,
	nowMs: Ms
): Answer | Denial {
	const store = new SqlStore(statements);
	const reader = senderIn(statements, sender);
	if (reader.kind === 'denied') return reader.denial;
	const timeline = store.timeline();
	const head = store.head();
	const { seen, cursors, open = [] } = request;
	if (seen && !isValidMark(seen, timeline, head))
		return { text: JSON.stringify(resetAnswer(timeline, head, nowMs)), rows: 0, reset: true };
	const served = servedCursors(store, reader.actor, cursors, open);
	const lost = [...Object.keys(cursors), ...open].filter((space) => !(space in served));
	const scan = scanPage(statements, served, nowMs);
	const rows = readPage(statements, served, scan, nowMs);
	const start = JSON.stringify({
		...answerHead(timeline, head, seen, nowMs),
		more: scan.cutSeq !== null,
		lost: [...new Set(lost)]
	});
	const spaces = pages(served, scan.cutSeq, head, rows);
	return { text: `${start.slice(0, -1)},"spaces":{${spaces}}}`, rows: scan.rows, reset: false };
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

/**
 * A page that is cut moves no cursor back. At a cycle's end all stand at the head, also one that was
 * ahead of it: so a tab with cursors of a timeline that has ended learns that it must begin anew.
 */
function pages(
	served: Cursors,
	cutSeq: number | null,
	head: number,
	rows: ReadonlyMap<Space, string>
): string {
	return Object.entries(served)
		.map(([space, after]) => {
			const to = cutSeq === null ? head : Math.max(after, cutSeq);
			return `"${space}":{"after":${String(after)},"to":${String(to)},"rows":[${rows.get(space) ?? ''}]}`;
		})
		.join(',');
}
