import { expect, test } from 'vitest';
import type { Actor } from '$lib/domain/command';
import { arrange, arrangeInPlace, changedKeys, type Arranged } from './arrange';
import { boardModel, type BoardModel } from './board';
import { at, person, task, TestView, timeZone, almanac } from './test-view';

const ACTOR: Actor = { id: person('周敏'), role: 'member' };
const NOW_MS = at('14:32');
const read = (view: TestView, nowMs = NOW_MS): BoardModel =>
	boardModel(view, 'all', { actor: ACTOR, nowMs, timeZone, almanac });
const titles = (arranged: Arranged): string[] => arranged.rows.map((row) => row.task.title);

function launch(): TestView {
	return new TestView()
		.project('launch', '周敏')
		.task('a', 'launch', { status: 'in_progress', dueDay: '2026-11-24' })
		.task('b', 'launch', { status: 'in_progress', dueDay: '2026-11-25' })
		.task('c', 'launch', { status: 'todo' });
}

test('in place, a row keeps its place and section while its status changes', () => {
	const view = launch();
	const shown = arrange(read(view));
	view.task('c', 'launch', { status: 'late', since: NOW_MS });
	const model = read(view);
	expect(titles(arrange(model))).toEqual(['c', 'a', 'b']);
	const held = arrangeInPlace(shown, model);
	expect(titles(held)).toEqual(['a', 'b', 'c']);
	expect(held.rows[2]).toMatchObject({ section: 'todo', task: { status: 'late' } });
});

test('in place, a task that is done meanwhile stays where the finger is', () => {
	const view = launch();
	const shown = arrange(read(view));
	view.task('a', 'launch', { status: 'done' });
	const held = arrangeInPlace(shown, read(view));
	expect(titles(held)).toEqual(['a', 'b', 'c']);
	expect(held.rows[0]?.task.status).toBe('done');
});

test('in place, new rows wait at the end and new events wait altogether', () => {
	const view = launch().event('1', 'a', '李强', 'in_progress', at('09:00'));
	const shown = arrange(read(view));
	view
		.task('d', 'launch', { dueDay: '2026-11-19' })
		.event('2', 'b', '李强', 'in_progress', at('10:00'));
	const held = arrangeInPlace(shown, read(view));
	expect(titles(held)).toEqual(['a', 'b', 'c', 'd']);
	expect(held.feed.map((item) => item.title)).toEqual(['a']);
});

test('in place, 收到 shows on its event at once', () => {
	const view = launch().event('1', 'a', '李强', 'in_progress', at('09:00'));
	const shown = arrange(read(view));
	view.event('1', 'a', '李强', 'in_progress', at('09:00'), { acknowledgedBy: person('周敏') });
	expect(arrangeInPlace(shown, read(view)).feed[0]?.acknowledgedBy).toBe('周敏');
});

test('a status that changes marks its row and the tiles that count it, or did', () => {
	const view = launch();
	const before = read(view);
	view.task('c', 'launch', { status: 'late', since: NOW_MS });
	const late = read(view);
	expect([...changedKeys(before, late)].sort()).toEqual(['tile:late', `task:${task('c')}`].sort());
	view.task('c', 'launch', { status: 'done', since: NOW_MS });
	expect([...changedKeys(late, read(view))]).toEqual(
		expect.arrayContaining(['tile:late', 'tile:open'])
	);
});

test('the clock alone marks what has become overdue', () => {
	const view = launch();
	const keys = changedKeys(read(view), read(view, at('00:00', '2026-11-25')));
	expect([...keys]).toContain(`task:${task('a')}`);
	expect([...keys]).toContain('tile:overdue');
});

test('a first arrival of many rows marks nothing', () => {
	const view = launch();
	const before = read(view);
	for (let n = 0; n < 30; n++) view.task(`new ${n}`, 'launch');
	expect(changedKeys(before, read(view))).toEqual([]);
});
