import { expect, test } from 'vitest';
import { playSeeds } from './play-seeds';

test('every promise holds in the seeds of part 1', async () => {
	const { seeds, seedsPerSecond, failures } = await playSeeds(0, 2);
	process.stdout.write(`part 1: ${seeds} seeds, ${seedsPerSecond} a second\n`);
	expect(failures).toEqual([]);
});
