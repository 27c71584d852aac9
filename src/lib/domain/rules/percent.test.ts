import { expect, test } from 'vitest';
import { statusAtPercent } from './percent';

test.each([
	['todo', 0, 'todo'],
	['todo', 25, 'in_progress'],
	['in_progress', 0, 'in_progress'],
	['in_progress', 75, 'in_progress'],
	['in_progress', 100, 'done'],
	['late', 50, 'late'],
	['late', 100, 'done'],
	['done', 75, 'in_progress'],
	['done', 100, 'done']
] as const)('what is %s and %d %% done is %s', (status, percent, expected) => {
	expect(statusAtPercent(status, percent)).toBe(expected);
});
