import { expect, test } from 'vitest';
import { templateOf } from './demo-template';

test('a demo is of another day from midnight in Shanghai on, and not from midnight here', () => {
	const at = (time: string): string => templateOf(Date.parse(`2026-11-${time}Z`));
	expect(at('29T15:59')).not.toBe(at('29T16:01'));
	expect(at('29T16:01')).toBe(at('30T15:59'));
});
