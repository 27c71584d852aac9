import type { Kind, OrgRole, ProjectRole } from '../../src/lib/domain/entities';
import { wholeRow } from '../../src/lib/domain/rows';
import { deriveRowId, type PersonId, type ProjectId } from '../../src/lib/domain/ids';
import type { NewRow } from '../../src/lib/domain/tx';
import { brandAs } from '../../src/lib/domain/brand';
import type { MemoryServerStore } from './memory-store';

const idOf = <Id extends string>(name: string): Id => brandAs<Id>(name.padEnd(15, '0'));

export const PROJECTS: readonly ProjectId[] = [idOf('alpha'), idOf('beta')];

/** In the order in which a plan brings them in; each has what makes them interesting. */
export const PEOPLE: readonly { readonly id: PersonId; readonly role: OrgRole }[] = [
	{ id: idOf('staff'), role: 'member' },
	{ id: idOf('lead'), role: 'member' },
	{ id: idOf('colead'), role: 'member' },
	{ id: idOf('exec'), role: 'executive' }
];

const PARTS: readonly (readonly [person: number, project: number, role: ProjectRole])[] = [
	[0, 0, 'member'],
	[1, 0, 'lead'],
	[1, 1, 'lead'],
	[2, 0, 'lead'],
	[2, 1, 'member']
];

/** A small organisation: two projects that one person leads, a few tasks. */
export function fillServer(store: MemoryServerStore, people: number): void {
	const put = <K extends Kind>(kind: K, row: NewRow<K>): void =>
		store.insertRow(kind, wholeRow(kind, row));
	put('departments', { id: idOf('dept'), name: 'Works' });
	for (const { id, role } of PEOPLE.slice(0, people))
		put('people', { id, name: id, role, department: idOf('dept') });
	for (const id of PROJECTS) {
		put('projects', { id, name: id, leadDepartment: idOf('dept') });
		put('phases', { id: idOf(`phase${id.slice(0, 4)}`), project: id, name: 'Phase' });
	}
	for (const [person, project, role] of PARTS) {
		const who = PEOPLE[person]?.id;
		const where = PROJECTS[project];
		if (person < people && who && where)
			put('memberships', { id: deriveRowId(where, who), project: where, person: who, role });
	}
	for (const [index, name] of ['one', 'two', 'three', 'four'].entries())
		put('tasks', {
			id: idOf(`task${name}`),
			project: PROJECTS[index < 3 ? 0 : 1] ?? idOf(''),
			title: name,
			owner: PEOPLE[index < 2 ? 0 : 1]?.id ?? '',
			position: index + 1
		});
}
