import * as v from 'valibot';
import {
	deriveRowId,
	type DeviceId,
	type PersonId,
	type ProjectId,
	type TaskId
} from '$lib/domain/ids';
import { membershipId } from '$lib/domain/rules/rights';
import { addDays, localDay } from '$lib/domain/time';
import type { Muster } from '../../server/start';
import type { HttpClient } from './http';
import { signInSuperuser } from './stock';
import { recordPath, sendBatch, type Phone } from './taps';

export const PASSWORD = 'muster-bench';
const BATCH = 100;
const STARTED_DAYS_AGO = 30;
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

const Found = v.object({ items: v.array(v.object({ id: v.string() })) });
const SqlAnswer = v.object({ rows: v.array(v.array(v.unknown())) });
const Token = v.object({ token: v.string() });

const days = (nowMs: number) => localDay(nowMs, 'Asia/Shanghai', zones);
export const pick = <T>(from: readonly T[], at: number): T => {
	const one = from[at % from.length];
	if (one === undefined) throw new Error('nothing to pick from');
	return one;
};

/** Fills a running server with rows of a bench's own, as its superuser. */
export class Maker {
	readonly #client: HttpClient;
	readonly #token: string;
	readonly #today: string;

	static async of(client: HttpClient, { superuser }: Muster): Promise<Maker> {
		const token = await signInSuperuser(client, superuser);
		await allowBatches(client, token);
		return new Maker(client, token);
	}

	private constructor(client: HttpClient, token: string) {
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

	/** Rows of a SELECT; any other statement is done and gives none. */
	async sql(query: string): Promise<readonly unknown[][]> {
		const body = JSON.stringify({ query });
		const answer = await this.#client.ask({ path: '/api/sql', token: this.#token, body });
		return v.parse(SqlAnswer, answer).rows;
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
		return { person, device, token, project, tasks, n: 0, stockN: 0, seen: null };
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
				...{ startDay: addDays(this.#today, -STARTED_DAYS_AGO), endDay: addDays(this.#today, 60) },
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

async function allowBatches(client: HttpClient, token: string): Promise<void> {
	const batch = { enabled: true, maxRequests: 1_000, timeout: 60, maxBodySize: 64 << 20 };
	const body = JSON.stringify({ batch });
	await client.ask({ method: 'PATCH', path: '/api/settings', token, body });
}
