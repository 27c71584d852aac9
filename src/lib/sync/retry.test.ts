import { expect, test } from 'vitest';
import { laterDelayMs, obstacleOf, retryDelayMs } from './retry';

test.each([
	[null, null],
	[0, 1_000],
	[7_000, 7_000],
	[86_400_000, 300_000]
])('of a server’s wish to wait %s ms, %s are heeded', (retryAfterMs, heeded) => {
	const obstacle = { kind: 'failed', retryAfterMs: heeded };
	expect(obstacleOf({ kind: 'busy', retryAfterMs })).toEqual(obstacle);
});

test('waits double up to their end, and are never under a second', () => {
	const almost = 0.999_999;
	expect(
		[1, 2, 3, 6, 30].map((failures) => Math.ceil(retryDelayMs(failures, almost) / 1_000))
	).toEqual([2, 4, 8, 60, 60]);
	expect(Math.ceil(laterDelayMs(30, almost) / 1_000)).toBe(300);
	expect([retryDelayMs(9, 0), laterDelayMs(9, 0)]).toEqual([1_000, 1_000]);
});
