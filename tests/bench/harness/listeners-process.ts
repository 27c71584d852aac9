import { Agent, request, type IncomingMessage } from 'node:http';
import * as v from 'valibot';
import { MarkSchema, PullAnswerSchema } from '$lib/domain/protocol/wire';
import { PULL, pullBody, type Cursors } from './pulls';

/** One connection: whose it is, what it listens to, and what it pulls when it is poked, if anything. */
export type Wish = {
	readonly group: string;
	readonly token: string;
	readonly topics: readonly string[];
	readonly pull?: { readonly device: string; readonly cursors: Cursors };
};
export type Heard = {
	/** connection, head's seq, when (ms since 1970) */
	readonly pokes: readonly (readonly [connection: number, seq: number, at: number])[];
	/** from a poke's arrival to the rows that it was about */
	readonly rowsMs: readonly number[];
	/** connections that the server has ended */
	readonly broken: number;
};
export type Asked =
	| { readonly kind: 'open'; readonly url: string; readonly wishes: readonly Wish[] }
	| { readonly kind: 'stall' | 'goOn'; readonly group: string }
	| { readonly kind: 'take' };
export type Told =
	{ readonly failed: number } | { readonly heard: Heard } | { readonly done: true };

const AT_ONCE = 50;
/** The server counts requests by address: these come from several sites. */
const ADDRESSES = 20;

const Connected = v.object({ clientId: v.string() });
const PokeData = v.object({ head: MarkSchema });

const nowMs = (): number => performance.timeOrigin + performance.now();
const agents = Array.from(
	{ length: ADDRESSES },
	(_, at) =>
		new Agent({ keepAlive: true, maxSockets: 8, localAddress: `127.0.1.${String(at + 1)}` })
);

let pokes: [number, number, number][] = [];
let rowsMs: number[] = [];
let broken = 0;
const connections: Connection[] = [];

class Connection {
	readonly group: string;
	readonly #number: number;
	readonly #url: string;
	readonly #wish: Wish;
	readonly #greeted = new Set<string>();
	#cursors: Cursors;
	#stream: IncomingMessage | null = null;
	#rest = '';
	#begun: (() => void) | null = null;
	#pulling = false;

	constructor(number: number, url: string, wish: Wish) {
		this.#number = number;
		this.#url = url;
		this.#wish = wish;
		this.group = wish.group;
		this.#cursors = wish.pull?.cursors ?? {};
	}

	/** Resolves when every topic has begun. */
	async open(): Promise<void> {
		const { token } = this.#wish;
		await new Promise<void>((resolve, reject) => {
			const asked = request(
				new URL('/api/realtime', this.#url),
				{ headers: { Authorization: token }, agent: false, localAddress: this.#address },
				(stream) => {
					this.#stream = stream;
					stream.setEncoding('utf8');
					stream.on('data', (part: string) => this.#read(part, reject));
					stream.on('close', () => broken++);
					stream.on('error', () => undefined);
				}
			);
			asked.on('error', reject);
			asked.end();
			this.#begun = resolve;
		});
	}

	stall(): void {
		this.#stream?.socket.pause();
	}

	goOn(): void {
		this.#stream?.socket.resume();
	}

	get #address(): string {
		return `127.0.1.${String((this.#number % ADDRESSES) + 1)}`;
	}

	#read(part: string, fail: (error: unknown) => void): void {
		const at = nowMs();
		const events = (this.#rest + part).split('\n\n');
		this.#rest = events.pop() ?? '';
		for (const event of events) {
			const topic = /^event:(.*)$/m.exec(event)?.[1] ?? '';
			const data: unknown = JSON.parse(/^data:(.*)$/m.exec(event)?.[1] ?? '{}');
			if (topic === 'PB_CONNECT')
				this.#subscribe(v.parse(Connected, data).clientId).catch((error: unknown) => fail(error));
			else this.#hear(topic, v.parse(PokeData, data).head.seq, at);
		}
	}

	#hear(topic: string, seq: number, at: number): void {
		if (!this.#greeted.has(topic)) {
			this.#greeted.add(topic);
			if (this.#greeted.size === this.#wish.topics.length) this.#begun?.();
			return;
		}
		pokes.push([this.#number, seq, at]);
		if (this.#wish.pull) void this.#pull(this.#wish.pull.device, at).catch(() => broken++);
	}

	async #subscribe(clientId: string): Promise<void> {
		const body = JSON.stringify({ clientId, subscriptions: this.#wish.topics });
		const { status } = await this.#post('/api/realtime', body);
		if (status !== 204) throw new Error(`a subscription answered ${String(status)}`);
	}

	/** One at a time, as a phone does; what comes meanwhile is in the next. */
	async #pull(device: string, pokedAt: number): Promise<void> {
		if (this.#pulling) return;
		this.#pulling = true;
		const { text } = await this.#post(PULL, pullBody(device, this.#cursors, null));
		const answer = v.parse(PullAnswerSchema, JSON.parse(text));
		rowsMs.push(nowMs() - pokedAt);
		if ('spaces' in answer) {
			const moved = Object.entries(answer.spaces).map(([space, page]) => [space, page.to] as const);
			this.#cursors = { ...this.#cursors, ...Object.fromEntries(moved) };
		}
		this.#pulling = false;
	}

	#post(path: string, body: string): Promise<{ status: number; text: string }> {
		const headers = {
			Authorization: this.#wish.token,
			'Content-Type': 'application/json',
			'Content-Length': String(Buffer.byteLength(body))
		};
		const agent = agents[this.#number % ADDRESSES];
		return new Promise((resolve, reject) => {
			const asked = request(
				new URL(path, this.#url),
				{ method: 'POST', headers, agent },
				(answer) => {
					let text = '';
					answer.setEncoding('utf8');
					answer.on('data', (part: string) => (text += part));
					answer.on('error', reject);
					answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
				}
			);
			asked.on('error', reject);
			asked.end(body);
		});
	}
}

async function open(url: string, wishes: readonly Wish[]): Promise<number> {
	const waiting = wishes.map((wish) => {
		const connection = new Connection(connections.length, url, wish);
		connections.push(connection);
		return connection;
	});
	let failed = 0;
	const work = async (): Promise<void> => {
		for (let next = waiting.shift(); next; next = waiting.shift())
			await next.open().catch(() => failed++);
	};
	await Promise.all(Array.from({ length: AT_ONCE }, work));
	return failed;
}

async function answer(asked: Asked): Promise<Told> {
	switch (asked.kind) {
		case 'open':
			return { failed: await open(asked.url, asked.wishes) };
		case 'take': {
			const heard = { pokes, rowsMs, broken };
			[pokes, rowsMs, broken] = [[], [], 0];
			return { heard };
		}
		default:
			for (const one of connections)
				if (one.group === asked.group)
					if (asked.kind === 'stall') one.stall();
					else one.goOn();
			return { done: true };
	}
}

process.on('message', (asked: Asked) => {
	void answer(asked).then((told) => process.send?.(told));
});
process.on('disconnect', () => process.exit(0));
process.send?.({ done: true });
