import { ORGANISATION } from '$lib/domain/entities';
import type { Ms, PersonId } from '$lib/domain/ids';
import { parse } from '$lib/domain/parse';
import { SetupSchema, type Setup } from '$lib/domain/protocol/setup';
import { readCode } from '$lib/domain/rules/slip-code';
import { wholeRow } from '$lib/domain/rows';
import { DENIED, answerText, deny, denyUntil, type Denial } from './answers';
import { ATTEMPTS, enter, leave, placeOf, type Line } from './attempts';
import type { Limit } from './lockout';
import { beginRequest } from './logger';
import { newPersonId } from './new-person';
import { hashOf, isGoodPassword } from './passwords';
import { readBody } from './request-body';
import { logWritten } from './server-op';
import { sessionOf } from './session-of';
import { withStatements, type Statements } from './sql';
import { SqlStore } from './sql-store';
import { inTransaction } from './transaction';

/** The hash of the code that the launcher has printed; '' where there is none. */
const HASH_VARIABLE = 'MUSTER_SETUP_HASH';
const LIMIT: Limit = { free: 10, atOnce: 4 };

/** The session, or why there is none. */
type Done = string | Denial | { readonly waitMs: Ms };

const PEOPLE_SQL = 'SELECT count(*) AS cell FROM people';
const ACCOUNT_SQL = `UPDATE people SET email = {:email}, password = {:password}, verified = FALSE WHERE id = {:person}`;

/** Whether this server waits for its first administrator. */
export function setupState(e: core.RequestEvent): void {
	const open = withStatements(e.app.db(), isEmpty);
	answerText(e, JSON.stringify({ open }));
}

function isEmpty(statements: Statements): boolean {
	return statements.text(PEOPLE_SQL) === '0';
}

/** The organisation and its first administrator, who is signed in with the answer. */
export function setUp(e: core.RequestEvent): void {
	beginRequest(e);
	const body = readBody(e);
	const done = body.kind === 'denied' ? body.denial : tryCode(e, body.value);
	if (typeof done === 'string') answerText(e, done);
	else if ('waitMs' in done) denyUntil(e, DENIED.wait, done.waitMs);
	else deny(e, done);
}

function tryCode(e: core.RequestEvent, body: Readonly<Record<string, unknown>>): Done {
	if (!withStatements(e.app.db(), isEmpty)) return DENIED.alreadySetUp;
	const line: Line = { key: `${ATTEMPTS}setup ${placeOf(e.realIP())}`, limit: LIMIT };
	const waitMs = enter(e.app, [line]);
	if (waitMs > 0) return { waitMs };
	const isRight = isCode(body['code']);
	leave(e.app, [line], isRight ? 'right' : 'wrong');
	return isRight ? begin(e, parse(SetupSchema, body)) : DENIED.wrongCode;
}

function isCode(code: unknown): boolean {
	const expected = $os.getenv(HASH_VARIABLE);
	const given = typeof code === 'string' ? readCode(code) : '';
	return given !== '' && $security.equal($security.sha256(given), expected);
}

/** @returns the session, as signing in answers it */
function begin(e: core.RequestEvent, setup: Setup | null): string | Denial {
	if (!setup || !isGoodPassword(setup.admin.password)) return DENIED.invalid;
	// Before the transaction: others would wait for it.
	const password = hashOf(e.app, setup.admin.password);
	return inTransaction(e, 'the organisation could not be set up', (statements, tx) => {
		if (!isEmpty(statements)) return DENIED.alreadySetUp;
		return sessionOf(tx, insert(statements, setup, password));
	});
}

function insert(
	statements: Statements,
	{ organisation, admin }: Setup,
	password: string
): PersonId {
	const store = new SqlStore(statements);
	const { name, identity } = admin;
	const isEmail = identity.includes('@');
	const person = newPersonId();
	const staffNumber = isEmail ? '' : identity;
	const fields = { name, staffNumber, role: 'admin' } as const;
	store.insertRow('people', wholeRow('people', { ...fields, id: person }));
	logWritten(store, { name: 'person.create', args: fields, target: `people/${person}`, person });
	const row = wholeRow('organisation', { ...organisation, id: ORGANISATION });
	if (store.get('organisation', ORGANISATION))
		store.updateRow('organisation', row, Object.keys(organisation));
	else store.insertRow('organisation', row);
	const target = `organisation/${ORGANISATION}`;
	logWritten(store, { name: 'organisation.edit', args: { set: organisation }, target, person });
	statements.run(ACCOUNT_SQL, { person, email: isEmail ? identity : '', password });
	return person;
}
