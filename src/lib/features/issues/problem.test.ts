import { describe, expect, test } from 'vitest';
import { issueEventId, issueFieldsOf } from '$lib/domain/commands/issue-history';
import { deriveRowId, type IssueId, type PersonId } from '$lib/domain/ids';
import type { FileOwner } from '$lib/sync/files';
import { wholeRow } from '$lib/domain/rows';
import {
	FakeMuster,
	LAUNCH,
	LEAD,
	ME,
	putTask,
	smallProject,
	taskId
} from '../../../../tests/fixtures/fake-muster.svelte';
import { Handling } from './handling.svelte';
import { undoable } from './model/undoable';
import { Problem } from './problem.svelte';
import { Walk } from './walk.svelte';

function setUp(patch: Parameters<typeof putTask>[2] = {}) {
	const rows = smallProject();
	putTask(rows, 'assemble', patch);
	const muster = new FakeMuster(rows);
	const owners: FileOwner[] = [];
	const attaching = {
		give(owner: FileOwner) {
			owners.push(owner);
			return Promise.resolve();
		}
	};
	const problem = new Problem(muster, attaching, () => taskId('assemble'));
	return { rows, muster, problem, owners, issues: () => rows.all('issues') };
}

test('one tap on the cause is all that is needed: the rest is filled in', async () => {
	const { muster, problem, issues, owners } = setUp();
	problem.give(false);
	expect(problem.isUnclear).toBe(true);
	expect(issues()).toEqual([]);
	problem.chooseCause('material');
	expect(problem.isUnclear).toBe(false);
	problem.give(false);
	problem.give(false);
	expect(issues()).toMatchObject([
		{
			...{
				project: LAUNCH,
				task: taskId('assemble'),
				source: 'manual',
				reporter: ME,
				solver: LEAD
			},
			...{ cause: 'material', need: 'resource', impact: 'medium', dueDay: '2026-11-24' },
			...{ state: 'open', escalated: false }
		}
	]);
	// What was photographed or said goes with it.
	const op = problem.given?.op;
	expect(owners).toMatchObject([{ subjectKind: 'issue_events', subject: op && issueEventId(op) }]);
	expect(problem.given?.kept).toBe('saving');
	await muster.store();
	expect(problem.given?.kept).toBe('stored');
});

test('what the task is late for is the cause already; it goes straight to the executive in one tap', () => {
	const { problem, issues } = setUp({ status: 'late', cause: 'approval' });
	expect([problem.cause, problem.need]).toEqual(['approval', 'decision']);
	problem.give(true);
	expect(issues()).toMatchObject([{ cause: 'approval', escalated: true }]);
});

test('a problem that was taken back is withdrawn, and can be given again', async () => {
	const { muster, problem, issues } = setUp();
	problem.chooseCause('person');
	problem.chooseSolver('');
	problem.give(false);
	await muster.store();
	problem.takeBack();
	expect(issues()).toMatchObject([{ state: 'withdrawn', solver: '' }]);
	await muster.store();
	expect(problem.given?.kept).toBe('undone');
	problem.give(false);
	expect(
		issues()
			.map(({ state }) => state)
			.sort()
	).toEqual(['open', 'withdrawn']);
});

test('a problem that the phone could not keep stays in the form', async () => {
	const { muster, problem, issues } = setUp();
	problem.chooseCause('other');
	problem.note = '两台都不行';
	problem.give(false);
	await muster.failToStore(Object.assign(new Error(), { name: 'StorageFull' }));
	expect(problem.given?.kept).toBe('full');
	expect(problem.note).toBe('两台都不行');
	expect(issues()).toEqual([]);
});

test('only those who work in the project may report one', () => {
	const { rows, problem } = setUp();
	expect(problem.mayRaise).toBe('ok');
	const [mine] = rows.list('memberships', 'person', ME);
	if (mine) rows.put('memberships', { ...mine, role: 'observer' });
	expect(problem.mayRaise).toBe('forbidden');
});

test('a word on an issue is taken back to what was before it', async () => {
	const { rows, muster } = setUp();
	const id = deriveRowId('issue');
	const OTHER = deriveRowId<PersonId>('other');
	rows.put('people', wholeRow('people', { id: OTHER, name: '王芳' }));
	rows.put('issues', wholeRow('issues', { id, project: LAUNCH, reporter: ME, solver: ME }));
	const issue = rows.all('issues')[0];
	if (!issue) throw new Error('no issue');
	const handling = new Handling(muster);
	void handling.handle(issue.id, 'hand_on', '  ', OTHER);
	expect(rows.all('issues')).toMatchObject([{ solver: OTHER, state: 'open' }]);
	expect(muster.sent.at(-1)?.args).toEqual({
		...{ issue: issue.id, solver: OTHER },
		before: issueFieldsOf(issue)
	});
	await muster.store();
	expect(handling.handledOf(issue.id)?.kept).toBe('stored');
	handling.undo(issue.id);
	await muster.store();
	expect(rows.all('issues')).toMatchObject([{ solver: ME, state: 'open' }]);
	expect(handling.handledOf(issue.id)?.kept).toBe('undone');
	expect(handling.standing).toEqual([]);
});

test('a walk keeps its order whatever is decided on the way, and counts what has become of each', async () => {
	const { rows, muster } = setUp();
	for (const [name, dueDay] of [
		['first', '2026-11-18'],
		['second', '2026-11-19'],
		['third', '2026-11-20']
	] as const)
		rows.put(
			'issues',
			wholeRow('issues', {
				...{ id: deriveRowId(name), project: LAUNCH, note: name, dueDay, reporter: ME, solver: ME }
			})
		);
	const walk = new Walk(muster, LAUNCH);
	const here = () => walk.row?.issue.note;
	expect([here(), walk.number, walk.count]).toEqual(['first', 1, 3]);
	if (walk.row) void walk.handling.handle(walk.row.issue.id, 'resolve');
	walk.next();
	expect(here()).toBe('second');
	if (walk.row) void walk.handling.handle(walk.row.issue.id, 'accept');
	walk.previous();
	expect(here()).toBe('first');
	await muster.store();
	if (walk.row) walk.handling.undo(walk.row.issue.id);
	await muster.store();
	for (let i = 0; i < 5; i++) walk.next();
	expect([walk.isOver, walk.row]).toEqual([true, undefined]);
	expect(walk.ends).toMatchObject({ resolved: 0, started: 1, left: 2 });
});

test('a problem with a task that is late already is added to the one on the list, and taken back from it', async () => {
	const { rows, muster, problem, issues } = setUp({ status: 'late', cause: 'material' });
	const id = deriveRowId<IssueId>('late');
	const late = { id, project: LAUNCH, task: taskId('assemble'), source: 'late', cause: 'material' };
	rows.put('issues', wholeRow('issues', { ...late, reporter: ME }));
	expect([problem.addedTo?.id, problem.known?.id]).toEqual([id, id]);
	problem.chooseImpact('high');
	problem.give(false);
	await muster.store();
	expect(problem.issue).toBe(id);
	expect(issues()).toMatchObject([{ id, impact: 'high', solver: LEAD, dueDay: '2026-11-24' }]);
	problem.takeBack();
	await muster.store();
	expect(problem.given?.kept).toBe('undone');
	expect(issues()).toMatchObject([{ id, state: 'open', impact: '', solver: '', dueDay: '' }]);
});

describe('the last word on an issue', () => {
	const OTHER = deriveRowId<PersonId>('other');
	const solverIsMe = () => {
		const { rows, muster } = setUp();
		const id = deriveRowId<IssueId>('issue');
		rows.put('issues', wholeRow('issues', { id, project: LAUNCH, reporter: LEAD, solver: ME }));
		const last = () => {
			const issue = rows.get('issues', id);
			return issue && undoable(rows, { id: ME, role: 'member' }, issue);
		};
		return { rows, muster, id, last };
	};

	test('can be taken back on a later visit, to what was before it', async () => {
		const { rows, muster, id, last } = solverIsMe();
		const before = rows.get('issues', id);
		expect(last()).toBeUndefined();
		void new Handling(muster).handle(id, 'accept');
		void new Handling(muster).handle(id, 'resolve', '好了');
		const later = new Handling(muster);
		const word = last();
		if (word) later.takeBack(word);
		await muster.store();
		expect(later.handledOf(id)?.kept).toBe('undone');
		expect(rows.get('issues', id)).toMatchObject({ state: 'accepted', resolution: '' });
		const first = last();
		expect(first?.action).toBeUndefined();
		expect(before?.state).toBe('open');
	});

	test('cannot once somebody has said another, nor by anybody else', () => {
		const { rows, muster, id, last } = solverIsMe();
		void new Handling(muster).handle(id, 'accept');
		expect(last()?.action).toBe('accept');
		const issue = rows.get('issues', id);
		if (!issue) throw new Error('no issue');
		expect(undoable(rows, { id: LEAD, role: 'member' }, issue)).toBeUndefined();
		rows.put('issues', { ...issue, solver: OTHER });
		expect(last()).toBeUndefined();
	});
});
