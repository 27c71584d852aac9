import type { Page } from '@playwright/test';
import axe from 'axe-core';
import { PHONE, TABLET, expect, test } from './support/fixtures';

const THEMES = ['light', 'dark', 'sunlight'] as const;
const LANGUAGES = ['zh-CN', 'en'] as const;
const LEAST_TARGET_PX = 48;

type Violation = { id: string; nodes: { html: string; failureSummary?: string }[] };

/** WCAG 2.2 AA with target-size, by axe. */
async function violations(page: Page): Promise<string[]> {
	await page.evaluate(axe.source);
	const found = await page.evaluate(async () => {
		const { axe } = window as unknown as {
			axe: { run(options: object): Promise<{ violations: Violation[] }> };
		};
		const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
		const rules = { 'target-size': { enabled: true } };
		return (await axe.run({ runOnly: { type: 'tag', values: tags }, rules })).violations;
	});
	return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 140)}`));
}

/** Everything one can press that is smaller than a thumb, inline links in running text apart. */
async function smallTargets(page: Page): Promise<string[]> {
	return page.evaluate((least) => {
		const pressable =
			'a[href], button, input:not([type=hidden]), select, textarea, [role=button], summary';
		return [...document.querySelectorAll<HTMLElement>(pressable)].flatMap((element) => {
			const target = element.closest<HTMLElement>('label') ?? element;
			const { width, height } = target.getBoundingClientRect();
			const shown = target.checkVisibility({ visibilityProperty: true }) && width > 1 && height > 1;
			const inText = getComputedStyle(target).display === 'inline';
			if (!shown || inText || (width >= least - 0.5 && height >= least - 0.5)) return [];
			return [`${Math.round(width)}×${Math.round(height)} ${target.outerHTML.slice(0, 120)}`];
		});
	}, LEAST_TARGET_PX);
}

/** How far the page can be pushed sideways, px. */
async function sideways(page: Page): Promise<number> {
	return page.evaluate(
		() => document.documentElement.scrollWidth - document.documentElement.clientWidth
	);
}

async function dress(page: Page, theme: string, language: string): Promise<void> {
	await page.goto('/me');
	await page.getByRole('radio', { name: language === 'en' ? 'English' : '简体中文' }).check();
	const names = { light: /浅色|^Light$/, dark: /深色|^Dark$/, sunlight: /强光|^Sunlight$/ };
	await page.getByRole('radio', { name: names[theme as keyof typeof names] }).check();
	await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
	await expect(page.locator('html')).toHaveAttribute('lang', language);
}

async function look(page: Page, routes: readonly string[]): Promise<void> {
	for (const route of routes) {
		await page.goto(route);
		await page.getByRole('heading').first().waitFor();
		expect.soft(await violations(page), `axe on ${route}`).toEqual([]);
		expect.soft(await smallTargets(page), `small targets on ${route}`).toEqual([]);
		expect.soft(await sideways(page), `sideways on ${route}`).toBeLessThanOrEqual(0);
	}
}

for (const language of LANGUAGES)
	for (const theme of THEMES) {
		test(`a phone's screens are accessible, ${theme}, ${language}`, async ({ signedIn }) => {
			const page = await signedIn('staff', PHONE);
			const task = (await page.locator('[data-task]').last().getAttribute('data-task')) ?? '';
			await dress(page, theme, language);
			await look(page, ['/today', `/t/${task}`, '/sync', '/me']);
		});
		test(`a tablet's screens are accessible, ${theme}, ${language}`, async ({ signedIn }) => {
			const page = await signedIn('lead', TABLET);
			await dress(page, theme, language);
			await look(page, ['/board', '/today', '/me']);
		});
	}

test('the sign-in page is accessible', async ({ page }) => {
	await look(page, ['/login']);
});

for (const language of LANGUAGES)
	test(`nothing needs sideways scrolling at 320 px and at twice the text size, ${language}`, async ({
		signedIn
	}) => {
		const page = await signedIn('staff', { ...PHONE, viewport: { width: 320, height: 640 } });
		await dress(page, 'light', language);
		for (const zoom of ['100%', '200%'])
			for (const route of ['/today', '/sync', '/me']) {
				await page.goto(route);
				await page.getByRole('heading').first().waitFor();
				await page.addStyleTag({ content: `html { font-size: ${zoom} !important }` });
				expect.soft(await sideways(page), `${route} at ${zoom}`).toBeLessThanOrEqual(0);
			}
	});

test('what finishes a job lies in the lower 60 % of a phone', async ({ signedIn }) => {
	for (const height of [640, 800]) {
		const page = await signedIn('staff', { ...PHONE, viewport: { width: 360, height } });
		const radio = page.getByRole('radio', { name: '已完成' }).last();
		const box = await radio.locator('xpath=ancestor-or-self::label').last().boundingBox();
		expect(box?.y ?? 0).toBeGreaterThanOrEqual(height * 0.4);
		expect(box?.height ?? 0).toBeGreaterThanOrEqual(72);
	}
});
