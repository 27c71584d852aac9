import type { Page } from '@playwright/test';
import axe from 'axe-core';
import { IPHONE } from './support/browsers';
import { PHONE, TABLET, expect, test } from './support/fixtures';

/** What a system asks for, and the theme that follows it while the app is open. */
const MEDIA = {
	light: { colorScheme: 'light', contrast: 'no-preference' },
	dark: { colorScheme: 'dark', contrast: 'no-preference' },
	sunlight: { colorScheme: 'light', contrast: 'more' }
} as const;
type Theme = keyof typeof MEDIA;
const THEMES = Object.keys(MEDIA) as readonly Theme[];
const LANGUAGES = ['zh-CN', 'en'] as const;
const LEAST_TARGET_PX = 48;
const OFFICE = [
	...['/admin', '/admin/people', '/admin/people/add', '/admin/people/slips'],
	...['/admin/departments', '/admin/projects', '/admin/invitations', '/admin/places', '/me/pin'],
	...['/admin/calendar', '/admin/calendar/import'],
	...['/setup/departments', '/setup/project', '/setup/people', '/setup/slips']
];

type Violation = { id: string; nodes: { html: string; failureSummary?: string }[] };

/**
 * As high as the page is, so that the bar at the lower edge cuts no row: one that happens to be cut is
 * no small target, as it can be scrolled.
 */
async function whole(page: Page, see: () => Promise<void>): Promise<void> {
	const size = page.viewportSize();
	const height = await page.evaluate(() => document.documentElement.scrollHeight);
	if (size === null || height <= size.height) return see();
	await page.setViewportSize({ ...size, height: height + 1 });
	await see();
	await page.setViewportSize(size);
}

/** What a theme can break; names, roles and their order are the same in each. */
const RULES_OF_LOOKS = [
	...['color-contrast', 'link-in-text-block', 'scrollable-region-focusable', 'target-size']
];

/** WCAG 2.2 AA with target-size, by axe; or those of its rules that look at colours and sizes. */
async function violations(page: Page, of: 'everything' | 'looks'): Promise<string[]> {
	if (await page.evaluate(() => !('axe' in window))) await page.evaluate(axe.source);
	const rules = of === 'looks' ? RULES_OF_LOOKS : null;
	const found = await page.evaluate(async (values) => {
		const { axe } = window as unknown as {
			axe: { run(options: object): Promise<{ violations: Violation[] }> };
		};
		const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
		const runOnly = values ? { type: 'rule', values } : { type: 'tag', values: tags };
		const rules = values ? {} : { 'target-size': { enabled: true } };
		const resultTypes = ['violations'];
		return (await axe.run({ runOnly, rules, resultTypes })).violations;
	}, rules);
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

async function dress(page: Page, theme: Theme, language: string): Promise<void> {
	await page.goto('/me');
	await page.getByRole('radio', { name: language === 'en' ? 'English' : '简体中文' }).check();
	const names = { light: /浅色|^Light$/, dark: /深色|^Dark$/, sunlight: /强光|^Sunlight$/ };
	await page.getByRole('radio', { name: names[theme] }).check();
	await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
	await expect(page.locator('html')).toHaveAttribute('lang', language);
}

/** The first page below that one. */
async function firstOf(page: Page, list: string): Promise<string> {
	await page.goto(list);
	return (await page.locator(`li a[href^="${list}/"]`).first().getAttribute('href')) ?? '';
}

/** The issues of the first project, and the first of them. */
async function issueScreens(page: Page): Promise<string[]> {
	await page.goto('/projects');
	const way = page.locator('a[href^="/p/"]').first();
	const list = (await way.getAttribute('href')) ?? '';
	return [list, await firstOf(page, list)];
}

/** The page that is open, in one theme after another. */
async function examine(page: Page, what: string): Promise<void> {
	for (const [at, theme] of THEMES.entries()) {
		await page.emulateMedia(MEDIA[theme]);
		await page.locator(`html[data-theme=${theme}]`).waitFor();
		await whole(page, async () => {
			const found = await violations(page, at === 0 ? 'everything' : 'looks');
			expect.soft(found, `axe on ${what}, ${theme}`).toEqual([]);
		});
		expect.soft(await smallTargets(page), `small targets on ${what}, ${theme}`).toEqual([]);
		expect.soft(await sideways(page), `sideways on ${what}, ${theme}`).toBeLessThanOrEqual(0);
	}
}

async function look(page: Page, routes: readonly string[]): Promise<void> {
	for (const route of routes) {
		await page.goto(route);
		await page.getByRole('heading').first().waitFor();
		await examine(page, route);
	}
}

for (const language of LANGUAGES) {
	test(`a phone's screens are accessible, ${language}`, async ({ signedIn }) => {
		const page = await signedIn('staff', { ...IPHONE, locale: language });
		const task = (await page.locator('[data-task]').last().getAttribute('data-task')) ?? '';
		await look(page, ['/today', '/checkin', `/t/${task}`, '/sync', '/me', '/me/devices']);
		await look(page, ['/me/week', '/me/leave', `/t/${task}/report`]);
		await look(page, [`/t/${task}/problem`, '/projects', ...(await issueScreens(page))]);
		await page.context().setOffline(true);
		await page.goto('/today');
		await page.locator('#now').getByRole('radio').first().click();
		await page.getByRole('region', { name: /^(装到主屏幕|Install)$/ }).waitFor();
		await examine(page, 'Today with the card');
		await look(page, ['/me/install']);
	});

	test(`a tablet's screens are accessible, ${language}`, async ({ signedIn }) => {
		const page = await signedIn('lead', { ...TABLET, locale: language });
		const task = (await page.locator('[data-task]').first().getAttribute('data-task')) ?? '';
		const project = await page.locator('a[href^="/board/"]').first().getAttribute('href');
		const beside = ['open', 'blocked', 'departments', 'disagreements', 'checkin', 'feed'].map(
			(list) => `/board?show=${list}`
		);
		const standup = project?.replace('/board/', '/standup/') ?? '';
		await look(page, ['/board', ...beside, project ?? '', standup]);
		await look(page, ['/today', `/t/${task}`, '/sync', '/me']);
		const issues = await issueScreens(page);
		await look(page, [`/t/${task}/problem`, '/projects', ...issues, `${issues[0] ?? ''}/walk`]);
	});

	test(`an administrator's screens are accessible, ${language}`, async ({ signedIn }) => {
		const page = await signedIn('admin', { ...TABLET, locale: language });
		await look(page, ['/health', '/me', '/me/devices', ...OFFICE]);
		await look(page, [
			await firstOf(page, '/admin/people'),
			await firstOf(page, '/admin/projects')
		]);
	});

	test(`the sign-in page is accessible, ${language}`, async ({ browser, muster }) => {
		const page = await browser.newPage({ ...PHONE, baseURL: muster.url, locale: language });
		for (const theme of THEMES) {
			await page.emulateMedia(MEDIA[theme]);
			await page.goto('/login');
			await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
			await expect(page.locator('html')).toHaveAttribute('lang', language);
		}
		await look(page, ['/login', '/welcome', '/join', '/setup', '/open-in-browser']);
		await page.close();
	});
}

for (const language of LANGUAGES)
	test(`nothing needs sideways scrolling at 320 px and at twice the text size, ${language}`, async ({
		signedIn
	}) => {
		const viewport = { width: 320, height: 640 };
		const page = await signedIn('staff', { ...IPHONE, viewport, locale: language });
		const now = await page.locator('#now').getAttribute('data-task');
		const issues = await issueScreens(page);
		for (const route of [
			...['/today', '/checkin', '/sync', '/me', '/me/devices', '/me/install'],
			...['/me/week', '/me/leave', `/t/${now ?? ''}/problem`, '/projects', ...issues]
		]) {
			await page.goto(route);
			await page.getByRole('heading').first().waitFor();
			for (const zoom of ['100%', '200%']) {
				await page.addStyleTag({ content: `html { font-size: ${zoom} !important }` });
				expect.soft(await sideways(page), `${route} at ${zoom}`).toBeLessThanOrEqual(0);
			}
		}
	});

const LONG_WORD = 'Donaudampfschifffahrtsgesellschaftskapitänsmützenbeschaffung';

test('words and names as long as German makes them need no sideways scrolling', async ({
	signedIn,
	api
}) => {
	const staff = await api.personOf('staff@demo.test');
	const own = await api.list('tasks', `owner="${staff.id}" && status!="done"`);
	for (const { id } of own) await api.edit('tasks', id, { title: `${LONG_WORD} vorbereiten` });
	for (const kind of ['projects', 'departments', 'people'] as const)
		for (const { id } of await api.list(kind, 'id!=""'))
			await api.edit(kind, id, { name: LONG_WORD });
	const phone = await signedIn('staff', { ...PHONE, locale: 'en' });
	const task = `/t/${own[0]?.id ?? ''}`;
	const project = String(own[0]?.['project']);
	const tablet = await signedIn('lead', { ...TABLET, locale: 'en' });
	const lists = ['blocked', 'checkin', 'overdue', 'departments', 'feed'];
	const onPhone = ['/today', task, `${task}/problem`, `${task}/report`, '/checkin', '/me/week'];
	const onTablet = ['/board', ...lists.map((list) => `/board?show=${list}`), `/standup/${project}`];
	for (const [page, routes] of [
		[phone, [...onPhone, '/me', '/projects', `/p/${project}/issues`]],
		[tablet, [...onTablet, `/p/${project}/issues`, `/p/${project}/issues/walk`]]
	] as const)
		for (const route of routes) {
			await page.goto(route);
			await page.getByRole('heading').first().waitFor();
			await page.getByText(LONG_WORD).first().waitFor();
			expect.soft(await sideways(page), route).toBeLessThanOrEqual(0);
		}
});

for (const language of LANGUAGES)
	test(`nothing in the office needs sideways scrolling on a phone, ${language}`, async ({
		signedIn
	}) => {
		const viewport = { width: 320, height: 640 };
		const page = await signedIn('admin', { ...PHONE, viewport, locale: language });
		for (const route of OFFICE) {
			await page.goto(route);
			await page.getByRole('heading').first().waitFor();
			expect.soft(await sideways(page), route).toBeLessThanOrEqual(0);
		}
	});

test('Today opens at its end, where what is urgent lies', async ({ signedIn }) => {
	const page = await signedIn('staff', { ...PHONE, viewport: { width: 360, height: 640 } });
	const below = () =>
		page.evaluate(() => document.documentElement.scrollHeight - innerHeight - scrollY);
	expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeGreaterThan(660);
	await expect.poll(below).toBeLessThanOrEqual(1);
	await page.getByRole('link', { name: '我的' }).click();
	await page.getByRole('link', { name: '今天' }).click();
	await expect(page.locator('#now')).toBeVisible();
	await expect.poll(below).toBeLessThanOrEqual(1);
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

for (const { name, theme, text, height } of [
	{ name: 'a small phone', theme: 'light', text: '100%', height: 640 },
	{ name: 'long rows in sunlight', theme: 'sunlight', text: '100%', height: 800 },
	{ name: 'twice the text size', theme: 'light', text: '200%', height: 800 }
] as const)
	test(`the buttons of any row that opens are under the thumb: ${name}`, async ({ signedIn }) => {
		const page = await signedIn('staff', { ...PHONE, viewport: { width: 360, height } });
		await dress(page, theme, 'en');
		await page.goto('/today');
		await page.addStyleTag({ content: `html { font-size: ${text} !important }` });
		const rows = page.getByRole('list', { name: 'Today’s tasks' }).locator('[data-task]');
		await rows.first().waitFor();
		for (const row of await rows.all()) {
			await row.getByRole('button').first().click();
			const buttons = row.getByRole('radiogroup', { name: 'Status' });
			await expect(buttons.getByRole('radio')).toHaveCount(3);
			// The dock takes its place with the next frame, and the row follows it.
			const aboveNow = () =>
				buttons.evaluate((group) => {
					const edge = document.getElementById('now')?.getBoundingClientRect().top ?? 0;
					return edge - group.getBoundingClientRect().bottom;
				});
			await expect.poll(aboveNow, await row.innerText()).toBeGreaterThanOrEqual(0);
			const { y = 0 } = (await buttons.boundingBox()) ?? {};
			if (text === '100%') expect.soft(y).toBeGreaterThanOrEqual(height * 0.4 - 1);
			await expect(buttons.getByRole('radio').first()).toBeInViewport();
			await page.keyboard.press('Escape');
			await expect(buttons).toBeHidden();
		}
	});
