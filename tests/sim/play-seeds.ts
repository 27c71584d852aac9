import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plan } from './happenings';
import { makePlan } from './plan';
import { runPlan } from './run';
import { shrink } from './shrink';
import type { Violation } from './violation';

/** Where shrunk plans of seeds that failed are kept, and replayed ever after. */
export const REGRESSIONS = fileURLToPath(new URL('./regressions', import.meta.url));

const DEFAULT_SEEDS = 10_000;

/** `SIM_FIRST` and `SIM_SEEDS`: which seeds, from the first on. */
function seedsAsked(): { readonly first: number; readonly count: number } {
	const { SIM_FIRST, SIM_SEEDS } = process.env;
	const [first, count] = [Number(SIM_FIRST ?? 1), Number(SIM_SEEDS ?? DEFAULT_SEEDS)];
	// No seeds at all would be green.
	if (!Number.isInteger(first) || !Number.isInteger(count) || count < 1)
		throw new Error('SIM_FIRST and SIM_SEEDS are whole numbers, and there is at least one seed');
	return { first, count };
}

type Tally = {
	readonly seeds: number;
	readonly seedsPerSecond: number;
	/** what went wrong, with its seed and where the shrunk plan is */
	readonly failures: readonly string[];
};

/** Plays every `parts`-th of the seeds asked for; gives up after a few failures. */
export async function playSeeds(part: number, parts: number): Promise<Tally> {
	const { first, count } = seedsAsked();
	const failures: string[] = [];
	const startedAt = performance.now();
	let seeds = 0;
	for (let seed = first + part; seed < first + count && failures.length < 3; seed += parts) {
		const { violation } = await runPlan(makePlan(seed));
		seeds++;
		if (violation) failures.push(await keep(makePlan(seed), violation));
	}
	const seconds = (performance.now() - startedAt) / 1000;
	return { seeds, seedsPerSecond: Math.round(seeds / seconds), failures };
}

async function keep(plan: Plan, violation: Violation): Promise<string> {
	const shrunk = await shrink(plan, violation.property);
	const file = `${REGRESSIONS}/${violation.property.replaceAll(' ', '-')}-${plan.seed}.json`;
	mkdirSync(REGRESSIONS, { recursive: true });
	writeFileSync(file, `${JSON.stringify(shrunk, null, '\t')}\n`);
	return `seed ${plan.seed}: ${violation.message}\n${shrunk.happenings.length} happenings in ${file}`;
}
