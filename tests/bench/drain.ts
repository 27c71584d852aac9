import type { Page } from '@playwright/test';
import { deriveRowId, type DeviceId } from '$lib/domain/ids';
import type { Bench } from './harness/bench';
import { pageProgram, withBrowser } from './harness/browser';
import { atMost, timesAsFast, type Figure } from './harness/figure';
import { median } from './harness/stats';
import { tapRequests } from './harness/taps';
import type { World } from './harness/world';
import type {} from './page/drain';

const BATCH = 50;

type Drained = { readonly ms: number; readonly waitingMs: number };

async function startEngine(page: Page, world: World, round: number): Promise<void> {
	const { person, token } = world.holder;
	await page.goto(`${world.muster.url}/api/health`);
	await page.addScriptTag({ content: await pageProgram('drain') });
	const session = { v: 1 as const, personId: person, name: 'holder', token, expiresAt: 0 };
	const device = deriveRowId<DeviceId>('bench', 'drain', String(round));
	await page.evaluate((given) => window.drainBench.start(given.session, given.device), {
		session,
		device
	});
}

async function drainEngine(page: Page, world: World): Promise<Drained> {
	await page.context().setOffline(true);
	await page.evaluate((tasks) => window.drainBench.tap(tasks), world.holder.tasks);
	let waitingMs = 0;
	page.on('requestfinished', (request) => {
		if (request.url().endsWith('/push')) waitingMs += request.timing().responseEnd;
	});
	await page.context().setOffline(false);
	const ms = await page.evaluate(() => window.drainBench.drained);
	if (ms === null) throw new Error('nothing was drained');
	return { ms, waitingMs };
}

/** The same taps as batches of record requests, one after another, from a page as well. */
async function drainBatches(page: Page, world: World): Promise<number> {
	const bodies: string[] = [];
	for (let from = 0; from < world.holder.tasks.length; from += BATCH) {
		const count = Math.min(BATCH, world.holder.tasks.length - from);
		const taps = Array.from({ length: count }, () => tapRequests(world.holder));
		bodies.push(JSON.stringify({ requests: taps.flat() }));
	}
	return await page.evaluate(
		async ({ sent, token }) => {
			const startedMs = performance.now();
			for (const body of sent) {
				const headers = { 'Content-Type': 'application/json', Authorization: token };
				const answer = await fetch('/api/batch', { method: 'POST', headers, body });
				if (!answer.ok) throw new Error(`the batch answered ${String(answer.status)}`);
				await answer.text();
			}
			return performance.now() - startedMs;
		},
		{ sent: bodies, token: world.stock.token }
	);
}

function figureOf(drained: readonly Drained[], batch: readonly number[], taps: number): Figure {
	const engine = drained.map(({ ms }) => ms);
	const [value, reference] = [median(engine), median(batch)];
	const waitingMs = median(drained.map((one) => one.waitingMs));
	return {
		name: `${taps} queued taps drained by one phone`,
		value,
		unit: 'ms',
		goals: [atMost(1_000, 'ms', value), timesAsFast(2, value, reference)],
		reference: { name: `/api/batch, ${BATCH} taps each`, value: reference },
		note: [
			`the app's own engine in Chromium with its IndexedDB, a new phone each round, from the network's return to the last answer written down`,
			`${Math.round(waitingMs)} ms of it waiting for the server`,
			`median of ${engine.length}, ${Math.round(Math.min(...engine))}–${Math.round(Math.max(...engine))} ms`
		].join('; ')
	};
}

export const drain: Bench = {
	name: 'drain',
	run: (world, quick) =>
		withBrowser(async (open) => {
			const plain = await (await open()).newPage();
			await plain.goto(`${world.stock.url}/api/health`);
			const drained: Drained[] = [];
			const batch: number[] = [];
			for (let round = 0; round < (quick ? 1 : 5); round++) {
				const context = await open({ bypassCSP: true });
				const phone = await context.newPage();
				await startEngine(phone, world, round);
				drained.push(await drainEngine(phone, world));
				await context.close();
				batch.push(await drainBatches(plain, world));
			}
			return [figureOf(drained, batch, world.holder.tasks.length)];
		})
};
