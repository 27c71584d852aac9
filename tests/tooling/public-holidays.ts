/**
 * Makes the table of public holidays afresh:
 *
 *   node pocketbase/serve/bootstrap.mjs --run tests/tooling/public-holidays.ts
 *
 * The two packages below are installed into a temporary folder and left out of package.json: they
 * weigh 45 MB with what they need, and are wanted once a year. See docs/adr/0007-public-holidays.md
 * on which regions are taken, and why not more.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { repoDir } from '../../pocketbase/serve/paths';
import { runProgram, runTool } from '../../pocketbase/serve/run-tool';
import { dayNumber, dayOfNumber } from '../../src/lib/domain/time';

const PACKAGES = ['chinese-days@1.5.7', 'date-holidays@3.37.0'];
const TABLE = 'src/lib/domain/public-holidays.table.ts';
const YEARS = [2026, 2027];
/** Those whose list for the year was complete when it was looked at; `zh`: the language of Chinese names. */
const REGIONS: readonly { readonly region: string; readonly years: number[]; zh?: string }[] = [
	{ region: 'HK', years: YEARS, zh: 'zh' },
	{ region: 'SG', years: [2026] },
	{ region: 'JP', years: YEARS, zh: 'jp' },
	{ region: 'US', years: YEARS },
	{ region: 'GB', years: YEARS },
	{ region: 'DE', years: YEARS },
	{ region: 'FR', years: YEARS }
];

type Row = readonly [day: string, as: 'off' | 'work', zh: string, en: string];
type List = { readonly region: string; readonly year: number; readonly days: readonly Row[] };

/** `2026-10-01`: "National Day,国庆节,3" */
const Said = v.record(v.string(), v.string());
const China = v.object({ holidays: Said, workdays: Said });
const Found = v.array(
	v.object({
		date: v.string(),
		start: v.date(),
		end: v.date(),
		name: v.string(),
		type: v.string()
	})
);
type Found = v.InferOutput<typeof Found>;
type Holidays = new (region: string) => {
	setLanguages(languages: string[]): void;
	getHolidays(year: number): unknown;
};

const HEAD = `/*
 * Made by tests/tooling/public-holidays.ts from ${PACKAGES.join(' (MIT) and ')} (ISC).
 * Days of regions other than CN: after holidays.yaml of date-holidays, https://github.com/commenthol/date-holidays,
 * from articles of Wikipedia, CC BY-SA 3.0, http://creativecommons.org/licenses/by-sa/3.0/; so is this table.
 */
import type { Day } from './time';

/** A holiday, or a make-up day 调休, with its name in both languages. */
export type PublicDay = readonly [day: Day, as: 'off' | 'work', zh: string, en: string];
/** What is off in a whole region; days of its parts, such as Länder, are not in it. */
export type PublicHolidays = {
	/** ISO 3166 */
	readonly region: string;
	readonly year: number;
	readonly days: readonly PublicDay[];
};

`;

const dir = await mkdtemp(join(tmpdir(), 'muster-holidays-'));
try {
	const npm = ['install', '--prefix', dir, '--no-audit', '--no-fund', ...PACKAGES];
	const { code, tail } = await runProgram('npm', npm);
	if (code !== 0) throw new Error(tail);
	const load = createRequire(join(dir, 'package.json'));
	const lists = [...chinaOf(load), ...othersOf(load)];
	const body = JSON.stringify(lists);
	const file = join(repoDir, TABLE);
	const text = `${HEAD}export const PUBLIC_HOLIDAYS: readonly PublicHolidays[] = ${body};\n`;
	await writeFile(file, text);
	await runTool('prettier', ['--write', file]);
	for (const { region, year, days } of lists)
		process.stdout.write(`${region} ${String(year)}: ${String(days.length)} days\n`);
} finally {
	await rm(dir, { recursive: true, force: true });
}

/** Every year for which the State Council's notice is in the package. */
function chinaOf(load: NodeJS.Require): List[] {
	return YEARS.flatMap((year) => {
		const file = `chinese-days/dist/years/${String(year)}.json`;
		try {
			load.resolve(file);
		} catch {
			return [];
		}
		const { holidays, workdays } = v.parse(China, load(file));
		const rows = (said: v.InferOutput<typeof Said>, as: Row[1]): Row[] =>
			Object.entries(said).map(([day, words]) => {
				const [en = '', zh = ''] = words.split(',');
				return [day, as, zh, en];
			});
		return [
			{ region: 'CN', year, days: inOrder([...rows(holidays, 'off'), ...rows(workdays, 'work')]) }
		];
	});
}

function othersOf(load: NodeJS.Require): List[] {
	// The package has no types of its own kind of module; what it answers is parsed.
	const Holidays = load('date-holidays') as Holidays;
	return REGIONS.flatMap(({ region, years, zh }) =>
		years.map((year) => {
			const of = (language: string): Found => {
				const holidays = new Holidays(region);
				holidays.setLanguages([language, 'en']);
				return v.parse(Found, holidays.getHolidays(year)).filter(({ type }) => type === 'public');
			};
			const english = of(region === 'US' ? 'en-us' : 'en');
			const chinese = zh === undefined ? english : of(zh);
			const days = english.flatMap(({ date, start, end, name }, at): Row[] => {
				const count = Math.max(1, Math.round((end.getTime() - start.getTime()) / 86_400_000));
				return Array.from({ length: count }, (_, i) => [
					dayOfNumber(dayNumber(date.slice(0, 10)) + i),
					'off',
					chinese[at]?.name ?? name,
					name
				]);
			});
			return { region, year, days: inOrder(days) };
		})
	);
}

/** Each day once, the first name it has. */
function inOrder(rows: readonly Row[]): Row[] {
	const first = new Map<string, Row>();
	for (const row of rows) if (!first.has(row[0])) first.set(row[0], row);
	return [...first.values()].sort(([a], [b]) => (a < b ? -1 : 1));
}
