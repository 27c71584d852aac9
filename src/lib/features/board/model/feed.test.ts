import { describe, expect, test } from 'vitest';
import { launch, read } from './test-board';
import { at, person } from './test-view';

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
			.event('late', 'parts', '李强', 'late', at('09:00'), {
				...{ from: 'in_progress', note: '主板周一到' }
			})
			.event('why', 'parts', '李强', 'late', at('09:01'), { from: 'late', cause: 'material' })
			.event('when', 'parts', '李强', 'late', at('09:02'), {
				...{ from: 'late', cause: 'material', expectedDay: day }
			});
		const feed = read(view).feed;
		expect(feed).toMatchObject([
			{ event: { cause: 'material', expectedDay: day }, note: '主板周一到' }
		]);
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
