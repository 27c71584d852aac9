import type { Ms } from '../domain/ids';
import type { Clock, Locks, Timers } from '../sync/ports';
import { ownName } from './base-path';
import { errorName } from './storage-error';

/** A holder lets go after this long, whatever it is still doing: longer than any push may take. */
const HOLD_MS = 20_000;
/** A holder that has not let go after this long is frozen: browsers stop the timers of hidden tabs. */
const FROZEN_MS = 60_000;

/**
 * Locks among the tabs and the worker of one person, by the Web Locks API.
 *
 * A holder's start time is the name of a second lock, held as long: the browser gives it up with
 * its holder, so there is no record to go stale.
 */
export class WebLocks implements Locks {
	readonly #manager: LockManager;
	readonly #scope: string;
	readonly #clock: Clock;
	readonly #timers: Timers;

	constructor(manager: LockManager, scope: string, clock: Clock, timers: Timers) {
		this.#manager = manager;
		this.#scope = scope;
		this.#clock = clock;
		this.#timers = timers;
	}

	async exclusively<T>(name: string, run: () => Promise<T>): Promise<T | null> {
		const full = `muster:${this.#scope}:${name}`;
		const result = await this.#request(full, { ifAvailable: true }, run);
		if (result || !(await this.#isFrozen(full))) return result?.value ?? null;
		return (await this.#request(full, { steal: true }, run))?.value ?? null;
	}

	/** @returns null when another holds the lock, or has stolen it meanwhile */
	async #request<T>(
		full: string,
		options: LockOptions,
		run: () => Promise<T>
	): Promise<{ value: T } | null> {
		const started: Promise<T>[] = [];
		try {
			await this.#manager.request(full, options, async (lock) => {
				if (!lock) return;
				const running = run();
				started.push(running);
				await this.#whileHeld(full, running);
			});
		} catch (error) {
			if (errorName(error) === 'AbortError') return null;
			throw error;
		}
		const [running] = started;
		return running ? { value: await running } : null;
	}

	async #whileHeld(full: string, running: Promise<unknown>): Promise<void> {
		let letGo = (): void => undefined;
		const limit = new Promise<void>((resolve) => {
			letGo = this.#timers.after(HOLD_MS, resolve);
		});
		const held = Promise.race([running, limit]).finally(letGo);
		void this.#manager.request(`${full}@${this.#clock.nowMs()}`, () => held.catch(() => undefined));
		await held.catch(() => undefined);
	}

	async #isFrozen(full: string): Promise<boolean> {
		const { held = [] } = await this.#manager.query();
		const starts = held.flatMap(({ name }) =>
			name?.startsWith(`${full}@`) ? [Number(name.slice(full.length + 1))] : []
		);
		if (starts.length === 0) return false;
		// A clock that was set back makes a start look far ahead; a needless theft does no harm.
		const heldMs: Ms = this.#clock.nowMs() - Math.max(...starts);
		return Math.abs(heldMs) > FROZEN_MS;
	}
}

/** Locks within one page, for browsers that offer none to it: only secure pages have Web Locks. */
export class PageLocks implements Locks {
	readonly #held = new Set<string>();

	async exclusively<T>(name: string, run: () => Promise<T>): Promise<T | null> {
		if (this.#held.has(name)) return null;
		this.#held.add(name);
		try {
			return await run();
		} finally {
			this.#held.delete(name);
		}
	}
}

export function locksOf(scope: string, clock: Clock, timers: Timers): Locks {
	return 'locks' in navigator
		? new WebLocks(navigator.locks, ownName(scope), clock, timers)
		: new PageLocks();
}
