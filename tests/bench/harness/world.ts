import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deriveRowId, type PersonId, type TaskId } from '$lib/domain/ids';
import { DAY_MS } from '$lib/domain/time';
import type { Op } from '$lib/domain/protocol/wire';
import { startMuster, type Muster } from '../../server/start';
import { HttpClient } from './http';
import { Maker, pick } from './maker';
import { startStock, type Stock } from './stock';
import { makeOp, mustPush, pushAll, STATUSES, type Phone } from './taps';

export type Size = {
	/** of the phone that has them all */
	readonly tasks: number;
	readonly bigTasks: number;
	readonly eventsPerBigTask: number;
};

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
const PUSH = 50;
const HISTORY_DAYS = 30;
const WRITERS = 8;
const notes = [
	'等料,供应商答应明天上午到',
	'已和质量部对过',
	'Waiting for the second sample',
	'图纸版本不对,已退回'
];

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
	const make = await Maker.of(client, muster);
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
