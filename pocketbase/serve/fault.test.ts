import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { Fault, describeFailure } from './fault';

test('a fault is a sentence and what to do, after what a tool said', () => {
	expect(describeFailure(new Fault('It broke.', 'Mend it.'))).toBe('It broke.\n→ Mend it.\n');
	expect(describeFailure(new Fault('It broke.', 'Mend it.', 'log\n'))).toMatch(/^log\n\nIt broke/);
});

test('what the machine refuses is a sentence too, and a bug keeps its stack', async () => {
	const refused: unknown = await writeFile('/dev/null/below', '').catch((error: unknown) => error);
	expect(describeFailure(refused)).toMatch(/^ENOTDIR: .*'\/dev\/null\/below'\.\n→ .*\n$/);
	expect(describeFailure(new TypeError('a bug'))).toContain('    at ');
});
