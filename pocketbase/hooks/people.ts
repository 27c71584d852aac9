import type { Actor } from '$lib/domain/command';
import { PersonIdSchema } from '$lib/domain/ids';
import { parse } from '$lib/domain/parse';
import { TakeInSchema, type Slip, type TakeIn } from '$lib/domain/protocol/setup';
import { checkNewcomers, staffNumberKey, type RowCode } from '$lib/domain/rules/newcomers';
import { mayLead } from '$lib/domain/rules/rights';
import { DENIED, deny, type Denial } from './answers';
import { answer, senderBehind } from './at-once';
import { whoIsSignedIn, type Sender } from './identity';
import { beginRequest } from './logger';
import { insertPerson, newPersonId } from './new-person';
import { readBody } from './request-body';
import { logWritten } from './server-op';
import { newCode } from './slip-codes';
import type { Statements } from './sql';
import type { SqlStore } from './sql-store';

type Rows = { readonly rows: readonly (RowCode | null)[] };
type TakenIn = Rows | { readonly people: readonly Slip[] };

/** New people, all or none, each with a code to sign in with for the first time. */
export function takeIn(e: core.RequestEvent): void {
	beginRequest(e);
	const sender = adminBehind(e);
	if ('status' in sender) {
		deny(e, sender);
		return;
	}
	const body = readBody(e);
	const asked = body.kind === 'ok' ? parse(TakeInSchema, body.value) : null;
	if (!asked) {
		deny(e, body.kind === 'denied' ? body.denial : DENIED.invalid);
		return;
	}
	answer(e, 'people could not be taken in', sender, (store, statements, actor) =>
		actor.role === 'admin' ? takeInIn(store, statements, actor, asked) : DENIED.forbidden
	);
}

/** A fresh code for somebody; the one on an older slip ends. */
export function giveCode(e: core.RequestEvent): void {
	beginRequest(e);
	const sender = adminBehind(e);
	const id = parse(PersonIdSchema, e.request?.pathValue('person'));
	if ('status' in sender || id === null) {
		deny(e, 'status' in sender ? sender : DENIED.invalid);
		return;
	}
	answer(e, 'a code could not be given', sender, (store, statements, actor) => {
		if (actor.role !== 'admin') return DENIED.forbidden;
		const person = store.get('people', id);
		if (!person) return DENIED.missing;
		if (!person.active) return DENIED.deactivated;
		const code = newCode(statements, id, Date.now());
		logWritten(store, {
			...{ name: 'person.code', args: {}, target: `people/${id}` },
			person: actor.id
		});
		const { name, staffNumber } = person;
		return { person: id, name, staffNumber, code } satisfies Slip;
	});
}

function adminBehind(e: core.RequestEvent): Sender | Denial {
	const identity = whoIsSignedIn(e);
	if (identity.kind === 'person' && identity.actor.role !== 'admin') return DENIED.forbidden;
	return senderBehind(e);
}

function takeInIn(
	store: SqlStore,
	statements: Statements,
	actor: Actor,
	{ rows, project, dryRun = false }: TakeIn
): TakenIn | Denial {
	if (project !== undefined && mayLead(store, actor, project) !== 'ok') return DENIED.missing;
	const codes = checkNewcomers(rows, {
		numbers: new Set(store.all('people').map((person) => staffNumberKey(person.staffNumber))),
		departments: new Set(
			store.all('departments').flatMap(({ id, removed }) => (removed ? [] : [id]))
		)
	});
	if (dryRun || codes.some((code) => code !== null)) return { rows: codes };
	const nowMs = Date.now();
	const people = rows.map(({ name, staffNumber, department }): Slip => {
		const id = newPersonId();
		const args = { name, staffNumber, department, ...(project === undefined ? {} : { project }) };
		insertPerson(store, { id, ...args });
		logWritten(store, {
			...{ name: 'person.create', args, target: `people/${id}` },
			person: actor.id
		});
		return { person: id, name, staffNumber, code: newCode(statements, id, nowMs) };
	});
	return { people };
}
