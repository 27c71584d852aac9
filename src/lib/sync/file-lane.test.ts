import { beforeEach, describe, expect, test } from 'vitest';
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
import type { Ms } from '../domain/ids';
import { FileLane } from './file-lane';
import { FILE_KEPT_MS, type FileRow } from './file-rules';
import type { PhoneFile } from './files';
import type { Locks, OutboxEntry } from './ports';

let ops: OutboxEntry[];
let nowMs: Ms;
let rows: Record<string, FileRow>;
let locks: Locks;
let timers: HandTimers;
let channel: HandChannel;
beforeEach(() => {
	ops = [];
	nowMs = NOW;
	rows = {};
	locks = { exclusively: (_name, run) => run() };
	timers = new HandTimers();
	channel = new HandChannel();
});

function laneOf(files: readonly PhoneFile[]) {
	const store = new MemoryFiles(files);
	const transport = new HandTransport();
	let told: readonly PhoneFile[] = [];
	const lane = new FileLane({
		...{ store, transport, timers, clock: { nowMs: () => nowMs }, random: () => 0.5 },
		...{ locks, channel },
		readOps: () => Promise.resolve(ops),
		rowOf: (id) => rows[id],
		changed: (now) => (told = now),
		moved: () => undefined
	});
	const stateOf = (n: number) => store.files.get(file(n).key)?.state;
	return { store, transport, lane, stateOf, seen: () => told };
}

describe('a file', () => {
	test('goes when its row has gone and no op can, one after the other', async () => {
		ops = [ofRow(1, 'applied'), ofRow(2, 'applied'), outboxEntry(3)];
		const { lane, transport, stateOf } = laneOf([file(2), file(1)]);
		lane.wake();
		await settled();
		expect(transport.log).toEqual([]);
		ops = ops.slice(0, 2);
		await lane.heed();
		await settled();
		expect(transport.log).toEqual([file(1).key]);
		transport.answer({ kind: 'ok', sentAt: 5 });
		await settled();
		expect(stateOf(1)).toBe('sent');
		expect(transport.log).toEqual([file(1).key, file(2).key]);
	});

	test('makes way for a status that is given while it is on its way, and begins again after it', async () => {
		ops = [ofRow(1, 'applied')];
		const { lane, transport, stateOf } = laneOf([file(1)]);
		lane.wake();
		await settled();
		transport.progress(200_000);
		expect(lane.bytesOf(file(1).key)).toBe(200_000);
		ops = [...ops, outboxEntry(2)];
		await lane.heed();
		await settled();
		expect([stateOf(1), lane.bytesOf(file(1).key)]).toEqual(['waiting', 0]);
		expect(transport.log).toHaveLength(1);
		ops = ops.slice(0, 1);
		await lane.heed();
		await settled();
		expect(transport.log).toHaveLength(2);
		transport.answer({ kind: 'ok', sentAt: 5 });
		await settled();
		expect(stateOf(1)).toBe('sent');
	});

	test('of which twenty wait delays no status: each op finds the way free at once', async () => {
		ops = Array.from({ length: 20 }, (_, n) => ofRow(n + 1, 'applied'));
		const { lane, transport, stateOf } = laneOf(ops.map((_, n) => file(n + 1)));
		lane.wake();
		for (let n = 1; n <= 20; n++) {
			await settled();
			const given = outboxEntry(100 + n);
			ops = [...ops, given];
			await lane.heed();
			await settled();
			// Nothing is on its way: the op has it to itself.
			expect(lane.bytesOf(file(n).key)).toBe(0);
			const before = transport.log.length;
			ops = ops.filter((entry) => entry !== given);
			await lane.heed();
			await settled();
			expect(transport.log.length).toBe(before + 1);
			transport.answer({ kind: 'ok', sentAt: 5 });
		}
		await settled();
		expect(stateOf(20)).toBe('sent');
	});

	test('is not held back by an op that cannot go either', async () => {
		ops = [ofRow(1, 'applied'), { ...outboxEntry(2), parked: true }];
		const { lane, transport } = laneOf([file(1)]);
		lane.wake();
		await settled();
		expect(transport.log).toHaveLength(1);
	});

	test('whose row was refused is refused with it, and kept', async () => {
		ops = [ofRow(1, 'refused', 'too_many')];
		const { lane, transport, store } = laneOf([file(1)]);
		lane.wake();
		await settled();
		expect(transport.log).toEqual([]);
		expect(store.files.get(file(1).key)).toMatchObject({ state: 'refused', refusal: 'too_many' });
	});

	test.each([
		[{ kind: 'refused', code: 'wrong_type' }, 'refused'],
		[{ kind: 'refused', code: 'left_project' }, 'refused'],
		[{ kind: 'too_large' }, 'refused'],
		[{ kind: 'unauthorized' }, 'waiting'],
		[{ kind: 'deactivated' }, 'waiting'],
		[{ kind: 'unreachable' }, 'waiting'],
		[{ kind: 'busy', retryAfterMs: 7_000 }, 'waiting'],
		[{ kind: 'missing' }, 'waiting']
	] as const)('that is answered with %o is %s', async (sent, state) => {
		ops = [ofRow(1, 'applied')];
		const { lane, transport, stateOf } = laneOf([file(1)]);
		lane.wake();
		await settled();
		transport.answer(sent);
		await settled();
		expect(stateOf(1)).toBe(state);
		expect(transport.log).toHaveLength(1);
	});

	test('is tried again after a back-off, by a busy server’s own word', async () => {
		ops = [ofRow(1, 'applied')];
		const { lane, transport } = laneOf([file(1)]);
		lane.wake();
		await settled();
		transport.answer({ kind: 'busy', retryAfterMs: 7_000 });
		await settled();
		expect(timers.delays).toEqual([7_000]);
		timers.fire();
		await settled();
		transport.answer({ kind: 'unreachable' });
		await settled();
		expect(timers.delays[1]).toBeGreaterThanOrEqual(1_000);
	});

	test('whose row is missing lets the others pass, and is asked for again', async () => {
		ops = [ofRow(1, 'applied'), ofRow(2, 'applied')];
		const { lane, transport } = laneOf([file(1), file(2)]);
		lane.wake();
		await settled();
		transport.answer({ kind: 'missing' });
		await settled();
		expect(transport.log).toEqual([file(1).key, file(2).key]);
		transport.answer({ kind: 'ok', sentAt: 5 });
		await settled();
		nowMs += timers.delays.at(-1) ?? 0;
		timers.fire();
		await settled();
		expect(transport.log.at(-1)).toBe(file(1).key);
		transport.answer({ kind: 'missing' });
		await settled();
		expect(timers.delays.at(-1)).toBe(120_000);
	});

	test('is asked for again soon by a clock that was set back meanwhile', async () => {
		ops = [ofRow(1, 'applied')];
		const { lane, transport } = laneOf([file(1)]);
		lane.wake();
		await settled();
		transport.answer({ kind: 'missing' });
		await settled();
		nowMs -= 24 * 3_600_000;
		lane.wake();
		await settled();
		expect(transport.log).toHaveLength(2);
	});

	test('whose row neither server nor queue knows is not asked for for ever', async () => {
		const { lane, transport, store } = laneOf([file(1)]);
		lane.wake();
		await settled();
		transport.answer({ kind: 'missing' });
		await settled();
		expect(store.files.get(file(1).key)).toMatchObject({ state: 'refused', refusal: 'missing' });
		expect(timers.delays).toEqual([]);
	});

	test('whose bytes the phone has lost is not forgotten, and says so', async () => {
		ops = [ofRow(1, 'applied')];
		const { lane, transport, store } = laneOf([file(1)]);
		lane.wake();
		await settled();
		transport.answer({ kind: 'gone' });
		await settled();
		expect(store.files.get(file(1).key)).toMatchObject({ state: 'refused', refusal: 'lost' });
	});

	test('of somebody whose session has ended is not sent in vain each minute', async () => {
		ops = [ofRow(1, 'applied')];
		const { lane, transport } = laneOf([file(1)]);
		lane.wake();
		await settled();
		transport.answer({ kind: 'unauthorized' });
		await settled();
		expect(timers.delays).toEqual([300_000]);
	});

	test('that another tab has sent while this one waited for its turn is not sent again', async () => {
		ops = [ofRow(1, 'applied')];
		const { lane, transport, store } = laneOf([file(1)]);
		locks.exclusively = async (_name, run) => {
			store.files.set(file(1).key, file(1, { state: 'sent', sentAt: NOW }));
			return await run();
		};
		lane.wake();
		await settled();
		expect(transport.log).toEqual([]);
	});

	test('that a restored server has lost and does not take again is refused, and kept', async () => {
		ops = [ofRow(1, 'refused', 'left_project')];
		const { lane, store } = laneOf([file(1, { state: 'sent', sentAt: NOW, confirmed: true })]);
		lane.wake();
		await settled();
		const refused = { state: 'refused', refusal: 'left_project' };
		expect(store.files.get(file(1).key)).toMatchObject(refused);
	});

	test('that the worker sends counts as sent as soon as it says so', async () => {
		ops = [ofRow(1, 'applied'), ofRow(2, 'applied')];
		let isFree = false;
		locks.exclusively = (_name, run) => (isFree ? run() : Promise.resolve(null));
		const { lane, transport, store, seen } = laneOf([file(1), file(2)]);
		lane.wake();
		await settled();
		expect([transport.log, timers.delays]).toEqual([[], [2_000]]);
		await store.change(file(1).key, () => ({ state: 'sent', sentAt: NOW }));
		isFree = true;
		channel.say({ type: 'outbox' });
		await settled();
		expect(seen().map(({ state }) => state)).toEqual(['sent', 'waiting']);
		expect(transport.log).toEqual([file(2).key]);
		transport.answer({ kind: 'ok', sentAt: 5 });
		await settled();
		expect(channel.posted).toEqual(['outbox']);
		lane.stop();
		channel.say({ type: 'outbox' });
		await settled();
		expect(transport.log).toHaveLength(1);
	});

	test('that was taken away on its way stays so, whatever the server says of it', async () => {
		ops = [ofRow(1, 'applied')];
		const { lane, transport, store, stateOf } = laneOf([file(1)]);
		lane.wake();
		await settled();
		await store.change(file(1).key, () => ({ state: 'aside', sentAt: NOW }));
		transport.answer({ kind: 'refused', code: 'removed' });
		await settled();
		expect(stateOf(1)).toBe('aside');
	});

	test('that was taken away goes after all when its row is wanted again', async () => {
		ops = [ofRow(1, 'applied')];
		const { lane, transport, stateOf } = laneOf([file(1, { state: 'aside', sentAt: NOW })]);
		rows[file(1).attachment] = { uploadedAt: 0, removed: true };
		lane.wake();
		await settled();
		expect([stateOf(1), transport.log]).toEqual(['aside', []]);
		rows[file(1).attachment] = { uploadedAt: 0, removed: false };
		lane.wake();
		await settled();
		expect(transport.log).toEqual([file(1).key]);
	});

	test('whose giving was cut short goes by the op that names it', async () => {
		ops = [{ ...ofRow(1, 'applied'), ...addOp(1) }];
		const { lane, transport, stateOf } = laneOf([file(1, UNGIVEN)]);
		lane.wake();
		await settled();
		expect(stateOf(1)).toBe('waiting');
		expect(transport.log).toEqual([file(1).key]);
	});

	test('that the server has goes after a week, and not before', async () => {
		const sent = file(1, { state: 'sent', sentAt: NOW, confirmed: true });
		const { lane, store } = laneOf([sent, file(2, { state: 'draft', draft: 'task' })]);
		nowMs = NOW + FILE_KEPT_MS;
		lane.wake();
		await settled();
		expect(store.files.size).toBe(2);
		nowMs += 1;
		lane.wake();
		await settled();
		expect([...store.files.values()].map(({ state }) => state)).toEqual(['draft']);
		nowMs = 31 * 24 * 3_600_000;
		lane.wake();
		await settled();
		expect(store.files.size).toBe(0);
	});
});
