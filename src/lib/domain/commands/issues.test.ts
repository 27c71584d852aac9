import { describe, expect, test } from 'vitest';
import { LAUNCH, LEAD, ME } from '../../../../tests/fixtures/fake-muster.svelte';
import {
	DAY,
	STRANGER,
	asLead,
	give,
	onlyIssue,
	rows
} from '../../../../tests/fixtures/shift-world';
import type { Actor } from '../command';
import type { CommandArgs } from '../registry';
import { wholeRow } from '../rows';
import { membershipId } from '../rules/rights';
import { askOf } from '../rules/issues';
import { checkinId } from './checkins';
import { issueFieldsOf } from './issue-history';

describe('an issue', () => {
	const raise = (more: Partial<CommandArgs['issue.raise']> = {}) =>
		give('issue.raise', { project: LAUNCH, source: 'manual', cause: 'material', ...more });

	test('goes from the reporter to the solver and back, and its history keeps each word', () => {
		raise({ solver: LEAD });
		const { id: issue } = onlyIssue();
		expect(give('issue.accept', { issue }, asLead).said).toBe('ok');
		expect(give('issue.resolve', { issue, note: '已到货' }, asLead).said).toBe('ok');
		expect(onlyIssue()).toMatchObject({ state: 'resolved', resolution: '已到货' });
		expect(give('issue.confirm', { issue, solved: false }).said).toBe('ok');
		expect(onlyIssue()).toMatchObject({ state: 'open', resolvedAt: 0 });
		give('issue.resolve', { issue }, asLead);
		give('issue.confirm', { issue, solved: true });
		expect(onlyIssue().state).toBe('closed');
		expect(rows.all('issue_events').map(({ action }) => action)).toEqual([
			...['raise', 'accept', 'resolve', 'reopen', 'resolve', 'confirm']
		]);
	});

	test('that comes from a check-in is one, however often it is told', () => {
		const origin = checkinId(LAUNCH, ME, DAY);
		raise({ source: 'checkin', origin });
		raise({ source: 'checkin', origin, cause: 'approval' });
		expect(onlyIssue()).toMatchObject({ cause: 'approval', source: 'checkin', origin });
	});

	test('is solved by somebody who can see the project', () => {
		expect(raise({ solver: STRANGER }).said).toBe('missing');
	});

	test('that is closed cannot be accepted, and can be reopened by its reporter', () => {
		raise({ solver: LEAD });
		const { id: issue } = onlyIssue();
		give('issue.withdraw', { issue });
		expect(give('issue.accept', { issue }, asLead).said).toBe('over');
		expect(give('issue.confirm', { issue, solved: false }).said).toBe('ok');
	});

	test('that is opened again was never closed', () => {
		raise();
		const { id: issue } = onlyIssue();
		give('issue.confirm', { issue, solved: true });
		give('issue.confirm', { issue, solved: false });
		expect(onlyIssue()).toMatchObject({ state: 'open', closedAt: 0, closingOp: '' });
	});

	test('is not closed by taking back a word by one who may not close it', () => {
		raise({ solver: LEAD });
		const solver: Actor = { id: STRANGER, role: 'member' };
		const part = { id: membershipId(LAUNCH, STRANGER), project: LAUNCH, person: STRANGER };
		rows.put('memberships', wholeRow('memberships', { ...part, role: 'member' }));
		give('issue.hand_on', { issue: onlyIssue().id, solver: STRANGER });
		const issue = onlyIssue();
		const { op } = give('issue.accept', { issue: issue.id }, solver);
		const to = { ...issueFieldsOf(issue), state: 'closed' } as const;
		expect(give('issue.undo', { issue: issue.id, op, to }, solver).said).toBe('forbidden');
		expect(
			give('issue.undo', { issue: issue.id, op, to: { ...to, state: 'open' } }, solver).said
		).toBe('ok');
	});

	test('keeps with each word what its author saw before it', () => {
		raise({ solver: LEAD });
		const before = issueFieldsOf(onlyIssue());
		give('issue.escalate', { issue: onlyIssue().id, before });
		expect(rows.all('issue_events').map((line) => line.before)).toEqual([null, before]);
	});

	test('that an executive hands on waits for no decision any more', () => {
		const executive: Actor = { id: STRANGER, role: 'executive' };
		rows.put('people', wholeRow('people', { id: STRANGER, name: '陈静', role: 'executive' }));
		raise({ escalated: true });
		const { id: issue, escalatedAt } = onlyIssue();
		expect(askOf(onlyIssue(), executive)).toBe('decide');
		const before = issueFieldsOf(onlyIssue());
		const { op } = give('issue.hand_on', { issue, solver: LEAD, before }, executive);
		expect(onlyIssue()).toMatchObject({ solver: LEAD, escalated: false, escalatedAt });
		expect(askOf(onlyIssue(), executive)).toBeNull();
		expect(give('issue.undo', { issue, op, to: before }, executive).said).toBe('ok');
		expect(askOf(onlyIssue(), executive)).toBe('decide');
		give('issue.hand_on', { issue, solver: ME }, asLead);
		expect(onlyIssue().escalated).toBe(true);
	});

	test('takes back the last word on it, and only that', () => {
		raise({ solver: LEAD });
		const before = onlyIssue();
		const to = issueFieldsOf(before);
		const { op } = give('issue.accept', { issue: before.id }, asLead);
		give('issue.escalate', { issue: before.id });
		expect(give('issue.undo', { issue: before.id, op, to }).said).toBe('forbidden');
		expect(give('issue.undo', { issue: before.id, op, to }, asLead).said).toBe('ok');
		expect(onlyIssue()).toMatchObject({ state: 'open', acceptedAt: 0, escalated: true });
	});
});
