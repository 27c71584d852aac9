import { describe, expect, test } from 'vitest';
import type { Actor } from '$lib/domain/command';
import { boardModel, type BoardModel, type Scope } from './board';
import { at, person, project, TestView, zones } from './test-view';

const LEAD: Actor = { id: person('周敏'), role: 'member' };

function launch(): TestView {
	return new TestView().project('launch', '周敏').person('李强').person('王芳');
}
function read(
	view: TestView,
	options: { scope?: Scope; actor?: Actor; nowMs?: number } = {}
): BoardModel {
	const { scope = 'all', actor = LEAD, nowMs = at('14:32') } = options;
	return boardModel(view, scope, { actor, nowMs, zones });
}
const titles = (model: BoardModel): string[] => model.rows.map((row) => row.task.title);

describe('the list', () => {
	test('puts overdue first, then late, in progress and to do', () => {
		const view = launch()
			.task('to do', 'launch')
			.task('doing', 'launch', { status: 'in_progress' })
			.task('late', 'launch', { status: 'late', since: at('09:00') })
			.task('overdue', 'launch', { dueDay: '2026-11-20' });
		expect(titles(read(view))).toEqual(['overdue', 'late', 'doing', 'to do']);
	});

	test('leaves out what is done or removed', () => {
		const view = launch()
			.task('done', 'launch', { status: 'done' })
			.task('removed', 'launch', { removed: true })
			.task('open', 'launch');
		const model = read(view);
		expect(titles(model)).toEqual(['open']);
		expect(model.doneCount).toBe(1);
	});

	test('has the longest overdue, the oldest late and the soonest due on top', () => {
		const view = launch()
			.task('overdue since Friday', 'launch', { dueDay: '2026-11-20' })
			.task('overdue since Thursday', 'launch', { dueDay: '2026-11-19', status: 'late' })
			.task('late since noon', 'launch', { status: 'late', since: at('12:00') })
			.task('late since nine', 'launch', { status: 'late', since: at('09:00') })
			.task('no due day', 'launch', { status: 'in_progress' })
			.task('due on Friday', 'launch', { status: 'in_progress', dueDay: '2026-11-27' })
			.task('due today', 'launch', { status: 'in_progress', dueDay: '2026-11-23' });
		expect(titles(read(view))).toEqual([
			'overdue since Thursday',
			'overdue since Friday',
			'late since nine',
			'late since noon',
			'due today',
			'due on Friday',
			'no due day'
		]);
	});

	test('says overdue the minute the due time passes, with nobody touching anything', () => {
		const view = launch().task('parts', 'launch', { dueDay: '2026-11-23', dueMinute: 14 * 60 });
		expect(read(view, { nowMs: at('13:59') }).rows[0]?.section).toBe('todo');
		const row = read(view, { nowMs: at('14:00') }).rows[0];
		expect(row?.section).toBe('overdue');
		expect(row?.task.status).toBe('todo');
	});

	test('says who spoke last and when, and skips a word that was not taken', () => {
		const view = launch()
			.task('parts', 'launch', { status: 'in_progress' })
			.event('a', 'parts', '李强', 'in_progress', at('09:02'))
			.event('b', 'parts', '王芳', 'done', at('09:30'), { effective: false });
		expect(read(view).rows[0]?.reported).toEqual({ by: '李强', atMs: at('09:02') });
	});

	test('falls back on the stamp of the status when the history does not reach back', () => {
		const view = launch().task('parts', 'launch', {
			status: 'in_progress',
			since: at('09:02', '2026-09-01'),
			by: '李强'
		});
		expect(read(view).rows[0]?.reported).toEqual({ by: '李强', atMs: at('09:02', '2026-09-01') });
	});
});

describe('the tiles', () => {
	test('count by the clock and by what people said, each held against something', () => {
		const view = launch()
			.task('a', 'launch', { dueDay: '2026-11-19' })
			.task('b', 'launch', { status: 'late', since: at('09:00'), dueDay: '2026-11-25' })
			.task('c', 'launch', {
				status: 'late',
				since: at('09:00'),
				dueDay: '2026-11-20'
			})
			.task('d', 'launch', { status: 'in_progress', dueDay: '2026-11-23' })
			.task('e', 'launch', { startDay: '2026-11-20' })
			.task('f', 'launch', { startDay: '2026-12-01' });
		expect(read(view).tiles).toEqual([
			{ name: 'overdue', value: 2, longestDays: 2, projectCount: 1 },
			{ name: 'late', value: 2, warnedEarly: 1 },
			{ name: 'in_progress', value: 1, dueToday: 1 },
			{ name: 'todo', value: 3, shouldHaveStarted: 2 }
		]);
	});

	test('tell of one project only when one is chosen', () => {
		const view = launch()
			.project('fair', '陈静')
			.task('a', 'launch', { dueDay: '2026-11-19' })
			.task('b', 'fair', { dueDay: '2026-11-19' });
		const all = read(view).tiles[0];
		const one = read(view, { scope: project('fair') }).tiles[0];
		expect(all).toMatchObject({ value: 2, projectCount: 2 });
		expect(one).toMatchObject({ value: 1, projectCount: 1 });
	});

	test('show disagreements only while there are any, with the longest wait', () => {
		const view = launch().task('parts', 'launch');
		expect(read(view).tiles.map((tile) => tile.name)).not.toContain('disagreements');
		disagree(view, at('14:20'));
		expect(read(view).tiles.at(-1)).toEqual({
			name: 'disagreements',
			value: 1,
			longestMs: 12 * 60_000
		});
	});
});

describe('the projects', () => {
	test('stand worst first, and closed ones are gone', () => {
		const view = launch()
			.project('fair', '陈静')
			.project('old', '陈静', { state: 'closed' })
			.project('budget', '陈静')
			.task('a', 'budget', { dueDay: '2026-11-19' })
			.task('b', 'fair', { status: 'late', since: at('09:00') });
		expect(read(view).projects.map((row) => row.project.name)).toEqual([
			'budget',
			'fair',
			'launch'
		]);
	});

	test('of which only the name is known yet show no figures', () => {
		const view = launch().put('projects', { id: project('far'), name: 'far' });
		const held = read(view).projects.map((row) => [row.project.name, row.isHeld]);
		expect(held).toEqual([
			['far', false],
			['launch', true]
		]);
	});
});

describe('the newest changes', () => {
	test('come in the order of arrival, and a late one says so', () => {
		const view = launch()
			.task('parts', 'launch')
			.event('online', 'parts', '李强', 'in_progress', at('11:00'))
			.event('offline', 'parts', '王芳', 'late', at('09:02'), { receivedAt: at('14:00') })
			.event('own', 'parts', '周敏', 'done', at('08:00'), { receivedAt: 0 });
		const feed = read(view).feed;
		expect(feed.map((item) => item.person)).toEqual(['周敏', '王芳', '李强']);
		expect(feed.map((item) => item.arrivedLate)).toEqual([false, true, false]);
	});

	test('five taps that arrive together keep the order they were made in, newest on top', () => {
		const view = launch();
		for (const n of [3, 1, 5, 2, 4]) {
			view.task(`task ${n}`, 'launch');
			view.event(`tap ${n}`, `task ${n}`, '李强', 'done', at(`09:0${n}`), {
				receivedAt: at('10:00')
			});
		}
		expect(read(view).feed.map((item) => item.title)).toEqual([
			'task 5',
			'task 4',
			'task 3',
			'task 2',
			'task 1'
		]);
	});

	test('ask the lead for 收到, not the author nor a bystander, and say who has seen it', () => {
		const view = launch()
			.task('parts', 'launch')
			.event('new', 'parts', '李强', 'late', at('11:00'))
			.event('own', 'parts', '周敏', 'late', at('10:00'))
			.event('seen', 'parts', '李强', 'in_progress', at('09:00'), {
				acknowledgedBy: person('周敏')
			});
		const feed = read(view).feed;
		expect(feed.map((item) => item.asksForAcknowledgement)).toEqual([true, false, false]);
		expect(feed.map((item) => item.acknowledgedBy)).toEqual(['', '', '周敏']);
		const bystander = read(view, { actor: { id: person('王芳'), role: 'executive' } });
		expect(bystander.feed.some((item) => item.asksForAcknowledgement)).toBe(false);
	});

	test('show a late report with its reason and day as one line', () => {
		const day = '2026-11-25';
		const view = launch()
			.task('parts', 'launch', { status: 'late' })
			.event('late', 'parts', '李强', 'late', at('09:00'), { from: 'in_progress' })
			.event('why', 'parts', '李强', 'late', at('09:01'), { from: 'late', cause: 'material' })
			.event('when', 'parts', '李强', 'late', at('09:02'), {
				...{ from: 'late', cause: 'material', expectedDay: day }
			});
		const feed = read(view).feed;
		expect(feed.map((item) => item.event)).toMatchObject([{ cause: 'material', expectedDay: day }]);
	});

	test('show the taking back of such a report as one line, too', () => {
		const view = launch()
			.task('parts', 'launch', { status: 'in_progress' })
			.event('1', 'parts', '李强', 'late', at('09:02'), { action: 'undo', from: 'late' })
			.event('2', 'parts', '李强', 'in_progress', at('09:03'), { action: 'undo', from: 'late' });
		expect(read(view).feed.map((item) => item.event.to)).toEqual(['in_progress']);
	});

	test('count 收到 for any part of a report', () => {
		const view = launch()
			.task('parts', 'launch', { status: 'late' })
			.event('late', 'parts', '李强', 'late', at('09:00'), { acknowledgedBy: person('周敏') })
			.event('why', 'parts', '李强', 'late', at('09:01'), { from: 'late', cause: 'material' });
		expect(read(view).feed).toMatchObject([
			{ acknowledgedBy: '周敏', asksForAcknowledgement: false }
		]);
	});

	test('are the newest thirty of however many there are', () => {
		const view = launch().task('parts', 'launch');
		for (let n = 0; n < 50; n++)
			view.event(String(n), 'parts', '李强', 'in_progress', at('09:00') + n * 60_000);
		const feed = read(view).feed;
		expect(feed).toHaveLength(30);
		expect(feed[0]?.event.occurredAt).toBe(at('09:49'));
		expect(feed.at(-1)?.event.occurredAt).toBe(at('09:20'));
	});
});

describe('different reports', () => {
	test('show both sides, and the lead may settle', () => {
		const view = disagree(launch().task('parts', 'launch', { status: 'late' }), at('14:20'));
		const card = read(view).disagreements[0];
		expect(card?.author).toEqual({
			person: '李强',
			atMs: at('14:20'),
			said: { status: 'done' }
		});
		expect(card?.standing).toEqual({
			person: '王芳',
			atMs: at('14:25'),
			said: { status: 'late' }
		});
		expect(card?.maySettle).toBe(true);
	});

	test('show what stands now when somebody has spoken since', () => {
		const view = disagree(
			launch().task('parts', 'launch', { status: 'in_progress', since: at('14:30'), by: '周敏' }),
			at('14:20')
		);
		expect(read(view).disagreements[0]?.standing).toEqual({
			person: '周敏',
			atMs: at('14:30'),
			said: { status: 'in_progress' }
		});
	});

	test('are only read by an executive', () => {
		const view = disagree(launch().task('parts', 'launch'), at('14:20'));
		const actor: Actor = { id: person('吴总'), role: 'executive' };
		expect(read(view, { actor }).disagreements[0]?.maySettle).toBe(false);
	});

	test('once settled say by whom for a day', () => {
		const view = launch().task('parts', 'launch');
		disagree(view, at('14:20'), { open: false, settledBy: person('周敏'), settledAt: at('14:31') });
		const model = read(view);
		expect(model.disagreements).toEqual([]);
		expect(model.settled.map((line) => [line.title, line.settledBy])).toEqual([['parts', '周敏']]);
		expect(read(view, { nowMs: at('14:31', '2026-11-24') }).settled).toEqual([]);
	});

	test('about the plan show what each would plan', () => {
		const view = disagree(launch().task('parts', 'launch'), at('14:20'), {
			fields: { title: { mine: 'a', theirs: 'parts' } }
		});
		const card = read(view).disagreements[0];
		expect(card?.author.said).toEqual({ title: 'a' });
		expect(card?.standing.said).toEqual({ title: 'parts' });
		expect(card?.maySettle).toBe(true);
	});
});

function disagree(
	view: TestView,
	authorAt: number,
	more: Parameters<TestView['put']>[1] | object = {}
): TestView {
	const parts = view.all('tasks')[0];
	if (!parts) throw new Error('a task to disagree about');
	return view.put('conflicts', {
		id: 'conflict0000001',
		project: parts.project,
		task: parts.id,
		author: person('李强'),
		authorAt,
		other: person('王芳'),
		otherAt: at('14:25'),
		fields: { status: { mine: 'done', theirs: 'late' } },
		...more
	});
}
