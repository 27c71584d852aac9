import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { chromiumArgs, chromiumPath } from '../../e2e-browser';

/**
 * Fetched by npx when it is asked for, and kept in npm's own cache: with its 114 packages (176 MB) it
 * would make every `npm ci` half as large again. Apache-2.0. It asks for Node 22.19 and runs on 20.19.
 */
export const LIGHTHOUSE = '13.5.0';
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
/** Of performance: what the score is made of. */
const METRICS = {
	fcpMs: 'first-contentful-paint',
	lcpMs: 'largest-contentful-paint',
	tbtMs: 'total-blocking-time',
	speedIndexMs: 'speed-index'
} as const;

const Score = v.nullable(v.number());
const Report = v.object({
	runtimeError: v.optional(v.object({ message: v.string() })),
	categories: v.record(
		v.string(),
		v.object({ score: Score, auditRefs: v.array(v.object({ id: v.string(), weight: v.number() })) })
	),
	audits: v.record(
		v.string(),
		v.object({ score: Score, title: v.string(), numericValue: v.optional(v.number()) })
	)
});

export type Score = {
	/** 0 to 100 */
	readonly categories: Readonly<Record<(typeof CATEGORIES)[number], number>>;
	readonly metrics: Readonly<Record<keyof typeof METRICS, number>>;
	/** layout shift, no unit */
	readonly cls: number;
	/** titles of audits that cost points, but for those of speed */
	readonly failed: readonly string[];
};

/**
 * One run of Lighthouse's command line, as a phone: Slow 4G and a processor four times slower, both simulated.
 *
 * @param profile a browser profile whose storage is kept; without one the page is seen for the first time
 */
export async function runLighthouse(url: string, profile: string | null): Promise<Score> {
	const flags = ['--headless=new', '--lang=zh-CN', ...chromiumArgs];
	if (profile !== null) flags.push(`--user-data-dir=${profile}`);
	const text = await reportOf([
		...['--yes', `lighthouse@${LIGHTHOUSE}`, url, '--quiet', '--output=json'],
		...[`--only-categories=${CATEGORIES.join(',')}`, `--chrome-flags=${flags.join(' ')}`],
		...['--no-enable-error-reporting', ...(profile === null ? [] : ['--disable-storage-reset'])]
	]);
	const { runtimeError, categories, audits } = v.parse(Report, JSON.parse(text));
	if (runtimeError) throw new Error(`Lighthouse on ${url}: ${runtimeError.message}`);
	const scoreOf = (name: string): number => Math.round((categories[name]?.score ?? 0) * 100);
	const valueOf = (name: string): number => audits[name]?.numericValue ?? NaN;
	const failed = CATEGORIES.slice(1).flatMap((name) =>
		(categories[name]?.auditRefs ?? [])
			.filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 1)
			.map(({ id }) => audits[id]?.title ?? id)
	);
	return {
		categories: {
			performance: scoreOf('performance'),
			accessibility: scoreOf('accessibility'),
			'best-practices': scoreOf('best-practices'),
			seo: scoreOf('seo')
		},
		metrics: {
			fcpMs: valueOf(METRICS.fcpMs),
			lcpMs: valueOf(METRICS.lcpMs),
			tbtMs: valueOf(METRICS.tbtMs),
			speedIndexMs: valueOf(METRICS.speedIndexMs)
		},
		cls: valueOf('cumulative-layout-shift'),
		failed: [...new Set(failed)]
	};
}

/** Through a file: what it writes to a pipe may end with the process, in the middle. */
async function reportOf(args: readonly string[]): Promise<string> {
	const dir = await mkdtemp(join(tmpdir(), 'muster-lighthouse-'));
	const file = join(dir, 'report.json');
	try {
		await npx([...args, `--output-path=${file}`]);
		return await readFile(file, 'utf8');
	} finally {
		await rm(dir, { recursive: true, force: true });
	}
}

async function npx(args: readonly string[]): Promise<void> {
	const env = { ...process.env, CHROME_PATH: chromiumPath, npm_config_engine_strict: 'false' };
	const child = spawn('npx', args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
	let said = '';
	child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
	const code = await new Promise<number | null>((resolve, reject) => {
		child.on('error', reject).on('close', resolve);
	});
	if (code !== 0) throw new Error(`Lighthouse ended with ${String(code)}: ${said}`);
}
