import { expect, test } from 'vitest';
import {
	LAUNCH,
	LEAD,
	ME,
	SHANGHAI,
	smallProject,
	type MemoryRows
} from '../../../../tests/fixtures/fake-muster.svelte';
import { MONDAY_TO_FRIDAY } from '../entities/calendar';
import { deriveRowId, type PersonId } from '../ids';
import { checkinId } from '../commands/checkins';
import { wholeRow } from '../rows';
import { addDays, instantOf, type Almanac, type Day } from '../time';
import { attendanceOf } from './attendance';
import { calendarOf } from './calendar';
import { dueCheckins, lastStandupFor } from './checkins';

const HALF_PAST_SEVEN = 450;

/** A project that meets on weekdays, with National Day 2026 off: Thursday 1 to Wednesday 7 October. */
function meeting(): MemoryRows {
	const rows = smallProject();
	const project = rows.get('projects', LAUNCH);
	if (!project) throw new Error('a small project has one');
	const standup = { minute: 530, weekdays: MONDAY_TO_FRIDAY };
	rows.put('projects', { ...project, timeZone: 'Asia/Shanghai', standup });
	for (let i = 0; i < 7; i++) {
		const day = addDays('2026-10-01', i);
		rows.put('calendar_days', wholeRow('calendar_days', { id: deriveRowId(day), day }));
	}
	return rows;
}

function setPerson(rows: MemoryRows, id: PersonId, change: object): void {
	const person = rows.get('people', id);
	if (person) rows.put('people', { ...person, ...change });
}

function away(rows: MemoryRows, person: PersonId, fromDay: Day, toDay: Day): void {
	const id = deriveRowId('leave', person, fromDay);
	rows.put('leaves', wholeRow('leaves', { id, person, fromDay, toDay }));
}

const almanacOf = (rows: MemoryRows): Almanac => ({
	...calendarOf(rows),
	offsetMs: (zone, atMs) => SHANGHAI.offsetMs(zone, atMs)
});

function dueOn(rows: MemoryRows, day: Day) {
	const nowMs = instantOf(day, HALF_PAST_SEVEN, 'Asia/Shanghai', SHANGHAI);
	return dueCheckins(rows, ME, nowMs, almanacOf(rows)).map((due) => due.day);
}

function lastFor(rows: MemoryRows, person: PersonId, day: Day): Day | null {
	const project = rows.get('projects', LAUNCH);
	return project ? lastStandupFor(rows, project, person, day, almanacOf(rows)) : null;
}

test('after a week of holidays, the stand-up before them is the last one', () => {
	const rows = meeting();
	expect(lastFor(rows, ME, '2026-10-08')).toBe('2026-09-30');
	expect(dueOn(rows, '2026-10-08')).toEqual(['2026-09-30', '2026-10-08']);
});

test('what was missed can be made up for within five working days', () => {
	const rows = meeting();
	const project = rows.get('projects', LAUNCH);
	const monday = { minute: 530, weekdays: [1] };
	if (project) rows.put('projects', { ...project, standup: monday });
	expect(dueOn(rows, '2026-11-16')).toEqual(['2026-11-09', '2026-11-16']);
	expect(dueOn(rows, '2026-09-28')).toEqual(['2026-09-21', '2026-09-28']);
	away(rows, ME, '2026-11-09', '2026-11-09');
	expect(dueOn(rows, '2026-11-16')).toEqual(['2026-11-16']);
});

test('somebody part-time has had the last stand-up on a day of theirs', () => {
	const rows = meeting();
	setPerson(rows, ME, { workingWeekdays: [1, 3, 5] });
	expect(lastFor(rows, ME, '2026-11-27')).toBe('2026-11-25');
	expect(lastFor(rows, LEAD, '2026-11-27')).toBe('2026-11-26');
	expect(dueOn(rows, '2026-11-27')).toEqual(['2026-11-25', '2026-11-27']);
	expect(dueOn(rows, '2026-11-26')).toEqual([]);
});

test('on leave nothing is asked, nor are the days of leave afterwards', () => {
	const rows = meeting();
	away(rows, ME, '2026-11-24', '2026-11-25');
	expect(dueOn(rows, '2026-11-24')).toEqual([]);
	expect(dueOn(rows, '2026-11-26')).toEqual(['2026-11-23', '2026-11-26']);
});

test('a blocker that somebody has called solved holds nobody up', () => {
	const rows = meeting();
	const project = rows.get('projects', LAUNCH);
	if (!project) throw new Error('a small project has one');
	const day = '2026-11-24';
	const checkin = checkinId(LAUNCH, ME, day);
	rows.put('checkins', wholeRow('checkins', { id: checkin, project: LAUNCH, person: ME, day }));
	const blockers = (state: string) => {
		const row = { id: deriveRowId('issue'), project: LAUNCH, source: 'checkin', origin: checkin };
		rows.put('issues', wholeRow('issues', { ...row, state }));
		return attendanceOf(rows, project, day, almanacOf(rows)).blockers.length;
	};
	expect(['open', 'accepted', 'resolved', 'closed'].map(blockers)).toEqual([1, 1, 0, 0]);
});

test('who is on leave is away, and not missing', () => {
	const rows = meeting();
	away(rows, ME, '2026-11-24', '2026-11-24');
	const project = rows.get('projects', LAUNCH);
	if (!project) throw new Error('a small project has one');
	const of = (day: Day) => attendanceOf(rows, project, day, almanacOf(rows));
	expect(of('2026-11-24')).toMatchObject({ missing: [LEAD], away: [ME], of: 1 });
	expect(of('2026-11-25')).toMatchObject({ away: [], of: 2 });
	setPerson(rows, ME, { workingWeekdays: [3] });
	expect(of('2026-11-24').away).toEqual([]);
});
