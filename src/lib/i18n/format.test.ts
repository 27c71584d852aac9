import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
	dayOf,
	formatDay,
	formatDuration,
	formatMoment,
	formatRelativeDay,
	formatTime,
	formatWait
} from './format';
import { setLocale } from './locale.svelte';

const SHANGHAI = 'Asia/Shanghai';
const NOW_MS = Date.UTC(2026, 10, 23, 6, 35);
const TODAY = '2026-11-23';

beforeEach(() => vi.stubGlobal('document', { documentElement: { lang: '' } }));
afterEach(() => vi.unstubAllGlobals());

describe('in Chinese', () => {
	beforeEach(() => setLocale('zh-CN'));

	test('a day is written with its weekday', () => {
		expect(formatDay(TODAY)).toBe('11 月 23 日 周一');
	});

	test('a near day is named by its distance, then its weekday, then its date', () => {
		const days = ['2026-11-22', TODAY, '2026-11-24', '2026-11-25', '2026-11-30', '2027-01-04'];
		expect(days.map((day) => formatRelativeDay(day, TODAY))).toEqual([
			'昨天',
			'今天',
			'明天',
			'周三',
			'11/30',
			'2027/1/4'
		]);
	});

	test('a duration is written in its largest whole unit', () => {
		expect(formatDuration(39 * 60_000)).toBe('39 分钟');
		expect(formatDuration(26 * 3_600_000)).toBe('26 小时');
		expect(formatDuration(75 * 3_600_000)).toBe('3 天');
		expect(formatWait(20_500)).toMatch(/^21 秒/);
	});
});

describe('in English', () => {
	beforeEach(() => setLocale('en'));

	test('a day is written with its weekday', () => {
		expect(formatDay(TODAY)).toBe('Mon, 23 Nov');
	});

	test('a moment names its day unless it is today', () => {
		expect(formatMoment(NOW_MS, NOW_MS, SHANGHAI)).toBe('14:35');
		expect(formatMoment(NOW_MS - 86_400_000, NOW_MS, SHANGHAI)).toBe('yesterday 14:35');
		expect(formatMoment(NOW_MS - 3 * 86_400_000, NOW_MS, SHANGHAI)).toBe('Fri 14:35');
	});
});

test('times and days are those of the zone asked for', () => {
	const lateMs = Date.UTC(2026, 10, 23, 16, 5);
	expect(formatTime(lateMs, SHANGHAI)).toBe('0:05');
	expect(dayOf(lateMs, SHANGHAI)).toBe('2026-11-24');
	expect(dayOf(lateMs, 'UTC')).toBe('2026-11-23');
});

test('a zone that this browser does not know is read as UTC', () => {
	setLocale('en');
	expect(dayOf(NOW_MS, 'Asia/Nowhere')).toBe(TODAY);
	expect(formatTime(NOW_MS, 'Asia/Nowhere')).toBe('6:35');
});
