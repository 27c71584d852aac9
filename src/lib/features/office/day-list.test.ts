import { describe, expect, test } from 'vitest';
import { readDayList } from './day-list';

const read = (text: string) =>
	readDayList(text).map(({ line, days, as, name, code }) => ({ line, days, as, name, code }));
const off = (day: string, name: string, line = 1) => ({
	...{ line, days: [day], as: 'off', name, code: null }
});

describe('a pasted list of days', () => {
	test.each([
		['a space', '2027-01-01 元旦'],
		['commas', '2027-01-01,元旦'],
		['full-width commas', '2027-01-01，元旦'],
		['tabs', '2027-01-01\t元旦'],
		['a word for off', '2027-01-01,元旦,休'],
		['the word first', '2027-01-01;放假;元旦'],
		['quoted cells', '"2027-01-01","元旦","off"'],
		['slashes and no noughts', '2027/1/1 元旦'],
		['points', '2027.1.1 元旦'],
		['Chinese dates', '2027年1月1日 元旦'],
		['Chinese dates with blanks', '2027 年 1 月 1 日 元旦'],
		['a day of the week', '2027年1月1日（星期五）元旦'],
		['full-width digits', '２０２７-０１-０１　元旦'],
		['a colon', '2027-01-01：元旦'],
		['windows lines', '2027-01-01 元旦\r\n']
	])('is read with %s', (_what, text) => {
		expect(read(text)).toEqual([off('2027-01-01', '元旦')]);
	});

	test.each([
		['2027-02-06 班', ''],
		['2027-02-06 春节 班', '春节'],
		['2027-02-06,春节,补班', '春节'],
		['2027-02-06,上班', ''],
		['2027-02-06 班 春节', '春节'],
		['2027-02-06 Spring Festival work', 'Spring Festival'],
		['2027-02-06 Spring Festival working day', 'Spring Festival'],
		['2027-02-06\tSpring Festival\tworking day', 'Spring Festival'],
		['2027-02-06, Spring Festival, make-up day', 'Spring Festival']
	])('knows a make-up day: %s', (text, name) => {
		expect(read(text)).toEqual([{ line: 1, days: ['2027-02-06'], as: 'work', name, code: null }]);
	});

	test('keeps names of several words together, and needs none', () => {
		expect(read('2026-11-26 Thanksgiving Day')).toEqual([off('2026-11-26', 'Thanksgiving Day')]);
		expect(read('2026-11-26')).toEqual([off('2026-11-26', '')]);
	});

	test.each(['~', '—', '至', '到', ' to ', '..', '\t', ','])('takes a range with %j', (sign) => {
		const [row] = read(`2026-10-01${sign}2026-10-03 国庆节`);
		expect(row).toMatchObject({ name: '国庆节', as: 'off', code: null });
		expect(row?.days).toEqual(['2026-10-01', '2026-10-02', '2026-10-03']);
	});

	test.each([
		['2026年10月1日至7日 国庆节', '2026-10-07'],
		['2026年10月1日（周四）至7日（周三） 国庆节', '2026-10-07'],
		['2026-10-01~10-07 国庆节', '2026-10-07'],
		['2026-10-01 ~ 07 国庆节', '2026-10-07'],
		['2026年9月30日—10月3日,国庆节', '2026-10-03'],
		['2026/10/1 to 10/7 国庆节', '2026-10-07']
	])('knows the month and the year of an end that leaves them out: %s', (text, to) => {
		const [row] = read(text);
		expect(row).toMatchObject({ name: '国庆节', as: 'off', code: null });
		expect(row?.days.at(-1)).toBe(to);
	});

	test.each([
		['2026-10-01 - 2nd shift', '- 2nd shift'],
		['2026-10-01 3 Kings', '3 Kings'],
		['2026-10-01,3 Kings', '3 Kings']
	])('takes no number in a name for an end: %s', (text, name) => {
		expect(read(text)).toEqual([off('2026-10-01', name)]);
	});

	test('leaves out a heading and empty lines, and counts them', () => {
		expect(read('日期,名称\n\n2027-01-01,元旦')).toEqual([off('2027-01-01', '元旦', 3)]);
		expect(read('Date;Name\n2027-01-01;元旦')).toEqual([off('2027-01-01', '元旦', 2)]);
		expect(read(' \n\n')).toEqual([]);
	});

	test.each([
		['元旦 2027-01-01', 'no_day'],
		['01-01 元旦', 'no_day'],
		['1 January 2027', 'no_day'],
		['元旦', 'no_day'],
		['27-01-01', 'no_day'],
		['20270101', 'no_day'],
		['2027-02-29 闰日', 'wrong_day'],
		['2027-13-01', 'wrong_day'],
		['2027-00-10', 'wrong_day'],
		['2027-01-32', 'wrong_day'],
		['2027-01-011', 'no_day'],
		['1027-01-01', 'wrong_day'],
		['2270-01-01', 'wrong_day'],
		['2027-10-01 ~ 2027-09-30 国庆节', 'wrong_range'],
		['2027-01-01 ~ 2027-12-31 停工', 'wrong_range'],
		['2027-10-01 ~ 2027-10-32', 'wrong_day'],
		['2027-10-01 ~ 10-32 国庆节', 'wrong_day'],
		['2027-12-30 ~ 01-02 元旦', 'wrong_range'],
		['2027-01-01、2027-01-03 休', 'two_days'],
		['2027-01-01 2027-01-02 元旦', 'two_days'],
		['2027-01-01 元旦 2027年1月3日', 'two_days'],
		['2027-02-06 调休', 'unclear'],
		['2027-02-06,休,班', 'unclear'],
		['2027-02-06 春节调休', 'unclear'],
		['2027-02-06 春节调休上班', 'unclear'],
		['2027-02-06 上班（春节）', 'unclear'],
		['2027-02-06 国庆节补班', 'unclear'],
		[`2027-02-06 ${'长'.repeat(201)}`, 'long_name']
	])('says what is wrong with %j', (text, code) => {
		expect(read(`2027-01-01 元旦\n${text}`)[1]).toMatchObject({ line: 2, days: [], code });
	});

	test('tells a day that stands in it twice', () => {
		const rows = readDayList('2027-10-01 ~ 2027-10-03 国庆\n2027-10-02 国庆\n2027-10-04 国庆');
		expect(rows.map(({ code, twiceOf }) => [code, twiceOf])).toEqual([
			[null, 0],
			[null, 1],
			[null, 0]
		]);
	});

	test('does not take two words about one day', () => {
		const rows = readDayList('2027-10-01 ~ 2027-10-03 国庆\n2027-10-02 班');
		expect(rows[1]).toMatchObject({ code: 'contradicts', twiceOf: 1 });
	});

	test('a day off and its name are told apart only where a word stands alone', () => {
		expect(read('2027-05-01 劳动节休假')).toEqual([off('2027-05-01', '劳动节休假')]);
		expect(read('2027-05-09 值班')).toEqual([off('2027-05-09', '值班')]);
	});
});
