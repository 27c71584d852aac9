import { ORGANISATION } from '$lib/domain/entities';
import type { Person } from '$lib/domain/entities';
import type { Welcome } from '$lib/domain/protocol/setup';
import { FirstSignInSchema } from '$lib/domain/protocol/setup';
import { DENIED, reply, type Denial } from './answers';
import { byCode } from './by-code';
import type { Limit } from './lockout';
import { changePassword, hashOf, isGoodPassword } from './passwords';
import { recheckListeners } from './poke';
import { sessionOf } from './session-of';
import { endCodesIn, findCode } from './slip-codes';
import type { Statements } from './sql';
import { SqlStore } from './sql-store';
import { inTransaction } from './transaction';

/** A whole site stands behind one address, and codes cannot be guessed: this slows a flood of tries. */
const FROM_ONE_PLACE: Limit = { free: 20, atOnce: 20 };

type Found = { readonly person: Person; readonly welcome: Welcome };

/** By the code of a slip: who it is for; with a password, that person's password and session. */
export function firstSignIn(e: core.RequestEvent): void {
	byCode(e, {
		...{ schema: FirstSignInSchema, name: 'slip', limit: FROM_ONE_PLACE, find },
		answer(code, { password }, found) {
			const done = 'status' in found ? found : answerOf(e, code, found, password);
			reply(e, done);
			// A password has ended the sessions there were.
			if (typeof done === 'string' && password !== undefined) recheckListeners(e.app);
		}
	});
}

function find(statements: Statements, code: string): Found | Denial {
	const known = code === '' ? null : findCode(statements, code, Date.now());
	if (!known) return DENIED.wrongCode;
	const store = new SqlStore(statements);
	const person = store.get('people', known.person);
	if (!person || !known.open) return DENIED.endedCode;
	if (!person.active) return DENIED.deactivated;
	const { name, staffNumber } = person;
	const organisation = store.get('organisation', ORGANISATION)?.name ?? '';
	return { person, welcome: { name, staffNumber, organisation } };
}

function answerOf(
	e: core.RequestEvent,
	code: string,
	{ welcome }: Found,
	password: string | undefined
): string | Denial {
	if (password === undefined) return JSON.stringify(welcome);
	if (!isGoodPassword(password)) return DENIED.invalid;
	return setPassword(e, code, hashOf(e.app, password));
}

/** Of two who hold the same slip the first one comes in. */
function setPassword(e: core.RequestEvent, code: string, password: string): string | Denial {
	return inTransaction(e, 'a first sign-in could not be kept', (statements, tx) => {
		const found = find(statements, code);
		if ('status' in found) return found;
		const { id } = found.person;
		endCodesIn(statements, id, Date.now());
		changePassword(statements, id, password);
		return sessionOf(tx, id);
	});
}
