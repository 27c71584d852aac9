import { describe, expect, test } from 'vitest';
import { launch, read } from './test-board';
import { at, type TestView } from './test-view';

describe('the next days', () => {
	const days = (view: TestView, nowMs?: number) =>
		read(view, nowMs === undefined ? {} : { nowMs }).dueDays.map(({ day, rows }) => [
			day.slice(5),
			rows.map(({ task }) => task.title)
		]);

	test('are today and six more working days, with what falls due on each', () => {
		const view = launch()
			.task('today', 'launch', { dueDay: '2026-11-23' })
			.task('overdue', 'launch', { dueDay: '2026-11-20' })
			.task('done', 'launch', { dueDay: '2026-11-24', status: 'done' })
			.task('next week', 'launch', { dueDay: '2026-12-01' })
			.task('too far', 'launch', { dueDay: '2026-12-02' });
		expect(days(view)).toEqual([
			['11-23', ['today']],
			['11-24', []],
			['11-25', []],
			['11-26', []],
			['11-27', []],
			['11-30', []],
			['12-01', ['next week']]
		]);
	});

	test('have a day off among them if something is due on it', () => {
		const view = launch().task('Sunday', 'launch', { dueDay: '2026-11-29' });
		expect(days(view).map(([day]) => day)).toContain('11-29');
		expect(days(view, at('14:00', '2026-11-28'))[0]).toEqual(['11-28', []]);
	});
});
