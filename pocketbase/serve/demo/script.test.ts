import { beforeAll, describe, expect, test, vi } from 'vitest';
import { ENTITIES, type AnyRow, type Kind, type Rows, type Task } from '$lib/domain/entities';
import { makeUlid, type Ms } from '$lib/domain/ids';
import { handlePush } from '$lib/domain/protocol/push';
import { wholeRow } from '$lib/domain/rows';
import { attendanceOf } from '$lib/domain/rules/attendance';
import { isOnLeave } from '$lib/domain/rules/calendar';
import { openDependencies } from '$lib/domain/rules/dependencies';
import { issueOverdueDays } from '$lib/domain/rules/issues';
import { overdueDays } from '$lib/domain/rules/overdue';
import { learnShiftCommands } from '$lib/domain/shift';
import { DAY_MS, HOUR_MS, localDay, localMinute } from '$lib/domain/time';
import { MemoryServerStore } from '../../../tests/sim/memory-store';
import type { DemoPush, DemoScript } from '../../hooks/demo-script';
import { makeDemoScript } from './script';
import { demoAlmanac, demoDay, demoZone } from './work-clock';
import type { Lang } from './words';

// One file, as every test here looks at the same organisation, which takes seconds to be made.
learnShiftCommands();

const seed = 'muster-demo-1';
const mondayEvening = Date.parse('2026-11-23T20:10:00+08:00');

const scriptAt = (nowMs: Ms, lang: Lang = 'zh'): DemoScript =>
	makeDemoScript({ seed, nowMs, lang });

type Played = {
	readonly store: MemoryServerStore;
	readonly surprises: readonly string[];
	readonly task: (title: string) => Task | undefined;
};

/** Plays a script as the server does: rows as they are, then every push through the commands. */
function play(script: DemoScript): Played {
	const store = new MemoryServerStore();
	store.start(makeUlid(0, () => 0));
	const boot = store.timeline()[0]?.[0] ?? makeUlid(0, () => 0);
	for (const { kind, row } of script.rows) store.insertRow(kind, completeRow(kind, row));
	const surprises = script.pushes.flatMap((push) => playPush(store, boot, push));
	return {
		store,
		surprises,
		task: (title) => store.all('tasks').find((row) => row.title === title)
	};
}

function completeRow(kind: Kind, row: DemoScript['rows'][number]['row']): AnyRow {
	const unknown = Object.keys(row).filter(
		(name) => name !== 'id' && !Object.hasOwn(ENTITIES[kind].columns, name)
	);
	if (unknown.length > 0) throw new Error(`${kind} has no ${unknown.join()}`);
	return wholeRow(kind, row);
}

function playPush(
	store: MemoryServerStore,
	boot: ReturnType<typeof makeUlid>,
	push: DemoPush
): string[] {
	const person = store.get('people', push.person);
	if (!person) return [`nobody ${push.person}`];
	return push.ops.flatMap(({ sawUpTo, expect: expected = 'applied', ...op }) => {
		const seen =
			sawUpTo === undefined || sawUpTo === null ? undefined : store.findOp(sawUpTo)?.result.mark;
		const head = { boot, seq: store.head() };
		const base = sawUpTo === undefined ? head : (seen ?? null);
		const request = {
			proto: 1,
			device: push.device,
			seen: null,
			ops: [{ ...op, made: null, base }]
		};
		const answer = handlePush(
			store,
			{ id: person.id, role: person.role },
			{ ...request, proto: 1 },
			push.atMs
		);
		const result = 'results' in answer ? answer.results[0] : undefined;
		return result?.outcome === expected
			? []
			: [`${op.name} ${op.id}: ${result?.outcome ?? 'none'} ${result?.code ?? ''}`];
	});
}

function countBy(names: readonly string[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
	return counts;
}

const rowsOf = <K extends Kind>(played: Played, kind: K): readonly Rows[K][] =>
	played.store.all(kind);

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
