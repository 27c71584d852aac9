import { expect, test } from 'vitest';
import { playSeeds } from './play-seeds';

test('every promise holds in the seeds of part 2', async () => {
	const { seeds, seedsPerSecond, failures } = await playSeeds(1, 2);
	process.stdout.write(`part 2: ${seeds} seeds, ${seedsPerSecond} a second\n`);
	expect(failures).toEqual([]);
});
