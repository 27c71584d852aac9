import { expect, test } from 'vitest';
import type { ProjectRole } from '$lib/domain/entities';
import { deriveRowId, type PersonId } from '$lib/domain/ids';
import { wholeRow } from '$lib/domain/rows';
import { membershipId } from '$lib/domain/rules/rights';
import {
	FakeMuster,
	LAUNCH,
	LEAD,
	ME,
	putTask,
	smallProject,
	type MemoryRows
} from '../../../../tests/fixtures/fake-muster.svelte';
import { handOver, leftBehindBy } from './handing-over';
import { officeOrders } from './office-orders';

const HEIR = deriveRowId<PersonId>('heir');

/** I am an administrator who leads a project with one task of mine. */
function leaving(rows: MemoryRows = smallProject()) {
	const me = rows.get('people', ME);
	if (me) rows.put('people', { ...me, role: 'admin' });
	rows.put('people', wholeRow('people', { id: HEIR, name: '王芳' }));
	const task = putTask(rows, 'task');
	const muster = new FakeMuster(rows);
	const orders = officeOrders(muster);
	const leave = (person: PersonId, heir: PersonId) =>
		handOver(muster.view, orders, person, leftBehindBy(rows, person), () => ({
			owner: heir,
			lead: heir
		}));
	const roleOf = (person: PersonId): ProjectRole | undefined =>
		rows.get('memberships', membershipId(LAUNCH, person))?.role;
	return { rows, muster, task, leave, roleOf };
}

test('whoever only watched the project is a member once tasks are handed over to them', () => {
	const { rows, task, leave, roleOf } = leaving();
	const watching = { project: LAUNCH, person: HEIR, role: 'observer' } as const;
	rows.put('memberships', wholeRow('memberships', { id: membershipId(LAUNCH, HEIR), ...watching }));
	const admin = { id: deriveRowId<PersonId>('admin'), role: 'admin' } as const;
	rows.put('people', wholeRow('people', admin));
	expect(leave(ME, HEIR)).toBe('');
	expect(rows.get('tasks', task.id)?.owner).toBe(HEIR);
	expect(roleOf(HEIR)).toBe('member');
});

test('nothing is handed over by somebody who cannot leave', () => {
	const { rows, muster, task, leave } = leaving();
	expect(leave(ME, LEAD)).toContain('至少要有一位管理员');
	expect(muster.sent).toEqual([]);
	expect(rows.get('tasks', task.id)?.owner).toBe(ME);
});

test('a lead goes first, so that the project is never without one', () => {
	const { rows, leave, roleOf } = leaving();
	expect(leave(LEAD, HEIR)).toBe('');
	expect(roleOf(HEIR)).toBe('lead');
	expect(rows.get('people', LEAD)?.active).toBe(false);
});
