import type { PersonId, ProjectId } from '$lib/domain/ids';
import { deriveRowId } from '$lib/domain/ids';
import { membershipId } from '$lib/domain/rules/rights';
import { wholeRow } from '$lib/domain/rows';
import type { SqlStore } from './sql-store';

const ID_SEED_LENGTH = 30;

export type NewPerson = {
	readonly id: PersonId;
	readonly name: string;
	readonly staffNumber: string;
	/** '' for none */
	readonly department: string;
	/** they become a member of it */
	readonly project?: ProjectId;
};

export function newPersonId(): PersonId {
	return deriveRowId<PersonId>($security.randomString(ID_SEED_LENGTH));
}

/** Somebody new with their part in a project; what they sign in with is not there yet. */
export function insertPerson(store: SqlStore, { project, ...person }: NewPerson): void {
	store.insertRow('people', wholeRow('people', person));
	if (project === undefined) return;
	const id = membershipId(project, person.id);
	store.insertRow('memberships', wholeRow('memberships', { id, project, person: person.id }));
}
