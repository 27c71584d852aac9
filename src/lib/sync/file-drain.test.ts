import { beforeEach, expect, test } from 'vitest';
import { outboxEntry } from '../../../tests/fixtures/outbox-entry';
import {
	HandChannel,
	HandTimers,
	HandTransport,
	MemoryFiles,
	NOW,
	UNGIVEN,
	addOp,
	file,
	ofRow,
	settled
} from '../../../tests/fixtures/phone-files';
import { drainFiles } from './file-drain';
import type { Locks, OutboxEntry } from './ports';

let store: MemoryFiles;
let transport: HandTransport;
let timers: HandTimers;
let channel: HandChannel;
let ops: OutboxEntry[];
let isHeld: boolean;
const locks: Locks = { exclusively: (_name, run) => (isHeld ? Promise.resolve(null) : run()) };
beforeEach(() => {
	store = new MemoryFiles([file(1), file(2)]);
	transport = new HandTransport();
	timers = new HandTimers();
	channel = new HandChannel();
	ops = [ofRow(1, 'applied'), ofRow(2, 'applied')];
	isHeld = false;
});
const drain = () =>
	drainFiles({
		...{ store, transport, timers, locks, channel, clock: { nowMs: () => NOW } },
		readOps: () => Promise.resolve(ops)
	});
const stateOf = (n: number) => store.files.get(file(n).key)?.state;

test('a worker sends one after the other, also what a page had just given as it was closed', async () => {
	store.files.set(file(1).key, file(1, UNGIVEN));
	ops = [{ ...ofRow(1, 'applied'), ...addOp(1) }, ofRow(2, 'applied')];
	const done = drain();
	await settled();
	transport.answer({ kind: 'ok', sentAt: 5 });
	await settled();
	transport.answer({ kind: 'ok', sentAt: 5 });
	expect(await done).toBe(true);
	expect([stateOf(1), stateOf(2)]).toEqual(['sent', 'sent']);
	// A page that is open shows each as it comes.
	expect(channel.posted).toEqual(['outbox', 'outbox']);
});

test('a worker stops a file when something is tapped meanwhile, and says that it is not done', async () => {
	const done = drain();
	await settled();
	ops = [...ops, outboxEntry(3)];
	timers.fire();
	expect(await done).toBe(false);
	expect([transport.log.length, stateOf(1)]).toEqual([1, 'waiting']);
});

test('a worker waits for a page that is being closed, and does not call done what that one may not finish', async () => {
	isHeld = true;
	const done = drain();
	for (let attempt = 0; attempt < 10; attempt++) {
		await settled();
		timers.fire();
	}
	expect(await done).toBe(false);
	expect(timers.delays).toHaveLength(9);
});

test('a worker leaves what is missing for later, and gives up when nobody answers', async () => {
	const done = drain();
	await settled();
	transport.answer({ kind: 'missing' });
	await settled();
	expect(transport.log).toEqual([file(1).key, file(2).key]);
	transport.answer({ kind: 'unreachable' });
	expect(await done).toBe(false);
	expect([stateOf(1), stateOf(2)]).toEqual(['waiting', 'waiting']);
});
