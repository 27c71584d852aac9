import type { Page } from '@playwright/test';
import { IPHONE } from './support/browsers';
import { PHONE, expect, nowCard, test } from './support/fixtures';
import { STATUS_NAMES, expectQueued, expectSynced, saved, turns } from './support/queue';

type Asking = typeof globalThis & { asked?: number };

/** The browser would ask to install now; a test's browser, being a private window, never does. */
async function offerPrompt(page: Page): Promise<void> {
	const kept = await page.evaluate(() => {
		const event = new Event('beforeinstallprompt', { cancelable: true });
		const prompt = () => {
			(globalThis as Asking).asked = ((globalThis as Asking).asked ?? 0) + 1;
			return Promise.resolve();
		};
		return !window.dispatchEvent(Object.assign(event, { prompt }));
	});
	expect(kept).toBe(true);
}

async function tapNow(page: Page, count: number): Promise<void> {
	for (const status of turns(count)) {
		await nowCard(page).getByRole('radio', { name: STATUS_NAMES[status] }).click();
		await expect(saved(page)).toBeVisible();
	}
}

const card = (page: Page) => page.getByRole('region', { name: /^(装到主屏幕|Install)$/ });

type SignedIn = (who: 'staff', options: typeof PHONE & { locale?: string }) => Promise<Page>;

/** A phone whose clock can be put forward, as nothing shows that hands have rested and nothing came. */
async function open(signedIn: SignedIn, device: Parameters<SignedIn>[1] = PHONE): Promise<Page> {
	const page = await signedIn('staff', device);
	await page.clock.install();
	return page;
}

/** Longer than hands have to rest before anything is said. */
async function restHands(page: Page): Promise<void> {
	await page.clock.fastForward(2_000);
}

test('the third tap brings a quiet card above the thumb’s reach, and nothing below it moves', async ({
	signedIn
}) => {
	for (const height of [640, 800]) {
		const page = await open(signedIn, { ...PHONE, viewport: { width: 360, height } });
		await offerPrompt(page);
		await tapNow(page, 2);
		await restHands(page);
		await expect(card(page)).toBeHidden();
		await nowCard(page).getByRole('radio', { name: STATUS_NAMES.late }).click();
		await expect(saved(page)).toBeVisible();
		const boxes = () =>
			page
				.getByRole('list', { name: '今天的任务' })
				.locator('[data-task]')
				.last()
				.boundingBox()
				.then(async (row) => [row?.y, (await nowCard(page).boundingBox())?.y]);
		const before = await boxes();
		await expect(card(page)).toBeVisible();
		expect(await boxes()).toEqual(before);
		const { y = 0, height: tall = 0 } = (await card(page).boundingBox()) ?? {};
		expect(y + tall).toBeLessThan(height * 0.4);
	}
});

test('the card has the browser ask, once, and the entry on Me does the same', async ({
	signedIn
}) => {
	const page = await open(signedIn);
	await offerPrompt(page);
	await tapNow(page, 3);
	await card(page).getByRole('button', { name: '安装' }).click();
	await expect(card(page)).toBeHidden();
	expect(await page.evaluate(() => (globalThis as Asking).asked)).toBe(1);
	await page.getByRole('link', { name: '我的' }).click();
	await expect(page.getByRole('heading', { name: '李强' })).toBeVisible();
	await expect(page.getByRole('link', { name: '装到主屏幕' })).toBeHidden();
	await offerPrompt(page);
	await page.getByRole('link', { name: '装到主屏幕' }).click();
	await page.getByRole('button', { name: '安装' }).click();
	expect(await page.evaluate(() => (globalThis as Asking).asked)).toBe(2);
	await page.evaluate(() => window.dispatchEvent(new Event('appinstalled')));
	await expect(page.getByText('齐步已经在主屏幕上了。')).toBeVisible();
});

test('taps are counted over reloads, opening asks nothing, and 以后再说 is an answer', async ({
	signedIn
}) => {
	const page = await open(signedIn);
	await tapNow(page, 2);
	await page.reload();
	await offerPrompt(page);
	await restHands(page);
	await expect(card(page)).toBeHidden();
	await tapNow(page, 1);
	await card(page).getByRole('button', { name: '以后再说' }).click();
	await expect(card(page)).toBeHidden();
	await page.reload();
	await offerPrompt(page);
	await tapNow(page, 2);
	await restHands(page);
	await expect(card(page)).toBeHidden();
});

test('an app that is installed never speaks of it', async ({ signedIn }) => {
	const page = await open(signedIn, IPHONE);
	await page.addInitScript(() => {
		Object.defineProperty(navigator, 'standalone', { value: true });
	});
	await page.reload();
	await page.context().setOffline(true);
	await tapNow(page, 3);
	await restHands(page);
	await expect(card(page)).toBeHidden();
	await page.goto('/me');
	await expect(page.getByRole('heading', { name: '李强' })).toBeVisible();
	await expect(page.getByRole('link', { name: '装到主屏幕' })).toBeHidden();
});

test('a tab on an iPhone says once, at its first tap that waits, what it may lose', async ({
	signedIn
}) => {
	const page = await open(signedIn, IPHONE);
	await tapNow(page, 1);
	await expectSynced(page);
	await restHands(page);
	await expect(card(page)).toBeHidden();
	await page.context().setOffline(true);
	await nowCard(page).getByRole('radio', { name: STATUS_NAMES.in_progress }).click();
	await expect(card(page).getByText(/七天不用，没发送的内容可能被清掉/)).toBeVisible();
	await card(page).getByRole('link', { name: '怎么装' }).click();
	await expect(page).toHaveURL(/\/me\/install$/);
	await expect(page.getByRole('listitem').filter({ hasText: '添加到主屏幕' })).toBeVisible();
	await expect(page.getByText(/还有 1 条没发送/)).toBeVisible();
	await page.getByRole('link', { name: '以后再说' }).click();
	await tapNow(page, 2);
	await expectQueued(page, 3);
	await restHands(page);
	await expect(card(page)).toBeHidden();
});

test('on an iPhone the third tap offers three pictures, in English too', async ({ signedIn }) => {
	const page = await open(signedIn, { ...IPHONE, locale: 'en-GB' });
	await tapNow(page, 3);
	await card(page).getByRole('link', { name: 'Show me' }).click();
	const steps = page.getByRole('main').getByRole('listitem');
	await expect(steps).toHaveText([/Share at the bottom/, /Add to Home Screen/, /Muster/]);
	await expect(steps.locator('svg[viewBox="0 0 120 112"]')).toHaveCount(3);
});
