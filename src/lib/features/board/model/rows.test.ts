import { describe, expect, test } from 'vitest';
import type { BoardModel } from './board';
import { launch, read } from './test-board';
import { at, person, project } from './test-view';

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

	test('has a name for somebody whom this device does not know', () => {
		const view = launch()
			.task('parts', 'launch', { owner: person('新同事'), status: 'late' })
			.task('nobody’s', 'launch')
			.event('a', 'parts', '新同事', 'late', at('09:00'));
		const model = read(view);
		expect(model.rows.map((row) => row.owner)).toEqual(['一位同事', '']);
		expect(model.rows[0]?.reported?.by).toBe('一位同事');
		expect(model.feed[0]?.person).toBe('一位同事');
	});

	test('leaves out what is done or removed', () => {
		const view = launch()
			.task('done', 'launch', { status: 'done' })
			.task('removed', 'launch', { removed: true })
			.task('open', 'launch');
		const model = read(view);
		expect(titles(model)).toEqual(['open']);
		expect(model.projects).toMatchObject([{ todo: 1, done: 1 }]);
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

	test('has the same rows again where nothing has changed, and new ones where something has', () => {
		const view = launch()
			.task('parts', 'launch', { owner: person('李强'), startDay: '2026-11-24' })
			.task('other', 'launch');
		const row = (nowMs = at('14:32')) => read(view, { nowMs }).rows.find(isParts);
		const isParts = ({ task: { title } }: BoardModel['rows'][number]) => title === 'parts';
		const before = row();
		view.task('other', 'launch', { status: 'late', since: at('14:00') });
		expect(row(at('14:40'))).toBe(before);
		expect(row(at('00:00', '2026-11-24'))).toMatchObject({ shouldHaveStarted: true });
		expect(row()).toMatchObject({ shouldHaveStarted: false });
		view.event('a', 'parts', '王芳', 'todo', at('14:35'));
		expect(row()?.reported).toEqual({ by: '王芳', atMs: at('14:35') });
		view.put('people', { id: person('王芳'), name: '王小芳' });
		expect(row()?.reported?.by).toBe('王小芳');
		view.put('people', { id: person('李强'), name: '李小强' });
		expect(row()?.owner).toBe('李小强');
		view.put('projects', { id: project('launch'), name: '新品上市' });
		expect(row()?.project.name).toBe('新品上市');
	});

	test('says overdue the minute the due time passes, with nobody touching anything', () => {
		const view = launch().task('parts', 'launch', { dueDay: '2026-11-23', dueMinute: 14 * 60 });
		expect(read(view, { nowMs: at('13:59') }).rows[0]?.section).toBe('todo');
		const row = read(view, { nowMs: at('14:00') }).rows[0];
		expect(row?.section).toBe('overdue');
		expect(row?.task.status).toBe('todo');
	});

	test('says it of a task that somebody has begun, too, and takes it back with the clock', () => {
		const due = { dueDay: '2026-11-23', dueMinute: 14 * 60 };
		const view = launch().task('parts', 'launch', { ...due, status: 'in_progress' });
		const section = (clock: string) => read(view, { nowMs: at(clock) }).rows[0]?.section;
		expect(['13:59', '14:00', '13:59'].map(section)).toEqual([
			'in_progress',
			'overdue',
			'in_progress'
		]);
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
