import { connect, type Socket } from 'node:net';
import type { Client } from './client';

/** What one request asks to be told at once: the system keeps megabytes for a reader on the same machine. */
const TOPICS_AT_ONCE = 500;
/** Far more than any system keeps. */
const REQUESTS = 500;
const CLIENT_ID = /"clientId":"(\w+)"/;

/** A realtime connection that reads nothing after its own name has come. */
export class StalledListener {
	readonly #client: Client;
	readonly #socket: Socket;
	readonly #id: string;
	#askedAt = Infinity;

	private constructor(client: Client, socket: Socket, id: string) {
		this.#client = client;
		this.#socket = socket;
		this.#id = id;
	}

	/** @param client a superuser's costs the server least */
	static async connect(client: Client): Promise<StalledListener> {
		const { hostname, port } = new URL(client.url);
		const socket = connect(Number(port), hostname);
		socket.write(`GET /api/realtime HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
		let said = '';
		const id = await new Promise<string>((resolve, reject) => {
			socket.once('error', reject);
			socket.on('data', (chunk: Buffer) => {
				said += chunk.toString('latin1');
				const [, found] = CLIENT_ID.exec(said) ?? [];
				if (found === undefined) return;
				socket.pause();
				resolve(found);
			});
		});
		return new StalledListener(client, socket, id);
	}

	/**
	 * Has the server tell it of the topic until the server can write no more, which leaves a request
	 * without an answer.
	 *
	 * @returns when the server has let go of it: the status of the first request after that
	 */
	async fill(topic: string): Promise<number> {
		for (let count = 0; count < REQUESTS; count++) {
			const status = await this.subscribe(Array.from({ length: TOPICS_AT_ONCE }, () => topic));
			if (status !== 204) return status;
		}
		throw new Error('the server wrote without end');
	}

	async subscribe(subscriptions: readonly string[]): Promise<number> {
		const body = { clientId: this.#id, subscriptions };
		this.#askedAt = performance.now();
		const { status } = await this.#client.send('POST', '/api/realtime', body);
		this.#askedAt = Infinity;
		return status;
	}

	/** For how long a request has been without an answer. */
	get waitingMs(): number {
		return Math.max(0, performance.now() - this.#askedAt);
	}

	close(): void {
		this.#socket.destroy();
	}
}
