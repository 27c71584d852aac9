import { deriveRowId, type DeviceId, type PersonId } from '$lib/domain/ids';
import { parse } from '$lib/domain/parse';
import { PinSignInSchema, SetPinSchema } from '$lib/domain/protocol/joining';
import { DENIED, deny, reply, type Denial } from './answers';
import { answerTo, write } from './at-once';
import { inLine } from './by-code';
import type { Limit } from './lockout';
import { beginRequest } from './logger';
import { readBody } from './request-body';
import { sessionOf } from './session-of';
import { withStatements, type Statements } from './sql';
import type { SqlStore } from './sql-store';

/** A PIN that was mistyped so often is no more: its person needs a password or a slip. */
const MOST_WRONG = 5;
/** Without the phone's key there is nothing to guess: this slows a flood of tries. */
const FROM_ONE_PLACE: Limit = { free: 60, atOnce: 20 };

const SET_SQL = `INSERT INTO pins (id, person, device, keyHash, pinHash, wrong)
	VALUES ({:id}, {:person}, {:device}, {:keyHash}, {:pinHash}, 0)
	ON CONFLICT (person, device) DO UPDATE SET keyHash = excluded.keyHash, pinHash = excluded.pinHash, wrong = 0`;
const FIND_SQL = `SELECT coalesce((SELECT json_object('pinHash', pinHash, 'wrong', wrong) FROM pins
	WHERE person = {:person} AND device = {:device} AND keyHash = {:keyHash}), '') AS cell`;
const WRONG_SQL = `UPDATE pins SET wrong = {:wrong} WHERE person = {:person} AND device = {:device}`;
const END_SQL = `DELETE FROM pins WHERE person = {:person} AND device = {:device}`;

/** What a phone shows beside the PIN: 128 bits that only it holds. */
export type PinOf = {
	readonly person: PersonId;
	readonly device: DeviceId;
	readonly key: string;
	readonly pin: string;
};

/** Keeps a PIN; whoever reads the database cannot guess it, as the key is not there. */
export function keepPin(statements: Statements, { person, device, key, pin }: PinOf): void {
	statements.run(SET_SQL, {
		...{ id: deriveRowId('pin', person, device), person, device },
		keyHash: $security.sha256(key),
		pinHash: hashOfPin(key, pin)
	});
}

function find(
	statements: Statements,
	{ person, device, key }: PinOf
): { pinHash: string; wrong: number } | null {
	const text = statements.text(FIND_SQL, { person, device, keyHash: $security.sha256(key) });
	return text === '' ? null : JSON.parse(text);
}

function hashOfPin(key: string, pin: string): string {
	return $security.sha256(`${key} ${pin}`);
}

/** Somebody who is signed in sets a PIN for this device. */
export function setPin(e: core.RequestEvent): void {
	answerTo(e, SetPinSchema, 'a PIN could not be kept', (_store, statements, { id }, asked) => {
		keepPin(statements, { ...asked, person: id });
		return {};
	});
}

/** A session for whoever knows the PIN of this device. */
export function signInByPin(e: core.RequestEvent): void {
	beginRequest(e);
	const body = readBody(e);
	const asked = body.kind === 'ok' ? parse(PinSignInSchema, body.value) : null;
	if (!asked) {
		deny(e, body.kind === 'denied' ? body.denial : DENIED.invalid);
		return;
	}
	const isKnown = withStatements(e.app.db(), (statements) => find(statements, asked) !== null);
	const given = isKnown ? asked.key : '';
	inLine(e, { name: 'pin', limit: FROM_ONE_PLACE, given }, () => {
		const outcome = isKnown ? enterByPin(e, asked) : DENIED.endedCode;
		reply(e, outcome);
		if (!isKnown) return 'wrong';
		return typeof outcome === 'string' ? 'right' : 'unknown';
	});
}

/** @returns the session, as signing in answers it; a wrong PIN has been counted */
export function enterByPin(e: core.RequestEvent, shown: PinOf): string | Denial {
	const done = write(e, 'a PIN could not be looked at', (store, statements, tx) => {
		const denial = tryPin(store, statements, shown);
		// What was counted is written, so to the transaction it is no denial.
		return { outcome: denial ?? sessionOf(tx, shown.person) };
	});
	return 'status' in done ? done : done.answer.outcome;
}

/** What is wrong is counted in the same transaction, so that a hundred at once are no hundred guesses. */
function tryPin(store: SqlStore, statements: Statements, shown: PinOf): Denial | null {
	const { person, device, key, pin } = shown;
	const known = find(statements, shown);
	if (!known) return DENIED.endedCode;
	if (store.get('people', person)?.active !== true) return DENIED.deactivated;
	if ($security.equal(known.pinHash, hashOfPin(key, pin))) {
		if (known.wrong > 0) statements.run(WRONG_SQL, { person, device, wrong: 0 });
		return null;
	}
	const wrong = known.wrong + 1;
	if (wrong >= MOST_WRONG) {
		statements.run(END_SQL, { person, device });
		return DENIED.endedCode;
	}
	statements.run(WRONG_SQL, { person, device, wrong });
	return DENIED.wrongPin;
}
