import { expect, test } from 'vitest';
import * as v from 'valibot';
import { Pin } from './pin';

test.each([
	'000000',
	'777777',
	'123456',
	'987654',
	'543210',
	'12345',
	'1234567',
	'12a456',
	' 48213'
])('%s is no PIN', (text) => {
	expect(v.is(Pin, text)).toBe(false);
});

test.each(['482913', '112233', '135790', '000001'])('%s is a PIN', (text) => {
	expect(v.is(Pin, text)).toBe(true);
});
