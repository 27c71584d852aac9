import type { Page, Request } from '@playwright/test';
import type { Bench } from './harness/bench';
import { fillSignIn, throttle, untilSynced, withBrowser } from './harness/browser';
import { atMost, type Figure } from './harness/figure';
import { median, sum } from './harness/stats';
import { PASSWORD } from './harness/maker';
import type { World } from './harness/world';

const RATE = 4;
/** The stream of pokes is asked for after the first rows, and what follows it is part of the price. */
const AFTERWARDS_MS = 2_000;

type Synced = {
	readonly usableMs: number;
	readonly calls: readonly string[];
	readonly bytes: number;
};

/** From pressing 登录 on a phone that has the app but none of its data. */
async function syncOnce(page: Page, world: World): Promise<Synced> {
	await page.goto('/login');
	const button = await fillSignIn(page, world.holder.email, PASSWORD);
	await page.waitForLoadState('networkidle');
	await throttle(page, RATE);
	const requests: Request[] = [];
	page.on('request', (request) => requests.push(request));
	const startedMs = await button.evaluate((element) => {
		const now = performance.now();
		(element as HTMLElement).click();
		return now;
	});
	const usableMs = await page.evaluate(() => window.probe.usableMs);
	await untilSynced(page);
	await page.waitForTimeout(AFTERWARDS_MS);
	const calls = requests.filter((request) => new URL(request.url()).pathname.startsWith('/api/'));
	const bytes = await Promise.all(calls.map(bytesOf));
	return {
		usableMs: usableMs - startedMs,
		calls: calls.map((request) => new URL(request.url()).pathname.replace('/api/', '')),
		bytes: sum(bytes)
	};
}

/** A realtime stream has no end, and so no size; its start is a few hundred bytes. */
async function bytesOf(request: Request): Promise<number> {
	if (request.url().endsWith('/realtime') && request.method() === 'GET') return 0;
	const { responseBodySize, responseHeadersSize } = await request.sizes();
	return responseBodySize + responseHeadersSize;
}

/** The part that no app can save: the password's check, which is slow by design, and one answer. */
async function signInAlone(page: Page, world: World): Promise<number> {
	const body = { identity: world.holder.email, password: PASSWORD };
	return await page.evaluate(async (sent) => {
		const startedMs = performance.now();
		const headers = { 'Content-Type': 'application/json' };
		const answer = await fetch('/api/collections/people/auth-with-password', {
			...{ method: 'POST', headers, body: JSON.stringify(sent) }
		});
		await answer.text();
		return performance.now() - startedMs;
	}, body);
}

function figuresOf(synced: readonly Synced[], alone: readonly number[]): Figure[] {
	const usableMs = median(synced.map((one) => one.usableMs));
	const kb = median(synced.map((one) => one.bytes)) / 1_000;
	const calls = synced.map((one) => one.calls).reduce((a, b) => (b.length > a.length ? b : a), []);
	const count = calls.length;
	return [
		{
			name: 'first sync, 500 tasks: requests',
			value: count,
			unit: 'requests',
			goals: [atMost(5, 'requests', count)],
			reference: null,
			note: calls.join(', ')
		},
		{
			name: 'first sync, 500 tasks: on the wire',
			value: kb,
			unit: 'kB',
			goals: [atMost(60, 'kB', kb)],
			reference: null,
			note: 'answers with their headers'
		},
		{
			name: 'first sync, 500 tasks, 4× throttle: sign-in pressed → status buttons usable',
			value: usableMs,
			unit: 'ms',
			goals: [atMost(1_500, 'ms', usableMs)],
			reference: { name: 'the sign-in request alone', value: median(alone) },
			note: `median of ${synced.length}`
		}
	];
}

export const firstSync: Bench = {
	name: 'first-sync',
	run: (world, quick) =>
		withBrowser(async (open) => {
			const synced: Synced[] = [];
			const alone: number[] = [];
			for (let round = 0; round < (quick ? 2 : 5); round++) {
				const context = await open({ baseURL: world.muster.url });
				const page = await context.newPage();
				synced.push(await syncOnce(page, world));
				alone.push(await signInAlone(page, world));
				await context.close();
			}
			return figuresOf(synced, alone);
		})
};
