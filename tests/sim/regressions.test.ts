import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Plan } from './happenings';
import { REGRESSIONS } from './play-seeds';
import { runPlan } from './run';

const files = readdirSync(REGRESSIONS).filter((name) => name.endsWith('.json'));

test.each(files)('what once went wrong stays right: %s', async (name) => {
	// Written by this suite, in the shape that it reads.
	const plan = JSON.parse(readFileSync(`${REGRESSIONS}/${name}`, 'utf8')) as Plan;
	const { violation } = await runPlan(plan);
	expect(violation?.message).toBeUndefined();
});
