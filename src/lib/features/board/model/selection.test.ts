import { expect, test } from 'vitest';
import { selectionOf, selectionText } from './selection';

test('a selection comes back from its address', () => {
	for (const text of ['open', 'overdue', 'feed', 'department:abc', 'phase:', 'day:2026-11-24']) {
		const selection = selectionOf(text);
		expect(selection && selectionText(selection)).toBe(text);
	}
});

test('an address that names nothing opens nothing', () => {
	for (const text of [null, '', 'done', 'department', 'day:2026-02-30'])
		expect(selectionOf(text)).toBeNull();
});
