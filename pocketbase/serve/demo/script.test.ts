import { beforeAll, describe, expect, test } from 'vitest';
import type { Ms } from '$lib/domain/ids';
import { openDependencies } from '$lib/domain/rules/dependencies';
import { issueOverdueDays } from '$lib/domain/rules/issues';
import { overdueDays } from '$lib/domain/rules/overdue';
import { DAY_MS, localDay, localMinute } from '$lib/domain/time';
import type { DemoScript } from '../../hooks/demo-script';
import {
	countBy,
	mondayEvening,
	play,
	rowsOf,
	scriptAt,
	type Played
} from '../../../tests/fixtures/played-demo';
import { demoAlmanac, demoZone } from './work-clock';

describe('the demo organisation on a Monday evening', () => {
	let script: DemoScript;
	let played: Played;
	let accountOf: (email: string) => string;
	beforeAll(() => {
		script = scriptAt(mondayEvening);
		played = play(script);
		accountOf = (email) => script.accounts.find((account) => account.email === email)?.person ?? '';
	});

	test('every op is taken as the script says', () => {
		expect(played.surprises).toEqual([]);
	});

	test('it has as many departments, people, projects and tasks as promised', () => {
		expect(rowsOf(played, 'departments').length).toBeGreaterThanOrEqual(6);
		expect(rowsOf(played, 'people').length).toBeGreaterThanOrEqual(40);
		const scenarios = rowsOf(played, 'projects').map((project) => project.scenario);
		expect([...scenarios].sort()).toEqual(['budget', 'campaign', 'complaint', 'lifecycle']);
		const perProject = countBy(rowsOf(played, 'tasks').map((task) => task.project));
		for (const count of Object.values(perProject)) {
			expect(count).toBeGreaterThanOrEqual(45);
			expect(count).toBeLessThanOrEqual(60);
		}
		expect(
			rowsOf(played, 'tasks').filter((task) => task.dependencies.length > 0).length
		).toBeGreaterThan(120);
	});

	test('its history is sixty days long and ends before now', () => {
		const times = script.pushes.map((push) => push.atMs);
		expect(Math.min(...times)).toBeLessThan(mondayEvening - 60 * DAY_MS);
		expect(Math.max(...times)).toBeLessThanOrEqual(mondayEvening);
		expect(Math.max(...times)).toBeGreaterThan(mondayEvening - 10 * 3_600_000);
		expect(times).toEqual([...times].sort((a, b) => a - b));
		for (const op of script.pushes.flatMap((push) => push.ops))
			expect(op.clientAt).toBeLessThanOrEqual(mondayEvening);
	});

	test('people report on working days, between eight and six', () => {
		for (const { occurredAt } of rowsOf(played, 'status_events')) {
			expect(demoAlmanac.isWorkingDay(localDay(occurredAt, demoZone(), demoAlmanac))).toBe(true);
			const minute = localMinute(occurredAt, demoZone(), demoAlmanac);
			expect(minute).toBeGreaterThanOrEqual(8 * 60);
			expect(minute).toBeLessThanOrEqual(18 * 60);
		}
	});

	test('statuses are spread, and differ with how far a project is', () => {
		const counts = countBy(rowsOf(played, 'tasks').map((task) => task.status));
		expect(counts['done']).toBeGreaterThan(80);
		expect(counts['todo']).toBeGreaterThan(40);
		expect(counts['in_progress']).toBeGreaterThan(8);
		expect(counts['late']).toBeGreaterThan(1);
		const doneShare = (scenario: string): number => {
			const project = rowsOf(played, 'projects').find((row) => row.scenario === scenario);
			const tasks = played.store.list('tasks', 'project', project?.id ?? '');
			return tasks.filter((task) => task.status === 'done').length / tasks.length;
		};
		expect(doneShare('budget')).toBeLessThan(0.35);
		expect(doneShare('complaint')).toBeGreaterThan(0.6);
	});

	test('nothing is done before what it waits for', () => {
		for (const task of rowsOf(played, 'tasks').filter((row) => row.status === 'done'))
			expect(openDependencies(played.store, task.dependencies), task.title).toEqual([]);
	});

	test('nobody begins what still waits for something', () => {
		const doneAt = new Map<string, Ms>();
		const events = [...rowsOf(played, 'status_events')].sort((a, b) => a.occurredAt - b.occurredAt);
		for (const event of events) {
			const task = played.store.get('tasks', event.task);
			if (event.to === 'done') doneAt.set(event.task, event.occurredAt);
			if (event.to !== 'in_progress' || event.action !== 'report') continue;
			for (const id of task?.dependencies ?? [])
				expect(doneAt.get(id), task?.title).toBeLessThan(event.occurredAt);
		}
	});

	test('a few tasks are overdue', () => {
		const overdue = rowsOf(played, 'tasks').filter((task) => {
			const days = overdueDays(task, { timeZone: demoZone() }, mondayEvening, demoAlmanac);
			return days !== null && days > 0;
		});
		expect(overdue.length).toBeGreaterThanOrEqual(3);
		expect(overdue.length).toBeLessThanOrEqual(15);
	});

	test('late reports say why, and leads answer most of what they are told', () => {
		const events = rowsOf(played, 'status_events').filter((event) => event.action === 'report');
		const late = events.filter((event) => event.to === 'late');
		expect(late.filter((event) => event.cause !== '').length).toBeGreaterThan(late.length / 2);
		const told = events.filter((event) => event.to !== 'in_progress');
		const answered = told.filter((event) => event.acknowledgedBy !== '');
		expect(answered.length).toBeGreaterThan(told.length * 0.5);
		expect(rowsOf(played, 'status_events').some((event) => event.action === 'undo')).toBe(true);
	});

	test('problems were reported, and stand in every state, some of them overdue', () => {
		const issues = rowsOf(played, 'issues');
		const states = countBy(issues.map(({ state }) => state));
		expect(Object.keys(states).sort()).toEqual([
			...['accepted', 'closed', 'open', 'resolved', 'withdrawn']
		]);
		expect(issues.filter(({ escalated }) => escalated)).toHaveLength(1);
		const overdue = issues.filter((issue) => {
			const days = issueOverdueDays(issue, { timeZone: demoZone() }, mondayEvening, demoAlmanac);
			return days !== null && days > 0;
		});
		expect(overdue.length).toBeGreaterThanOrEqual(2);
		const led = accountOf('lead@demo.test');
		expect(issues.some(({ solver, state }) => solver === led && state === 'accepted')).toBe(true);
		const named = issues.filter(({ source, task }) => source === 'manual' && task !== '');
		expect(named.length).toBeGreaterThan(8);
	});

	test('some reports arrived hours after they were made', () => {
		const slow = rowsOf(played, 'status_events').filter(
			(event) => event.receivedAt - event.occurredAt > 30 * 60_000
		);
		expect(slow.length).toBeGreaterThanOrEqual(3);
	});

	test('two disagreements are open, none of them with the member of staff', () => {
		const open = rowsOf(played, 'conflicts').filter((conflict) => conflict.open);
		expect(open).toHaveLength(2);
		for (const conflict of open) expect(conflict.author).not.toBe(accountOf('staff@demo.test'));
	});

	test('what a report says was before is what was', () => {
		const shown = new Map<string, unknown>();
		const events = [...rowsOf(played, 'status_events')].sort((a, b) => a.receivedAt - b.receivedAt);
		for (const event of events.filter((row) => row.effective)) {
			expect(event.from).toBe(shown.get(event.task) ?? 'todo');
			shown.set(event.task, event.to);
		}
	});

	test('the member of staff works in a project of the lead, with tasks of every kind', () => {
		const staff = accountOf('staff@demo.test');
		const project = rowsOf(played, 'projects').find((row) => row.scenario === 'lifecycle');
		const lead = played.store
			.list('memberships', 'project', project?.id ?? '')
			.find((row) => row.role === 'lead');
		expect(lead?.person).toBe(accountOf('lead@demo.test'));
		const tasks = played.store
			.list('tasks', 'owner', staff)
			.filter((task) => task.project === project?.id);
		const open = tasks.filter((task) => task.status !== 'done');
		expect(open.length).toBeGreaterThanOrEqual(6);
		expect(countBy(open.map((task) => task.status))).toMatchObject({ late: 1, in_progress: 3 });
		expect(open.some((task) => task.dueDay === '2026-11-23' && task.status === 'todo')).toBe(true);
		expect(open.filter((task) => task.dueDay < '2026-11-23')).toHaveLength(1);
		expect(open.filter((task) => task.dueDay > '2026-11-23').length).toBeGreaterThanOrEqual(4);
		expect(open.some((task) => task.dueDay === '2026-11-23' && task.dueMinute === 1410)).toBe(true);
		const answered = played.store
			.list('status_events', 'task', played.task('清点到货 38 箱')?.id ?? '')
			.filter((event) => event.acknowledgedBy === accountOf('lead@demo.test'));
		expect(answered).toHaveLength(1);
	});

	test('the accounts that are told have the roles they are told with', () => {
		const role = (email: string): string | undefined =>
			rowsOf(played, 'people').find((person) => person.id === accountOf(email))?.role;
		expect(role('admin@demo.test')).toBe('admin');
		expect(role('exec@demo.test')).toBe('executive');
		expect(role('staff@demo.test')).toBe('member');
		const heads = rowsOf(played, 'departments').map((department) => department.head);
		expect(heads).toContain(accountOf('head@demo.test'));
		const { accounts } = script;
		expect(accounts.find((account) => account.email === 'staff@demo.test')?.staffNumber).toBe(
			'20417'
		);
		expect(new Set(accounts.map((account) => account.staffNumber)).size).toBe(accounts.length);
	});
});
