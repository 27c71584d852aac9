import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { begin, end, type End, type Limit } from './lockout';

const LIMIT: Limit = { free: 5, atOnce: 8 };
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** Guesses wrongly whenever it may, and says how long it had to wait before each guess. */
function waitsOf(guesses: number): number[] {
	let [text, nowMs] = ['', 0];
	return Array.from({ length: guesses }, () => {
		const { waitMs } = begin(text, LIMIT, nowMs);
		nowMs += waitMs;
		const tried = begin(text, LIMIT, nowMs);
		expect(tried.waitMs).toBe(0);
		text = end(tried.text, LIMIT, 'wrong', nowMs);
		return waitMs / SECOND_MS;
	});
}

describe('guessing', () => {
	test('is free five times, then waits half a minute, doubling to a quarter of an hour', () => {
		expect(waitsOf(13)).toEqual([0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]);
	});

	test('of a hundred at once is no hundred guesses', () => {
		let text = '';
		const made = Array.from({ length: 100 }, () => {
			const tried = begin(text, LIMIT, 0);
			({ text } = tried);
			return tried.waitMs;
		}).filter((waitMs) => waitMs === 0).length;
		expect(made).toBe(LIMIT.atOnce);
		for (let i = 0; i < made; i++) text = end(text, LIMIT, 'wrong', 0);
		expect(begin(text, LIMIT, 0).waitMs).toBe(4 * MINUTE_MS);
		const afterwards = begin(text, LIMIT, 4 * MINUTE_MS);
		expect(afterwards.waitMs).toBe(0);
		expect(begin(afterwards.text, LIMIT, 4 * MINUTE_MS).waitMs).toBeGreaterThan(0);
	});

	test('is forgotten by a success, and after a day', () => {
		const four = [1, 2, 3, 4].reduce(
			(text) => end(begin(text, LIMIT, 1).text, LIMIT, 'wrong', 1),
			''
		);
		expect(end(begin(four, LIMIT, 1).text, LIMIT, 'right', 1)).toBe('');
		const locked = end(begin(four, LIMIT, 1).text, LIMIT, 'wrong', 1);
		expect(begin(locked, LIMIT, 2).waitMs).toBeGreaterThan(0);
		expect(end(begin(locked, LIMIT, 25 * 60 * MINUTE_MS).text, LIMIT, 'wrong', 1)).toBe('1 0 0 1');
	});
});

test('whatever happens, nobody waits longer than a quarter of an hour, and no place is kept for ever', () => {
	const step = fc.record({
		waitsMs: fc.integer({ min: 0, max: 20 * MINUTE_MS }),
		how: fc.constantFrom<End>('right', 'wrong', 'unknown')
	});
	fc.assert(
		fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
			let [text, nowMs] = ['', 1];
			for (const { waitsMs, how } of steps) {
				nowMs += waitsMs;
				const tried = begin(text, LIMIT, nowMs);
				expect(tried.waitMs).toBeLessThanOrEqual(15 * MINUTE_MS);
				text = tried.waitMs > 0 ? tried.text : end(tried.text, LIMIT, how, nowMs);
			}
			expect(begin(text, LIMIT, nowMs + 15 * MINUTE_MS).waitMs).toBe(0);
		})
	);
});
