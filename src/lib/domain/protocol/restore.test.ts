import { beforeEach, expect, test } from 'vitest';
import {
	NOW,
	SmallServer,
	chance,
	lead,
	phone,
	project,
	staff,
	tablet,
	task
} from '../../../../tests/fixtures/small-server';
import type { Status } from '../entities';
import { deriveRowId, makeUlid, type ProjectId, type TaskId } from '../ids';
import type { Mark } from '../mark';
import { issueId } from '../commands/raise-issue';
import { reportFieldsOf } from '../commands/report';
import { learnShiftCommands } from '../shift';
import type { Op } from './wire';

let server: SmallServer;
beforeEach(() => {
	server = new SmallServer();
});

const lost = makeUlid(NOW - 500, chance);
/** A report of a lost timeline, `lost`, that had set status and percent. */
const sentAgain = (
	status: Status,
	{ boot = lost, seq = server.store.head() + 5, ...was }: Partial<Mark & NonNullable<Op['was']>>,
	op: Partial<Op> = {}
): Op => {
	const args = { task, status, before: reportFieldsOf(server.task) };
	const mark = { boot, seq };
	const past = { mark, outcome: 'applied' as const, set: ['status', 'percent'], ...was };
	return server.opOf('task.report', args, {
		base: null,
		fork: server.store.head(),
		was: past,
		...op
	});
};

test('an op sent again sets only what it had set, and the later mark wins in any order', () => {
	const lost = makeUlid(NOW - 500, chance);
	const was = (seq: number) => ({
		mark: { boot: lost, seq },
		outcome: 'applied' as const,
		set: ['status']
	});
	const fork = server.store.head();
	const base = { boot: lost, seq: fork + 1 };
	const before = reportFieldsOf(server.task);
	const newer = server.opOf(
		'task.report',
		{ task, status: 'done', before },
		{ base, fork, was: was(fork + 9) }
	);
	const older = server.opOf(
		'task.report',
		{ task, status: 'late', before },
		{ base, fork, was: was(fork + 5) }
	);
	server.push([newer], { by: lead });
	server.push([older], { by: staff });
	expect(server.task).toMatchObject({ status: 'done', percent: 0 });
	expect(server.openConflicts).toEqual([]);
	expect(server.events).toHaveLength(2);
});

test('history stays with its task when an older move is sent again', () => {
	const other = server.addProject();
	server.report('late');
	const fork = server.store.head();
	const movedTo = (to: ProjectId, seq: number): Op => {
		const set = ['project', 'phase', 'dependencies'];
		const was = { mark: { boot: lost, seq }, outcome: 'applied' as const, set };
		return server.opOf('task.move', { task, project: to, phase: '' }, { base: null, fork, was });
	};
	expect(server.push([movedTo(other, fork + 9)], { by: lead })).toMatchObject([
		{ outcome: 'applied' }
	]);
	server.push([movedTo(project, fork + 5)], { by: lead, device: phone });
	expect(server.task.project).toBe(other);
	expect(server.events).toMatchObject([{ project: other }]);
});

test('what was changed since wins, and the author is asked', () => {
	const lost = makeUlid(NOW - 500, chance);
	const fork = server.store.head();
	server.report('in_progress', { by: lead });
	const before = reportFieldsOf(server.task);
	const was = {
		mark: { boot: lost, seq: fork + 3 },
		outcome: 'applied' as const,
		set: ['status']
	};
	const again = server.opOf(
		'task.report',
		{ task, status: 'done', before },
		{ base: null, fork, was }
	);
	expect(server.push([again])).toMatchObject([{ outcome: 'superseded' }]);
	expect(server.task.status).toBe('in_progress');
	expect(server.openConflicts).toHaveLength(1);
});

test('what had been superseded asks again, also before the other’s word is back', () => {
	const again = sentAgain('done', { outcome: 'superseded', set: [] });
	expect(server.push([again])).toMatchObject([{ outcome: 'superseded', set: [] }]);
	expect(server.task.status).toBe('todo');
	expect(server.openConflicts).toMatchObject([{ author: staff, other: '' }]);
});

test('what had been superseded asks about no more than it had', () => {
	const again = sentAgain('done', { outcome: 'superseded', set: [], asked: ['percent'] });
	expect(server.push([again])).toMatchObject([{ outcome: 'superseded', asked: ['percent'] }]);
	expect(server.openConflicts).toMatchObject([{ fields: { percent: { mine: 100, theirs: 0 } } }]);
	expect(Object.keys(server.openConflicts[0]?.fields ?? {})).toEqual(['percent']);
});

test('a disagreement that somebody has since met comes back as it was', () => {
	const again = sentAgain('done', { outcome: 'superseded', set: [], asked: ['status'] });
	server.report('done', { by: lead });
	expect(server.push([again])).toMatchObject([{ outcome: 'superseded', asked: ['status'] }]);
	expect(server.openConflicts).toMatchObject([{ author: staff, other: lead }]);
});

test('what had been set before it was superseded is set again', () => {
	const again = sentAgain('done', { outcome: 'superseded', set: ['percent'] });
	expect(server.push([again])).toMatchObject([{ outcome: 'superseded', set: ['percent'] }]);
	expect(server.task).toMatchObject({ status: 'todo', percent: 100 });
});

test('the same value counts as said, where what it went over comes back later', () => {
	const fork = server.store.head();
	const earlier = sentAgain('done', { seq: fork + 5 }, { n: 1 });
	const before = reportFieldsOf(server.task);
	const base = { boot: lost, seq: fork + 5 };
	server.push([server.opOf('task.report', { task, status: 'todo', before }, { base, fork })], {
		by: lead
	});
	expect(server.push([earlier])).toMatchObject([{ set: ['percent'] }]);
	expect(server.task.status).toBe('todo');
});

test('of two words that never met on one timeline the second asks', () => {
	const other = makeUlid(NOW - 400, chance);
	const fork = server.store.head();
	const [older, newer] = [
		sentAgain('done', { seq: fork + 5, lost: [] }),
		sentAgain('late', { boot: other, seq: fork + 3, lost: [[other, fork]] })
	];
	server.push([newer], { by: lead });
	expect(server.push([older])).toMatchObject([{ outcome: 'superseded' }]);
	expect(server.task.status).toBe('late');
	expect(server.openConflicts).toMatchObject([{ author: staff, other: lead }]);
});

test('of two words that had met later on the later one wins', () => {
	const other = makeUlid(NOW - 400, chance);
	const fork = server.store.head();
	const later = [{ boot: other, seq: fork + 2 }];
	const [older, newer] = [
		sentAgain('done', { seq: fork + 5, lost: [], later }),
		sentAgain('late', { boot: other, seq: fork + 3, lost: [[other, fork]] })
	];
	server.push([newer], { by: lead });
	expect(server.push([older])).toMatchObject([{ outcome: 'applied', set: ['percent'] }]);
	expect(server.task.status).toBe('late');
	expect(server.openConflicts).toEqual([]);
});

test('an older word closes no younger card, and a settlement holds though its card is closed', () => {
	const fork = server.store.head();
	const asked = sentAgain('done', { seq: fork + 9, outcome: 'superseded', set: [] }, { n: 9 });
	server.push([asked]);
	server.push([sentAgain('late', { seq: fork + 5 }, { n: 1 })], { device: tablet });
	const [card] = server.openConflicts;
	if (!card) throw new Error('no card');
	server.report('in_progress');
	expect(server.openConflicts).toEqual([]);
	const settle = { conflict: card.id, task, choice: 'mine', set: { percent: 70 } } as const;
	const was = {
		mark: { boot: lost, seq: fork + 12 },
		outcome: 'applied' as const,
		set: ['percent']
	};
	const [settled] = server.push([server.opOf('conflict.settle', settle, { fork, was })], {
		by: lead
	});
	expect(settled).toMatchObject({ outcome: 'applied', set: ['percent'] });
});

test('an undo finds the report that it takes back, wherever the fork lies', () => {
	const { id } = server.report('done', { op: { base: null } });
	const [to, said] = [reportFieldsOf(server.task), reportFieldsOf(server.task)];
	const was = { mark: { boot: lost, seq: 99 }, outcome: 'applied' as const, set: ['percent'] };
	const args = { task, op: id, said, to: { ...to, percent: 40 } };
	const undo = server.opOf('task.undo', args, {
		base: null,
		fork: 1,
		was: { ...was, set: ['percent'] }
	});
	expect(server.push([undo], { device: tablet })).toMatchObject([{ outcome: 'applied' }]);
	expect(server.task.percent).toBe(40);
});

test('an op happened when it had happened, if that is not after its receipt', () => {
	const fork = { clientAt: NOW + 86_400_000 };
	server.push([sentAgain('late', { occurredAt: NOW - 5_000 }, fork)]);
	server.push([sentAgain('done', { occurredAt: NOW + 5_000 }, fork)], { device: tablet });
	expect(server.events.map(({ occurredAt }) => occurredAt)).toEqual([NOW - 5_000, NOW + 1_000]);
});

test('what is missing may still come from another phone, for seven days', () => {
	const lost = makeUlid(NOW - 5_000, chance);
	const args = {
		task: deriveRowId<TaskId>('gone'),
		status: 'done',
		before: reportFieldsOf(server.task)
	} as const;
	const made = { boot: lost, seq: 4_000 };
	expect(server.send('task.report', args, { op: { made } }).outcome).toBe('later');
	expect(server.send('task.report', args)).toMatchObject({ outcome: 'refused', code: 'missing' });
});

test('a word on an issue that comes back after the one that closed it is heard, and closes nothing', () => {
	learnShiftCommands();
	const raised = server.opOf('issue.raise', { project, source: 'manual', cause: 'material' });
	server.push([raised]);
	const issue = issueId(raised.id, { source: 'manual' });
	const fork = server.store.head();
	const was = (seq: number, ...set: string[]) => ({
		...{ base: null, fork },
		was: { mark: { boot: lost, seq: fork + seq }, outcome: 'applied' as const, set }
	});
	const accepted = server.opOf('issue.accept', { issue }, was(5, 'state', 'acceptedAt'));
	const closed = server.opOf(
		'issue.confirm',
		{ issue, solved: true },
		was(9, 'state', 'closedAt', 'closingOp')
	);
	server.push([closed], { by: staff });
	expect(server.push([accepted], { by: lead, device: tablet })).not.toMatchObject([
		{ outcome: 'refused' }
	]);
	const row = server.store.get('issues', issue);
	expect(row?.state).toBe('closed');
	expect(row?.acceptedAt).toBeGreaterThan(0);
	const words = server.store.list('issue_events', 'issue', issue).map(({ action }) => action);
	expect(words.toSorted()).toEqual(['accept', 'confirm', 'raise']);
	// Said anew it is too late.
	const anew = server.opOf('issue.accept', { issue });
	expect(server.push([anew], { by: lead, device: tablet })).toMatchObject([{ code: 'over' }]);
});
