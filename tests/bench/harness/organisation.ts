import type { Maker } from './maker';

/** What an organisation of 1 × has, beside the scope that is measured. */
export const ORGANISATION = {
	departments: 4,
	people: 200,
	projects: 20,
	tasks: 1_000,
	events: 4_000,
	ops: 4_000
} as const;

const CHUNK = 5_000;
const PARTS_EACH = 10;

type Size = Record<keyof typeof ORGANISATION, number>;

/** An id of `prefix` and a number that an SQL expression gives. */
const id = (prefix: string, number: string): string =>
	`printf('${prefix}%0${String(15 - prefix.length)}d', ${number})`;
const among = (prefix: string, count: number, number = 'i'): string =>
	id(prefix, `(${number}) % ${String(count)}`);

/** What is filled, in the order of references; `i` counts from 0. */
function inserts(size: Size): readonly (readonly [count: number, sql: string])[] {
	const { departments, people, projects, tasks, events, ops } = size;
	const task = among('growt', tasks);
	const project = among('growj', projects, `i % ${String(tasks)}`);
	const person = among('growp', people, `i % ${String(tasks)}`);
	const nowMs = String(Date.now());
	return [
		[
			departments,
			`INSERT INTO departments (id, name, position, revs) SELECT ${id('growd', 'i')}, 'Department ' || i, i, '{}'`
		],
		[
			people,
			`INSERT INTO people (id, name, staffNumber, role, active, department, tokenKey, revs)
			SELECT ${id('growp', 'i')}, 'Person ' || i, 'G' || i, 'member', 1, ${among('growd', departments)}, lower(hex(randomblob(25))), '{}'`
		],
		[
			projects,
			`INSERT INTO projects (id, name, scenario, state, leadDepartment, timeZone, revs)
			SELECT ${id('growj', 'i')}, 'Project ' || i, 'blank', 'executing', ${among('growd', departments)}, 'Asia/Shanghai', '{}'`
		],
		[
			projects,
			`INSERT INTO project_departments (id, project, department, part, revs)
			SELECT ${id('growx', 'i')}, ${id('growj', 'i')}, ${among('growd', departments)}, 'lead', '{}'`
		],
		[
			projects * PARTS_EACH,
			`INSERT INTO memberships (id, project, person, role, removed, revs)
			SELECT ${id('growm', 'i')}, ${among('growj', projects)}, ${among('growp', people)}, 'member', 0, '{}'
			ON CONFLICT DO NOTHING`
		],
		[
			tasks,
			`INSERT INTO tasks (id, project, title, owner, status, position, dependencies, revs)
			SELECT ${id('growt', 'i')}, ${project}, 'Task ' || i, ${person}, 'todo', i, '[]', '{}'`
		],
		[
			events,
			`INSERT INTO status_events (id, project, task, person, op, action, "from", "to", effective, occurredAt, receivedAt, before, revs)
			SELECT ${id('growe', 'i')}, ${project}, ${task}, ${person}, printf('01GR%022d', i), 'report', 'todo', 'late', 1, ${nowMs}, ${nowMs}, '{}', '{}'`
		],
		[
			ops,
			`INSERT INTO ops (id, person, device, n, name, v, target, args, made, base, fork, was, clientAt, occurredAt, receivedAt, outcome, result)
			SELECT printf('01GR%022d', i), ${person}, ${person}, i, 'task.report', 1, 'tasks/' || ${task}, '{}', 'null', 'null', 'null', 'null',
				${nowMs}, ${nowMs}, ${nowMs}, 'applied', '{}'`
		]
	];
}

/** By SQL, as the counters and the changes are kept by triggers: commands would take minutes. */
export async function fillOrganisation(make: Maker, times: number): Promise<void> {
	const size: Size = { ...ORGANISATION };
	for (const key of Object.keys(ORGANISATION) as (keyof Size)[]) size[key] *= times;
	for (const [count, sql] of inserts(size))
		for (let from = 0; from < count; from += CHUNK)
			await make.sql(upTo(sql, from, Math.min(from + CHUNK, count)));
}

function upTo(sql: string, from: number, until: number): string {
	const counting = `WITH RECURSIVE counted(i) AS (SELECT ${String(from)} UNION ALL SELECT i + 1 FROM counted WHERE i < ${String(until - 1)})`;
	const [head = '', tail = ''] = sql.split('ON CONFLICT');
	const conflict = tail === '' ? '' : ` WHERE true ON CONFLICT ${tail}`;
	return `${counting} ${head} FROM counted${conflict}`;
}
