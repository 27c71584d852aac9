import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from '../harness/figure';
import { median } from '../harness/stats';
import { table } from '../harness/table';
import type { Score } from './run';

/** One page, in all rounds. */
export type Measured = {
	readonly name: string;
	/** somebody is signed in, and the browser holds the app */
	readonly isKept: boolean;
	readonly scores: readonly Score[];
};

type Run = {
	readonly at: string;
	readonly machine: string;
	readonly seconds: number;
	/** its version */
	readonly lighthouse: string;
	/** the reference first */
	readonly pages: readonly Measured[];
};

/** At most this far below the bare shell. */
const BELOW_SHELL = 2;
const PERFORMANCE = 98;
const WHOLE = 100;
const LCP_MS = 2_000;
const HISTORY = 8;

const columns = [
	'page',
	'performance',
	'accessibility',
	'best practices',
	'SEO',
	'FCP',
	'LCP',
	'blocked',
	'shift',
	'verdict'
];

const middle = ({ scores }: Measured, read: (score: Score) => number): number =>
	median(scores.map(read));
const performanceOf = (page: Measured): number =>
	middle(page, ({ categories }) => categories.performance);

function cells(page: Measured, shell: Measured | undefined): string[] {
	const all = page.scores.map(({ categories }) => categories.performance);
	const ms = (read: (score: Score) => number): string =>
		`${format(Math.round(middle(page, read)))} ms`;
	return [
		page.name,
		`${format(performanceOf(page))} (${Math.min(...all)}–${Math.max(...all)})`,
		format(middle(page, ({ categories }) => categories.accessibility)),
		format(middle(page, ({ categories }) => categories['best-practices'])),
		format(middle(page, ({ categories }) => categories.seo)),
		ms(({ metrics }) => metrics.fcpMs),
		ms(({ metrics }) => metrics.lcpMs),
		ms(({ metrics }) => metrics.tbtMs),
		middle(page, ({ cls }) => cls).toFixed(3),
		page === shell ? 'reference' : verdictOf(page, shell)
	];
}

function verdictOf(page: Measured, shell: Measured | undefined): string {
	const performance = performanceOf(page);
	const missed = [
		performance < PERFORMANCE ? `performance < ${PERFORMANCE}` : '',
		shell && performance < performanceOf(shell) - BELOW_SHELL ? 'too far below the shell' : '',
		middle(page, ({ metrics }) => metrics.lcpMs) > LCP_MS ? 'LCP > 2.0 s' : '',
		middle(page, ({ categories }) => categories.accessibility) < WHOLE ? 'accessibility' : '',
		middle(page, ({ categories }) => categories['best-practices']) < WHOLE ? 'best practices' : ''
	].filter((part) => part !== '');
	return missed.length === 0 ? 'met' : `missed: ${missed.join(', ')}`;
}

function rows(pages: readonly Measured[]): string[][] {
	return [columns, ...pages.map((page) => cells(page, pages[0]))];
}

function failures(pages: readonly Measured[]): string[] {
	return pages.slice(1).map((page) => {
		const failed = [...new Set(page.scores.flatMap((score) => score.failed))];
		return `${page.name}: ${failed.join('; ') || 'nothing'}`;
	});
}

export function printed(pages: readonly Measured[]): string {
	return [table(rows(pages)), '', ...failures(pages).map((line) => `· ${line}`)].join('\n');
}

/** Writes the run's JSON and the readable page made of it and the runs before. */
export async function store(dir: string, run: Run): Promise<void> {
	await mkdir(dir, { recursive: true });
	const name = `${run.at.slice(0, 16).replace(/[T:]/g, '-')}.json`;
	await writeFile(join(dir, name), `${JSON.stringify(run, null, '\t')}\n`);
	await writeFile(join(dir, 'README.md'), readable(run, name, await readRuns(dir)));
}

/** Oldest first: their names are their times. */
async function readRuns(dir: string): Promise<Run[]> {
	const names = (await readdir(dir)).filter((name) => name.endsWith('.json')).sort();
	return await Promise.all(
		// written by `store`
		names.map(async (name) => JSON.parse(await readFile(join(dir, name), 'utf8')) as Run)
	);
}

function readable(run: Run, name: string, runs: readonly Run[]): string {
	const rounds = run.pages[0]?.scores.length ?? 0;
	return `# What Lighthouse says of the pages

Made by \`npm run lighthouse\`; do not edit. Newest run: [${run.at.slice(0, 16).replace('T', ' ')} UTC](${name}), ${run.machine},
Lighthouse ${run.lighthouse}, ${format(Math.round(run.seconds))} s in all. Nothing here is asserted: other work shares the machine.

As a phone, with Slow 4G and a processor four times slower, both simulated by Lighthouse; medians of
${rounds} rounds, the pages in turn, and from where to where performance went. The goal: performance ${PERFORMANCE} or
more and at most ${BELOW_SHELL} below the bare shell, largest paint within 2.0 s, accessibility and best practices ${WHOLE}.

${table(rows(run.pages))}

- **bare shell**: the sign-in page as it stands, with its styles and without a script, from a server that
  compresses.
- **/login**: seen for the first time, nothing kept.
- ${run.pages
		.filter((page) => page.isKept)
		.map((page) => `**${page.name}**`)
		.join(
			', '
		)}: somebody of the demo organisation is signed in and comes back; the browser holds the app
  and the rows, as it does on every day but the first.

What costs points, speed apart:

${failures(run.pages)
	.map((line) => `- ${line}.`)
	.join('\n')}

## Earlier runs

${history(runs.slice(-HISTORY))}
`;
}

function history(runs: readonly Run[]): string {
	const names = runs.at(-1)?.pages.map((page) => page.name) ?? [];
	const days = runs.map((run) => run.at.slice(5, 16).replace('T', ' '));
	const lines = names.map((name) => [
		name,
		...runs.map((run) => {
			const page = run.pages.find((each) => each.name === name);
			return page ? format(performanceOf(page)) : '–';
		})
	]);
	return table([['performance', ...days], ...lines]);
}
