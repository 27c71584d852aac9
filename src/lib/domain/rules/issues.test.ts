import { expect, test } from 'vitest';
import {
	LAUNCH,
	LEAD,
	ME,
	MONDAY_MS,
	SHANGHAI,
	smallProject
} from '../../../../tests/fixtures/fake-muster.svelte';
import type { Issue } from '../entities';
import { deriveRowId, type PersonId } from '../ids';
import { wholeRow } from '../rows';
import type { Patch } from '../tx';
import { askOf, askingIssues, compareUrgency, isPressing, issueOverdueDays } from './issues';

const ZONE = { timeZone: 'Asia/Shanghai' };
const issue = (name: string, patch: Patch<'issues'> = {}): Issue =>
	wholeRow('issues', { id: deriveRowId(name), project: LAUNCH, note: name, ...patch });

test('an issue is overdue from the day after its own, in working days, until it is called solved', () => {
	const days = (dueDay: string, state: Issue['state'] = 'open') =>
		issueOverdueDays({ dueDay, state }, ZONE, MONDAY_MS, SHANGHAI);
	expect(days('2026-11-23')).toBeNull();
	expect(days('')).toBeNull();
	expect(days('2026-11-20')).toBe(1);
	// Saturday to Monday: one working day.
	expect(days('2026-11-21', 'accepted')).toBe(1);
	expect(days('2026-11-19')).toBe(2);
	expect(days('2026-11-19', 'resolved')).toBeNull();
	expect(days('2026-11-19', 'closed')).toBeNull();
});

test('the longest overdue comes first, then what was put to the executive, then the nearest day', () => {
	const rows = [
		issue('low', { dueDay: '2026-11-25', impact: 'low' }),
		issue('no day'),
		issue('high', { dueDay: '2026-11-25', impact: 'high' }),
		issue('tomorrow', { dueDay: '2026-11-24' }),
		issue('escalated', { dueDay: '2026-12-20', escalated: true }),
		issue('overdue', { dueDay: '2026-11-20' }),
		issue('longer', { dueDay: '2026-11-18' })
	].map((row) => ({
		issue: row,
		overdueDays: issueOverdueDays(row, ZONE, MONDAY_MS, SHANGHAI)
	}));
	expect(rows.toSorted(compareUrgency).map((row) => row.issue.note)).toEqual([
		...['longer', 'overdue', 'escalated', 'tomorrow', 'high', 'low', 'no day']
	]);
});

test('it asks its solver to solve it, then its reporter for the last word, and the executive to decide', () => {
	const me = { id: ME, role: 'member' } as const;
	const lead = { id: LEAD, role: 'member' } as const;
	const executive = { id: deriveRowId<PersonId>('exec'), role: 'executive' } as const;
	const mine = issue('mine', { reporter: LEAD, solver: ME });
	expect([askOf(mine, me), askOf(mine, lead), askOf(mine, executive)]).toEqual([
		...['solve', null, null]
	]);
	const resolved = { ...mine, state: 'resolved' } as const;
	expect([askOf(resolved, me), askOf(resolved, lead)]).toEqual([null, 'confirm']);
	expect(askOf({ ...mine, escalated: true }, executive)).toBe('decide');
	expect(askOf({ ...mine, state: 'closed' }, me)).toBeNull();
});

test('what was accepted presses again once it is overdue; a closed project asks nothing', () => {
	const rows = smallProject();
	const put = (name: string, patch: Patch<'issues'>) =>
		rows.put('issues', issue(name, { solver: ME, reporter: LEAD, ...patch }));
	put('new', {});
	put('in hand', { state: 'accepted', dueDay: '2026-11-25' });
	put('in hand, overdue', { state: 'accepted', dueDay: '2026-11-20' });
	const asking = () =>
		askingIssues(rows, { id: ME, role: 'member' }, MONDAY_MS, SHANGHAI).map(
			(one) => [one.issue.note, isPressing(one)] as const
		);
	expect(asking()).toEqual([
		['in hand, overdue', true],
		['in hand', false],
		['new', true]
	]);
	const project = rows.get('projects', LAUNCH);
	if (project) rows.put('projects', { ...project, state: 'closed' });
	expect(asking()).toEqual([]);
});
