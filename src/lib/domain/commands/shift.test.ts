import * as v from 'valibot';
import { beforeEach, describe, expect, test } from 'vitest';
import {
	LAUNCH,
	LEAD,
	ME,
	putTask,
	smallProject,
	taskId,
	type MemoryRows
} from '../../../../tests/fixtures/fake-muster.svelte';
import type { Actor } from '../command';
import type { Issue } from '../entities';
import {
	deriveRowId,
	makeUlid,
	type DeviceId,
	type PersonId,
	type ProjectId,
	type Ulid
} from '../ids';
import { overlayOp } from '../protocol/overlay';
import { commandOf, type CommandArgs, type CommandName } from '../registry';
import { wholeRow } from '../rows';
import { membershipId } from '../rules/rights';
import { learnShiftCommands } from '../shift';
import { askOf } from '../rules/issues';
import { attachmentId } from './attachments';
import { checkinId } from './checkins';
import { issueFieldsOf } from './issue-history';
import { reportFieldsOf } from './report';

learnShiftCommands();

const DAY = '2026-11-23';
const STRANGER = deriveRowId<PersonId>('stranger');
const asMe: Actor = { id: ME, role: 'member' };
const asLead: Actor = { id: LEAD, role: 'member' };

let rows: MemoryRows;
let n = 0;
beforeEach(() => {
	rows = smallProject();
	rows.put('people', wholeRow('people', { id: STRANGER, name: '外人' }));
});

/** @returns what `authorize` says, and the op; where it is 'ok', the rows have changed */
function give<N extends CommandName>(
	name: N,
	args: CommandArgs[N],
	actor: Actor = asMe
): { said: string; op: Ulid } {
	const command = commandOf(name);
	const said = command.authorize(rows, actor, args);
	const op = makeUlid(++n, () => 0);
	const made = { clientAt: n, offsetMs: 0, made: null, base: null };
	const entry = { op: { id: op, n, name, v: command.version, args, ...made }, result: null };
	if (said === 'ok') overlayOp(rows, rows, entry, { actor, device: deriveRowId<DeviceId>('d') });
	return { said, op };
}

const onlyIssue = (): Issue => {
	const [issue, ...others] = rows.all('issues');
	if (!issue || others.length > 0) throw new Error(`${String(others.length + 1)} issues`);
	return issue;
};

describe('a check-in', () => {
	const args = (day = DAY, note = '') => ({
		project: LAUNCH,
		checkin: checkinId(LAUNCH, ME, day),
		...{ day, done: [], doing: [], note }
	});

	test('is one per person, project and day, whichever device gives it', () => {
		give('checkin.give', args());
		give('checkin.give', args(DAY, '还差两台'));
		give('checkin.give', args('2026-11-24'));
		expect(rows.all('checkins').map(({ day, note }) => [day, note])).toEqual([
			[DAY, '还差两台'],
			['2026-11-24', '']
		]);
	});

	test('is nobody else’s to give', () => {
		expect(give('checkin.give', args(), asLead).said).toBe('invalid');
	});
});

describe('a late task', () => {
	const report = (status: 'late' | 'done' | 'in_progress', cause?: 'material') => {
		const task = rows.get('tasks', putTaskId);
		if (!task) throw new Error('no task');
		const before = reportFieldsOf(task);
		const why = cause ? { cause } : {};
		return { args: { task: task.id, status, before, ...why }, before };
	};
	const putTaskId = deriveRowId('fixture', 'late one');
	beforeEach(() => {
		putTask(rows, 'late one', { owner: ME });
	});

	test('comes onto the issue list once, with what is said of it', () => {
		give('task.report', report('late').args);
		give('task.report', report('late', 'material').args);
		expect(onlyIssue()).toMatchObject({ source: 'late', state: 'open', cause: 'material' });
	});

	test('is off the list when it is late no more, and another one when it is again', () => {
		give('task.report', report('late').args);
		give('task.report', report('done').args);
		expect(onlyIssue().state).toBe('closed');
		give('task.report', report('late').args);
		expect(rows.all('issues').map(({ state }) => state)).toEqual(['closed', 'open']);
	});

	test('that was a slip of the finger leaves the list as it was', () => {
		const { args, before } = report('late');
		const { op } = give('task.report', args);
		const said = { ...before, status: 'late' } as const;
		give('task.undo', { task: args.task, op, said, to: before });
		expect(onlyIssue().state).toBe('withdrawn');
	});

	test('goes on being on the list when the report that it is done is taken back', () => {
		give('task.report', report('late').args);
		const { args, before } = report('done');
		const { op } = give('task.report', args);
		const said = { ...before, status: 'done', percent: 100 } as const;
		give('task.undo', { task: args.task, op, said, to: before });
		expect(onlyIssue()).toMatchObject({ state: 'open', closedAt: 0, closingOp: '' });
	});
});

describe('the issue of a late task', () => {
	const task = taskId('late one');
	const report = (status: 'late' | 'done') => {
		const row = rows.get('tasks', task);
		if (!row) throw new Error('no task');
		const before = reportFieldsOf(row);
		const { op } = give('task.report', { task, status, before });
		return { op, before };
	};
	beforeEach(() => {
		putTask(rows, 'late one', { owner: ME });
		report('late');
	});

	test('is in hand again when the report that it is done is taken back', () => {
		give('issue.accept', { issue: onlyIssue().id }, asLead);
		const { op, before } = report('done');
		const said = { ...before, status: 'done', percent: 100 } as const;
		give('task.undo', { task, op, said, to: before });
		expect(onlyIssue()).toMatchObject({ state: 'accepted', closedAt: 0 });
		expect(onlyIssue().acceptedAt).toBeGreaterThan(0);
	});

	test('is off the list with its task', () => {
		give('task.remove', { task }, asLead);
		expect(onlyIssue().state).toBe('closed');
	});

	test('goes with any other that was opened again by hand', () => {
		report('done');
		const first = onlyIssue().id;
		report('late');
		give('issue.confirm', { issue: first, solved: false });
		const { op, before } = report('done');
		expect(rows.all('issues').map(({ state }) => state)).toEqual(['closed', 'closed']);
		const said = { ...before, status: 'done', percent: 100 } as const;
		give('task.undo', { task, op, said, to: before });
		expect(rows.all('issues').map(({ state }) => state)).toEqual(['open', 'open']);
	});
});

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

describe('an attachment', () => {
	const word = deriveRowId('word');
	const add = (actor: Actor = asMe) =>
		give(
			'attachment.add',
			{
				...{ project: LAUNCH, subjectKind: 'checkins', subject: word },
				...{ form: 'photo', mime: 'image/webp', sizeBytes: 1_000 }
			},
			actor
		);
	const say = (person: PersonId = ME) =>
		rows.put('checkins', wholeRow('checkins', { id: word, project: LAUNCH, person }));

	test('is one of ten at most of one word; one that was taken away leaves room', () => {
		say();
		const added = Array.from({ length: 11 }, () => add());
		expect(added.map(({ said }) => said)).toEqual([...Array<string>(10).fill('ok'), 'too_many']);
		const [first] = added;
		const attachment = attachmentId(first?.op ?? makeUlid(0, () => 0));
		expect(give('attachment.remove', { attachment }).said).toBe('ok');
		expect(add().said).toBe('ok');
		expect(give('attachment.restore', { attachment }).said).toBe('too_many');
	});

	test('goes with one’s own word only, not with another’s, the lead’s neither, nor with none', () => {
		expect(add().said).toBe('missing');
		say(LEAD);
		expect([add().said, add(asLead).said]).toEqual(['forbidden', 'ok']);
		say();
		expect([add().said, add(asLead).said]).toEqual(['ok', 'forbidden']);
	});

	test('that was taken away is put back as it was', () => {
		say();
		const attachment = attachmentId(add().op);
		const before = rows.get('attachments', attachment);
		give('attachment.remove', { attachment });
		expect(rows.get('attachments', attachment)?.removed).toBe(true);
		expect(give('attachment.restore', { attachment }, asLead).said).toBe('ok');
		expect({ ...rows.get('attachments', attachment), revs: {} }).toEqual({ ...before, revs: {} });
	});
});
