import { expect, test } from 'vitest';
import { standupId } from '$lib/domain/commands/checkins';
import { deriveRowId, type ProjectId } from '$lib/domain/ids';
import { wholeRow } from '$lib/domain/rows';
import { membershipId } from '$lib/domain/rules/rights';
import {
	FakeMuster,
	LAUNCH,
	LEAD,
	ME,
	MONDAY_MS,
	putTask,
	smallProject,
	taskId,
	type MemoryRows
} from '../../../../tests/fixtures/fake-muster.svelte';
import { CheckingIn } from './checking-in.svelte';

const TODAY = '2026-11-23';
const doing = taskId('doing');

/** A stand-up today, and two things to do, of which one is for today. */
function setUp() {
	const rows = smallProject();
	const project = rows.get('projects', LAUNCH);
	if (!project) throw new Error('a project');
	rows.put('projects', { ...project, standup: { minute: 530, weekdays: [1, 2, 3, 4, 5] } });
	putTask(rows, 'doing', { status: 'in_progress', dueDay: TODAY });
	putTask(rows, 'next', { dueDay: '2026-11-27' });
	const muster = new FakeMuster(rows);
	const checking = new CheckingIn(muster, () => null);
	const close = () => {
		const ended = { project: LAUNCH, day: TODAY, closedBy: LEAD, closedAt: MONDAY_MS };
		rows.put('standups', wholeRow('standups', { id: standupId(LAUNCH, TODAY), ...ended }));
	};
	return { rows, muster, checking, close };
}

test('it is called saved once the phone has it, and not before', async () => {
	const { muster, checking } = setUp();
	checking.give();
	expect(checking.reached).toBe('nowhere');
	await muster.store();
	expect(checking.reached).toBe('phone');
	muster.isKept = false;
	expect(checking.reached).toBe('nowhere');
});

test('what the phone could not keep is still there to be given again, and says so', async () => {
	const { muster, checking } = setUp();
	checking.toggleDoing(doing);
	checking.chooseCause('material');
	checking.chooseSolver(LEAD);
	checking.give();
	expect(checking.isGiven).toBe(true);
	await muster.failToStore(new Error('closed'));
	expect([checking.isGiven, checking.kept]).toEqual([false, 'failed']);
	expect(checking.isDoing(doing)).toBe(false);
	expect([checking.cause, checking.solver]).toEqual(['material', LEAD]);
	checking.give();
	await muster.store();
	expect([checking.isGiven, checking.kept]).toEqual([true, 'stored']);
	expect(muster.sent.map(({ name }) => name)).toEqual([
		...['checkin.give', 'issue.raise'],
		...['checkin.give', 'issue.raise']
	]);
	expect(muster.sent[2]).toEqual(muster.sent[0]);
});

test('a change that the phone could not keep is still being made', async () => {
	const { muster, checking } = setUp();
	checking.give();
	await muster.store();
	checking.edit();
	checking.toggleDoing(doing);
	checking.give();
	await muster.failToStore(new Error('closed'));
	expect([checking.isGiven, checking.isEditing, checking.kept]).toEqual([false, true, 'failed']);
	expect(checking.isDoing(doing)).toBe(false);
});

test('once the stand-up has ended nothing can be given, and a problem is raised for nobody', () => {
	const { muster, checking, close } = setUp();
	close();
	expect([checking.isClosed, checking.isGiven]).toEqual([true, false]);
	checking.give();
	expect([muster.sent, checking.kept]).toEqual([[], null]);
});

/** A second project of mine, whose stand-up is at the same time. */
function addProject(rows: MemoryRows): ProjectId {
	const id = deriveRowId<ProjectId>('other');
	const standup = { minute: 530, weekdays: [1, 2, 3, 4, 5] };
	rows.put('projects', wholeRow('projects', { id, name: '另一个', standup }));
	const part = { id: membershipId(id, ME), project: id, person: ME, role: 'member' };
	rows.put('memberships', wholeRow('memberships', part));
	return id;
}

test('a problem goes with the stand-up that is still open, where the other one has ended', async () => {
	const { rows, muster, checking, close } = setUp();
	const other = addProject(rows);
	putTask(rows, 'there', { project: other, status: 'in_progress', dueDay: TODAY });
	close();
	expect(checking.blocked?.task.title).toBe('there');
	checking.chooseCause('material');
	checking.give();
	await muster.store();
	expect(muster.sent).toMatchObject([
		{ name: 'checkin.give', args: { project: other } },
		{ name: 'issue.raise', args: { project: other, task: taskId('there'), cause: 'material' } }
	]);
	expect(checking.isGiven).toBe(true);
});

test('a tick after it was given changes it, and is not lost', async () => {
	const { muster, checking } = setUp();
	checking.give();
	await muster.store();
	checking.toggleDoing(doing);
	expect([checking.isGiven, checking.isEditing]).toEqual([false, true]);
	checking.give();
	expect(muster.sent.at(-1)).toMatchObject({ args: { doing: [] } });
});

test('what was said stays said when it is changed after the task is done', async () => {
	const { rows, muster, checking } = setUp();
	checking.give();
	await muster.store();
	const task = rows.get('tasks', doing);
	if (task) rows.put('tasks', { ...task, status: 'done' });
	checking.edit();
	checking.toggleDoing(taskId('next'));
	checking.give();
	expect(muster.sent.at(-1)).toMatchObject({ args: { doing: [doing, taskId('next')] } });
	// What is done holds nobody up.
	checking.edit();
	expect(checking.blocked?.task.id).not.toBe(doing);
});

test('one that is made up for says that it was given, and can be changed', async () => {
	const { muster } = setUp();
	const checking = new CheckingIn(muster, () => '2026-11-20');
	checking.give();
	expect(checking.kept).toBe('saving');
	await muster.store();
	expect([checking.isGiven, checking.isMadeUp, checking.parts.length]).toEqual([true, true, 1]);
});

test('a phone without room says so', async () => {
	const { muster, checking } = setUp();
	checking.give();
	await muster.failToStore(Object.assign(new Error(), { name: 'StorageFull' }));
	expect(checking.kept).toBe('full');
});
