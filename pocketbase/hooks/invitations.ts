import type { Actor } from '$lib/domain/command';
import { deriveRowId, type Ms } from '$lib/domain/ids';
import {
	InviteSchema,
	type Invitation,
	type Invite,
	type Invited
} from '$lib/domain/protocol/joining';
import { hasDepartment, mayLead } from '$lib/domain/rules/rights';
import { CODE_ALPHABET, CODE_LENGTH } from '$lib/domain/rules/slip-code';
import { DAY_MS } from '$lib/domain/time';
import { answerText, DENIED, deny, type Denial } from './answers';
import { answer, answerTo, senderBehind } from './at-once';
import { beginRequest } from './logger';
import { logWritten } from './server-op';
import { withStatements, type Statements } from './sql';
import { SqlStore } from './sql-store';

/** Ended ones are listed so long. */
const LISTED_MS: Ms = 7 * DAY_MS;

const ROW = `json_object('id', id, 'department', department, 'project', project, 'by', "by",
	'uses', uses, 'used', used, 'expiresAt', expiresAt, 'endedAt', endedAt)`;
const LIST_SQL = `SELECT coalesce(json_group_array(json(${ROW}) ORDER BY expiresAt DESC, id), '[]') AS cell
	FROM invitations WHERE expiresAt > {:since} AND (endedAt = 0 OR endedAt > {:since})`;
const FIND_SQL = `SELECT coalesce((SELECT ${ROW} FROM invitations WHERE id = {:id}), '') AS cell`;
const BY_CODE_SQL = `SELECT coalesce((SELECT ${ROW} FROM invitations WHERE codeHash = {:hash}), '') AS cell`;
const MAKE_SQL = `INSERT INTO invitations (id, codeHash, department, project, "by", uses, used, expiresAt, endedAt)
	VALUES ({:id}, {:hash}, {:department}, {:project}, {:by}, {:uses}, 0, {:expiresAt}, 0)`;
const END_SQL = `UPDATE invitations SET endedAt = {:now} WHERE id = {:id} AND endedAt = 0`;
const USE_SQL = `UPDATE invitations SET used = used + 1 WHERE id = {:id}`;

/** Makes an invitation; its code is in this answer and nowhere else. */
export function invite(e: core.RequestEvent): void {
	answerTo(e, InviteSchema, 'an invitation could not be made', inviteIn);
}

function inviteIn(
	store: SqlStore,
	statements: Statements,
	actor: Actor,
	{ department, project, uses, days }: Invite
): Invited | Denial {
	const may = mayInvite(store, actor, project ?? '');
	if (may !== 'ok') return may;
	if (!hasDepartment(store, department)) return DENIED.missing;
	const code = $security.randomStringWithAlphabet(CODE_LENGTH, CODE_ALPHABET);
	const hash = $security.sha256(code);
	const made = {
		...{ id: deriveRowId(hash), department, project: project ?? '', by: actor.id },
		...{ uses, expiresAt: Date.now() + days * DAY_MS }
	};
	statements.run(MAKE_SQL, { ...made, hash });
	logWritten(store, {
		...{ name: 'invitation.create', args: { department, project: project ?? '', uses, days } },
		...{ target: `invitations/${made.id}`, person: actor.id }
	});
	return { invitation: { ...made, used: 0, endedAt: 0 }, code };
}

/** Administrators to anywhere, leads into a project of theirs. */
function mayInvite(store: SqlStore, actor: Actor, project: string): 'ok' | Denial {
	if (project === '') return actor.role === 'admin' ? 'ok' : DENIED.forbidden;
	const row = store.get('projects', project);
	if (!row) return actor.role === 'admin' ? DENIED.missing : DENIED.forbidden;
	return mayLead(store, actor, row.id) === 'ok' ? 'ok' : DENIED.forbidden;
}

/** Those that the asker could have made, open ones and what has ended of late. */
export function listInvitations(e: core.RequestEvent): void {
	const sender = senderBehind(e);
	if ('status' in sender) {
		deny(e, sender);
		return;
	}
	const invitations = withStatements(e.app.db(), (statements) => {
		const store = new SqlStore(statements);
		const person = store.get('people', sender.person);
		if (!person) return [];
		const nowMs = Date.now();
		const rows: Invitation[] = JSON.parse(statements.text(LIST_SQL, { since: nowMs - LISTED_MS }));
		return rows
			.filter(({ project }) => mayInvite(store, person, project) === 'ok')
			.map((row) => (row.endedAt > 0 || stands(store, row) ? row : { ...row, endedAt: nowMs }));
	});
	answerText(e, JSON.stringify({ invitations }));
}

/** Nobody comes in by it any more; whoever has come stays. */
export function endInvitation(e: core.RequestEvent): void {
	beginRequest(e);
	const sender = senderBehind(e);
	if ('status' in sender) {
		deny(e, sender);
		return;
	}
	const id = e.request?.pathValue('invitation') ?? '';
	answer(e, 'an invitation could not be ended', sender, (store, statements, actor) => {
		const invitation = read(statements.text(FIND_SQL, { id }));
		// Which ones there are is nobody else's business.
		if (!invitation || mayInvite(store, actor, invitation.project) !== 'ok') return DENIED.missing;
		statements.run(END_SQL, { id, now: Date.now() });
		logWritten(store, {
			...{ name: 'invitation.end', args: {}, target: `invitations/${id}` },
			person: actor.id
		});
		return {};
	});
}

/** @returns null for a code that was never given */
export function findInvitation(statements: Statements, code: string): Invitation | null {
	return code === '' ? null : read(statements.text(BY_CODE_SQL, { hash: $security.sha256(code) }));
}

/** Whether somebody may come in by it now. */
export function isOpen(store: SqlStore, invitation: Invitation, nowMs: Ms): boolean {
	const { uses, used, expiresAt, endedAt } = invitation;
	return endedAt === 0 && used < uses && expiresAt > nowMs && stands(store, invitation);
}

/** Whether it still leads somewhere, and whoever made it could make it now: people leave, and may take a code with them. */
function stands(store: SqlStore, { by, department, project }: Invitation): boolean {
	const maker = store.get('people', by);
	return (
		maker?.active === true &&
		mayInvite(store, maker, project) === 'ok' &&
		store.get('departments', department)?.removed === false
	);
}

export function countUse(statements: Statements, { id }: Invitation): void {
	statements.run(USE_SQL, { id });
}

function read(text: string): Invitation | null {
	return text === '' ? null : (JSON.parse(text) as Invitation);
}
