import type { Page } from '@playwright/test';
import type { Bench } from './harness/bench';
import { nextOnCard, signIn, touch, untilSynced, withBrowser } from './harness/browser';
import { atMost, type Figure } from './harness/figure';
import { median, p95 } from './harness/stats';
import { demoPassword } from '../../pocketbase/serve/demo-accounts.table';

const tablet = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1, isMobile: false };

type Seen = { readonly otherMs: number; readonly ownMs: number };

async function tapAndSee(phone: Page, board: Page): Promise<Seen> {
	const { task, status, button } = await nextOnCard(phone);
	const changed = `[data-task="${task}"][data-status="${status}"]`;
	await phone.evaluate((selector) => window.probe.armTap(selector), `#now${changed}`);
	await board.evaluate((selector) => window.probe.armSight(selector), changed);
	await touch(phone, button);
	const tap = await phone.evaluate(() => window.probe.tap);
	const seenAtMs = await board.evaluate(() => window.probe.sight);
	await untilSynced(phone);
	if (!tap || seenAtMs === null) throw new Error('nothing was seen');
	return { otherMs: seenAtMs - tap.contactAtMs, ownMs: tap.ms };
}

function figuresOf(seen: readonly Seen[]): Figure[] {
	const other = seen.map((one) => one.otherMs);
	const own = seen.map((one) => one.ownMs);
	const [half, most] = [median(other), p95(other)];
	const note = `${seen.length} taps of staff, seen on the lead's board; both pages on this machine`;
	const figure = (name: string, value: number, limit: number, reference: number): Figure => ({
		name: `tap → row on another screen: ${name}`,
		value,
		unit: 'ms',
		goals: [atMost(limit, 'ms', value)],
		reference: { name: `on the tapper's own screen: ${name}`, value: reference },
		note
	});
	return [figure('p50', half, 500, median(own)), figure('p95', most, 1_000, p95(own))];
}

export const otherScreen: Bench = {
	name: 'other-screen',
	run: (world, quick) =>
		withBrowser(async (open) => {
			const phone = await (await open({ baseURL: world.muster.url })).newPage();
			const board = await (await open({ baseURL: world.muster.url, ...tablet })).newPage();
			await signIn(phone, 'staff@demo.test', demoPassword);
			await signIn(board, 'lead@demo.test', demoPassword);
			const seen: Seen[] = [];
			for (let at = 0; at < (quick ? 8 : 40); at++) seen.push(await tapAndSee(phone, board));
			return figuresOf(seen);
		})
};
