import { describe, expect, test } from 'vitest';
import type { Actor } from '$lib/domain/command';
import { disagree, launch, read } from './test-board';
import { at, person } from './test-view';

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
