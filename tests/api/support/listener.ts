import * as v from 'valibot';
import { MarkSchema } from '$lib/domain/protocol/wire';
import type { Client } from './client';

const PokeData = v.object({ space: v.string(), head: MarkSchema });
type Poke = { readonly topic: string } & Partial<v.InferOutput<typeof PokeData>>;

/** One realtime connection, as PocketBase's own client makes it. */
export class Listener {
	/** every poke so far, in order, without those that a subscription begins with */
	readonly received: Poke[] = [];
	/** what each topic began with */
	readonly greetings = new Map<string, Poke>();
	readonly #greeted = new Set<string>();
	readonly #client: Client;
	readonly #abort: AbortController;
	#clientId = '';
	#ended: Promise<void> = Promise.resolve();
	#waiting: (() => void)[] = [];
	#taken = 0;

	private constructor(client: Client, abort: AbortController) {
		this.#client = client;
		this.#abort = abort;
	}

	static async connect(client: Client): Promise<Listener> {
		const abort = new AbortController();
		const listener = new Listener(client, abort);
		const response = await fetch(`${client.url}/api/realtime`, { signal: abort.signal });
		if (!response.body) throw new Error('no stream');
		listener.#ended = listener.#read(response.body);
		while (listener.#clientId === '') await listener.#anything();
		return listener;
	}

	/** @returns the status of the answer; 204 when all topics were taken */
	async subscribe(subscriptions: readonly string[]): Promise<number> {
		const body = { clientId: this.#clientId, subscriptions };
		this.#greeted.clear();
		this.greetings.clear();
		const { status } = await this.#client.send('POST', '/api/realtime', body);
		while (status === 204 && this.greetings.size < subscriptions.length) await this.#anything();
		return status;
	}

	/** The next poke that has not been taken yet, which must be of this topic. */
	async next(topic: string): Promise<{ space?: string; head?: v.InferOutput<typeof MarkSchema> }> {
		while (this.received.length <= this.#taken) await this.#anything();
		const poke = this.received[this.#taken];
		this.#taken += 1;
		if (poke?.topic !== topic) throw new Error(`poked about ${String(poke?.topic)}, not ${topic}`);
		const { space, head } = poke;
		return { ...(space === undefined ? {} : { space }), ...(head === undefined ? {} : { head }) };
	}

	async until(found: (poke: Poke) => boolean): Promise<void> {
		while (!this.received.some(found)) await this.#anything();
	}

	/** Settles when the connection is over. */
	get ended(): Promise<void> {
		return this.#ended;
	}

	close(): void {
		this.#abort.abort();
	}

	async #anything(): Promise<void> {
		await new Promise<void>((resolve) => this.#waiting.push(resolve));
	}

	async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
		const decoder = new TextDecoder();
		let buffer = '';
		try {
			for await (const chunk of stream) {
				buffer += decoder.decode(chunk, { stream: true });
				const events = buffer.split('\n\n');
				buffer = events.pop() ?? '';
				for (const event of events) this.#take(event);
			}
		} catch (error) {
			if (!this.#abort.signal.aborted) throw error;
		}
	}

	#take(event: string): void {
		const topic = /^event:(.*)$/m.exec(event)?.[1] ?? '';
		const data: unknown = JSON.parse(/^data:(.*)$/m.exec(event)?.[1] ?? '{}');
		if (topic === 'PB_CONNECT')
			this.#clientId = v.parse(v.object({ clientId: v.string() }), data).clientId;
		else {
			const poke = { topic, ...v.parse(PokeData, data) };
			if (this.#greeted.has(topic)) this.received.push(poke);
			else this.greetings.set(topic, poke);
			this.#greeted.add(topic);
		}
		const waiting = this.#waiting;
		this.#waiting = [];
		for (const wake of waiting) wake();
	}
}
