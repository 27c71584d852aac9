import { describe, expect, test } from 'vitest';
import { brandAs } from '../../src/lib/domain/brand';
import { makeUlid, type DeviceId, type TaskId } from '../../src/lib/domain/ids';
import type { Mark } from '../../src/lib/domain/mark';
import {
	PROTO,
	type Op,
	type PullAnswer,
	type PushAnswer
} from '../../src/lib/domain/protocol/wire';
import type { Reply } from '../../src/lib/sync/ports';
import { MemoryServer, type Poke } from './memory-server';
import { MemoryServerStore } from './memory-store';
import { PEOPLE, PROJECTS, fillServer } from './organisation';
import { Chance } from './random';

const [STAFF, LEAD, COLEAD] = PEOPLE.map((person) => person.id);
const [ALPHA = brandAs(''), BETA = brandAs('')] = PROJECTS;
const TASK = brandAs<TaskId>('taskone'.padEnd(15, '0'));
const NOW_MS = 1_800_000_000_000;
const BEFORE = { status: 'todo', percent: 0, cause: '', expectedDay: '' };

/** The simplest client there can be: it pushes what it is told and pulls until it has all. */
class Client {
	readonly device: DeviceId;
	readonly rows = new Map<string, unknown>();
	cursors: Record<string, number> = {};
	requests = 0;
	readonly #server: MemoryServer;
	readonly #person: typeof STAFF;
	readonly #random: () => number;
	#n = 0;

	constructor(server: MemoryServer, person: typeof STAFF) {
		this.#server = server;
		this.#person = person;
		this.device = brandAs(`of${String(person)}`.slice(0, 15));
		this.#random = new Chance(String(person).charCodeAt(0)).next;
	}

	op(name: string, args: unknown, base: Mark | null = this.#server.headMark()): Op {
		const id = makeUlid(NOW_MS, this.#random);
		const times = { clientAt: NOW_MS, offsetMs: 0 };
		return { id, n: ++this.#n, name, v: 1, args, ...times, made: null, base };
	}

	push(...ops: Op[]): Extract<PushAnswer, { results: unknown }>['results'] {
		const request = { proto: PROTO, device: this.device, seen: null, ops } as const;
		const answer = mustAnswer(this.#server.push(this.#person ?? brandAs(''), request, NOW_MS));
		return 'results' in answer ? answer.results : [];
	}

	pull(): void {
		for (let more = true; more; this.requests++) {
			const request = {
				proto: PROTO,
				device: this.device,
				seen: null,
				cursors: this.cursors
			} as const;
			const answer = mustAnswer(this.#server.pull(this.#person ?? brandAs(''), request, NOW_MS));
			if ('reset' in answer) throw new Error('the server was restored');
			this.#apply(answer);
			({ more } = answer);
		}
	}

	#apply(answer: Extract<PullAnswer, { more: boolean }>): void {
		for (const space of answer.lost) {
			this.cursors = Object.fromEntries(
				Object.entries(this.cursors).filter(([name]) => name !== space)
			);
			for (const key of [...this.rows.keys()])
				if (key.startsWith(`${space} `)) this.rows.delete(key);
		}
		for (const [space, page] of Object.entries(answer.spaces)) {
			for (const [kind, id, , data] of page.rows)
				if (data === null) this.rows.delete(`${space} ${kind} ${id}`);
				else this.rows.set(`${space} ${kind} ${id}`, data);
			this.cursors = { ...this.cursors, [space]: page.to };
		}
	}
}

function mustAnswer<Answer>(reply: Reply<Answer>): Answer {
	if (reply.kind !== 'ok') throw new Error(reply.kind);
	return reply.answer;
}

function serverOf(pageRows = 100): MemoryServer {
	const store = new MemoryServerStore();
	const server = new MemoryServer(store, new Chance(1).next, pageRows);
	server.restart(NOW_MS);
	store.transaction(() => fillServer(store, 3));
	return server;
}

const report = (client: Client, status: string, base?: Mark): Op =>
	client.op('task.report', { task: TASK, status, before: BEFORE }, base);

describe('the server in memory', () => {
	test('executes a known op once and answers it alike', () => {
		const server = serverOf();
		const client = new Client(server, STAFF);
		const op = report(client, 'done');
		const [first] = client.push(op);
		const head = server.store.head();
		expect(client.push(op)).toEqual([first]);
		expect([first?.outcome, server.store.head()]).toEqual(['applied', head]);
	});

	test('supersedes what its author could not have seen, and asks with a card', () => {
		const server = serverOf();
		const [lead, staff] = [new Client(server, LEAD), new Client(server, STAFF)];
		const base = server.headMark();
		lead.push(report(lead, 'late', base));
		const [result] = staff.push(report(staff, 'done', base));
		expect(result).toMatchObject({ outcome: 'superseded', by: LEAD });
		expect(server.store.get('tasks', TASK)?.status).toBe('late');
		expect(server.store.list('conflicts', 'author', String(STAFF))).toHaveLength(1);
		expect(server.store.list('status_events', 'task', TASK)).toHaveLength(2);
	});

	test('serves the same rows in small pages as in one', () => {
		const [one, small] = [100, 2].map((pageRows) => {
			const client = new Client(serverOf(pageRows), STAFF);
			client.pull();
			return client;
		});
		expect(small?.rows).toEqual(one?.rows);
		expect(small?.cursors).toEqual(one?.cursors);
		expect(small?.requests).toBeGreaterThan(3);
	});

	test('a row that moves leaves where it was, and a space is lost with its membership', () => {
		const server = serverOf();
		const lead = new Client(server, LEAD);
		const staff = new Client(server, STAFF);
		staff.pull();
		lead.push(lead.op('task.move', { task: TASK, project: BETA, phase: '' }));
		staff.pull();
		expect(staff.rows.has(`p:${String(ALPHA)} tasks ${TASK}`)).toBe(false);
		lead.push(lead.op('member.remove', { project: ALPHA, person: STAFF }));
		staff.pull();
		expect(Object.keys(staff.cursors).sort()).toEqual(['org', `u:${String(STAFF)}`]);
	});

	test('tells of every space that a push has touched', () => {
		const server = serverOf();
		const pokes: Poke[] = [];
		server.onPoke = (poke) => pokes.push(poke);
		const lead = new Client(server, COLEAD);
		lead.push(lead.op('member.add', { project: ALPHA, person: LEAD, role: 'member' }));
		expect(pokes.map((poke) => poke.space).sort()).toEqual([
			`p:${String(ALPHA)}`,
			`u:${String(LEAD)}`
		]);
	});

	test('a backup that is put back knows nothing of what came after', () => {
		const server = serverOf();
		const client = new Client(server, STAFF);
		const backup = server.store.snapshot();
		client.push(report(client, 'done'));
		server.store.restore(backup);
		expect([server.store.log.length, server.store.head()]).toEqual([0, backup.head]);
		expect(server.store.get('tasks', TASK)?.status).toBe('todo');
	});
});
