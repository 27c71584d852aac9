import { expect, test } from 'vitest';
import { uploadTimeoutMs } from './xhr-files';

test.each([
	['a voice note', 240_000],
	['a busy photo', 450_000],
	['the largest photo', 2_000_000]
])('%s comes through at 1 kB/s, however long it takes', (_what, sizeBytes) => {
	expect(uploadTimeoutMs(sizeBytes)).toBeGreaterThan((sizeBytes / 1_000) * 1_000);
});

test('a connection that has died is noticed within minutes', () => {
	expect(uploadTimeoutMs(60_000)).toBeLessThanOrEqual(120_000);
});
