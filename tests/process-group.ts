import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

type Listener = (line: string) => void;

/** A program with all the processes that it starts: what it says, and its end. */
export class ProcessGroup {
	/** Lines on either stream so far, oldest first. */
	readonly said: string[] = [];
	readonly #child: ChildProcess;
	readonly #gone: Promise<unknown>;
	readonly #listeners = new Set<Listener>();

	private constructor(child: ChildProcess, streams: readonly Readable[]) {
		this.#child = child;
		this.#gone = once(child, 'close');
		// A test that runs out of time is not told so: what it started ends with this process at the latest.
		const end = (): void => this.#signal('SIGKILL');
		process.once('exit', end);
		child.once('close', () => process.off('exit', end));
		for (const input of streams)
			createInterface({ input }).on('line', (line) => {
				this.said.push(line);
				for (const hear of this.#listeners) hear(line);
			});
	}

	/** @param env what it is told beside this process's own variables */
	static start(
		program: string,
		args: readonly string[],
		env: Readonly<Record<string, string>> = {}
	): ProcessGroup {
		// A group of its own, so that the signal reaches every process of a browser.
		const child = spawn(program, args, {
			detached: true,
			env: { ...process.env, ...env },
			stdio: ['ignore', 'pipe', 'pipe']
		});
		return new ProcessGroup(child, [child.stdout, child.stderr]);
	}

	/**
	 * The first group of the pattern in the first line that has it, said already or still to come.
	 *
	 * @throws when it ends without saying so
	 */
	async hear(pattern: RegExp): Promise<string> {
		const heard = new Promise<string>((resolve) => {
			const hear: Listener = (line) => {
				const [, word] = pattern.exec(line) ?? [];
				if (word !== undefined) resolve(word);
			};
			this.#listeners.add(hear);
			this.said.forEach(hear);
		});
		const ended = this.#gone.then(() => {
			throw new Error(`${this.#child.spawnfile} ended:\n${this.said.join('\n')}`);
		});
		return await Promise.race([heard, ended]);
	}

	/** Ends all of it, by default at once; settles when it is gone. */
	async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
		this.#signal(signal);
		await this.#gone;
	}

	#signal(signal: NodeJS.Signals): void {
		const { pid, exitCode, signalCode } = this.#child;
		if (pid === undefined || exitCode !== null || signalCode !== null) return;
		process.kill(-pid, signal);
	}
}
