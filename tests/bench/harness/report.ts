import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, ratioOf, verdictOf, type Figure } from './figure';
import { table } from './table';

export type Run = {
	readonly at: string;
	/** what could move the figures; nothing that tells one machine from another */
	readonly machine: string;
	readonly seconds: number;
	readonly figures: readonly Figure[];
};

const HISTORY = 8;

const columns = ['figure', 'measured', 'goal', 'reference in the same run', 'ratio', 'verdict'];

function cells(figure: Figure): string[] {
	const { name, value, unit, goals, reference } = figure;
	const ratio = ratioOf(figure);
	return [
		name,
		`${format(value)} ${unit}`,
		goals.map((goal) => goal.words).join(', ') || '–',
		reference === null ? '–' : `${format(reference.value)} ${unit} · ${reference.name}`,
		ratio === null ? '–' : format(ratio),
		verdictOf(figure)
	];
}

/** For a terminal: as wide as it must be, the notes below. */
export function printed(figures: readonly Figure[]): string {
	const rows = [columns, ...figures.map(cells)];
	const widths = columns.map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
	const lines = rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  '));
	const notes = figures.map((figure) => `· ${figure.name}: ${figure.note}`);
	return [...lines, '', ...notes].join('\n');
}

/** Writes the run's JSON and the readable page made of it and the runs before. */
export async function store(dir: string, run: Run): Promise<void> {
	await mkdir(dir, { recursive: true });
	const name = run.at.slice(0, 16).replace(/[T:]/g, '-');
	await writeFile(join(dir, `${name}.json`), `${JSON.stringify(run, null, '\t')}\n`);
	await writeFile(join(dir, 'README.md'), page(await readRuns(dir)));
}

/** Oldest first: their names are their times. */
async function readRuns(dir: string): Promise<{ name: string; run: Run }[]> {
	const names = (await readdir(dir)).filter((name) => name.endsWith('.json')).sort();
	return await Promise.all(
		names.map(async (name) => {
			const run: unknown = JSON.parse(await readFile(join(dir, name), 'utf8'));
			// written by `store`
			return { name, run: run as Run };
		})
	);
}

function page(runs: readonly { name: string; run: Run }[]): string {
	const newest = runs.at(-1);
	if (!newest) return '';
	const { run, name } = newest;
	return `# How fast Muster is

Made by \`npm run bench\`; do not edit. Newest run: [${run.at.slice(0, 16).replace('T', ' ')} UTC](${name}), ${run.machine},
${format(Math.round(run.seconds))} s in all.

Nothing here is asserted: other work shares the machine. Each figure stands beside a reference that
was measured in the same minutes, round by round in turn; trust the ratio (measured ÷ reference)
before the number. Rates are medians of the rounds, times medians or the percentile that is named.
What Lighthouse says of the pages is [beside this](lighthouse/README.md).

${table([columns, ...run.figures.map(cells)])}

${run.figures.map((figure) => `- **${figure.name}**: ${figure.note}.`).join('\n')}

## What the references are

- **/api/batch, PATCH, list**: the same PocketBase without our hooks, on a copy of the same database
  (same tables, indexes and triggers, so that phones could follow it as well), asked by a superuser:
  no rights are checked and nothing is decided. A tap is three row writes there as here: task, event,
  line of the log.
- **a class toggled**: the page as it stands on the phone, without its scripts; the tap only toggles a
  class on the card.
- **static page**: the same page, served from its own worker's cache with the same script files, which
  the browser loads and compiles but does not run.
- **the same page without them**: the same history of a task whose words carry no photos, in a browser of its
  own.
- **PocketBase without hooks**: that same copy, killed and started again, or started and left alone.
- **the same person at 1 ×**: a second Muster server with a tenth of the organisation around the same
  projects, asked in turn with the first.

## Earlier runs

${history(runs.slice(-HISTORY).map(({ run: each }) => each))}
`;
}

function history(runs: readonly Run[]): string {
	const newest = runs.at(-1);
	if (!newest) return '';
	const names = newest.figures.map((figure) => figure.name);
	const days = runs.map((run) => run.at.slice(5, 16).replace('T', ' '));
	const rows = names.map((name) => [
		name,
		...runs.map((run) => {
			const figure = run.figures.find((each) => each.name === name);
			if (!figure) return '–';
			const ratio = ratioOf(figure);
			return `${format(figure.value)} ${figure.unit}${ratio === null ? '' : ` (${format(ratio)} ×)`}`;
		})
	]);
	return table([['figure (ratio)', ...days], ...rows]);
}
