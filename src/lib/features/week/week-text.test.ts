import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { deriveRowId, type Ms } from '$lib/domain/ids';
import { wholeRow } from '$lib/domain/rows';
import { HOUR_MS, MINUTE_MS } from '$lib/domain/time';
import type { Patch } from '$lib/domain/tx';
import { setLocale } from '$lib/i18n';
import {
	LAUNCH,
	LEAD,
	ME,
	MONDAY_MS,
	putTask,
	SHANGHAI,
	smallProject,
	statusEvent,
	type MemoryRows
} from '../../../../tests/fixtures/fake-muster.svelte';
import { mondayOf, oldestMonday, weekOf } from './my-week';
import { weekText } from './week-text';

const MONDAY = '2026-11-23';
const SAMPLE = '样机装配';

let rows: MemoryRows;
beforeEach(() => {
	vi.stubGlobal('document', { documentElement: { lang: '' } });
	setLocale('zh-CN');
	rows = smallProject();
	putTask(rows, SAMPLE);
	putTask(rows, '核对报价');
	const project = rows.get('projects', LAUNCH);
	if (project) rows.put('projects', { ...project, timeZone: 'Asia/Shanghai' });
});

function say(title: string, atMs: Ms, patch: Patch<'status_events'>): void {
	const event = statusEvent(putTask(rows, title).id, { occurredAt: atMs, ...patch });
	rows.put('status_events', event);
}

afterEach(() => {
	setLocale('zh-CN');
	vi.unstubAllGlobals();
});

const week = (monday = MONDAY) => weekOf(rows, ME, monday, SHANGHAI);
const text = () => weekText(week(), '李强').split('\n').slice(2);

describe('a week', () => {
	test('is told by day and project, a task in one line', () => {
		say(SAMPLE, MONDAY_MS, { to: 'in_progress', percent: 60 });
		say('核对报价', MONDAY_MS + MINUTE_MS, { to: 'done', percent: 100 });
		say(SAMPLE, MONDAY_MS + HOUR_MS, { to: 'done', percent: 100, note: '两台\n都通电' });
		say(SAMPLE, MONDAY_MS + 24 * HOUR_MS, { to: 'in_progress', note: '返工' });
		expect(text()).toEqual([
			...['', '11 月 23 日 周一', '新品上市'],
			'- 样机装配：进行中，60% → 已完成，两台 都通电',
			'- 核对报价：已完成',
			...['', '11 月 24 日 周二', '新品上市', '- 样机装配：进行中，返工']
		]);
	});

	test('has a head that says whose it is, and in the reader’s language', () => {
		say(SAMPLE, MONDAY_MS, { to: 'late', cause: 'material', expectedDay: '2026-11-25' });
		const checkin = { id: deriveRowId('c'), project: LAUNCH, person: ME, day: MONDAY };
		rows.put('checkins', wholeRow('checkins', { ...checkin, note: '下午\n在仓库' }));
		expect(weekText(week(), '李强')).toBe(
			[
				'我的一周 · 李强',
				'11 月 23 日 周一 – 11 月 29 日 周日',
				'签到 1 天',
				'',
				'11 月 23 日 周一',
				'新品上市',
				'- 样机装配：滞后，缺料，预计11/25',
				'- 下午 在仓库'
			].join('\n')
		);
		setLocale('en');
		expect(weekText(week(), 'Li Qiang')).toBe(
			[
				'My week · Li Qiang',
				'Mon, 23 Nov – Sun, 29 Nov',
				'Checked in on 1 day',
				'',
				'Mon, 23 Nov',
				'新品上市',
				'- 样机装配: Late, Material, Expected 25 Nov',
				'- 下午 在仓库'
			].join('\n')
		);
	});

	test('leaves out what others said, other weeks, and what was taken back', () => {
		say(SAMPLE, MONDAY_MS, { to: 'in_progress' });
		say(SAMPLE, MONDAY_MS + MINUTE_MS, { to: 'done' });
		say(SAMPLE, MONDAY_MS + 2 * MINUTE_MS, { action: 'undo', from: 'done', to: 'in_progress' });
		say('核对报价', MONDAY_MS, { to: 'done', person: LEAD });
		say('核对报价', MONDAY_MS - 24 * HOUR_MS, { to: 'late' });
		say('核对报价', MONDAY_MS + 7 * 24 * HOUR_MS, { to: 'late' });
		expect(text().slice(3)).toEqual(['- 样机装配：进行中']);
	});

	test('keeps the order of words that a wrong clock puts into one moment', () => {
		say(SAMPLE, MONDAY_MS, { to: 'in_progress' });
		say(SAMPLE, MONDAY_MS, { from: 'in_progress', to: 'done' });
		say(SAMPLE, MONDAY_MS, { from: 'done', to: 'in_progress', note: '返工' });
		expect(text().slice(3)).toEqual(['- 样机装配：进行中 → 已完成 → 进行中，返工']);
	});

	test('tells a late evening by the project’s clocks', () => {
		// Sunday 16:30 UTC is half past midnight on Monday in Shanghai.
		say(SAMPLE, Date.UTC(2026, 10, 22, 16, 30), { to: 'done' });
		expect(week().days.map(({ day }) => day)).toEqual([MONDAY]);
		expect(week('2026-11-16').days).toEqual([]);
	});

	test('tells problems that were raised, but for those a late report made', () => {
		const issue = { project: LAUNCH, reporter: ME, cause: 'material', raisedAt: MONDAY_MS };
		const put = (name: string, patch: object): void =>
			rows.put('issues', wholeRow('issues', { id: deriveRowId(name), ...issue, ...patch }));
		put('by hand', { source: 'manual', note: '样件没到' });
		put('late', { source: 'late' });
		put('of another', { source: 'manual', reporter: LEAD });
		put('withdrawn', { source: 'manual', state: 'withdrawn' });
		expect(text().slice(3)).toEqual(['- 困难：缺料，样件没到']);
	});

	test('that was silent has no days', () => {
		expect(week()).toMatchObject({ from: MONDAY, to: '2026-11-29', days: [], checkins: 0 });
	});
});

test('weeks begin on Monday, and go back as far as a device has every report', () => {
	expect(mondayOf('2026-11-29')).toBe(MONDAY);
	expect(mondayOf(MONDAY)).toBe(MONDAY);
	// Thirty days before Wednesday 25 November is Monday 26 October, whose week may lack its morning.
	expect(oldestMonday('2026-11-25')).toBe('2026-11-02');
});
