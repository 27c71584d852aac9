import type { Space } from '$lib/domain/entity';
import { deriveRowId, makeUlid, type DeviceId, type PersonId } from '$lib/domain/ids';
import type { Mark } from '$lib/domain/mark';
import { parse } from '$lib/domain/parse';
import {
	PROTO,
	PullAnswerSchema,
	PushAnswerSchema,
	type Op,
	type Result,
	type WireRow
} from '$lib/domain/protocol/wire';
import type { CommandArgs, CommandName } from '$lib/domain/registry';

export type Answer = { status: number; headers: Headers; text: string; body: unknown };

/** What a script would use: requests as one person, or as nobody. */
export class Client {
	readonly url: string;
	readonly token: string | null;

	constructor(url: string, token: string | null) {
		this.url = url;
		this.token = token;
	}

	async send(
		method: string,
		path: string,
		body?: unknown,
		headers: Record<string, string> = {}
	): Promise<Answer> {
		const response = await fetch(this.url + path, {
			method,
			headers: {
				...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
				...(this.token === null ? {} : { Authorization: this.token }),
				...headers
			},
			...(body === undefined
				? {}
				: { body: typeof body === 'string' ? body : JSON.stringify(body) })
		});
		const text = await response.text();
		return { status: response.status, headers: response.headers, text, body: jsonOf(text) };
	}

	/** As `send`, where anything but success is a broken test. */
	async mustSend(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
		const answer = await this.send(method, path, body);
		if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
		return asRecord(answer.body);
	}
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

export function asRecord(value: unknown): Record<string, unknown> {
	return typeof value === 'object' && value !== null ? { ...value } : {};
}

export type Pulled = {
	head: Mark;
	more: boolean;
	lost: readonly Space[];
	timeline: boolean;
	rows: { space: Space; kind: string; id: string; seq: number; data: WireRow[3] }[];
	cursors: Record<Space, number>;
};

/** One device of one person: numbers its ops and keeps nothing else. */
export class Phone {
	readonly client: Client;
	readonly person: PersonId;
	readonly device: DeviceId;
	#n = 0;

	constructor(client: Client, person: PersonId, deviceName: string) {
		this.client = client;
		this.person = person;
		this.device = deriveRowId<DeviceId>('device', deviceName);
	}

	op<N extends CommandName>(name: N, args: CommandArgs[N], base: Mark | null = null): Op {
		return this.anyOp(name, args, { base });
	}

	/** An op that no honest app would make. */
	anyOp(name: string, args: unknown, more: Partial<Op> = {}): Op {
		this.#n += 1;
		const now = Date.now();
		const id = makeUlid(now, Math.random);
		const made = { clientAt: now, offsetMs: 0, made: null, base: null };
		return { id, n: this.#n, name, v: 1, args, ...made, ...more };
	}

	async sendPush(
		ops: readonly Op[],
		more: Record<string, unknown> = {},
		headers: Record<string, string> = {}
	): Promise<Answer> {
		const body = { proto: PROTO, device: this.device, seen: null, ops, ...more };
		return await this.client.send('POST', '/api/muster/push', body, headers);
	}

	/** Results of a push that must be answered. */
	async push(...ops: Op[]): Promise<Result[]> {
		const answer = await this.sendPush(ops);
		const parsed = parse(PushAnswerSchema, answer.body);
		if (!parsed || !('results' in parsed)) throw new Error(`push: ${answer.status} ${answer.text}`);
		return parsed.results;
	}

	/** One command on its own. */
	async give<N extends CommandName>(
		name: N,
		args: CommandArgs[N],
		base: Mark | null = null
	): Promise<Result> {
		const [result] = await this.push(this.op(name, args, base));
		if (!result) throw new Error('no result');
		return result;
	}

	async sendPull(request: Record<string, unknown>): Promise<Answer> {
		const body = { proto: PROTO, device: this.device, seen: null, cursors: {}, ...request };
		return await this.client.send('POST', '/api/muster/pull', body);
	}

	/** One page. */
	async pull(
		cursors: Record<Space, number> = {},
		open: readonly Space[] = [],
		seen: Mark | null = null
	): Promise<Pulled> {
		const answer = await this.sendPull({ cursors, open, seen });
		const parsed = parse(PullAnswerSchema, answer.body);
		if (!parsed || 'reset' in parsed) throw new Error(`pull: ${answer.status} ${answer.text}`);
		const pages = Object.entries(parsed.spaces);
		return {
			head: parsed.head,
			more: parsed.more,
			lost: parsed.lost,
			timeline: parsed.timeline !== undefined,
			cursors: Object.fromEntries(pages.map(([space, page]) => [space, page.to])),
			rows: pages.flatMap(([space, page]) =>
				page.rows.map(([kind, id, seq, data]) => ({ space, kind, id, seq, data }))
			)
		};
	}

	/** Pages until there is no more: everything, as one snapshot's worth of rows. */
	async pullAll(open: readonly Space[] = []): Promise<Pulled> {
		let page = await this.pull({}, open);
		const rows = [...page.rows];
		while (page.more) {
			page = await this.pull(page.cursors, open);
			rows.push(...page.rows);
		}
		return { ...page, rows };
	}
}

/** A row of a pull by its id; the newest copy, as a row may come in two spaces. */
export function rowOf(pulled: Pulled, id: string): Record<string, unknown> {
	const copies = pulled.rows.filter((row) => row.id === id).sort((a, b) => b.seq - a.seq);
	return asRecord(copies[0]?.data);
}
