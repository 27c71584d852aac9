import { describe, expect, test } from 'vitest';
import type { Rows } from '$lib/domain/entities';
import type { Ms } from '$lib/domain/ids';
import { disagree, launch, read } from './test-board';
import { at, project } from './test-view';

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
			{ name: 'blocked', value: 0, longestMs: 0 },
			{ name: 'open', value: 6, inProgress: 1, shouldHaveStarted: 2 },
			{ name: 'disagreements', value: 0, longestMs: 0 },
			{ name: 'checkin', value: 0, of: 0 }
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

	test('count who is held up, but for what is late anyway, with the longest wait', () => {
		const issue = (name: string, raisedAt: Ms, more: Partial<Rows['issues']> = {}) =>
			view.put('issues', { id: name, project: project('launch'), raisedAt, ...more });
		const view = launch();
		issue('checkin00000001', at('14:20'), { source: 'checkin', state: 'accepted' });
		issue('manual000000001', at('12:32'), { source: 'manual' });
		issue('late00000000001', at('09:00'), { source: 'late' });
		issue('solved000000001', at('09:00'), { source: 'report', state: 'resolved' });
		const { tiles, blocked } = read(view);
		expect(tiles.find(({ name }) => name === 'blocked')).toEqual({
			name: 'blocked',
			value: 2,
			longestMs: 2 * 3_600_000
		});
		expect(blocked.map(({ id }) => id)).toEqual(['manual000000001', 'checkin00000001']);
		expect(read(view, { scope: project('fair') }).blocked).toEqual([]);
	});

	test('count disagreements, with the longest wait', () => {
		const view = disagree(launch().task('parts', 'launch'), at('14:20'));
		expect(read(view).tiles.find(({ name }) => name === 'disagreements')).toEqual({
			name: 'disagreements',
			value: 1,
			longestMs: 12 * 60_000
		});
	});
});
