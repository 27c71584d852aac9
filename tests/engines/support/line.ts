import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** The way from a browser to the server, which can be cut: nobody tells the browser that it is offline. */
export class Line {
	readonly #to: number;
	readonly #ends = new Set<Socket>();
	#port = 0;
	#entrance: Server | null = null;

	private constructor(to: number) {
		this.#to = to;
	}

	/** @param to port of the server on this machine */
	static async to(to: number): Promise<Line> {
		const line = new Line(to);
		await line.mend();
		return line;
	}

	get url(): string {
		return `http://127.0.0.1:${this.#port}`;
	}

	/** Breaks what is open, and refuses what comes. */
	async cut(): Promise<void> {
		const entrance = this.#entrance;
		this.#entrance = null;
		if (!entrance) return;
		const closed = once(entrance, 'close');
		entrance.close();
		for (const end of this.#ends) end.destroy();
		await closed;
	}

	/** Lets everything through again, at the same address. */
	async mend(): Promise<void> {
		const entrance = createServer((near) => {
			const far = connect(this.#to, '127.0.0.1');
			this.#join(near, far);
			this.#join(far, near);
		});
		entrance.listen(this.#port, '127.0.0.1');
		await once(entrance, 'listening');
		this.#port = (entrance.address() as AddressInfo).port;
		this.#entrance = entrance;
	}

	#join(from: Socket, to: Socket): void {
		this.#ends.add(from);
		from.on('close', () => {
			this.#ends.delete(from);
			to.destroy();
		});
		// `close` follows, and is all that matters.
		from.on('error', () => undefined);
		from.pipe(to);
	}
}
