import { Agent, request } from 'node:http';
import { gunzipSync } from 'node:zlib';

export type Sent = {
	readonly status: number;
	/** from the first byte sent to the last one received */
	readonly ms: number;
	/** the body as it came over the wire, compressed or not */
	readonly wireBytes: number;
	readonly text: string;
};

export type Request = {
	readonly method?: 'GET' | 'POST' | 'PATCH';
	readonly path: string;
	readonly token?: string;
	readonly body?: string;
	readonly gzip?: boolean;
};

/** Connections that stay open, as a phone's or a proxy's do; cheaper for the generator than fetch. */
export class HttpClient {
	readonly #url: string;
	readonly #agent: Agent;

	constructor(url: string, connections: number) {
		this.#url = url;
		this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
	}

	send({ method = 'POST', path, token, body, gzip = false }: Request): Promise<Sent> {
		const headers: Record<string, string> = {
			...(token === undefined ? {} : { Authorization: token }),
			...(gzip ? { 'Accept-Encoding': 'gzip' } : {}),
			...(body === undefined
				? {}
				: {
						'Content-Type': 'application/json',
						'Content-Length': String(Buffer.byteLength(body))
					})
		};
		return new Promise((resolve, reject) => {
			const startedAt = performance.now();
			const asked = request(
				new URL(path, this.#url),
				{ method, headers, agent: this.#agent },
				(answer) => {
					const parts: Buffer[] = [];
					answer.on('data', (part: Buffer) => parts.push(part));
					answer.on('error', reject);
					answer.on('end', () => {
						const ms = performance.now() - startedAt;
						const raw = Buffer.concat(parts);
						const zipped = answer.headers['content-encoding'] === 'gzip';
						resolve({
							status: answer.statusCode ?? 0,
							ms,
							wireBytes: raw.length,
							text: (zipped ? gunzipSync(raw) : raw).toString('utf8')
						});
					});
				}
			);
			asked.on('error', reject);
			asked.end(body);
		});
	}

	/** Sends and reads JSON. @throws Error for any answer but a success */
	async ask(asked: Request): Promise<unknown> {
		const { status, text } = await this.send(asked);
		if (status < 200 || status >= 300)
			throw new Error(`${asked.path} answered ${status}: ${text.slice(0, 300)}`);
		return text === '' ? null : JSON.parse(text);
	}

	close(): void {
		this.#agent.destroy();
	}
}
