import { expect, test } from 'vitest';
import { feedOf } from './model/feed';
import { at, person, TestView } from './model/test-view';
import { eventWords, saidWords } from './words';

test('the day of a report is read in the time zone of its project, wherever the reader is', () => {
	const atMs = at('14:32');
	const wordsIn = (timeZone: string): string[] => {
		const view = new TestView()
			.project('launch', '周敏', { timeZone })
			.task('parts', 'launch')
			.event('late', 'parts', '李强', 'late', atMs, { expectedDay: '2026-11-23' });
		const actor = { id: person('周敏'), role: 'member' } as const;
		const feed = feedOf(view, actor, view.all('status_events'), 1);
		return feed.map((item) => eventWords(item, atMs));
	};
	expect(wordsIn('Asia/Shanghai')).toEqual(['滞后，预计今天']);
	expect(wordsIn('America/Los_Angeles')).toEqual(['滞后，预计明天']);
});

test('a task that was done and is opened again is not in progress at a hundred per cent', () => {
	expect(saidWords({ status: 'in_progress', percent: 60 }, '2026-11-23')).toBe('进行中，60%');
	expect(saidWords({ status: 'in_progress', percent: 100 }, '2026-11-23')).toBe('进行中');
});
