import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import {
	deriveRowId,
	type DeviceId,
	type PersonId,
	type ProjectId,
	type TaskId
} from '$lib/domain/ids';
import { membershipId } from '$lib/domain/rules/rights';
import { DAY_MS, addDays, localDay } from '$lib/domain/time';
import type { Op } from '$lib/domain/protocol/wire';
import { startMuster, type Muster } from '../../server/start';
import { HttpClient } from './http';
import { signInSuperuser, startStock, type Stock } from './stock';
import { makeOp, pushOps, recordPath, sendBatch, STATUSES, type Phone } from './taps';

export type Size = {
	/** of the phone that has them all */
	readonly tasks: number;
	readonly bigTasks: number;
	readonly eventsPerBigTask: number;
};

export const PASSWORD = 'muster-bench';

/** The demo organisation with three more projects, on Muster and on a stock PocketBase. */
export type World = {
	readonly muster: Muster;
	readonly stock: Stock;
	/** 64 people in one project, ten tasks each */
	readonly crowd: readonly Phone[];
	/** one person with 500 tasks and the words of a month about half of them */
	readonly holder: Phone & { readonly email: string };
	/** the lead of a project with 2 000 tasks and 30 days of events, and in no other */
	readonly bigLead: Phone;
	readonly bigTasks: number;
	readonly bigEvents: number;
	/** where a page without a server of its own may be served */
	readonly staticPort: number;
	stop(): Promise<void>;
};

const CROWD = 64;
const TASKS_EACH = 10;
const BATCH = 100;
const PUSH = 50;
const HISTORY_DAYS = 30;
const WRITERS = 8;
const zones = { offsetMs: () => 8 * 60 * 60 * 1_000 };
const titles = [
	'核对供应商送货单与入库数量',
	'更新产线三号工位作业指导书',
	'Confirm packaging artwork with the printer',
	'整理客户投诉的检测报告并回传',
	'校准注塑机温度传感器',
	'Prepare the sample batch for field testing',
	'与法务确认合同补充条款',
	'汇总各部门预算差异说明'
];
const notes = [
	'等料,供应商答应明天上午到',
	'已和质量部对过',
	'Waiting for the second sample',
	'图纸版本不对,已退回'
];

const Found = v.object({ items: v.array(v.object({ id: v.string() })) });
const Token = v.object({ token: v.string() });

const days = (nowMs: number) => localDay(nowMs, 'Asia/Shanghai', zones);
const pick = <T>(from: readonly T[], at: number): T => {
	const one = from[at % from.length];
	if (one === undefined) throw new Error('nothing to pick from');
	return one;
};

class Maker {
	readonly #client: HttpClient;
	readonly #token: string;
	readonly #today: string;

	constructor(client: HttpClient, token: string) {
		this.#client = client;
		this.#token = token;
		this.#today = days(Date.now());
	}

	async createAll(collection: string, rows: readonly object[], batch = BATCH): Promise<void> {
		for (let from = 0; from < rows.length; from += batch) {
			const requests = rows
				.slice(from, from + batch)
				.map((body) => ({ method: 'POST', url: recordPath(collection), body }));
			if (!(await sendBatch(this.#client, this.#token, requests)))
				throw new Error(`${collection} could not be filled`);
		}
	}

	async find(collection: string, filter: string): Promise<string> {
		const path = `${recordPath(collection)}?perPage=1&filter=${encodeURIComponent(filter)}`;
		const answer = await this.#client.ask({ method: 'GET', path, token: this.#token });
		const first = v.parse(Found, answer).items[0];
		if (!first) throw new Error(`no ${collection} with ${filter}`);
		return first.id;
	}

	/** A session without its password's slow hash. */
	async phoneOf(person: PersonId, project: ProjectId, tasks: readonly TaskId[]): Promise<Phone> {
		const path = `/api/collections/people/impersonate/${person}`;
		const answer = await this.#client.ask({ path, token: this.#token, body: '{"duration":86400}' });
		const { token } = v.parse(Token, answer);
		const device = deriveRowId<DeviceId>('bench', 'device', person, project);
		return { person, device, token, project, tasks, n: 0, seen: null };
	}

	async people(names: readonly string[], department: string): Promise<PersonId[]> {
		const rows = names.map((key) => ({
			...{ id: deriveRowId<PersonId>('bench', 'person', key), email: `${key}@bench.test` },
			...{ name: key, staffNumber: key, department, role: 'member', active: true, revs: {} },
			...{ password: PASSWORD, passwordConfirm: PASSWORD, verified: true, emailVisibility: false }
		}));
		await this.createAll('people', rows, 8);
		return rows.map((row) => row.id);
	}

	async project(key: string, department: string): Promise<ProjectId> {
		const id = deriveRowId<ProjectId>('bench', 'project', key);
		await this.createAll('projects', [
			{
				...{ id, name: key, scenario: 'blank', state: 'executing', leadDepartment: department },
				...{ startDay: addDays(this.#today, -HISTORY_DAYS), endDay: addDays(this.#today, 60) },
				...{ timeZone: 'Asia/Shanghai', revs: {} }
			}
		]);
		return id;
	}

	async members(project: ProjectId, people: readonly PersonId[], role: string): Promise<void> {
		const rows = people.map((person) => ({
			...{ id: membershipId(project, person), project, person, role, removed: false, revs: {} }
		}));
		await this.createAll('memberships', rows);
	}

	async tasks(project: ProjectId, owners: readonly PersonId[], count: number): Promise<TaskId[]> {
		const rows = Array.from({ length: count }, (_, at) => ({
			...{ id: deriveRowId<TaskId>('bench', 'task', project, String(at)), project, phase: '' },
			...this.plan(at),
			...{ owner: pick(owners, at), position: at + 1, dependencies: [], dueMinute: null },
			...{ status: 'todo', percent: 0, cause: '', expectedDay: '', removed: false, revs: {} }
		}));
		await this.createAll('tasks', rows);
		return rows.map((row) => row.id);
	}

	plan(at: number) {
		return {
			title: `${pick(titles, at)} ${String(at + 1)}`,
			startDay: addDays(this.#today, (at % 40) - 12),
			dueDay: addDays(this.#today, (at % 46) - 5),
			estimateHours: 1 + (at % 16),
			deliverable: at % 3 === 0 ? '检测报告' : ''
		};
	}
}

/** @param log told what is being made, as it takes half a minute */
export async function makeWorld(
	size: Size,
	ports: { muster: number; stock: number; static: number },
	log: (line: string) => void
): Promise<World> {
	const dir = await mkdtemp(join(tmpdir(), 'muster-bench-'));
	const dataDir = join(dir, 'pb');
	const muster = await startMuster({ demo: true, dataDir, port: ports.muster });
	const client = new HttpClient(muster.url, WRITERS);
	try {
		const filled = await fill(muster, client, size, log);
		const stock = await startStock(dataDir, muster.superuser, ports.stock);
		return {
			muster,
			stock,
			...filled,
			staticPort: ports.static,
			async stop() {
				await Promise.all([muster.stop(), stock.stop()]);
				await rm(dir, { recursive: true, force: true });
			}
		};
	} catch (error) {
		await muster.stop();
		await rm(dir, { recursive: true, force: true });
		throw error;
	} finally {
		client.close();
	}
}

type Filled = Omit<World, 'muster' | 'stock' | 'staticPort' | 'stop'>;

async function fill(
	muster: Muster,
	client: HttpClient,
	size: Size,
	log: (line: string) => void
): Promise<Filled> {
	const root = await signInSuperuser(client, muster.superuser);
	await allowBatches(client, root);
	const make = new Maker(client, root);
	const department = await make.find('departments', `head != ''`);
	log('People and projects …');
	const names = Array.from({ length: CROWD }, (_, at) => `b${String(at + 1).padStart(3, '0')}`);
	const people = await make.people([...names, 'holder', 'biglead'], department);
	const [holder, bigLead] = people.splice(CROWD);
	if (!holder || !bigLead) throw new Error('people are missing');
	const crowdProject = await make.project('crowd', department);
	await make.members(crowdProject, people, 'member');
	const crowdTasks = await make.tasks(crowdProject, people, CROWD * TASKS_EACH);
	const crowd = await Promise.all(
		people.map((person, at) =>
			make.phoneOf(
				person,
				crowdProject,
				crowdTasks.filter((_, i) => i % CROWD === at)
			)
		)
	);
	log(`${String(size.tasks)} tasks for one person, through commands …`);
	const held = await fillHolder(make, client, holder, department, size.tasks);
	log(`A project with ${String(size.bigTasks)} tasks and a month of words …`);
	const big = await make.project('big', department);
	await make.members(big, people, 'member');
	await make.members(big, [bigLead], 'lead');
	const bigTasks = await make.tasks(big, people, size.bigTasks);
	const reporters = await Promise.all(
		people.map((person, at) =>
			make.phoneOf(
				person,
				big,
				bigTasks.filter((_, i) => i % CROWD === at)
			)
		)
	);
	const bigEvents = await fillHistory(client, reporters, size.eventsPerBigTask);
	return {
		crowd,
		holder: { ...held, email: 'holder@bench.test' },
		bigLead: await make.phoneOf(bigLead, big, bigTasks),
		bigTasks: size.bigTasks,
		bigEvents
	};
}

async function allowBatches(client: HttpClient, token: string): Promise<void> {
	const batch = { enabled: true, maxRequests: 1_000, timeout: 60, maxBodySize: 64 << 20 };
	const body = JSON.stringify({ batch });
	await client.ask({ method: 'PATCH', path: '/api/settings', token, body });
}

async function fillHolder(
	make: Maker,
	client: HttpClient,
	holder: PersonId,
	department: string,
	count: number
): Promise<Phone> {
	const project = await make.project('holder', department);
	await make.members(project, [holder], 'member');
	const adminId = await make.find('people', `email = 'admin@demo.test'`);
	// found by its own collection
	const admin = await make.phoneOf(adminId as PersonId, project, []);
	const made = Array.from({ length: count }, (_, at) =>
		makeOp(admin, 'task.create', { project, owner: holder, ...make.plan(at) })
	);
	for (let from = 0; from < count; from += PUSH)
		await mustPush(client, admin, made.slice(from, from + PUSH));
	const tasks = made.map((op) => deriveRowId<TaskId>(op.id, 'task'));
	const phone = await make.phoneOf(holder, project, tasks);
	const ops = tasks.flatMap((task, at) => {
		const told = at % 2 === 0 ? 2 : at % 12 === 1 ? 1 : 0;
		const last = at % 2 === 0 ? 'done' : at % 24 === 1 ? 'late' : 'in_progress';
		return wordsAbout(phone, task, told, told === 2 ? ['in_progress', last] : [last]);
	});
	await pushAll(client, phone, ops);
	return phone;
}

/** Words spread over the month that a replica holds, oldest first; a quarter with a note. */
function wordsAbout(phone: Phone, task: TaskId, count: number, said: readonly string[]): Op[] {
	const step = (HISTORY_DAYS * DAY_MS * 0.9) / (count + 1);
	const startMs = Date.now() - HISTORY_DAYS * DAY_MS * 0.95 + Math.random() * step;
	return Array.from({ length: count }, (_, at) => {
		const status = STATUSES.find((known) => known === pick(said, at)) ?? 'done';
		const words = {
			task,
			status,
			...(status === 'late' ? { cause: 'material' as const } : {}),
			...(phone.n % 4 === 0 ? { note: pick(notes, phone.n) } : {}),
			before: { status: 'todo' as const, percent: 0, cause: '' as const, expectedDay: '' }
		};
		return makeOp(phone, 'task.report', words, Math.round(startMs + at * step));
	});
}

async function fillHistory(
	client: HttpClient,
	phones: readonly Phone[],
	eventsEach: number
): Promise<number> {
	const waiting = [...phones];
	let written = 0;
	const write = async (): Promise<void> => {
		for (let phone = waiting.pop(); phone; phone = waiting.pop()) {
			const one = phone;
			const ops = one.tasks.flatMap((task) => wordsAbout(one, task, eventsEach, STATUSES));
			await pushAll(client, one, ops);
			written += ops.length;
		}
	};
	await Promise.all(Array.from({ length: WRITERS }, write));
	return written;
}

async function pushAll(client: HttpClient, phone: Phone, ops: readonly Op[]): Promise<void> {
	for (let from = 0; from < ops.length; from += PUSH)
		await mustPush(client, phone, ops.slice(from, from + PUSH));
}

async function mustPush(client: HttpClient, phone: Phone, ops: readonly Op[]): Promise<void> {
	if (!(await pushOps(client, phone, ops))) throw new Error('a push of the bench data was refused');
}
