import { deriveRowId, type Ms, type PersonId } from '$lib/domain/ids';
import { CODE_ALPHABET, CODE_LENGTH } from '$lib/domain/rules/slip-code';
import { DAY_MS } from '$lib/domain/time';
import { withStatements, write, type Statements } from './sql';

const VALID_MS: Ms = 14 * DAY_MS;

const END_SQL = `UPDATE slip_codes SET endedAt = {:now} WHERE person = {:person} AND endedAt = 0`;
const OPEN_SQL = `SELECT count(*) AS cell FROM slip_codes WHERE person = {:person} AND endedAt = 0`;
const GIVE_SQL = `INSERT INTO slip_codes (id, person, codeHash, expiresAt, endedAt)
	VALUES ({:id}, {:person}, {:hash}, {:expiresAt}, 0)`;
const FIND_SQL = `SELECT coalesce((SELECT json_object('person', person, 'expiresAt', expiresAt, 'endedAt', endedAt)
	FROM slip_codes WHERE codeHash = {:hash}), '') AS cell`;

/** A slip's code as it is kept; who has it may set that person's password, once and for a while. */
export type KnownCode = { readonly person: PersonId; readonly open: boolean };

/** A fresh code for the person's slip; an older one ends. */
export function newCode(statements: Statements, person: PersonId, nowMs: Ms): string {
	const code = $security.randomStringWithAlphabet(CODE_LENGTH, CODE_ALPHABET);
	const hash = $security.sha256(code);
	const id = deriveRowId(hash);
	statements.run(END_SQL, { person, now: nowMs });
	statements.run(GIVE_SQL, { id, person, hash, expiresAt: nowMs + VALID_MS });
	return code;
}

/** @returns null for a code that was never given */
export function findCode(statements: Statements, code: string, nowMs: Ms): KnownCode | null {
	const text = statements.text(FIND_SQL, { hash: $security.sha256(code) });
	if (text === '') return null;
	const row: { person: PersonId; expiresAt: Ms; endedAt: Ms } = JSON.parse(text);
	return { person: row.person, open: row.endedAt === 0 && row.expiresAt > nowMs };
}

export function endCodesIn(statements: Statements, person: PersonId, nowMs: Ms): void {
	statements.run(END_SQL, { person, now: nowMs });
}

/** Whoever has signed in needs no slip any more, and nobody else may use it. */
export function endCodes(app: core.App, person: string): void {
	const open = withStatements(app.db(), (statements) => statements.text(OPEN_SQL, { person }));
	if (open !== '0') write(app, END_SQL, { person, now: Date.now() });
}
