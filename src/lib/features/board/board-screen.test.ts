import { describe, expect, test } from 'vitest';
import { BoardScreen, HOLD_MS, MARK_MS, ROWS_STEP, STEP_MS } from './board-screen.svelte';
import { at, person, project, task, TestView } from './model/test-view';
import { FakeMuster } from './test-muster';
import { ManualTiming } from './test-timing';

function board(view = launch()): {
	view: TestView;
	timing: ManualTiming;
	muster: FakeMuster;
	screen: BoardScreen;
} {
	const timing = new ManualTiming();
	const muster = new FakeMuster(view, '周敏');
	const screen = new BoardScreen(muster, 'all', timing);
	screen.open({ kind: 'open' });
	return { view, timing, muster, screen };
}
function launch(): TestView {
	return new TestView()
		.project('launch', '周敏')
		.task('a', 'launch', { status: 'in_progress', dueDay: '2026-11-24' })
		.task('b', 'launch', { status: 'todo' });
}
const titles = (screen: BoardScreen): string[] => screen.rows.map((row) => row.task.title);

describe('the board on the screen', () => {
	test('shows the first change at once and the next ones within a step', () => {
		const { view, timing, screen } = board();
		timing.pass(STEP_MS);
		view.task('b', 'launch', { status: 'late', since: at('14:32') });
		screen.follow();
		expect(titles(screen)).toEqual(['b', 'a']);
		view.task('b', 'launch', { status: 'done' });
		screen.follow();
		expect(titles(screen)).toEqual(['b', 'a']);
		timing.pass(STEP_MS);
		expect(titles(screen)).toEqual(['a']);
	});

	test('marks what changed for a moment, and nothing on opening', () => {
		const { view, timing, screen } = board();
		expect(screen.isChanged('tile:late')).toBe(false);
		timing.pass(STEP_MS);
		view.task('b', 'launch', { status: 'late', since: at('14:32') });
		screen.follow();
		expect(screen.isChanged('tile:late')).toBe(true);
		expect(screen.isChanged(`task:${task('b')}`)).toBe(true);
		expect(screen.isChanged(`task:${task('a')}`)).toBe(false);
		timing.pass(MARK_MS);
		expect(screen.isChanged('tile:late')).toBe(false);
	});

	test('moves no row for five seconds after a touch, then all at once', () => {
		const { view, timing, screen } = board();
		timing.pass(STEP_MS);
		screen.touch();
		view.task('b', 'launch', { status: 'late', since: at('14:32') });
		screen.follow();
		expect(titles(screen)).toEqual(['a', 'b']);
		expect(screen.rows[1]?.task.status).toBe('late');
		timing.pass(HOLD_MS - 1);
		expect(titles(screen)).toEqual(['a', 'b']);
		timing.pass(1);
		expect(titles(screen)).toEqual(['b', 'a']);
	});

	test('lays open what is asked for, in the order of now, and nothing when closed', () => {
		const { screen } = board();
		screen.open({ kind: 'open' });
		expect(titles(screen)).toEqual(['a', 'b']);
		screen.open({ kind: 'day', day: '2026-11-24' });
		expect(titles(screen)).toEqual(['a']);
		screen.open(null);
		expect(titles(screen)).toEqual([]);
	});

	test('draws a hundred rows first and the rest when asked', () => {
		const view = launch();
		for (let n = 0; n < 2 * ROWS_STEP; n++) view.task(`task ${n}`, 'launch');
		const { screen } = board(view);
		expect(screen.rows).toHaveLength(ROWS_STEP);
		expect(screen.hiddenRowCount).toBe(ROWS_STEP + 2);
		screen.showMore();
		expect(screen.rows).toHaveLength(2 * ROWS_STEP);
	});

	test('a disagreement stays in its place with who settled it while a finger is near', () => {
		const view = launch().person('李强').person('王芳');
		const conflict = {
			id: 'conflict0000001',
			project: project('launch'),
			task: task('a'),
			author: person('李强'),
			authorAt: at('14:20'),
			other: person('王芳'),
			otherAt: at('14:25'),
			fields: { status: { mine: 'done', theirs: 'in_progress' } }
		};
		view.put('conflicts', conflict);
		const { timing, muster, screen } = board(view);
		timing.pass(STEP_MS);
		screen.touch();
		const card = screen.disagreements[0];
		if (!card) throw new Error('a card');
		screen.settle(card, 'mine');
		expect(muster.sent).toEqual([
			{
				name: 'conflict.settle',
				args: {
					conflict: 'conflict0000001',
					task: task('a'),
					choice: 'mine',
					set: { status: 'done' }
				}
			}
		]);
		view.put('conflicts', { ...conflict, open: false, settledBy: person('周敏') });
		screen.follow();
		expect(screen.disagreements.map((each) => each.settledBy)).toEqual(['周敏']);
		expect(screen.disagreements[0]?.maySettle).toBe(false);
		timing.pass(HOLD_MS);
		expect(screen.disagreements).toEqual([]);
	});

	test('shows no figures of nothing: it waits while the tasks of no project are here', () => {
		const view = new TestView().put('projects', { id: project('far'), name: 'far' });
		const { timing, screen } = board(view);
		expect(screen.stage).toBe('loading');
		view.project('near', '周敏');
		timing.pass(STEP_MS);
		screen.follow();
		expect(screen.stage).toBe('ready');
	});

	test('of one project says whether it is here, on its way, or not to be seen', () => {
		const view = launch().put('projects', { id: project('far'), name: 'far' });
		const stageOf = (scope: string) =>
			new BoardScreen(new FakeMuster(view, '周敏'), scope, new ManualTiming()).stage;
		expect(['launch', 'far', 'unknown'].map((name) => stageOf(project(name)))).toEqual([
			'ready',
			'loading',
			'missing'
		]);
		expect(board(new TestView()).screen.stage).toBe('no_projects');
	});

	test('stops its timers when it is left', () => {
		const { view, timing, screen } = board();
		screen.touch();
		view.task('b', 'launch', { status: 'late' });
		screen.follow();
		screen.leave();
		timing.pass(HOLD_MS);
		expect(titles(screen)).toEqual(['a', 'b']);
	});
});
