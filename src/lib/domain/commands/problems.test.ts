import * as v from 'valibot';
import { beforeEach, describe, expect, test } from 'vitest';
import { LAUNCH, LEAD, ME, putTask, taskId } from '../../../../tests/fixtures/fake-muster.svelte';
import {
	DAY,
	STRANGER,
	asLead,
	asMe,
	give,
	onlyIssue,
	rows
} from '../../../../tests/fixtures/shift-world';
import type { Actor } from '../command';
import { deriveRowId, type DeviceId, type PersonId, type ProjectId } from '../ids';
import { overlayOp } from '../protocol/overlay';
import { commandOf, type CommandArgs } from '../registry';
import { wholeRow } from '../rows';
import { membershipId } from '../rules/rights';
import { checkinId } from './checkins';
import { reportFieldsOf } from './report';

describe('a problem with a task that is on the list as late', () => {
	const task = taskId('late one');
	const raise = (more: Partial<CommandArgs['issue.raise']> = {}, actor = asMe) =>
		give('issue.raise', { project: LAUNCH, task, source: 'manual', ...more }, actor);
	const late = (cause?: 'material' | 'approval') => {
		const row = rows.get('tasks', task);
		if (!row) throw new Error('no task');
		const before = reportFieldsOf(row);
		return give('task.report', { task, status: 'late', before, ...(cause ? { cause } : {}) });
	};
	const putOther = (): Actor => {
		const OTHER = deriveRowId<PersonId>('other');
		rows.put('people', wholeRow('people', { id: OTHER, name: '王芳' }));
		const part = { id: membershipId(LAUNCH, OTHER), project: LAUNCH, person: OTHER };
		rows.put('memberships', wholeRow('memberships', { ...part, role: 'member' }));
		return { id: OTHER, role: 'member' };
	};
	beforeEach(() => {
		putTask(rows, 'late one', { owner: ME });
		late();
	});

	test('is that issue, with all that is said of it', () => {
		raise({ cause: 'material', solver: LEAD, dueDay: DAY, note: '差两台', escalated: true });
		expect(onlyIssue()).toMatchObject({
			...{ source: 'late', cause: 'material', solver: LEAD, dueDay: DAY, note: '差两台' },
			...{ escalated: true, state: 'open' }
		});
		expect(onlyIssue().escalatedAt).toBeGreaterThan(0);
		expect(rows.all('issue_events')).toMatchObject([{ action: 'edit', note: '差两台' }]);
	});

	test('stays with what was said of it when the report is given again', () => {
		raise({ cause: 'material', dueDay: DAY });
		late();
		expect(onlyIssue()).toMatchObject({ cause: 'material', dueDay: DAY });
		late('approval');
		expect(onlyIssue()).toMatchObject({ cause: 'approval', dueDay: DAY });
	});

	test('is handed to whom its reporter names, and open again where it was called solved', () => {
		raise({ solver: LEAD });
		give('issue.resolve', { issue: onlyIssue().id, note: '好了' }, asLead);
		raise({ cause: 'equipment' });
		expect(onlyIssue()).toMatchObject({ state: 'open', resolvedAt: 0, resolution: '' });
		expect(rows.all('issue_events').at(-1)).toMatchObject({ action: 'reopen' });
	});

	test('told by somebody else fills in what nobody has said, and changes nothing', () => {
		const other = putOther();
		raise({ solver: LEAD });
		raise({ cause: 'material', solver: other.id, impact: 'high' }, other);
		expect(onlyIssue()).toMatchObject({ cause: 'material', solver: LEAD, impact: 'high' });
		raise({ cause: 'approval' }, other);
		expect(rows.all('issues').map(({ source, cause }) => [source, cause])).toEqual([
			['late', 'material'],
			['manual', 'approval']
		]);
	});

	test('is another one once the task is late no more, and one of its own from a check-in', () => {
		raise({ source: 'checkin', origin: checkinId(LAUNCH, ME, DAY), cause: 'material' });
		const row = rows.get('tasks', task);
		if (row) give('task.report', { task, status: 'done', before: reportFieldsOf(row) });
		raise({ cause: 'material' });
		expect(rows.all('issues').map(({ source, state }) => [source, state])).toEqual([
			...[
				['late', 'closed'],
				['checkin', 'open'],
				['manual', 'open']
			]
		]);
	});

	test('can be taken back to what was there before', () => {
		late('approval');
		const { op } = raise({ cause: 'material', solver: LEAD, dueDay: DAY });
		const [line] = rows.all('issue_events');
		if (!line?.before) throw new Error('no line');
		give('issue.undo', { issue: line.issue, op, to: line.before });
		expect(onlyIssue()).toMatchObject({ cause: 'approval', solver: '', dueDay: '' });
	});
});

describe('a blocker of a check-in', () => {
	const origin = checkinId(LAUNCH, ME, DAY);
	const blocked = (more: Partial<CommandArgs['issue.raise']> = {}, actor = asMe) =>
		give('issue.raise', { project: LAUNCH, source: 'checkin', origin, ...more }, actor);
	beforeEach(() => {
		give('checkin.give', { project: LAUNCH, checkin: origin, day: DAY, done: [], doing: [] });
	});

	test('that is told once more after it was closed is open again', () => {
		blocked({ cause: 'material', solver: LEAD });
		const issue = onlyIssue().id;
		give('issue.accept', { issue }, asLead);
		give('issue.resolve', { issue, note: '到了' }, asLead);
		give('issue.confirm', { issue, solved: true });
		blocked({ cause: 'material' });
		expect(onlyIssue()).toMatchObject({
			...{ state: 'open', solver: LEAD, resolution: '', closingOp: '' },
			...{ acceptedAt: 0, resolvedAt: 0, closedAt: 0 }
		});
		expect(rows.all('issue_events').at(-1)).toMatchObject({ action: 'reopen', person: ME });
	});

	test('that is told once more while somebody is at it stays in that hand', () => {
		blocked({ cause: 'material', solver: LEAD });
		give('issue.accept', { issue: onlyIssue().id }, asLead);
		blocked({ cause: 'approval' });
		expect(onlyIssue()).toMatchObject({ state: 'accepted', cause: 'approval' });
	});

	test('with another task is another one', () => {
		const [a, b] = ['a', 'b'].map((name) => putTask(rows, name).id);
		if (!a || !b) throw new Error('two tasks');
		blocked({ task: a, cause: 'material' });
		blocked({ task: b, cause: 'approval' });
		blocked({ task: b, cause: 'other' });
		expect(rows.all('issues').map(({ task, cause }) => [task, cause])).toEqual([
			...[
				[a, 'material'],
				[b, 'other']
			]
		]);
	});

	test('is told by whoever gave the check-in, or leads', () => {
		const other: Actor = { id: STRANGER, role: 'member' };
		const part = { id: membershipId(LAUNCH, STRANGER), project: LAUNCH, person: STRANGER };
		rows.put('memberships', wholeRow('memberships', { ...part, role: 'member' }));
		expect(blocked({}, other).said).toBe('forbidden');
		expect(blocked({}, asLead).said).toBe('ok');
		expect(blocked({ cause: 'other' }, other).said).toBe('forbidden');
		// The lead was quicker to put it on the list; whose it is has the say all the same.
		expect(blocked({ cause: 'equipment' }).said).toBe('ok');
		expect(onlyIssue()).toMatchObject({ reporter: LEAD, cause: 'equipment' });
	});

	test('is not changed from another project', () => {
		blocked({ cause: 'material' });
		const elsewhere = deriveRowId<ProjectId>('elsewhere');
		rows.put('projects', wholeRow('projects', { id: elsewhere, name: '别处' }));
		const part = { id: membershipId(elsewhere, LEAD), project: elsewhere, person: LEAD };
		rows.put('memberships', wholeRow('memberships', { ...part, role: 'lead' }));
		expect(blocked({ project: elsewhere, cause: 'other' }, asLead).said).toBe('forbidden');
	});
});

test('a problem that has arrived undoes nothing that was said of it since, while its answer is on the way', () => {
	const args = { project: LAUNCH, source: 'manual', cause: 'material', solver: ME } as const;
	const { op } = give('issue.raise', args);
	const issue = onlyIssue().id;
	give('issue.hand_on', { issue, solver: LEAD }, asLead);
	give('issue.resolve', { issue }, asLead);
	const made = { clientAt: 1, offsetMs: 0, made: null, base: null };
	const entry = { op: { id: op, n: 1, name: 'issue.raise', v: 1, args, ...made }, result: null };
	overlayOp(rows, rows, entry, { actor: asMe, device: deriveRowId<DeviceId>('d') });
	expect(onlyIssue()).toMatchObject({ solver: LEAD, state: 'resolved' });
});

test('a problem is about a task that is there, and nobody calls a task late by it', () => {
	const args = { project: LAUNCH, source: 'manual', task: taskId('nowhere') } as const;
	expect(give('issue.raise', args).said).toBe('missing');
	expect(
		v.safeParse(commandOf('issue.raise').args, { project: LAUNCH, source: 'late' }).success
	).toBe(false);
});
