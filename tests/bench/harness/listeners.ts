import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { repoDir } from '../../../pocketbase/serve/paths';
import type { Asked, Heard, Told, Wish } from './listeners-process';

export type { Heard, Wish } from './listeners-process';

/** Realtime connections held by a process of its own, so that they do not slow whoever measures. */
export class Listeners {
	readonly #child: ChildProcess;
	readonly #url: string;

	private constructor(child: ChildProcess, url: string) {
		this.#child = child;
		this.#url = url;
	}

	static async start(url: string): Promise<Listeners> {
		const bootstrap = join(repoDir, 'pocketbase', 'serve', 'bootstrap.mjs');
		const program = join(import.meta.dirname, 'listeners-process.ts');
		const child = fork(bootstrap, ['--run', program], {
			stdio: ['ignore', 'ignore', 'inherit', 'ipc']
		});
		await once(child, 'message');
		return new Listeners(child, url);
	}

	/**
	 * Connects and subscribes.
	 *
	 * @returns how many of them could not be
	 */
	async open(wishes: readonly Wish[]): Promise<number> {
		const told = await this.#ask({ kind: 'open', url: this.#url, wishes });
		return 'failed' in told ? told.failed : wishes.length;
	}

	/** They stop reading, so that what is sent to them stays on the way. */
	async stall(group: string): Promise<void> {
		await this.#ask({ kind: 'stall', group });
	}

	async goOn(group: string): Promise<void> {
		await this.#ask({ kind: 'goOn', group });
	}

	/** What has been heard since the last time. */
	async take(): Promise<Heard> {
		const told = await this.#ask({ kind: 'take' });
		return 'heard' in told ? told.heard : { pokes: [], rowsMs: [], broken: 0 };
	}

	async stop(): Promise<void> {
		const ended = once(this.#child, 'close');
		this.#child.kill('SIGKILL');
		await ended;
	}

	async #ask(asked: Asked): Promise<Told> {
		this.#child.send(asked);
		const told = await once(this.#child, 'message');
		// one answer to each question, in order
		return told[0] as Told;
	}
}
