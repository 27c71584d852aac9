import { describe, expect, test } from 'vitest';
import { makeUlid, type Ulid } from './ids';
import {
	compareMarks,
	forkOf,
	isBehind,
	isValidMark,
	laterMark,
	markAt,
	restoredAtMs,
	type Timeline
} from './mark';

const boot = (day: number): Ulid => makeUlid(day * 86_400_000, () => 0);
const [A, B, C] = [boot(1), boot(2), boot(3)];
const timeline: Timeline = [
	[A, 0],
	[B, 50]
];

describe('a mark is valid', () => {
	test('while its boot was in force at its seq', () => {
		expect(isValidMark({ boot: A, seq: 50 }, timeline, 80)).toBe(true);
		expect(isValidMark({ boot: B, seq: 50 }, timeline, 80)).toBe(true);
		expect(isValidMark({ boot: B, seq: 80 }, timeline, 80)).toBe(true);
	});
	test('not past the next boot, past the head, before its boot, or for a boot that is not there', () => {
		expect(isValidMark({ boot: A, seq: 51 }, timeline, 80)).toBe(false);
		expect(isValidMark({ boot: B, seq: 81 }, timeline, 80)).toBe(false);
		expect(isValidMark({ boot: B, seq: 49 }, timeline, 80)).toBe(false);
		expect(isValidMark({ boot: C, seq: 60 }, timeline, 80)).toBe(false);
	});
});

test('marks compare by boot, then by seq', () => {
	expect(compareMarks({ boot: A, seq: 900 }, { boot: B, seq: 1 })).toBeLessThan(0);
	expect(compareMarks({ boot: A, seq: 2 }, { boot: A, seq: 1 })).toBeGreaterThan(0);
	expect(laterMark(null, { boot: A, seq: 1 })).toEqual({ boot: A, seq: 1 });
	expect(laterMark({ boot: B, seq: 1 }, { boot: A, seq: 9 })).toEqual({ boot: B, seq: 1 });
});

test('a row belongs to the boot that was in force when it was written', () => {
	expect(markAt(timeline, 50)).toEqual({ boot: A, seq: 50 });
	expect(markAt(timeline, 51)).toEqual({ boot: B, seq: 51 });
	expect(markAt([], 5)).toBeNull();
});

describe('the fork of two timelines', () => {
	test('is the head of the backup that was restored', () => {
		const restored: Timeline = [
			[A, 0],
			[C, 30]
		];
		expect(forkOf(timeline, 80, restored, 30)).toBe(30);
	});
	test('is what the device had seen, where the server merely went on', () => {
		expect(forkOf([[A, 0]], 40, timeline, 80)).toBe(40);
	});
	test('lies inside the last boot when the backup is of that boot', () => {
		const restored: Timeline = [...timeline, [C, 70]];
		expect(forkOf(timeline, 80, restored, 70)).toBe(70);
	});
	test('is 0 without a boot in common', () => {
		expect(forkOf([[A, 0]], 40, [[C, 0]], 10)).toBe(0);
	});
});

test('the time of a restore is that of the first boot younger than the lost mark', () => {
	expect(restoredAtMs({ boot: A, seq: 9 }, timeline)).toBe(2 * 86_400_000);
	expect(restoredAtMs({ boot: C, seq: 9 }, timeline)).toBeNull();
});

test('a mark lies behind another only on the timeline of that other', () => {
	const now: Timeline = [
		[A, 0],
		[C, 30]
	];
	const lost: Timeline = [[B, 50]];
	const later = { boot: B, seq: 60 };
	expect(isBehind({ boot: A, seq: 40 }, later, now, lost)).toBe(true);
	expect(isBehind({ boot: A, seq: 55 }, later, now, lost)).toBe(false);
	expect(isBehind({ boot: B, seq: 61 }, later, now, lost)).toBe(false);
	expect(isBehind({ boot: A, seq: 40 }, { boot: A, seq: 45 }, now, [])).toBe(true);
	expect(isBehind({ boot: B, seq: 60 }, { boot: C, seq: 70 }, now, [])).toBe(false);
});
