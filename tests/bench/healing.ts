import { cp, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { reportFieldsOf } from '$lib/domain/commands/report';
import { startEngine, type EnginePhone } from '../api/support/engine-phone';
import type { Bench } from './harness/bench';
import { atMost, atMostTimes, type Figure } from './harness/figure';
import { startSite, type Site } from './harness/site';
import { sum } from './harness/stats';
import { STATUSES, type Phone } from './harness/taps';

const PROJECTS = 10;
const PER_PROJECT = 5;
const TASKS_EACH = 4;
const LOOK_EVERY_MS = 50;
const PATIENCE_MS = 120_000;

const COUNT_SQL = `SELECT count(*) FROM ops WHERE name = 'task.report' AND outcome <> 'refused'`;
const REFUSED_SQL = `SELECT count(*) FROM ops WHERE outcome = 'refused'`;
const KINDS = ['task', 'event', 'conflict'] as const;
/** Of these kinds, in one cell each: the answer to a query ends after so many rows. */
const ROWS_SQL = [
	`SELECT json_group_array(json_array('task', id, status, percent, cause, expectedDay, removed) ORDER BY id) FROM tasks`,
	`SELECT json_group_array(json_array('event', id, task, person, op, action, "from", "to", percent, note, cause, expectedDay, effective, occurredAt) ORDER BY id) FROM status_events`,
	// Who stands against the author, and with what, the screens read from the task itself.
	`SELECT json_group_array(json_array('conflict', id, task, author, open,
		(SELECT json_group_object(key, value ->> 'mine') FROM json_each(fields))) ORDER BY id) FROM conflicts`
];

const Rows = v.array(v.array(v.unknown()));
type Table = ReadonlyMap<string, string>;
type Running = Omit<EnginePhone, 'name'>;
type Crowd = {
	readonly owners: readonly Phone[];
	readonly engines: readonly Running[];
	online: boolean;
};

/** Every project has a lead, who speaks about everybody's tasks. */
async function makeOwners({ make }: Site): Promise<Phone[]> {
	const department = await make.find('departments', `head != ''`);
	const names = Array.from({ length: PROJECTS * PER_PROJECT }, (_, at) => `heal${String(at)}`);
	const people = await make.people(names, department);
	const teams = Array.from({ length: PROJECTS }, async (_, at) => {
		const team = people.slice(at * PER_PROJECT, (at + 1) * PER_PROJECT);
		const project = await make.project(`heal ${String(at)}`, department);
		await make.members(project, team.slice(0, 1), 'lead');
		await make.members(project, team.slice(1), 'member');
		const tasks = await make.tasks(project, team, team.length * TASKS_EACH);
		const own = (of: number) => tasks.filter((_id, i) => of === 0 || i % team.length === of);
		return await Promise.all(team.map((person, i) => make.phoneOf(person, project, own(i))));
	});
	return (await Promise.all(teams)).flat();
}

async function startCrowd(site: Site): Promise<Crowd> {
	const owners = await makeOwners(site);
	const crowd = { owners, engines: [] as Running[], online: true };
	const send = (path: string, init?: RequestInit): Promise<Response> =>
		crowd.online ? fetch(site.muster.url + path, init) : Promise.reject(new TypeError('offline'));
	for (const owner of owners) crowd.engines.push(await startEngine(owner, send));
	await until(() => crowd.engines.every(({ engine }) => !engine.status.empty));
	return crowd;
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<boolean> {
	const deadline = performance.now() + PATIENCE_MS;
	while (performance.now() < deadline) {
		if (await isSo()) return true;
		await sleep(LOOK_EVERY_MS);
	}
	return false;
}

async function tapAll({ owners, engines }: Crowd, tapsEach: number): Promise<void> {
	for (const [at, { engine }] of engines.entries()) {
		const tasks = owners[at]?.tasks ?? [];
		const kept = Array.from({ length: tapsEach }, async (_, n) => {
			const task = engine.view.get('tasks', tasks[n % tasks.length] ?? '');
			if (!task) throw new Error('the phone does not have its task');
			const status = STATUSES[(at + n) % STATUSES.length] ?? 'done';
			const words = {
				task: task.id,
				status,
				percent: n % 100,
				note: `${String(at)}, ${String(n)}`
			};
			await engine.dispatch('task.report', { ...words, before: reportFieldsOf(task) }).stored;
		});
		await Promise.all(kept);
	}
}

const cell = async ({ make }: Site, query: string): Promise<string> =>
	String((await make.sql(query))[0]?.[0]);

/** The network is there: how long until the log holds so many ops. */
async function untilLogged(site: Site, crowd: Crowd, count: number): Promise<number> {
	const startedAt = performance.now();
	crowd.online = true;
	for (const { engine } of crowd.engines) engine.wake();
	await until(async () => Number(await cell(site, COUNT_SQL)) >= count);
	const ms = performance.now() - startedAt;
	await until(() => crowd.engines.every(({ engine }) => engine.status.queued === 0));
	return ms;
}

/** Every row as text, by its kind and id. */
async function readRows(site: Site): Promise<Table> {
	const tables = await Promise.all(ROWS_SQL.map((query) => cell(site, query)));
	const rows = tables.flatMap((table) => v.parse(Rows, JSON.parse(table)));
	return new Map(rows.map((row) => [row.slice(0, 2).join(' '), JSON.stringify(row)]));
}

/** Rows of one kind that are not as before, gone or new. */
function differing(kind: string, before: Table, after: Table): string[] {
	const all = [...new Set([...before.keys(), ...after.keys()])];
	return all
		.filter((key) => key.startsWith(`${kind} `) && before.get(key) !== after.get(key))
		.map((key) => `${before.get(key) ?? 'none'} → ${after.get(key) ?? 'none'}`);
}

/** Swaps the data for a copy while the server is down. */
async function putBack({ muster }: Site, backup: string): Promise<void> {
	await muster.kill9();
	await rm(muster.dataDir, { recursive: true });
	await cp(backup, muster.dataDir, { recursive: true });
	await muster.restart();
}

type Healed = {
	readonly ops: number;
	readonly sentMs: number;
	readonly healedMs: number;
	readonly missing: number;
	readonly refused: number;
	readonly rows: number;
	/** per kind, those that are not as before */
	readonly changed: readonly (readonly string[])[];
};

async function heal(site: Site, tapsEach: number): Promise<Healed> {
	const backup = `${site.muster.dataDir}-backup`;
	const crowd = await startCrowd(site);
	try {
		await site.muster.kill9();
		await cp(site.muster.dataDir, backup, { recursive: true });
		await site.muster.restart();
		const [others, refusedThen] = [await cell(site, COUNT_SQL), await cell(site, REFUSED_SQL)];
		crowd.online = false;
		await tapAll(crowd, tapsEach);
		const ops = crowd.engines.length * tapsEach;
		const sentMs = await untilLogged(site, crowd, Number(others) + ops);
		const before = await readRows(site);
		crowd.online = false;
		await putBack(site, backup);
		const healedMs = await untilLogged(site, crowd, Number(others) + ops);
		const missing = Number(others) + ops - Number(await cell(site, COUNT_SQL));
		const refused = Number(await cell(site, REFUSED_SQL)) - Number(refusedThen);
		const after = await readRows(site);
		const changed = KINDS.map((kind) => differing(kind, before, after));
		return { ops, sentMs, healedMs, missing, refused, rows: before.size, changed };
	} finally {
		for (const { engine } of crowd.engines) engine.stop();
	}
}

function figuresOf(healed: Healed, phones: number): Figure[] {
	const { ops, sentMs, healedMs, missing, refused, rows, changed } = healed;
	const perSecond = (ms: number): string => `${Math.round((ops * 1_000) / ms)} ops/s`;
	const failures = missing + refused + sum(changed.map((list) => list.length));
	const byKind = KINDS.map((kind, at) => `${changed[at]?.length ?? 0} ${kind}s`).join(', ');
	const examples = changed.flatMap((list) => list.slice(0, 1));
	const suchAs = examples.length === 0 ? '' : `, such as ${examples.join('; ')}`;
	const what = `restored server, ${phones} phones, ${ops} ops`;
	return [
		{
			name: `${what}: until all are back`,
			value: healedMs,
			unit: 'ms',
			goals: [atMostTimes(2, healedMs, sentMs)],
			reference: { name: 'the same ops sent the first time', value: sentMs },
			note: `${perSecond(healedMs)} (reference ${perSecond(sentMs)}); the app's own engines in one Node process, storage in memory; five phones in a project, the lead speaks about everybody's tasks`
		},
		{
			name: `${what}: ops and rows that are not as before`,
			value: failures,
			unit: 'failures',
			goals: [atMost(0, 'failures', failures)],
			reference: null,
			note: `${missing} ops missing, ${refused} refused, of ${rows} rows ${byKind} differ${suchAs}`
		}
	];
}

export const healing: Bench = {
	name: 'healing',
	async run(_world, quick) {
		const site = await startSite();
		try {
			const healed = await heal(site, quick ? 40 : 200);
			return figuresOf(healed, PROJECTS * PER_PROJECT);
		} finally {
			await site.stop();
		}
	}
};
