import { expect, test } from 'vitest';
import {
	LAUNCH,
	LEAD,
	ME,
	putTask,
	smallProject,
	taskId
} from '../../../../tests/fixtures/fake-muster.svelte';
import { deriveRowId, type DepartmentId, type PersonId } from '../ids';
import { wholeRow } from '../rows';
import { membershipId } from './rights';
import { possibleSolvers, suggestSolvers } from './solvers';

const OTHER = deriveRowId<PersonId>('other');
const HEAD = deriveRowId<PersonId>('head');
const BUYING = deriveRowId<DepartmentId>('buying');

function setUp() {
	const rows = smallProject();
	rows.put('people', wholeRow('people', { id: OTHER, name: '王芳' }));
	rows.put('people', wholeRow('people', { id: HEAD, name: '张伟' }));
	rows.put('departments', wholeRow('departments', { id: BUYING, name: '采购部', head: HEAD }));
	const membership = { id: membershipId(LAUNCH, OTHER), project: LAUNCH, person: OTHER };
	rows.put('memberships', wholeRow('memberships', { ...membership, role: 'member' }));
	putTask(rows, 'boards', { owner: OTHER });
	const dependencies = [taskId('boards')];
	const task = putTask(rows, 'assemble', { department: BUYING, dependencies });
	return { rows, task };
}

const putPart = (rows: ReturnType<typeof smallProject>) =>
	rows.put(
		'project_departments',
		wholeRow('project_departments', {
			...{ id: deriveRowId('part'), project: LAUNCH, department: BUYING, part: 'collaborating' }
		})
	);

test('whoever owns what a task waits for comes first, then who leads, then the department’s head', () => {
	const { rows, task } = setUp();
	putPart(rows);
	expect(suggestSolvers(rows, LAUNCH, task, ME)).toEqual([OTHER, LEAD, HEAD]);
	expect(suggestSolvers(rows, LAUNCH, task, LEAD)).toEqual([OTHER, HEAD]);
});

test('nobody is suggested or offered who does not see the project: the server would refuse', () => {
	const { rows, task } = setUp();
	expect(suggestSolvers(rows, LAUNCH, task, ME)).toEqual([OTHER, LEAD]);
	expect(possibleSolvers(rows, LAUNCH)).not.toContain(HEAD);
	putPart(rows);
	expect(possibleSolvers(rows, LAUNCH)).toContain(HEAD);
	const gone = rows.get('memberships', membershipId(LAUNCH, OTHER));
	if (gone) rows.put('memberships', { ...gone, removed: true });
	expect(possibleSolvers(rows, LAUNCH)).not.toContain(OTHER);
	expect(suggestSolvers(rows, LAUNCH, task, ME)).not.toContain(OTHER);
});
