import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { makePlan, type Plan } from './plan';
import { runPlan } from './run';
import { shrink } from './shrink';
import type { Violation } from './violation';

/** Where shrunk plans of seeds that failed are kept, and replayed ever after. */
export const REGRESSIONS = fileURLToPath(new URL('./regressions', import.meta.url));

const DEFAULT_SEEDS = 10_000;

/** `SIM_FIRST` and `SIM_SEEDS`: which seeds, from the first on. */
function seedsAsked(): { readonly first: number; readonly count: number } {
	const { SIM_FIRST, SIM_SEEDS } = process.env;
	return { first: Number(SIM_FIRST ?? 1), count: Number(SIM_SEEDS ?? DEFAULT_SEEDS) };
}

type Tally = {
	readonly seeds: number;
	readonly seedsPerSecond: number;
	/** how often each command came to each outcome */
	readonly outcomes: ReadonlyMap<string, number>;
	/** what went wrong, with its seed and where the shrunk plan is */
	readonly failures: readonly string[];
};

/** Plays every `parts`-th of the seeds asked for; gives up after a few failures. */
export async function playSeeds(part: number, parts: number): Promise<Tally> {
	const { first, count } = seedsAsked();
	const outcomes = new Map<string, number>();
	const failures: string[] = [];
	const startedAt = performance.now();
	let seeds = 0;
	for (let seed = first + part; seed < first + count && failures.length < 3; seed += parts) {
		const { violation, log } = await runPlan(makePlan(seed));
		seeds++;
		for (const { name, outcome } of log)
			outcomes.set(`${name} ${outcome}`, (outcomes.get(`${name} ${outcome}`) ?? 0) + 1);
		if (violation) failures.push(await keep(makePlan(seed), violation));
	}
	const seconds = (performance.now() - startedAt) / 1000;
	return { seeds, seedsPerSecond: Math.round(seeds / seconds), outcomes, failures };
}

async function keep(plan: Plan, violation: Violation): Promise<string> {
	const shrunk = await shrink(plan, violation.property);
	const file = `${REGRESSIONS}/${violation.property.replaceAll(' ', '-')}-${plan.seed}.json`;
	mkdirSync(REGRESSIONS, { recursive: true });
	writeFileSync(file, `${JSON.stringify(shrunk, null, '\t')}\n`);
	return `seed ${plan.seed}: ${violation.message}\n${shrunk.happenings.length} happenings in ${file}`;
}
