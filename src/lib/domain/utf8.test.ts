import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isLongerInUtf8 } from './utf8';

const encoded = (text: string): number => new TextEncoder().encode(text).length;

test.each([
	['', 0],
	['late', 4],
	['é', 2],
	['等料', 6],
	['🔧', 4]
])('%j takes %i bytes on the wire', (text, bytes) => {
	expect(isLongerInUtf8(text, bytes)).toBe(false);
	expect(isLongerInUtf8(text, bytes - 1)).toBe(true);
});

test('any text takes what an encoder makes of it, half characters too', () => {
	const units = fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => {
		return String.fromCharCode(...codes);
	});
	fc.assert(
		fc.property(
			fc.oneof(units, fc.string({ unit: 'binary' })),
			fc.nat({ max: 40 }),
			(text, most) => {
				expect(isLongerInUtf8(text, most)).toBe(encoded(text) > most);
			}
		)
	);
});
