import { expect, test } from 'vitest';
import { MemoryRows } from '../../../../tests/fixtures/fake-muster.svelte';
import { ORGANISATION } from '../entities';
import { deriveRowId, type PersonId } from '../ids';
import { wholeRow } from '../rows';
import {
	addDays,
	addWorkingDays,
	dayOfNumber,
	workingDayBefore,
	workingDaysBetween
} from '../time';
import { calendarOf, calendarOfPerson, hasStandup, PLAIN_CALENDAR } from './calendar';

const LI = deriveRowId<PersonId>('li');

/** National Day 2026 in China: 1 to 7 October off, Saturday the 10th made up. */
function nationalDay(): MemoryRows {
	const rows = new MemoryRows();
	const mark = (day: string, work: boolean): void =>
		rows.put('calendar_days', wholeRow('calendar_days', { id: deriveRowId(day), day, work }));
	for (let i = 0; i < 7; i++) mark(addDays('2026-10-01', i), false);
	mark('2026-10-10', true);
	return rows;
}

test('an organisation that has said nothing works Monday to Friday', () => {
	const calendar = calendarOf(new MemoryRows());
	for (let n = 20_000; n < 20_014; n++)
		expect(calendar.isWorkingDay(dayOfNumber(n))).toBe(PLAIN_CALENDAR.isWorkingDay(dayOfNumber(n)));
});

test('holidays are off and make-up days are not', () => {
	const calendar = calendarOf(nationalDay());
	expect(calendar.isWorkingDay('2026-10-01')).toBe(false);
	expect(calendar.isWorkingDay('2026-10-10')).toBe(true);
	expect(calendar.isWorkingDay('2026-10-11')).toBe(false);
	expect(workingDaysBetween('2026-09-30', '2026-10-12', calendar)).toBe(4);
	expect(addWorkingDays('2026-09-30', 1, calendar)).toBe('2026-10-08');
	expect(workingDayBefore('2026-10-08', calendar)).toBe('2026-09-30');
});

test('a day that was marked by mistake is as its week says again', () => {
	const rows = nationalDay();
	const row = { id: deriveRowId('2026-10-10'), day: '2026-10-10', work: true, removed: true };
	rows.put('calendar_days', wholeRow('calendar_days', row));
	expect(calendarOf(rows).isWorkingDay('2026-10-10')).toBe(false);
});

test('an organisation may work on other days of the week', () => {
	const rows = nationalDay();
	const week = { id: ORGANISATION, workingWeekdays: [7, 1, 2, 3, 4] };
	rows.put('organisation', wholeRow('organisation', week));
	const calendar = calendarOf(rows);
	expect(calendar.isWorkingDay('2026-11-22')).toBe(true);
	expect(calendar.isWorkingDay('2026-11-20')).toBe(false);
});

test('somebody part-time works on own days only, but for holidays and leave', () => {
	const rows = nationalDay();
	const leave = {
		id: deriveRowId('leave'),
		person: LI,
		fromDay: '2026-10-14',
		toDay: '2026-10-15'
	};
	rows.put('leaves', wholeRow('leaves', leave));
	const calendar = calendarOfPerson(rows, { id: LI, workingWeekdays: [3, 4, 6] });
	expect(calendar.isWorkingDay('2026-10-01')).toBe(false);
	expect(calendar.isWorkingDay('2026-10-08')).toBe(true);
	expect(calendar.isWorkingDay('2026-10-09')).toBe(false);
	expect(calendar.isWorkingDay('2026-10-14')).toBe(false);
	expect(calendar.isWorkingDay('2026-10-21')).toBe(true);
	const fullTime = calendarOfPerson(rows, { id: LI, workingWeekdays: null });
	expect(fullTime.isWorkingDay('2026-10-10')).toBe(true);
	expect(fullTime.isWorkingDay('2026-10-15')).toBe(false);
});

test('a calendar without a working day ends, and hangs nothing', () => {
	const never = { isWorkingDay: () => false };
	expect(addWorkingDays('2026-10-01', 3, never) > '2027-10-01').toBe(true);
});

test('there is a stand-up on its days, if they are working days', () => {
	const calendar = calendarOf(nationalDay());
	const project = { standup: { minute: 530, weekdays: [1, 2, 3, 4, 5] } };
	expect(hasStandup(project, '2026-09-30', calendar)).toBe(true);
	expect(hasStandup(project, '2026-10-01', calendar)).toBe(false);
	expect(hasStandup(project, '2026-10-10', calendar)).toBe(false);
	expect(hasStandup({ standup: null }, '2026-09-30', calendar)).toBe(false);
});
