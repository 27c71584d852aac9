import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ReportFields } from '$lib/domain/entities';
import {
	deriveRowId,
	type ConflictId,
	type EventId,
	type TaskId,
	type UnheardReportId
} from '$lib/domain/ids';
import type { Mark } from '$lib/domain/mark';
import { asRecord, rowOf, type Phone, type Pulled } from './support/client';
import { personId, projectId, projectSpace } from './support/factory';
import { startSite, type Site } from './support/site';

const todo: ReportFields = { status: 'todo', percent: 0, cause: '', expectedDay: '' };
const late: ReportFields = { ...todo, status: 'late' };

let site: Site;
let lead: Phone;
let member: Phone;
let task: TaskId;
/** what everybody has seen: the task as it was made */
let base: Mark;
let tasks = 0;

beforeAll(async () => {
	site = await startSite();
});
afterAll(() => site.stop());

beforeEach(async () => {
	tasks += 1;
	lead = await site.phone('lead', `lead ${String(tasks)}`);
	member = await site.phone('member', `member ${String(tasks)}`);
	const create = lead.op('task.create', {
		project: projectId('ours'),
		title: `Task ${String(tasks)}`,
		owner: personId('member')
	});
	const [made] = await lead.push(create);
	if (!made) throw new Error('no task');
	task = deriveRowId<TaskId>(create.id, 'task');
	base = made.mark;
});

const openConflicts = (pulled: Pulled): Record<string, unknown>[] =>
	[...new Map(pulled.rows.map((row) => [row.id, row])).values()]
		.filter((row) => row.kind === 'conflicts')
		.map((row) => asRecord(row.data))
		.filter((row) => row['task'] === task && row['open'] === true);

const eventsOf = (pulled: Pulled): Record<string, unknown>[] =>
	pulled.rows
		.filter((row) => row.kind === 'status_events' && asRecord(row.data)['task'] === task)
		.map((row) => asRecord(row.data));

/** The lead says done, and the member, who has not seen that, says late. */
async function disagree(): Promise<{ conflict: ConflictId; noted: string }> {
	await lead.give('task.report', { task, status: 'done', before: todo }, base);
	const noted = 'Waiting for steel';
	const op = member.op('task.report', { task, status: 'late', note: noted, before: todo }, base);
	const [result] = await member.push(op);
	expect(result).toMatchObject({ outcome: 'superseded', by: personId('lead') });
	return { conflict: deriveRowId<ConflictId>(op.id, 'conflict'), noted };
}

describe('two people who disagree', () => {
	test('the earlier word stands, the other is kept with its note, and its author is asked', async () => {
		const { conflict, noted } = await disagree();
		const pulled = await member.pullAll();
		expect(rowOf(pulled, task)).toMatchObject({ status: 'done', percent: 100 });
		const said = eventsOf(pulled).find((event) => event['person'] === personId('member'));
		expect(said).toMatchObject({ note: noted, to: 'late', effective: false });
		expect(openConflicts(pulled)).toMatchObject([
			{
				author: personId('member'),
				other: personId('lead'),
				note: noted,
				fields: { status: { mine: 'late', theirs: 'done' } }
			}
		]);
		const spaces = pulled.rows.filter((row) => row.id === conflict).map((row) => row.space);
		expect(spaces.sort()).toEqual([projectSpace('ours'), `u:${personId('member')}`]);
	});

	test('the author settles it with the own word, which closes it everywhere', async () => {
		const { conflict } = await disagree();
		const { head } = await member.pull();
		const settled = await member.give(
			'conflict.settle',
			{ conflict, task, choice: 'mine', set: { status: 'late', percent: 0 } },
			head
		);
		expect(settled.outcome).toBe('applied');
		const pulled = await lead.pullAll();
		expect(rowOf(pulled, task)['status']).toBe('late');
		expect(openConflicts(pulled)).toEqual([]);
		expect(rowOf(pulled, conflict)).toMatchObject({ settledBy: personId('member') });
	});

	test('the lead settles it for the other word, and nothing changes but the card', async () => {
		const { conflict } = await disagree();
		await lead.give('conflict.settle', { conflict, task, choice: 'theirs' });
		const pulled = await member.pullAll();
		expect(rowOf(pulled, task)['status']).toBe('done');
		expect(openConflicts(pulled)).toEqual([]);
	});

	test('the author leaves it at that also where the task is somebody else’s by now, or gone', async () => {
		const { conflict } = await disagree();
		await lead.give('task.edit', { task, set: { owner: personId('colleague') } });
		const mine = { conflict, task, choice: 'mine', set: { status: 'late' } } as const;
		expect(await member.give('conflict.settle', mine)).toMatchObject({ code: 'forbidden' });
		await lead.give('task.remove', { task });
		const settled = await member.give('conflict.settle', { conflict, task, choice: 'theirs' });
		expect(settled.outcome).toBe('noop');
		expect(openConflicts(await member.pullAll())).toEqual([]);
	});

	test('a second disagreement of the same author goes onto the first card', async () => {
		const { conflict } = await disagree();
		const again = { task, status: 'in_progress', before: todo } as const;
		await member.give('task.report', again, base);
		const open = openConflicts(await member.pullAll());
		expect(open).toMatchObject([{ fields: { status: { mine: 'in_progress' } } }]);
		expect(rowOf(await member.pullAll(), conflict)['open']).toBe(true);
	});

	test('different fields merge', async () => {
		await lead.give('task.edit', { task, set: { title: 'Renamed' } }, base);
		const result = await member.give('task.report', { task, status: 'late', before: todo }, base);
		expect(result.outcome).toBe('applied');
		expect(rowOf(await lead.pullAll(), task)).toMatchObject({ title: 'Renamed', status: 'late' });
	});

	test('the same word twice is no disagreement', async () => {
		await lead.give('task.report', { task, status: 'late', before: todo }, base);
		const same = await member.give('task.report', { task, status: 'late', before: todo }, base);
		expect(same.outcome).toBe('noop');
		expect(openConflicts(await member.pullAll())).toEqual([]);
	});

	test('an own older tap on a second phone does not beat the newer one', async () => {
		const other = await site.phone('member', `second of ${String(tasks)}`);
		await member.give('task.report', { task, status: 'done', before: todo }, base);
		const old = await other.give('task.report', { task, status: 'late', before: todo }, base);
		expect(old.outcome).toBe('superseded');
		expect(rowOf(await member.pullAll(), task)['status']).toBe('done');
	});

	test('a phone’s own taps, sent late and in one batch, follow each other', async () => {
		const results = await member.push(
			member.op('task.report', { task, status: 'in_progress', before: todo }, base),
			member.op('task.report', { task, status: 'late', before: todo }, base),
			member.op('task.report', { task, status: 'done', before: late }, base)
		);
		expect(results.map((result) => result.outcome)).toEqual(['applied', 'applied', 'applied']);
		expect(rowOf(await lead.pullAll(), task)['status']).toBe('done');
	});
});

describe('an undo', () => {
	test('puts back what the author’s screen showed, and both stay in the history', async () => {
		const report = member.op('task.report', { task, status: 'late', before: todo }, base);
		await member.push(report);
		const undo = { task, op: report.id, said: late, to: todo };
		expect((await member.give('task.undo', undo)).outcome).toBe('applied');
		const pulled = await lead.pullAll();
		expect(rowOf(pulled, task)['status']).toBe('todo');
		expect(eventsOf(pulled).map((event) => event['action'])).toEqual(['report', 'undo']);
	});

	test('in the same batch as its report leaves the task as it was', async () => {
		const report = member.op('task.report', { task, status: 'done', before: todo }, base);
		const undo = { task, op: report.id, said: { ...todo, status: 'done' as const }, to: todo };
		await member.push(report, member.op('task.undo', undo, base));
		expect(rowOf(await lead.pullAll(), task)).toMatchObject({ status: 'todo', percent: 0 });
	});

	test('that comes after somebody else’s word is superseded without a card', async () => {
		const report = member.op('task.report', { task, status: 'late', before: todo }, base);
		const [reported] = await member.push(report);
		await lead.give('task.report', { task, status: 'done', before: late }, reported?.mark);
		const undo = { task, op: report.id, said: late, to: todo };
		expect((await member.give('task.undo', undo)).outcome).toBe('superseded');
		const pulled = await member.pullAll();
		expect(rowOf(pulled, task)['status']).toBe('done');
		expect(openConflicts(pulled)).toEqual([]);
	});

	test('of somebody else’s report is refused', async () => {
		const report = member.op('task.report', { task, status: 'late', before: todo }, base);
		await member.push(report);
		const result = await lead.give('task.undo', { task, op: report.id, said: late, to: todo });
		expect(result).toMatchObject({ outcome: 'refused', code: 'forbidden' });
	});
});

describe('收到', () => {
	test('is seen by the reporter, and the first one counts', async () => {
		const report = member.op('task.report', { task, status: 'late', before: todo }, base);
		await member.push(report);
		const event = deriveRowId<EventId>(report.id, 'event');
		expect((await lead.give('report.acknowledge', { event })).outcome).toBe('applied');
		const admin = await site.phone('admin');
		expect((await admin.give('report.acknowledge', { event })).outcome).toBe('noop');
		const seen = rowOf(await member.pullAll(), event);
		expect(seen['acknowledgedBy']).toBe(personId('lead'));
	});
});

describe('a plan', () => {
	test('a moved task takes its history and its open conflict along', async () => {
		const { conflict } = await disagree();
		const { head } = await lead.pull();
		await lead.give('task.move', { task, project: projectId('second'), phase: '' }, head);
		const pulled = await lead.pullAll();
		expect(rowOf(pulled, task)['project']).toBe(projectId('second'));
		const moved = [...eventsOf(pulled), rowOf(pulled, conflict)].map((row) => row['project']);
		expect(new Set(moved)).toEqual(new Set([projectId('second')]));
		// The author is not in that project, and keeps the own card all the same.
		const own = await member.pullAll();
		expect(own.rows.filter((row) => row.id === conflict).map((row) => row.space)).toEqual([
			`u:${personId('member')}`
		]);
	});

	test('a cycle of dependencies is refused', async () => {
		const create = lead.op('task.create', {
			project: projectId('ours'),
			title: 'After',
			dependencies: [task]
		});
		await lead.push(create);
		const after = deriveRowId<TaskId>(create.id, 'task');
		const result = await lead.give('task.edit', { task, set: { dependencies: [after] } });
		expect(result).toMatchObject({ outcome: 'refused', code: 'cycle' });
	});

	test('a removed task takes no more reports', async () => {
		await lead.give('task.remove', { task });
		const result = await member.give('task.report', { task, status: 'late', before: todo });
		expect(result).toMatchObject({ outcome: 'refused', code: 'removed' });
	});

	test('a project keeps its last lead', async () => {
		const project = projectId('ours');
		const away = await lead.give('member.remove', { project, person: personId('lead') });
		expect(away).toMatchObject({ outcome: 'refused', code: 'last_lead' });
	});

	test('what was said before leaving the project is told apart from what was never allowed', async () => {
		const project = projectId('ours');
		await lead.give('member.add', { project, person: personId('outsider'), role: 'member' });
		await lead.give('member.remove', { project, person: personId('outsider') });
		const outsider = await site.phone('outsider');
		const left = await outsider.give('task.report', { task, status: 'late', before: todo });
		expect(left).toMatchObject({ outcome: 'refused', code: 'left_project' });
		const stranger = await site.phone('otherHead');
		const never = await stranger.give('task.report', { task, status: 'late', before: todo });
		expect(never).toMatchObject({ outcome: 'refused', code: 'forbidden' });
	});

	test('what was said before leaving the project comes to its lead, once, who adopts it', async () => {
		const project = projectId('ours');
		await lead.give('member.add', { project, person: personId('outsider'), role: 'member' });
		await lead.give('member.remove', { project, person: personId('outsider') });
		const before = await lead.pull();
		const outsider = await site.phone('outsider', 'left');
		const said = { task, status: 'late', cause: 'material', note: 'No plates' } as const;
		const op = outsider.op('task.report', { ...said, before: todo });
		const [refused] = await outsider.push(op);
		expect(refused).toMatchObject({ code: 'left_project', passedOn: true });
		expect(await outsider.push(op)).toEqual([refused]);
		const news = await lead.pull(before.cursors);
		expect(news.rows).toMatchObject([
			{
				kind: 'unheard_reports',
				space: projectSpace('ours'),
				data: { op: op.id, note: 'No plates' }
			}
		]);
		const unheard = deriveRowId<UnheardReportId>(op.id, 'unheard');
		const set = { status: 'late', cause: 'material' } as const;
		const adopted = await lead.give(
			'report.adopt',
			{ task, reports: [unheard], choice: 'adopt', set },
			news.head
		);
		expect(adopted).toMatchObject({ outcome: 'applied' });
		const after = await lead.pull(news.cursors);
		expect(rowOf(after, task)).toMatchObject(set);
		expect(rowOf(after, deriveRowId(adopted.id, 'event'))).toMatchObject({
			...{ action: 'adopt', person: personId('lead'), author: personId('outsider') },
			note: 'No plates'
		});
		expect(rowOf(after, unheard)).toMatchObject({ state: 'adopted' });
		expect((await outsider.pullAll()).rows.map(({ kind }) => kind)).not.toContain(
			'unheard_reports'
		);
	});
});
