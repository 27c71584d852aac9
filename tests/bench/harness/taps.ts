import { DAY_MS } from '$lib/domain/time';
import {
	makeUlid,
	deriveRowId,
	type DeviceId,
	type PersonId,
	type TaskId,
	type ProjectId
} from '$lib/domain/ids';
import type { Mark } from '$lib/domain/mark';
import type { CommandArgs, CommandName } from '$lib/domain/registry';
import type { Op } from '$lib/domain/protocol/wire';
import type { ReportFields } from '$lib/domain/entities';
import * as v from 'valibot';
import { MAX_OPS_PER_PUSH, PROTO, PushAnswerSchema } from '$lib/domain/protocol/wire';
import type { HttpClient } from './http';

export const STATUSES = ['in_progress', 'late', 'done'] as const;
export type Said = (typeof STATUSES)[number];

/** One person on one device, as the server sees it. */
export type Phone = {
	readonly person: PersonId;
	readonly device: DeviceId;
	readonly token: string;
	readonly project: ProjectId;
	readonly tasks: readonly TaskId[];
	/** counts this phone's ops */
	n: number;
	/** counts its taps on the stock server: each side goes through all the tasks in turn */
	stockN: number;
	seen: Mark | null;
};

const blank: ReportFields = { status: 'todo', percent: 0, cause: '', expectedDay: '' };

export function makeOp<N extends CommandName>(
	phone: Phone,
	name: N,
	args: CommandArgs[N],
	clientAt = Date.now()
): Op {
	const id = makeUlid(clientAt, Math.random);
	const { seen } = phone;
	return { id, n: ++phone.n, name, v: 1, args, clientAt, offsetMs: 0, made: seen, base: seen };
}

/** A phone's tap number `n`: another task each time, another word each round. */
function tapAt({ tasks }: Phone, n: number): { task: TaskId; status: Said } {
	const task = tasks[n % tasks.length];
	const status = STATUSES[Math.floor(n / tasks.length) % STATUSES.length];
	if (task === undefined || status === undefined) throw new Error('the phone has no tasks');
	return { task, status };
}

/** The next tap on the stock server. */
export function nextStockTap(phone: Phone): { task: TaskId; status: Said } {
	return tapAt(phone, phone.stockN++);
}

export function tapOps(phone: Phone, count: number): Op[] {
	return Array.from({ length: count }, () =>
		makeOp(phone, 'task.report', { ...tapAt(phone, phone.n), before: blank })
	);
}

/** One push; true when every op was decided and none was refused. */
export async function pushOps(
	client: HttpClient,
	phone: Phone,
	ops: readonly Op[]
): Promise<boolean> {
	const { device, seen, token } = phone;
	const body = JSON.stringify({ proto: PROTO, device, seen, ops });
	const { status, text } = await client.send({ path: '/api/muster/push', token, body });
	if (status !== 200) return false;
	const answer = v.safeParse(PushAnswerSchema, JSON.parse(text));
	if (!answer.success || !('results' in answer.output)) return false;
	phone.seen = answer.output.head;
	return answer.output.results.every(({ outcome }) => outcome === 'applied' || outcome === 'noop');
}

export async function pushAll(client: HttpClient, phone: Phone, ops: readonly Op[]): Promise<void> {
	for (let from = 0; from < ops.length; from += MAX_OPS_PER_PUSH)
		await mustPush(client, phone, ops.slice(from, from + MAX_OPS_PER_PUSH));
}

export async function mustPush(
	client: HttpClient,
	phone: Phone,
	ops: readonly Op[]
): Promise<void> {
	if (!(await pushOps(client, phone, ops))) throw new Error('a push of the bench data was refused');
}

/** What a tap writes, as three record requests: the task, its event, and the line of the log. */
export function tapRequests(phone: Phone): unknown[] {
	const nowMs = Date.now();
	const { task, status } = nextStockTap(phone);
	const counted = { ...phone, n: phone.stockN - 1 };
	const op = makeOp(counted, 'task.report', { task, status, before: blank }, nowMs);
	const { person, device, project } = phone;
	const rev = { seq: nowMs % DAY_MS, person, device, n: op.n, op: op.id, at: nowMs };
	const percent = status === 'done' ? 100 : 0;
	const said = { percent, cause: '', expectedDay: '' };
	const result = { id: op.id, outcome: 'applied', mark: op.made, set: ['status'] };
	const event = {
		...{ id: deriveRowId(op.id, 'event'), project, task, person, op: op.id, action: 'report' },
		...{ from: 'todo', to: status, ...said, note: '', before: blank, effective: true },
		...{ occurredAt: nowMs, receivedAt: nowMs, acknowledgedBy: '', acknowledgedAt: 0, revs: {} }
	};
	const line = {
		...{ id: op.id, person, device, n: op.n, name: op.name, v: 1, target: `tasks/${task}` },
		...{ args: op.args, made: op.made, base: op.base, fork: null, was: null },
		...{ clientAt: nowMs, offsetMs: 0, occurredAt: nowMs, receivedAt: nowMs },
		...{ outcome: 'applied', result }
	};
	const revs = { status: rev, percent: rev };
	return [
		{ method: 'PATCH', url: recordPath('tasks', task), body: { status, ...said, revs } },
		{ method: 'POST', url: recordPath('status_events'), body: event },
		{ method: 'POST', url: recordPath('ops'), body: line }
	];
}

export function recordPath(collection: string, id = ''): string {
	return `/api/collections/${collection}/records${id === '' ? '' : `/${id}`}`;
}

/** Record requests in one transaction of PocketBase's own; true when all were taken. */
export async function sendBatch(
	client: HttpClient,
	token: string,
	requests: readonly unknown[]
): Promise<boolean> {
	const body = JSON.stringify({ requests });
	const { status } = await client.send({ path: '/api/batch', token, body });
	return status === 200;
}
