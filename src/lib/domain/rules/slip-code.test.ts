import { expect, test } from 'vitest';
import { CODE_ALPHABET, CODE_LENGTH, groupCode, readCode } from './slip-code';

test('a code has 80 bits of chance', () => {
	expect(CODE_LENGTH * Math.log2(CODE_ALPHABET.length)).toBe(80);
});

test('a code is read as it is printed, typed carelessly or scanned', () => {
	const code = '7F3K0M2PXY1Q4TRW';
	expect(groupCode(code)).toBe('7F3K-0M2P-XY1Q-4TRW');
	for (const typed of [code, groupCode(code), '7f3k om2p xyiq 4trw', ' 7F3KOM2PXYLQ4TRW '])
		expect(readCode(typed)).toBe(code);
});

test('anything else is none', () => {
	for (const typed of ['', '7F3K', 'U'.repeat(16), '7'.repeat(17)])
		expect(readCode(typed)).toBe('');
});
