import { beforeEach, describe, expect, test } from 'vitest';
import type { Ms } from '../domain/ids';
import type { Clock, Timers } from '../sync/ports';
import { PageLocks, WebLocks } from './web-locks';

type Held = { name: string; reject: (error: unknown) => void };

/** Web Locks of one browser, as much of them as is used. */
class FakeLockManager implements LockManager {
	#held: Held[] = [];

	request<T>(name: string, callback: LockGrantedCallback<T>): Promise<Awaited<T>>;
	request<T>(
		name: string,
		options: LockOptions,
		callback: LockGrantedCallback<T>
	): Promise<Awaited<T>>;
	async request<T>(
		name: string,
		options: LockOptions | LockGrantedCallback<T>,
		callback?: LockGrantedCallback<T>
	): Promise<Awaited<T>> {
		const run = typeof options === 'function' ? options : callback;
		if (!run) throw new TypeError('no callback');
		const { ifAvailable = false, steal = false } = typeof options === 'function' ? {} : options;
		const holder = this.#held.find((held) => held.name === name);
		if (holder && steal) this.#release(holder, new DOMException('stolen', 'AbortError'));
		else if (holder && ifAvailable) return await run(null);
		else if (holder) throw new Error('waiting is not needed here');
		let reject: Held['reject'] = () => undefined;
		const stolen = new Promise<never>((_resolve, fail) => {
			reject = fail;
		});
		const held = { name, reject };
		this.#held.push(held);
		try {
			return await Promise.race([Promise.resolve(run({ name, mode: 'exclusive' })), stolen]);
		} finally {
			this.#held = this.#held.filter((other) => other !== held);
		}
	}

	query(): Promise<LockManagerSnapshot> {
		const held = this.#held.map(({ name }) => ({ name, mode: 'exclusive' as const }));
		return Promise.resolve({ held, pending: [] });
	}

	#release(holder: Held, why: unknown): void {
		this.#held = this.#held.filter((other) => other !== holder);
		holder.reject(why);
	}
}

let manager: FakeLockManager;
let nowMs: Ms;
let fire: (() => void)[];
const clock: Clock = { nowMs: () => nowMs };
const timers: Timers = {
	after(_delayMs, run) {
		fire.push(run);
		return () => undefined;
	}
};
const tab = (scope = 'anna'): WebLocks => new WebLocks(manager, scope, clock, timers);
const forever = (): Promise<string> => new Promise(() => undefined);
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
	manager = new FakeLockManager();
	nowMs = 1_764_000_000_000;
	fire = [];
});

describe('locks among tabs', () => {
	test('give what the work gives, and are free again after it', async () => {
		expect(await tab().exclusively('push', () => Promise.resolve('sent'))).toBe('sent');
		expect(await tab().exclusively('push', () => Promise.resolve('sent'))).toBe('sent');
	});

	test('let only one tab in at a time', async () => {
		void tab().exclusively('push', forever);
		await settle();
		expect(await tab().exclusively('push', () => Promise.resolve('sent'))).toBeNull();
		expect(await tab().exclusively('pull', () => Promise.resolve('other work'))).toBe('other work');
		expect(await tab('ben').exclusively('push', () => Promise.resolve('his'))).toBe('his');
	});

	test('are free again after work that fails, and pass its error on', async () => {
		const failing = tab().exclusively('push', () => Promise.reject(new Error('no')));
		await expect(failing).rejects.toThrow('no');
		expect(await tab().exclusively('push', () => Promise.resolve('sent'))).toBe('sent');
	});

	test('are let go by work that takes too long', async () => {
		void tab().exclusively('push', forever);
		await settle();
		for (const run of fire) run();
		await settle();
		expect(await tab().exclusively('push', () => Promise.resolve('sent'))).toBe('sent');
	});

	test('are stolen from a frozen tab after a minute, and not before', async () => {
		const frozen = tab().exclusively('push', forever);
		await settle();
		nowMs += 59_000;
		expect(await tab().exclusively('push', () => Promise.resolve('sent'))).toBeNull();
		nowMs += 2_000;
		expect(await tab().exclusively('push', () => Promise.resolve('sent'))).toBe('sent');
		expect(await frozen).toBeNull();
	});

	test('are not stolen from the one who stole them a moment ago', async () => {
		void tab().exclusively('push', forever);
		await settle();
		nowMs += 61_000;
		void tab().exclusively('push', forever);
		await settle();
		nowMs += 1_000;
		expect(await tab().exclusively('push', () => Promise.resolve('sent'))).toBeNull();
	});
});

test('locks within a page let one in at a time', async () => {
	const locks = new PageLocks();
	let finish = (): void => undefined;
	const first = locks.exclusively('push', () => new Promise<void>((done) => (finish = done)));
	expect(await locks.exclusively('push', () => Promise.resolve('sent'))).toBeNull();
	finish();
	await first;
	expect(await locks.exclusively('push', () => Promise.resolve('sent'))).toBe('sent');
});
