import type { Page, Request } from '@playwright/test';
import type { Bench } from './harness/bench';
import { signIn, withBrowser } from './harness/browser';
import { atMost, type Figure } from './harness/figure';
import { sum } from './harness/stats';
import { PASSWORD } from './harness/world';

type Loaded = { readonly path: string; readonly type: string; readonly bytes: number };

/** What the page asked for before its buttons could be tapped; the worker's own downloads are not in it. */
async function loadedBeforeTap(page: Page): Promise<{ before: Loaded[]; after: Loaded[] }> {
	const requests: Request[] = [];
	page.on('request', (request) => requests.push(request));
	await page.goto('/today');
	const usableAtMs = await page.evaluate(
		async () => performance.timeOrigin + (await window.probe.usableMs)
	);
	await page.waitForLoadState('networkidle').catch(() => undefined);
	const [before, after]: Loaded[][] = [[], []];
	for (const request of requests) {
		const { pathname } = new URL(request.url());
		if (pathname.startsWith('/api/') || request.serviceWorker() !== null) continue;
		const { responseBodySize } = await request.sizes();
		const one = { path: pathname, type: request.resourceType(), bytes: responseBodySize };
		(request.timing().startTime < usableAtMs ? before : after)?.push(one);
	}
	return { before: before ?? [], after: after ?? [] };
}

function kb(loaded: readonly Loaded[], type: string): number {
	return sum(loaded.filter((one) => one.type === type).map((one) => one.bytes)) / 1_000;
}

function figuresOf(before: readonly Loaded[], after: readonly Loaded[]): Figure[] {
	const [js, css] = [kb(before, 'script'), kb(before, 'stylesheet')];
	const fonts = before.filter((one) => one.type === 'font').length;
	const all = sum(before.map((one) => one.bytes)) / 1_000;
	const note = `${before.filter((one) => one.type === 'script').length} files; after the paint ${kb(after, 'script').toFixed(1)} kB more`;
	const size = (name: string, value: number, limit: number, words: string): Figure => {
		const goals = [atMost(limit, 'kB', value)];
		return { name, value, unit: 'kB', goals, reference: null, note: words };
	};
	return [
		size('JS before the first tap, gzip', js, 60, note),
		size(
			'CSS before the first tap, gzip',
			css,
			8,
			`${before.filter((one) => one.type === 'stylesheet').length} files`
		),
		{
			name: 'requests before the first tap',
			value: before.length,
			unit: 'requests',
			goals: [{ words: 'no fonts', met: fonts === 0 }],
			reference: null,
			note: `${all.toFixed(1)} kB in all, ${fonts} fonts, without calls of the API`
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
