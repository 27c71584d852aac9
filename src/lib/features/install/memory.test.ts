import { expect, test } from 'vitest';
import { NOTHING_YET } from './asking';
import { recordOf } from './memory';

test('what was stored is read again, with whatever a newer app has added left out', () => {
	const record = { said: { 'task.report': 2 }, askedAt: [1_795_000_000_000], warned: true };
	expect(recordOf({ v: 2, mood: 'calm', ...record })).toEqual(record);
});

test.each([null, 'text', 7, [], { said: 1, askedAt: 'x', warned: 'yes' }])(
	'%j is nothing yet',
	(stored) => expect(recordOf(stored)).toEqual(NOTHING_YET)
);
