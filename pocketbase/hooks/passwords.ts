import type { PersonId } from '$lib/domain/ids';
import type { Statements } from './sql';

const SHORTEST = 8;
/** What bcrypt reads of a password, in bytes. */
const LONGEST_BYTES = 71;
const CHANGE_SQL = `UPDATE people SET password = {:password},
	tokenKey = lower(hex(randomblob(25))) WHERE id = {:person}`;

type App = Pick<core.App, 'findCollectionByNameOrId'>;

export function isGoodPassword(password: string): boolean {
	return password.length >= SHORTEST && toBytes(password).length <= LONGEST_BYTES;
}

/** As PocketBase keeps it; slow, as hashing is meant to be. */
export function hashOf(app: App, password: string): string {
	const record = new Record(app.findCollectionByNameOrId('people'));
	record.setPassword(password);
	return record.getString('password:hash');
}

/** In place of the password there was; every session ends. `password` is as `hashOf` gives it. */
export function changePassword(statements: Statements, person: PersonId, password: string): void {
	statements.run(CHANGE_SQL, { person, password });
}
