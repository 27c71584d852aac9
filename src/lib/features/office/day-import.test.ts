import { expect, test, vi } from 'vitest';
import { PUBLIC_HOLIDAYS } from '$lib/domain/public-holidays.table';
import { calendarOf } from '$lib/domain/rules/calendar';
import { setLocale } from '$lib/i18n';
import { FakeMuster, ME, smallProject } from '../../../../tests/fixtures/fake-muster.svelte';
import { CalendarMarks } from './calendar-marks.svelte';
import { DayImport } from './day-import.svelte';
import { officeOrders } from './office-orders';

function open() {
	const rows = smallProject();
	const me = rows.get('people', ME);
	if (me) rows.put('people', { ...me, role: 'admin' });
	const muster = new FakeMuster(rows);
	const marks = new CalendarMarks(muster, officeOrders(muster));
	const list = new DayImport(() => rows, marks);
	list.text = '';
	const isWorkingDay = (day: string) => calendarOf(rows).isWorkingDay(day);
	return { rows, muster, marks, list, isWorkingDay };
}

test('a whole year comes in at once, and goes again by one undo', () => {
	const { muster, marks, list, isWorkingDay } = open();
	const china = PUBLIC_HOLIDAYS.find(({ region }) => region === 'CN');
	if (!china) throw new Error('China is in the table');
	list.fill(china);
	expect(list.wrong).toEqual([]);
	list.give();
	expect(muster.sent).toHaveLength(1);
	expect(isWorkingDay('2026-10-01')).toBe(false);
	expect(isWorkingDay('2026-10-10')).toBe(true);
	expect(list.text).toBe('');
	marks.undo();
	expect(isWorkingDay('2026-10-01')).toBe(true);
	expect(isWorkingDay('2026-10-10')).toBe(false);
});

test.each(['zh-CN', 'en'] as const)(
	'every list that comes with the app can be taken: %s',
	(language) => {
		vi.stubGlobal('document', { documentElement: { lang: '' } });
		setLocale(language);
		for (const holidays of PUBLIC_HOLIDAYS) {
			const { list } = open();
			list.fill(holidays);
			expect(list.rows.map(({ days }) => days)).toEqual(holidays.days.map(([day]) => [day]));
			expect(list.rows.map(({ as }) => as)).toEqual(holidays.days.map(([, as]) => as));
			expect(list.wrong).toEqual([]);
		}
		setLocale('zh-CN');
		vi.unstubAllGlobals();
	}
);

test('while one line is wrong, nothing comes in', () => {
	const { muster, list } = open();
	list.text = '2027-01-01 元旦\n2027-02-30 春节\n2027-02-20 班';
	list.give();
	expect(muster.sent).toEqual([]);
	expect(list.problem).toContain('1');
	expect(list.text).toContain('2027-02-30');
});

test('an undo puts back what a day was before', () => {
	const { marks, list, isWorkingDay, rows } = open();
	marks.mark([{ day: '2027-02-20', as: 'off', name: '盘点' }]);
	list.text = '2027-02-20 班';
	expect(list.rows[0]?.replaces).toMatchObject([{ work: false, name: '盘点' }]);
	list.give();
	expect(isWorkingDay('2027-02-20')).toBe(true);
	marks.undo();
	expect(rows.all('calendar_days')).toMatchObject([{ work: false, name: '盘点', removed: false }]);
});

test('what is marked so already is not marked again', () => {
	const { muster, list } = open();
	list.text = '2027-01-01 元旦';
	list.give();
	list.text = '2027-01-01\n2027-01-01 元旦\n';
	expect(list.rows.map(({ isAlready }) => isAlready)).toEqual([true, true]);
	list.give();
	expect(muster.sent).toHaveLength(1);
	expect(list.problem).not.toBe('');
});

test('more days than one op holds are refused together', () => {
	const { muster, list } = open();
	list.text = '2027-01-01 ~ 2027-01-31 停工\n2027-03-01 ~ 2027-03-30 停工';
	expect(list.toMark).toHaveLength(61);
	list.give();
	expect(muster.sent).toEqual([]);
	expect(list.problem).toContain('60');
});

test('a week keeps at least one working day', () => {
	const { muster, marks } = open();
	expect(marks.setWeek([])).toBe(false);
	expect(muster.sent).toEqual([]);
	marks.setWeek([6]);
	marks.undo();
	expect(marks.weekdays).toEqual([1, 2, 3, 4, 5]);
});

test('a day that stands twice is marked as its first row says', () => {
	const { muster, list } = open();
	list.text = '2027-01-01 元旦';
	list.give();
	list.text = '2027-01-01 元旦\n2027-01-01 新年';
	expect(list.rows[1]).toMatchObject({ twiceOf: 1 });
	expect(list.toMark).toEqual([]);
	list.give();
	expect(muster.sent).toHaveLength(1);
});

test('names that are longer together than one op holds are refused with words, and nothing is lost', () => {
	const { muster, list } = open();
	list.text = `2027-10-01 ~ 2027-10-30 ${'节'.repeat(200)}`;
	list.give();
	expect(muster.sent).toEqual([]);
	expect(list.problem).not.toBe('');
	expect(list.text).toContain('2027-10-30');
});
