import type { Page } from '@playwright/test';
import type { Bench } from './harness/bench';
import { signIn, withBrowser } from './harness/browser';
import { atMost, type Figure } from './harness/figure';
import { sum } from './harness/stats';
import { PASSWORD } from './harness/maker';

type Loaded = { readonly path: string; readonly startMs: number; readonly bytes: number };

/**
 * What the page asked for before the frame that draws its buttons, by its own clock: what comes later
 * holds nobody up. The worker's own downloads are not in it.
 */
async function loadedBeforeTap(page: Page): Promise<{ before: Loaded[]; after: Loaded[] }> {
	await page.goto('/today');
	await page.waitForLoadState('networkidle').catch(() => undefined);
	const { drawnFromMs, loaded } = await page.evaluate(async () => ({
		drawnFromMs: await window.probe.drawnFromMs,
		loaded: [
			...performance.getEntriesByType('navigation'),
			...performance.getEntriesByType('resource')
		]
			.filter((entry) => entry instanceof PerformanceResourceTiming)
			.map(({ name, startTime: startMs, encodedBodySize: bytes }) => ({
				...{ path: new URL(name).pathname, startMs, bytes }
			}))
			.filter(({ path }) => !path.startsWith('/api/'))
	}));
	return {
		before: loaded.filter(({ startMs }) => startMs < drawnFromMs),
		after: loaded.filter(({ startMs }) => startMs >= drawnFromMs)
	};
}

const of = (loaded: readonly Loaded[], ending: RegExp): Loaded[] =>
	loaded.filter(({ path }) => ending.test(path));
const SCRIPTS = /\.js$/;
const STYLES = /\.css$/;

function kb(loaded: readonly Loaded[]): number {
	return sum(loaded.map(({ bytes }) => bytes)) / 1_000;
}

function figuresOf(before: readonly Loaded[], after: readonly Loaded[]): Figure[] {
	const [scripts, styles] = [of(before, SCRIPTS), of(before, STYLES)];
	const fonts = of(before, /\.(woff2?|ttf|otf)$/).length;
	const later = kb(of(after, SCRIPTS)).toFixed(1);
	const size = (name: string, value: number, limit: number, words: string): Figure => {
		const goals = [atMost(limit, 'kB', value)];
		return { name, value, unit: 'kB', goals, reference: null, note: words };
	};
	return [
		size(
			'JS before the first tap, compressed',
			kb(scripts),
			60,
			`${scripts.length} files; after the paint ${later} kB more`
		),
		size('CSS before the first tap, compressed', kb(styles), 8, `${styles.length} files`),
		{
			name: 'requests before the first tap',
			value: before.length,
			unit: 'requests',
			goals: [{ words: 'no fonts', met: fonts === 0 }],
			reference: null,
			note: `${kb(before).toFixed(1)} kB in all, ${fonts} fonts, without calls of the API`
		}
	];
}

export const firstBytes: Bench = {
	name: 'first-bytes',
	run: (world) =>
		withBrowser(async (open) => {
			const context = await open({ baseURL: world.muster.url, serviceWorkers: 'block' });
			const first = await context.newPage();
			await signIn(first, world.holder.email, PASSWORD);
			await first.close();
			const page = await context.newPage();
			const session = await context.newCDPSession(page);
			await session.send('Network.enable');
			await session.send('Network.setCacheDisabled', { cacheDisabled: true });
			const { before, after } = await loadedBeforeTap(page);
			return figuresOf(before, after);
		})
};
