import { describe, expect, test } from 'vitest';
import { launch, read } from './test-board';
import { at, project } from './test-view';

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
