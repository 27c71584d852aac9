import { parseJson } from '../domain/parse';
import { PokeSchema, RealtimeConnectSchema } from '../domain/protocol/account';
import type { Space } from '../domain/entity';
import type { Mark } from '../domain/mark';
import type { Ms } from '../domain/ids';
import type { Pokes, Random, Timers } from '../sync/ports';
import { BASE_PATH } from './base-path';
import { fetchJson, type Fetch } from './http';

const REALTIME_PATH = '/api/realtime';
const SUBMIT_TIMEOUT_MS: Ms = 10_000;
const FIRST_RETRY_MS: Ms = 1_000;
const LONGEST_RETRY_MS: Ms = 30_000;

type Hearer = {
	readonly poke: (poke: { space: Space; head: Mark }) => void;
	readonly connected: (live: boolean) => void;
};

/** Opens a stream of server-sent events; a browser's own by default. */
export type OpenStream = (path: string) => EventSource;

export type PokePorts = {
	readonly fetch: Fetch;
	readonly openStream: OpenStream;
	readonly timers: Timers;
	readonly random: Random;
	readonly token: () => Promise<string | null>;
};

/**
 * Pokes over PocketBase's realtime: one stream of server-sent events, then one request that names
 * the topics `space:<id>`.
 *
 * PocketBase's SDK is not used: it sends every topic that it listens to, its own `PB_CONNECT`
 * among them, and gives up where the first connection fails.
 */
export class RealtimePokes implements Pokes {
	readonly #ports: PokePorts;
	readonly #hearers = new Set<Hearer>();
	#spaces: readonly Space[] = [];
	#stream: EventSource | null = null;
	#clientId: string | null = null;
	#live = false;
	#failures = 0;
	#cancelRetry: (() => void) | null = null;

	constructor(ports: PokePorts) {
		this.#ports = ports;
	}

	follow(spaces: readonly Space[]): void {
		const wanted = [...spaces].sort();
		if (wanted.join() === this.#spaces.join()) return;
		const added = wanted.filter((space) => !this.#spaces.includes(space));
		this.#spaces = wanted;
		for (const space of added) this.#stream?.addEventListener(topicOf(space), this.#onpoke);
		if (this.#clientId === null) this.#ensure();
		else void this.#submit(this.#clientId);
	}

	listen(
		hear: (poke: { space: Space; head: Mark }) => void,
		connected: (live: boolean) => void
	): () => void {
		const hearer: Hearer = { poke: hear, connected };
		this.#hearers.add(hearer);
		this.#ensure();
		return () => {
			this.#hearers.delete(hearer);
			if (this.#hearers.size === 0) this.#close();
		};
	}

	/**
	 * Begins anew: after a network change the server would refuse subscriptions to a stream that
	 * another address opened, and a sleeping phone's stream may be dead without knowing.
	 */
	reconnect(): void {
		this.#failures = 0;
		this.#close();
		this.#ensure();
	}

	#ensure(): void {
		if (this.#stream || this.#hearers.size === 0 || this.#spaces.length === 0) return;
		this.#cancelRetry?.();
		this.#cancelRetry = null;
		const stream = this.#ports.openStream(BASE_PATH + REALTIME_PATH);
		this.#stream = stream;
		stream.addEventListener('PB_CONNECT', (event: MessageEvent<unknown>) => {
			const connect = parseJson(RealtimeConnectSchema, String(event.data));
			if (stream !== this.#stream || !connect) return;
			this.#clientId = connect.clientId;
			void this.#submit(this.#clientId);
		});
		stream.addEventListener('error', () => {
			if (stream === this.#stream) this.#fail();
		});
		for (const space of this.#spaces) stream.addEventListener(topicOf(space), this.#onpoke);
	}

	/** Tells the server what this stream listens to: everything, each time. */
	async #submit(clientId: string): Promise<void> {
		const token = await this.#ports.token();
		const answer = await fetchJson(this.#ports.fetch, {
			method: 'POST',
			path: REALTIME_PATH,
			headers: token === null ? {} : { Authorization: token },
			body: { clientId, subscriptions: this.#spaces.map(topicOf) },
			timeoutMs: SUBMIT_TIMEOUT_MS
		});
		if (clientId !== this.#clientId) return;
		if (!answer || answer.status < 200 || answer.status >= 300) {
			this.#fail();
			return;
		}
		this.#failures = 0;
		this.#setLive(true);
	}

	#fail(): void {
		this.#close();
		this.#failures += 1;
		const ceilingMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures);
		const delayMs = FIRST_RETRY_MS + this.#ports.random() * (ceilingMs - FIRST_RETRY_MS);
		this.#cancelRetry = this.#ports.timers.after(delayMs, () => {
			this.#ensure();
		});
	}

	#close(): void {
		this.#cancelRetry?.();
		this.#cancelRetry = null;
		this.#stream?.close();
		this.#stream = null;
		this.#clientId = null;
		this.#setLive(false);
	}

	#setLive(live: boolean): void {
		if (live === this.#live) return;
		this.#live = live;
		for (const hearer of this.#hearers) hearer.connected(live);
	}

	readonly #onpoke = (event: MessageEvent<unknown>): void => {
		const poke = parseJson(PokeSchema, String(event.data));
		if (!poke) return;
		for (const hearer of this.#hearers) hearer.poke(poke);
	};
}

function topicOf(space: Space): string {
	return `space:${space}`;
}
