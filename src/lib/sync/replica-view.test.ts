import { expect, test } from 'vitest';
import { deriveRowId, type PersonId, type ProjectId } from '../domain/ids';
import { membershipId } from '../domain/rules/rights';
import { wholeRow } from '../domain/rows';
import type { StoredRow } from './ports';
import { ReplicaView } from './replica-view';

const project = deriveRowId<ProjectId>('project');
const person = deriveRowId<PersonId>('person');
const id = membershipId(project, person);
const [THERE, OWN] = [`p:${project}`, `u:${person}`];

/** A part in a project is held twice: with the project, and as one's own. */
function part(space: string, seq: number, role: 'lead' | 'member'): StoredRow {
	const row = wholeRow('memberships', { id, project, person, role });
	return { space, kind: 'memberships', id, seq, row };
}
const page = (
	space: string,
	put: StoredRow[],
	drop: { kind: 'memberships'; id: string }[] = []
) => ({
	...{ space, after: 0, to: 9, put, drop }
});

test('of two copies of a row the newer one shows, and a tombstone takes only its own', () => {
	const view = new ReplicaView();
	view.apply([page(OWN, [part(OWN, 4, 'lead')]), page(THERE, [part(THERE, 3, 'member')])], [], 1);
	const role = () => view.get('memberships', id)?.role;
	expect([role(), view.seqOf('memberships', id)]).toEqual(['lead', 4]);
	view.apply([page(THERE, [part(THERE, 7, 'member')])], [], 1);
	expect([role(), view.list('memberships', 'person', person).length]).toEqual(['member', 1]);
	view.apply([page(THERE, [], [{ kind: 'memberships', id }])], [], 1);
	expect(role()).toBe('lead');
	view.apply([], [OWN], 1);
	expect(view.list('memberships', 'project', project)).toEqual([]);
	expect(view.cursors).toEqual({ [THERE]: 9 });
});
