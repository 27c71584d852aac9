import type { Page } from '@playwright/test';
import type { Bench } from './harness/bench';
import { nextOnCard, signIn, throttle, touch, untilSynced, withBrowser } from './harness/browser';
import { atMost, atMostTimes, type Figure } from './harness/figure';
import { serveStatic } from './harness/static-site';
import { median, p95 } from './harness/stats';
import { PASSWORD } from './harness/maker';

const RATE = 6;
/** Longer than what follows a tap by itself: storing, sending, pulling. */
const QUIET_MS = 300;

/** ms of the tap that was armed and given. */
export async function measured(page: Page): Promise<number> {
	const tap = await page.evaluate(() => window.probe.tap);
	if (!tap) throw new Error('no tap was measured');
	return tap.ms;
}

async function tapApp(page: Page): Promise<number> {
	const { task, status, button } = await nextOnCard(page);
	await page.evaluate(
		(changed) => window.probe.armTap(changed),
		`#now[data-task="${task}"][data-status="${status}"] input[value="${status}"]:checked`
	);
	await touch(page, button);
	const ms = await measured(page);
	await untilSynced(page);
	await page.waitForTimeout(QUIET_MS);
	return ms;
}

/** A tap on the page as it stands, which toggles a class. */
export async function tapStatic(page: Page): Promise<number> {
	const isHit = await page.evaluate(() => document.querySelector('#now.hit') !== null);
	await page.evaluate(
		(changed) => window.probe.armTap(changed),
		isHit ? '#now:not(.hit)' : '#now.hit'
	);
	await touch(page, page.locator('#now input[type="radio"]').first());
	const ms = await measured(page);
	await page.waitForTimeout(QUIET_MS);
	return ms;
}

function figuresOf(app: readonly number[], plain: readonly number[], elements: number): Figure[] {
	const [value, reference] = [median(app), median(plain)];
	const tail = p95(app);
	const of = `${app.length} taps, page of ${elements} elements`;
	return [
		{
			name: 'tap → result painted, 500 tasks, 6× throttle: p50',
			value,
			unit: 'ms',
			goals: [atMostTimes(2, value, reference)],
			reference: { name: 'a class toggled', value: reference },
			note: `from the finger's contact to the end of the frame; ${of}`
		},
		{
			name: 'tap → result painted, 500 tasks, 6× throttle: p95',
			value: tail,
			unit: 'ms',
			goals: [atMost(50, 'ms', tail)],
			reference: { name: 'a class toggled: p95', value: p95(plain) },
			note: `slowest ${Math.round(Math.max(...app))} ms (reference ${Math.round(Math.max(...plain))} ms)`
		}
	];
}

export const tapToPaint: Bench = {
	name: 'tap-to-paint',
	run: (world, quick) =>
		withBrowser(async (open) => {
			const app = await (await open({ baseURL: world.muster.url })).newPage();
			await signIn(app, world.holder.email, PASSWORD);
			const site = await serveStatic(app, world.staticPort);
			try {
				const plain = await (await open()).newPage();
				await plain.goto(site.url);
				await Promise.all([throttle(app, RATE), throttle(plain, RATE)]);
				// The first taps compile what the others run.
				for (let at = 0; at < 3; at++) {
					await tapApp(app);
					await tapStatic(plain);
				}
				const times = { app: [] as number[], plain: [] as number[] };
				for (let at = 0; at < (quick ? 8 : 30); at++) {
					times.app.push(await tapApp(app));
					times.plain.push(await tapStatic(plain));
				}
				const elements = await app.evaluate(() => document.querySelectorAll('*').length);
				return figuresOf(times.app, times.plain, elements);
			} finally {
				await site.stop();
			}
		})
};
