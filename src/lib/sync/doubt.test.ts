import { beforeEach, expect, test } from 'vitest';
import { MemoryOutbox } from '../data/memory-outbox';
import { MemoryReplica } from '../data/memory-replica';
import { outboxEntry } from '../../../tests/fixtures/outbox-entry';
import { deriveRowId, makeUlid, type DeviceId, type PersonId } from '../domain/ids';
import { createEngine } from './create';
import type { Engine } from './engine';
import type { Ports, Reply, Unanswered } from './ports';
import type { PullAnswer } from '../domain/protocol/wire';

const person = deriveRowId<PersonId>('person');
const boot = makeUlid(1, () => 0);
const REFUSED: Unanswered = { kind: 'unauthorized' };
const NEWS: Reply<PullAnswer> = {
	kind: 'ok',
	answer: {
		...{ proto: 1, serverAt: 1, head: { boot, seq: 1 }, timeline: [[boot, 0]] },
		...{ more: false, lost: [], spaces: {} }
	}
};

/** A phone whose time goes on when told, and a server that says the same to whatever it is asked. */
class Phone {
	nowMs = 1_000_000;
	pulled: Reply<PullAnswer> = NEWS;
	asked = 0;
	readonly outbox = new MemoryOutbox(person, deriveRowId<DeviceId>('device'));
	readonly engine: Engine;
	#timers: { atMs: number; run: () => void }[] = [];

	constructor() {
		const ports: Ports = {
			clock: { nowMs: () => this.nowMs },
			random: () => 0,
			timers: { after: (delayMs, run) => this.#after(delayMs, run) },
			transport: {
				push: () => this.#answer(REFUSED),
				pull: () => this.#answer(this.pulled)
			},
			outbox: this.outbox,
			replica: new MemoryReplica(),
			locks: { exclusively: (_name, run) => run() },
			channel: { post: () => undefined, listen: () => () => undefined },
			pokes: { follow: () => undefined, listen: () => () => undefined },
			isVisible: () => true
		};
		this.engine = createEngine(ports, { person });
	}

	async pass(ms: number): Promise<void> {
		const untilMs = this.nowMs + ms;
		for (;;) {
			await new Promise((resolve) => setTimeout(resolve));
			const [next] = this.#timers.toSorted((a, b) => a.atMs - b.atMs);
			if (!next || next.atMs > untilMs) break;
			this.nowMs = Math.max(this.nowMs, next.atMs);
			this.#timers = this.#timers.filter((timer) => timer !== next);
			next.run();
		}
		this.nowMs = untilMs;
	}

	#after(delayMs: number, run: () => void): () => void {
		const timer = { atMs: this.nowMs + delayMs, run };
		this.#timers.push(timer);
		return () => {
			this.#timers = this.#timers.filter((other) => other !== timer);
		};
	}

	#answer<T>(reply: T): Promise<T> {
		this.asked++;
		return Promise.resolve(reply);
	}
}

let phone: Phone;
beforeEach(() => {
	phone = new Phone();
});
const isSignedOut = (): boolean => phone.engine.status.signedOut;

test('one 401 ends no session, and is asked about again soon', async () => {
	await phone.engine.start();
	await phone.pass(0);
	phone.pulled = REFUSED;
	phone.engine.wake();
	await phone.pass(1_000);
	expect(isSignedOut()).toBe(false);
	phone.pulled = NEWS;
	await phone.pass(10_000);
	expect(isSignedOut()).toBe(false);
	// Long after it another one stands alone again.
	phone.pulled = REFUSED;
	phone.engine.wake();
	await phone.pass(1_000);
	expect(isSignedOut()).toBe(false);
});

test('several of the same moment count as one', async () => {
	phone.pulled = REFUSED;
	await phone.outbox.append(() => outboxEntry(1));
	await phone.engine.start();
	for (let i = 0; i < 4; i++) {
		phone.engine.wake();
		await phone.pass(1_000);
	}
	expect(phone.asked).toBeGreaterThan(4);
	expect(isSignedOut()).toBe(false);
});

test('a second one a while later does, until the server thinks better of it', async () => {
	phone.pulled = REFUSED;
	await phone.engine.start();
	await phone.pass(6_000);
	expect(isSignedOut()).toBe(true);
	phone.pulled = NEWS;
	await phone.pass(61_000);
	expect(isSignedOut()).toBe(false);
});

test('a clock that is set back does not put the proof off for ever', async () => {
	phone.pulled = REFUSED;
	await phone.engine.start();
	await phone.pass(1_000);
	phone.nowMs -= 500_000;
	for (let i = 0; i < 3; i++) {
		phone.engine.wake();
		await phone.pass(6_000);
	}
	expect(isSignedOut()).toBe(true);
});
