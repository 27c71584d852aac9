import { describe, expect, test } from 'vitest';
import { outboxEntry } from '../../../tests/fixtures/outbox-entry';
import { makeUlid } from '../domain/ids';
import type { OutboxEntry } from './ports';
import { isStuck, nextAttemptAt, nextBatch, withResult } from './queue';

const DAY = 86_400_000;
const boot = makeUlid(1, () => 0);

const entry = (n: number, target: string, over: Partial<OutboxEntry> = {}): OutboxEntry =>
	outboxEntry(n, { target, ...over });
const numbers = (entries: readonly OutboxEntry[]): number[] => entries.map(({ op }) => op.n);

describe('the next batch', () => {
	test('starts at the oldest undecided op and keeps the order', () => {
		const entries = [entry(3, 'tasks/a'), entry(1, 'tasks/a'), entry(2, 'tasks/b')];
		expect(numbers(nextBatch(entries, 0))).toEqual([1, 2, 3]);
	});
	test('leaves out what waits and everything behind it on the same target', () => {
		const entries = [
			entry(1, 'tasks/a', { notBefore: 100 }),
			entry(2, 'tasks/b'),
			entry(3, 'tasks/a'),
			entry(4, 'tasks/c', { parked: true }),
			entry(5, 'tasks/c')
		];
		expect(numbers(nextBatch(entries, 99))).toEqual([2]);
		expect(numbers(nextBatch(entries, 100))).toEqual([1, 2, 3]);
	});
	test('does not wait for half a day when the clock is set back while an op waits', () => {
		const entries = [entry(1, 'tasks/a', { notBefore: 43_200_000 })];
		expect(numbers(nextBatch(entries, 1_000))).toEqual([1]);
	});
	test('leaves out what is decided, and takes no more than allowed', () => {
		const done = withResult(
			entry(1, 'tasks/a'),
			{ id: makeUlid(1, () => 0.5), outcome: 'applied', mark: { boot, seq: 1 } },
			5,
			0
		);
		const entries = [done, ...Array.from({ length: 80 }, (_, i) => entry(i + 2, 'tasks/a'))];
		expect(numbers(nextBatch(entries, 0))).toEqual(Array.from({ length: 50 }, (_, i) => i + 2));
	});
});

describe('the server’s word', () => {
	const later = { id: makeUlid(1, () => 0.5), outcome: 'later', mark: { boot, seq: 1 } } as const;
	test('“later” keeps the op, with a growing pause', () => {
		const once = withResult(entry(1, 'tasks/a'), later, 1_000, 0.5);
		const twice = withResult(once, later, 5_000, 0.5);
		expect(once).toMatchObject({ result: null, notBefore: 2_500, laterSince: 1_000 });
		expect(twice).toMatchObject({ result: null, notBefore: 7_500, laterSince: 1_000 });
	});
	test('after a day of “later” the person is told', () => {
		const once = withResult(entry(1, 'tasks/a'), later, 1_000, 0);
		expect(isStuck(once, 1_000 + DAY - 1)).toBe(false);
		expect(isStuck(once, 1_000 + DAY)).toBe(true);
	});
	test('a second word on the same op changes nothing', () => {
		const mark = { boot, seq: 7 };
		const applied = withResult(entry(1, 'tasks/a'), { ...later, outcome: 'applied', mark }, 1, 0);
		expect(withResult(applied, { ...later, outcome: 'refused', mark }, 2, 0)).toBe(applied);
	});
});

test('the next attempt is when the first waiting op may go', () => {
	expect(nextAttemptAt([])).toBeNull();
	expect(nextAttemptAt([entry(1, 'a', { parked: true })])).toBeNull();
	expect(nextAttemptAt([entry(1, 'a', { parked: true }), entry(2, 'a')])).toBeNull();
	expect(nextAttemptAt([entry(1, 'a', { notBefore: 9 }), entry(2, 'b', { notBefore: 4 })])).toBe(4);
});
