import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { deriveRowId, makeUlid, TaskIdSchema, ulidTimeMs, UlidSchema } from './ids';

test('a ULID carries its time and sorts by it', () => {
	fc.assert(
		fc.property(fc.nat(2 ** 47), fc.nat(2 ** 47), (a, b) => {
			const [first, second] = [makeUlid(a, () => 0.5), makeUlid(b, () => 0.5)];
			expect(ulidTimeMs(first)).toBe(a);
			expect(v.is(UlidSchema, first)).toBe(true);
			expect(first < second).toBe(a < b);
		})
	);
});

test('a derived row id has the shape of an id and depends on every part', () => {
	fc.assert(
		fc.property(fc.string(), fc.string(), (a, b) => {
			expect(v.is(TaskIdSchema, deriveRowId(a, b))).toBe(true);
			expect(deriveRowId(a, b)).toBe(deriveRowId(a, b));
			if (a !== b) expect(deriveRowId(a, b)).not.toBe(deriveRowId(b, a));
		})
	);
});

test('a hundred thousand derived ids do not collide', () => {
	const ids = new Set(
		Array.from({ length: 100_000 }, (_, i) => deriveRowId(`op${String(i)}`, 'event'))
	);
	expect(ids.size).toBe(100_000);
});

test.each(['', 'ABC', 'abcdefghijklmn', 'abcdefghijklmnO', 'abcdefghijklmnop'])(
	'%j is no id',
	(text) => {
		expect(v.is(TaskIdSchema, text)).toBe(false);
	}
);
