import { ORGANISATION } from '$lib/domain/entities';
import { deriveRowId, type DeviceId, type PersonId, type ProjectId } from '$lib/domain/ids';
import {
	joiningPersonId,
	JoinSchema,
	type Invitation,
	type InvitedTo,
	type JoiningPerson
} from '$lib/domain/protocol/joining';
import { staffNumberKey } from '$lib/domain/rules/newcomers';
import { DENIED, deny, reply, type Denial } from './answers';
import { tell, write } from './at-once';
import { byCode } from './by-code';
import { countUse, findInvitation, isOpen } from './invitations';
import type { Limit } from './lockout';
import { insertPerson } from './new-person';
import { changePassword, hashOf, isGoodPassword } from './passwords';
import { enterByPin, keepPin } from './pins';
import { logWritten } from './server-op';
import { sessionOf } from './session-of';
import { withStatements, type Statements } from './sql';
import { SqlStore } from './sql-store';

/** A whole shift stands behind one address, and codes cannot be guessed: this slows a flood of tries. */
const FROM_ONE_PLACE: Limit = { free: 20, atOnce: 40 };
const NOBODY_KNOWS = 40;
const NUMBER_PREFIX = 'N';
const NUMBER_DIGITS = 5;

type Found = { readonly invitation: Invitation; readonly to: InvitedTo };

/** By the code of an invitation: where it leads; with a name and a way to sign in, a new person's session. */
export function join(e: core.RequestEvent): void {
	byCode(e, {
		...{ schema: JoinSchema, name: 'join', limit: FROM_ONE_PLACE, find },
		answer(code, { newcomer }, found) {
			if (newcomer !== undefined && found !== DENIED.wrongCode) enter(e, code, newcomer, found);
			else reply(e, 'status' in found ? found : JSON.stringify(found.to));
		}
	});
}

function find(statements: Statements, code: string): Found | Denial {
	const invitation = findInvitation(statements, code);
	if (!invitation) return DENIED.wrongCode;
	const store = new SqlStore(statements);
	const department = store.get('departments', invitation.department);
	if (!isOpen(store, invitation, Date.now()) || !department) return DENIED.endedCode;
	const organisation = store.get('organisation', ORGANISATION)?.name ?? '';
	const project = store.get('projects', invitation.project)?.name ?? '';
	return { invitation, to: { organisation, department: department.name, project } };
}

function enter(
	e: core.RequestEvent,
	code: string,
	newcomer: JoiningPerson,
	found: Found | Denial
): void {
	const { lock } = newcomer;
	if (lock.by === 'password' && !isGoodPassword(lock.password)) {
		deny(e, DENIED.invalid);
		return;
	}
	const id = joiningPersonId(newcomer.key);
	const isBack = withStatements(e.app.db(), (statements) => isThere(new SqlStore(statements), id));
	if (isBack) reply(e, comeBack(e, newcomer));
	else if ('status' in found) deny(e, found);
	else comeIn(e, code, newcomer);
}

function comeIn(e: core.RequestEvent, code: string, newcomer: JoiningPerson): void {
	const { key, lock } = newcomer;
	const id = joiningPersonId(key);
	// Before the transaction: others would wait for it.
	const secret = lock.by === 'password' ? lock.password : $security.randomString(NOBODY_KNOWS);
	const password = hashOf(e.app, secret);
	const done = write(e, 'somebody could not come in', (store, statements, tx) => {
		// Pressed twice: the other press was faster.
		if (isThere(store, id)) return { session: null };
		const found = find(statements, code);
		if ('status' in found) return found;
		const refused = insert(store, statements, found.invitation, newcomer, password);
		return refused ?? { session: sessionOf(tx, id) };
	});
	if ('status' in done) {
		deny(e, done);
		return;
	}
	reply(e, done.answer.session ?? comeBack(e, newcomer));
	tell(e, done);
}

function isThere(store: SqlStore, id: PersonId): boolean {
	return store.get('people', id) !== undefined;
}

/** Somebody who has come in already, and got no answer, shows what they came in with. */
function comeBack(e: core.RequestEvent, { key, lock }: JoiningPerson): string | Denial {
	const person = joiningPersonId(key);
	if (lock.by === 'pin') {
		const device = deriveRowId<DeviceId>(lock.installation, person);
		return enterByPin(e, { person, device, key, pin: lock.pin });
	}
	const record = e.app.findRecordById('people', person);
	if (!record.getBool('active')) return DENIED.deactivated;
	return record.validatePassword(lock.password) ? sessionOf(e.app, person) : DENIED.wrongPassword;
}

function insert(
	store: SqlStore,
	statements: Statements,
	invitation: Invitation,
	{ key, name, staffNumber, lock }: JoiningPerson,
	password: string
): Denial | null {
	const taken = new Set(store.all('people').map((one) => staffNumberKey(one.staffNumber)));
	if (staffNumber !== undefined && taken.has(staffNumberKey(staffNumber)))
		return DENIED.numberTaken;
	const id = joiningPersonId(key);
	const project = invitation.project === '' ? {} : { project: invitation.project as ProjectId };
	const department = store.get('departments', invitation.department)?.id ?? '';
	const number = staffNumber ?? freeNumber(taken);
	insertPerson(store, { id, name, staffNumber: number, department, ...project });
	logWritten(store, {
		name: 'person.join',
		args: { name, staffNumber: number, department, ...project, invitation: invitation.id },
		...{ target: `people/${id}`, person: id }
	});
	changePassword(statements, id, password);
	if (lock.by === 'pin') {
		const device = deriveRowId<DeviceId>(lock.installation, id);
		keepPin(statements, { person: id, device, key, pin: lock.pin });
	}
	countUse(statements, invitation);
	return null;
}

/** A number that nobody has, for somebody who brought none. */
function freeNumber(taken: ReadonlySet<string>): string {
	for (;;) {
		const digits = $security.randomStringWithAlphabet(NUMBER_DIGITS, '0123456789');
		if (!taken.has(staffNumberKey(NUMBER_PREFIX + digits))) return NUMBER_PREFIX + digits;
	}
}
