import type { Page } from '@playwright/test';
import { PHONE, TABLET, expect, nowCard, test } from './support/fixtures';

const SIZES = [
	[1024, 768],
	[1180, 820],
	[1280, 800]
] as const;

/** What of the board lies outside the window, or is cut by the panel that it is in. */
async function cutOff(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const whole = document.querySelectorAll<HTMLElement>('main section, main li, main [data-tile]');
		return [...whole].flatMap((element) => {
			const box = element.getBoundingClientRect();
			if (box.height === 0) return [];
			const panel = element.parentElement?.closest('section')?.getBoundingClientRect();
			const [right, bottom] = [panel?.right ?? innerWidth, panel?.bottom ?? innerHeight];
			const isInside = box.right <= right + 1 && box.bottom <= bottom + 1;
			return isInside ? [] : [element.textContent.trim().replaceAll(/\s+/g, ' ').slice(0, 60)];
		});
	});
}

for (const [locale, switchName] of [
	['zh-CN', /全部项目/],
	['en-US', /All projects/]
] as const)
	test(`the board fits a tablet without scrolling, ${locale}`, async ({ signedIn }) => {
		const page = await signedIn('lead', { ...TABLET, locale });
		for (const [width, height] of SIZES) {
			await page.setViewportSize({ width, height });
			for (const open of ['all', 'one']) {
				await page.goto('/board');
				if (open === 'one') await page.locator('main a[href^="/board/"]').first().click();
				await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
				await expect(page.locator('[data-event]').first()).toBeVisible();
				await expect.poll(() => cutOff(page), `${open} at ${width}×${height}`).toEqual([]);
				expect(
					await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)
				).toBeLessThanOrEqual(0);
				expect(await page.locator('[data-event]:visible').count()).toBeGreaterThanOrEqual(3);
			}
		}
		await page.goto('/board');
		await expect(page.getByRole('heading', { level: 1, name: switchName })).toBeVisible();
	});

test('what a figure counts opens beside the board, and Back, Esc and the cross close it', async ({
	signedIn
}) => {
	const page = await signedIn('lead', TABLET);
	const tile = page.locator('[data-tile="overdue"]');
	const count = Number(await tile.getAttribute('data-value'));
	await tile.click();
	const sheet = page.getByRole('dialog', { name: /^超期/ });
	await expect(sheet.locator('[data-overdue="true"]')).toHaveCount(count);
	await page.goBack();
	await expect(sheet).toBeHidden();
	await tile.focus();
	await page.keyboard.press('Enter');
	await expect(sheet).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(sheet).toBeHidden();
	await expect(tile).toBeFocused();
	await tile.click();
	await sheet.getByRole('button', { name: '关闭' }).click();
	await expect(page).toHaveURL(/\/board$/);
});

test('from departments to one of them, and all closes at once', async ({ signedIn }) => {
	const page = await signedIn('lead', TABLET);
	await page.getByRole('link', { name: '部门进展' }).click();
	const departments = page.getByRole('dialog', { name: '部门进展' });
	await departments.getByRole('link', { name: /生产部/ }).click();
	const one = page.getByRole('dialog', { name: /^生产部/ });
	await expect(one.locator('[data-task]').first()).toBeVisible();
	await one.getByRole('button', { name: '关闭' }).click();
	await expect(page).toHaveURL(/\/board$/);
	await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('a task that is opened from a list comes back to it', async ({ signedIn }) => {
	const page = await signedIn('lead', TABLET);
	await page.locator('[data-tile="late"]').click();
	await page.getByRole('dialog').locator('[data-task] a').first().click();
	await expect(page).toHaveURL(/\/t\//);
	await page.goBack();
	await expect(page.getByRole('dialog', { name: /^滞后/ })).toBeVisible();
});

test('a day of the strip shows what falls due on it', async ({ signedIn }) => {
	const page = await signedIn('lead', TABLET);
	const strip = page.getByRole('region', { name: '未来 7 个工作日到期' });
	const today = strip.getByRole('link', { name: /^今天/ });
	const count = Number(/(\d+) 项/.exec((await today.textContent()) ?? '')?.[1]);
	await today.click();
	await expect(page.getByRole('dialog').locator('[data-task]')).toHaveCount(count);
});

test('a figure follows a tap, and is marked for a moment', async ({ signedIn }) => {
	const lead = await signedIn('lead', { ...TABLET, reducedMotion: 'no-preference' });
	const staff = await signedIn('staff', PHONE);
	const late = lead.locator('[data-tile="late"]');
	const before = Number(await late.getAttribute('data-value'));
	await nowCard(staff).getByRole('radio', { name: '滞后' }).click();
	await expect(late).toHaveClass(/changed/);
	await expect(late).toHaveAttribute('data-value', String(before + 1));
});

test('nothing on the board moves when changes begin to arrive by themselves, in the longer language too', async ({
	signedIn
}) => {
	const viewport = { width: 412, height: 823 };
	const page = await signedIn('lead', { ...PHONE, viewport, locale: 'en-US' });
	await page.addInitScript(() => {
		new PerformanceObserver((list) => {
			for (const entry of list.getEntries())
				performance.mark('shift', {
					detail: (entry as PerformanceEntry & { value: number }).value
				});
		}).observe({ type: 'layout-shift', buffered: true });
	});
	await page.goto('/board');
	await expect(page.locator('[data-freshness="live"]')).toBeVisible();
	const shifted = await page.evaluate(async () => {
		await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
		return performance
			.getEntriesByName('shift')
			.reduce((sum, mark) => sum + Number((mark as PerformanceMark).detail), 0);
	});
	expect(shifted).toBeLessThanOrEqual(0.05);
});
