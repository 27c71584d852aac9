import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import type { Bench } from './harness/bench';
import { launchOptions, pageProgram, phoneOptions, signIn, throttle } from './harness/browser';
import type { Figure } from './harness/figure';
import { atMost } from './harness/figure';
import { serveStatic } from './harness/static-site';
import { median } from './harness/stats';
import { PASSWORD } from './harness/maker';
import type { World } from './harness/world';

const RATE = 4;

/** A browser that is started afresh each time on the same profile: nothing is warm but the disk. */
class Profile {
	readonly #dir: string;
	readonly #probe: string;

	constructor(dir: string, probe: string) {
		this.#dir = dir;
		this.#probe = probe;
	}

	async visit<T>(work: (page: Page, context: BrowserContext) => Promise<T>): Promise<T> {
		const context = await chromium.launchPersistentContext(this.#dir, {
			...phoneOptions,
			...launchOptions
		});
		try {
			await context.addInitScript({ content: this.#probe });
			return await work(context.pages()[0] ?? (await context.newPage()), context);
		} finally {
			await context.close();
		}
	}

	startOffline(url: string): Promise<number> {
		return this.visit(async (page, context) => {
			await context.setOffline(true);
			await throttle(page, RATE);
			await page.goto(url);
			return await page.evaluate(() => window.probe.usableMs);
		});
	}
}

async function untilKept(page: Page): Promise<void> {
	await page.evaluate(() => navigator.serviceWorker.ready);
	await page.reload();
	await page.evaluate(() => window.probe.usableMs);
}

function figureOf(app: readonly number[], plain: readonly number[]): Figure {
	const value = median(app);
	return {
		name: 'cold start offline → status buttons usable, 4× throttle',
		value,
		unit: 'ms',
		goals: [atMost(1_000, 'ms', value)],
		reference: { name: 'static page of the same bytes', value: median(plain) },
		note: `browser started afresh, 500 tasks on the phone, median of ${app.length}; ${Math.round(Math.min(...app))}–${Math.round(Math.max(...app))} ms`
	};
}

async function measure(world: World, dir: string, rounds: number): Promise<Figure[]> {
	const probe = await pageProgram('probe');
	const app = new Profile(join(dir, 'app'), probe);
	const plain = new Profile(join(dir, 'plain'), probe);
	const page = `${world.muster.url}/today`;
	const site = await app.visit(async (first) => {
		await signIn(first, world.holder.email, PASSWORD, world.muster.url);
		await first.goto(page);
		await untilKept(first);
		return await serveStatic(first, world.staticPort);
	});
	try {
		await plain.visit(async (first) => {
			await first.goto(site.url);
			await untilKept(first);
		});
		const times = { app: [] as number[], plain: [] as number[] };
		for (let round = 0; round < rounds; round++) {
			times.app.push(await app.startOffline(page));
			times.plain.push(await plain.startOffline(site.url));
		}
		return [figureOf(times.app, times.plain)];
	} finally {
		await site.stop();
	}
}

export const coldStart: Bench = {
	name: 'cold-start',
	async run(world, quick) {
		const dir = await mkdtemp(join(tmpdir(), 'muster-profiles-'));
		try {
			return await measure(world, dir, quick ? 2 : 7);
		} finally {
			await rm(dir, { recursive: true, force: true });
		}
	}
};
