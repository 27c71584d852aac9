import { describe, expect, test, vi } from 'vitest';
import { attendanceOf } from '$lib/domain/rules/attendance';
import { isOnLeave } from '$lib/domain/rules/calendar';
import { overdueDays } from '$lib/domain/rules/overdue';
import { DAY_MS, HOUR_MS, localDay } from '$lib/domain/time';
import type { DemoScript } from '../../hooks/demo-script';
import {
	countBy,
	mondayEvening,
	play,
	rowsOf,
	scriptAt
} from '../../../tests/fixtures/played-demo';
import { makeDemoScript } from './script';
import { demoAlmanac, demoDay, demoZone } from './work-clock';

describe('the script', () => {
	test('is the same for the same seed and day, and another for another seed', () => {
		const later = mondayEvening + 90 * 60_000;
		expect(scriptAt(later)).toEqual(scriptAt(mondayEvening));
		const other = makeDemoScript({ seed: 'another', nowMs: mondayEvening, lang: 'zh' });
		expect(other.accounts[0]?.person).not.toBe(scriptAt(mondayEvening).accounts[0]?.person);
	});

	test('goes on later in the day where it ended earlier', () => {
		const morning = scriptAt(Date.parse('2026-11-23T07:00:00+08:00'));
		const evening = scriptAt(mondayEvening);
		expect(evening.rows).toEqual(morning.rows);
		expect(evening.pushes.slice(0, morning.pushes.length)).toEqual(morning.pushes);
		expect(evening.pushes.length).toBeGreaterThan(morning.pushes.length);
	});

	test('works elsewhere where that is asked for', () => {
		vi.stubEnv('MUSTER_DEMO_ZONE', 'America/Sao_Paulo');
		const { rows } = scriptAt(Date.parse('2026-11-23T18:30:00-03:00'));
		vi.unstubAllEnvs();
		const zones = rows.map(({ row }) => ('timeZone' in row ? row['timeZone'] : undefined));
		expect(new Set(zones.filter(Boolean))).toEqual(new Set(['America/Sao_Paulo']));
		expect(rows).not.toEqual(scriptAt(mondayEvening).rows);
	});

	test('is another one from midnight in Shanghai on, and not before', () => {
		const midnight = Date.parse('2026-11-24T00:00:00+08:00');
		const daysAt = [midnight - 1, midnight, midnight + DAY_MS - 1].map(demoDay);
		expect(daysAt).toEqual(['2026-11-23', '2026-11-24', '2026-11-24']);
		const [before, after, end] = [midnight - 1, midnight, midnight + DAY_MS - 1].map(
			(nowMs) => scriptAt(nowMs).rows
		);
		expect(after).not.toEqual(before);
		expect(after).toEqual(end);
	});

	test('has the same ids and shape in English, and no Chinese but in it', () => {
		const chinese = scriptAt(mondayEvening);
		const english = scriptAt(mondayEvening, 'en');
		const shapeOf = (script: DemoScript): unknown => [
			script.rows.map(({ kind, row }) => [kind, row.id]),
			script.pushes.map(({ atMs, person, ops }) => [atMs, person, ops.map((op) => op.id)])
		];
		expect(shapeOf(english)).toEqual(shapeOf(chinese));
		expect(JSON.stringify(english)).not.toMatch(/\p{Script=Han}/u);
	});

	test('leaves the member of staff something for now, for later and to check in for, at any hour of any day', () => {
		for (let day = 0; day < 7; day++)
			for (const hour of [0, 9, 16, 23]) {
				const nowMs = Date.parse('2026-11-27T00:30:00+08:00') + day * DAY_MS + hour * HOUR_MS;
				const script = scriptAt(nowMs);
				const staff = script.accounts.find(({ email }) => email === 'staff@demo.test')?.person;
				const { store } = play(script);
				const tasks = store.list('tasks', 'owner', staff ?? '');
				const today = demoDay(nowMs);
				const later = tasks.filter(({ status, dueDay }) => status === 'todo' && dueDay > today);
				const checkins = store.list('checkins', 'person', staff ?? '');
				const at = new Date(nowMs).toISOString();
				expect(
					tasks.some(({ status }) => status === 'in_progress'),
					at
				).toBe(true);
				expect(later.length, at).toBeGreaterThan(4);
				expect(
					checkins.filter((row) => row.day === today),
					at
				).toEqual([]);
			}
	});

	test.each([
		['a Saturday', '2026-11-21T11:00:00+08:00'],
		['before work', '2026-11-23T06:30:00+08:00'],
		['a Monday noon', '2026-11-23T12:30:00+08:00'],
		['New Year', '2027-01-01T10:00:00+08:00'],
		['a leap day', '2028-02-29T16:00:00+08:00']
	])('is whole and alive on %s', (_name, text) => {
		const nowMs = Date.parse(text);
		const script = scriptAt(nowMs);
		const played = play(script);
		expect(played.surprises).toEqual([]);
		for (const push of script.pushes) expect(push.atMs).toBeLessThanOrEqual(nowMs);
		const staff = script.accounts.find((account) => account.email === 'staff@demo.test')?.person;
		const open = played.store
			.list('tasks', 'owner', staff ?? '')
			.filter((row) => row.status !== 'done');
		expect(open.length).toBeGreaterThanOrEqual(6);
		expect(countBy(open.map((task) => task.status))).toMatchObject({ late: 1 });
		const overdue = open.filter(
			(task) => overdueDays(task, { timeZone: demoZone() }, nowMs, demoAlmanac) !== null
		);
		expect(overdue.map((task) => task.title)).toContain('提交首批样品');
	});
});

describe('the demo’s calendar', () => {
	test('knows China’s holidays and make-up days, somebody part-time, and who is away', () => {
		const script = scriptAt(mondayEvening);
		const played = play(script);
		const days = rowsOf(played, 'calendar_days');
		expect(days.find(({ day }) => day === '2026-10-01')).toMatchObject({ work: false });
		expect(days.find(({ day }) => day === '2026-10-10')).toMatchObject({ work: true });
		expect(rowsOf(played, 'people').some((one) => one.workingWeekdays !== null)).toBe(true);
		const today = localDay(mondayEvening, demoZone(), demoAlmanac);
		const project = rowsOf(played, 'projects').find((row) => row.scenario === 'lifecycle');
		if (!project) throw new Error('a project of each scenario');
		const attendance = attendanceOf(played.store, project, today, demoAlmanac);
		expect(attendance.away).toHaveLength(1);
		expect(attendance.missing).not.toContain(attendance.away[0]);
	});

	test('has nobody on leave say anything', () => {
		const played = play(scriptAt(mondayEvening));
		for (const { person, occurredAt } of rowsOf(played, 'status_events'))
			expect(isOnLeave(played.store, person, localDay(occurredAt, demoZone(), demoAlmanac))).toBe(
				false
			);
		for (const { person, day } of rowsOf(played, 'checkins'))
			expect(isOnLeave(played.store, person, day)).toBe(false);
	});
});
