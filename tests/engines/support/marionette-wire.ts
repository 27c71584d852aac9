import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import * as v from 'valibot';
import { COMMANDS, type CommandName, type Params, type Wire } from './wire';

const COLON = 0x3a;

const Answer = v.tuple([v.literal(1), v.number(), v.unknown(), v.unknown()]);
const Refusal = v.object({ error: v.string(), message: v.string() });
const Wrapped = v.strictObject({ value: v.unknown() });

type Pending = { resolve: (value: unknown) => void; reject: (reason: Error) => void };

/**
 * WebDriver as Firefox speaks it itself, without geckodriver, which Debian does not have: each
 * message is its length in bytes, a colon, and `[kind, number, name, params]` in JSON.
 *
 * @see https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
 */
export class MarionetteWire implements Wire {
	readonly #socket: Socket;
	readonly #pending = new Map<number, Pending>();
	#rest = Buffer.alloc(0);
	#asked = 0;

	private constructor(socket: Socket) {
		this.#socket = socket;
		socket.on('data', (chunk) => this.#read(chunk));
		socket.on('error', () => undefined);
		socket.on('close', () => {
			for (const { reject } of this.#pending.values()) reject(new Error('Firefox has gone'));
		});
	}

	static async open(port: number): Promise<MarionetteWire> {
		const socket = connect(port, '127.0.0.1');
		await once(socket, 'connect');
		const wire = new MarionetteWire(socket);
		await wire.ask('WebDriver:NewSession', {});
		return wire;
	}

	async send(command: CommandName, params: Params = {}): Promise<unknown> {
		return await this.ask(COMMANDS[command].marionette, params);
	}

	/** What only this browser knows. */
	async ask(name: string, params: Params): Promise<unknown> {
		const number = ++this.#asked;
		const answer = new Promise<unknown>((resolve, reject) => {
			this.#pending.set(number, { resolve, reject });
		});
		const message = JSON.stringify([0, number, name, params]);
		this.#socket.write(`${Buffer.byteLength(message)}:${message}`);
		return await answer;
	}

	#read(chunk: Buffer): void {
		this.#rest = Buffer.concat([this.#rest, chunk]);
		for (let colon = this.#rest.indexOf(COLON); colon > 0; colon = this.#rest.indexOf(COLON)) {
			const end = colon + 1 + Number(this.#rest.subarray(0, colon).toString());
			if (this.#rest.length < end) return;
			const message: unknown = JSON.parse(this.#rest.subarray(colon + 1, end).toString());
			this.#rest = this.#rest.subarray(end);
			this.#settle(message);
		}
	}

	#settle(message: unknown): void {
		const answer = v.safeParse(Answer, message);
		// The greeting, which nobody asked for.
		if (!answer.success) return;
		const [, number, error, value] = answer.output;
		const pending = this.#pending.get(number);
		this.#pending.delete(number);
		const refusal = v.safeParse(Refusal, error);
		if (refusal.success)
			pending?.reject(new Error(`${refusal.output.error}: ${refusal.output.message}`));
		else pending?.resolve(v.is(Wrapped, value) ? value.value : value);
	}
}
