import { beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '$lib/domain/command';
import type { Issue } from '$lib/domain/entities';
import { deriveRowId, makeUlid, type EventId, type PersonId } from '$lib/domain/ids';
import { wholeRow } from '$lib/domain/rows';
import { membershipId } from '$lib/domain/rules/rights';
import { learnShiftCommands } from '$lib/domain/shift';
import type { Patch } from '$lib/domain/tx';
import {
	LAUNCH,
	LEAD,
	ME,
	MONDAY_MS,
	SHANGHAI,
	putTask,
	smallProject,
	statusEvent,
	taskId,
	type MemoryRows
} from '../../../../../tests/fixtures/fake-muster.svelte';
import { buttonsFor } from './actions';
import { issueHistory } from './history';
import { countByFilter, filterOf, issueRows, matches } from './rows';

learnShiftCommands();

const SOLVER = deriveRowId<PersonId>('solver');
const EXEC = deriveRowId<PersonId>('exec');
const as = (id: PersonId, role: Actor['role'] = 'member'): Actor => ({ id, role });

let rows: MemoryRows;
beforeEach(() => {
	rows = smallProject();
	const membership = { id: membershipId(LAUNCH, SOLVER), project: LAUNCH, person: SOLVER };
	rows.put('people', wholeRow('people', { id: SOLVER, name: '王芳' }));
	rows.put('memberships', wholeRow('memberships', { ...membership, role: 'member' }));
});

function put(name: string, patch: Patch<'issues'> = {}): Issue {
	const row = { id: deriveRowId(name), project: LAUNCH, reporter: ME, solver: SOLVER };
	const issue = wholeRow('issues', { ...row, note: name, ...patch });
	rows.put('issues', issue);
	return issue;
}

describe('the list', () => {
	const read = (id: PersonId) =>
		issueRows(rows, LAUNCH, { actor: as(id), nowMs: MONDAY_MS, almanac: SHANGHAI });

	test('has open issues by urgency, then the others, those closed last first', () => {
		put('closed before', { state: 'closed', closedAt: 1 });
		put('closed last', { state: 'withdrawn', closedAt: 2 });
		put('due later', { dueDay: '2026-11-27' });
		put('overdue', { dueDay: '2026-11-19' });
		expect(read(ME).map(({ issue }) => issue.note)).toEqual([
			...['overdue', 'due later', 'closed last', 'closed before']
		]);
	});

	test('shows each reader what is open, theirs, waiting for a word, and closed', () => {
		put('new');
		put('in hand', { state: 'accepted' });
		put('called solved', { state: 'resolved' });
		put('closed', { state: 'closed' });
		const notes = (id: PersonId, filter: Parameters<typeof matches>[1]) =>
			read(id)
				.filter((row) => matches(row, filter))
				.map(({ issue }) => issue.note)
				.sort();
		expect(notes(ME, 'open')).toEqual(['called solved', 'in hand', 'new']);
		expect(notes(SOLVER, 'mine')).toEqual(['in hand', 'new']);
		expect(notes(ME, 'mine')).toEqual([]);
		expect(notes(LEAD, 'confirm')).toEqual(['called solved']);
		expect(notes(LEAD, 'closed')).toEqual(['closed']);
		expect(countByFilter(read(SOLVER))).toEqual({ open: 3, mine: 2, confirm: 1, closed: 1 });
		expect([filterOf('mine'), filterOf('everything'), filterOf(null)]).toEqual([
			...['mine', 'open', 'open']
		]);
	});
});

describe('the buttons', () => {
	const buttons = (id: PersonId, issue: Issue, role?: Actor['role']) =>
		buttonsFor(rows, as(id, role), issue);

	test('of a solver are to start, to solve, to hand on; of a reporter, to hand on or withdraw', () => {
		const issue = put('new');
		expect(buttons(SOLVER, issue)).toEqual(['accept', 'resolve', 'hand_on']);
		expect(buttons(ME, issue)).toEqual(['hand_on', 'withdraw']);
	});

	test('put naming a solver first where there is none', () => {
		expect(buttons(LEAD, put('nobody', { solver: '' }))[0]).toBe('hand_on');
	});

	test('escalate where somebody decides, and only once', () => {
		rows.put('people', wholeRow('people', { id: EXEC, name: '陈静', role: 'executive' }));
		expect(buttons(ME, put('new'))).toEqual(['hand_on', 'escalate', 'withdraw']);
		const escalated = put('escalated', { escalated: true });
		expect(buttons(ME, escalated)).toEqual(['hand_on', 'withdraw']);
		expect(buttons(EXEC, escalated, 'executive')).toEqual(['resolve', 'hand_on']);
	});

	test('the last word is the reporter’s or the lead’s, not the solver’s', () => {
		const issue = put('solved', { state: 'resolved' });
		expect(buttons(ME, issue)).toEqual(['confirm', 'reopen']);
		expect(buttons(LEAD, issue)).toEqual(['confirm', 'reopen']);
		expect(buttons(SOLVER, issue)).toEqual([]);
	});

	test('a closed one opens again, unless its task is late no more', () => {
		expect(buttons(ME, put('closed', { state: 'closed' }))).toEqual(['reopen']);
		putTask(rows, 'task', { status: 'done' });
		const late = { source: 'late', task: taskId('task'), state: 'closed' } as const;
		expect(buttons(ME, put('late', late))).toEqual([]);
		expect(buttons(ME, put('still late', { ...late, state: 'open' }))).not.toContain('withdraw');
	});

	test('nobody else has any, nor anybody in a closed project', () => {
		const issue = put('new', { solver: LEAD });
		expect(buttons(SOLVER, issue)).toEqual([]);
		const project = rows.get('projects', LAUNCH);
		if (project) rows.put('projects', { ...project, state: 'closed' });
		expect(buttons(LEAD, issue)).toEqual([]);
	});
});

describe('the history', () => {
	test('tells the beginning and the end of a late task’s issue, which have no word of their own', () => {
		putTask(rows, 'task');
		const [late, done] = [1, 2].map((n) => makeUlid(n, () => 0));
		if (!late || !done) throw new Error('two ops');
		const event = (op: typeof late, person: PersonId, at: number) => ({
			...statusEvent(taskId('task'), { op, person, occurredAt: at, receivedAt: at + 5 }),
			id: deriveRowId<EventId>(op)
		});
		rows.put('status_events', event(late, ME, 10));
		rows.put('status_events', event(done, LEAD, 20));
		const issue = put('late', {
			...{ source: 'late', task: taskId('task'), op: late, raisedAt: 10 },
			...{ state: 'closed', closingOp: done, closedAt: 20 }
		});
		expect(issueHistory(rows, issue)).toMatchObject([
			{ action: 'ended', person: LEAD, occurredAt: 20, receivedAt: 25 },
			{ action: 'raise', person: ME, occurredAt: 10, receivedAt: 15 }
		]);
	});
});
