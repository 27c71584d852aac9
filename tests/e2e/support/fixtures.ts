import {
	devices,
	test as base,
	type BrowserContext,
	type BrowserContextOptions,
	type Page
} from '@playwright/test';
import { startMuster, type Muster } from '../../server/start';
import { Api } from './api';

type Person = 'staff' | 'lead' | 'head' | 'exec' | 'admin';

type Fixtures = {
	/** A real server on its own copy of the demo organisation. */
	muster: Muster;
	/** The same server, asked past the app. */
	api: Api;
	/** Opens a browser of its own, signed in as one of the demo people, on that person's first page. */
	signedIn: (person: Person, options?: Parameters<typeof newContext>[1]) => Promise<Page>;
};

const PASSWORD = 'muster-demo';

export const test = base.extend<Fixtures>({
	// Playwright reads the fixtures' names from this pattern.
	muster: async ({}, use) => {
		const muster = await startMuster({ demo: true });
		await use(muster);
		await muster.stop();
	},
	baseURL: async ({ muster }, use) => use(muster.url),
	api: async ({ muster }, use) => use(new Api(muster)),
	signedIn: async ({ browser, muster }, use) => {
		const contexts: BrowserContext[] = [];
		await use(async (person, options) => {
			const context = await newContext(browser, { baseURL: muster.url, ...options });
			contexts.push(context);
			const page = await context.newPage();
			await signIn(page, `${person}@demo.test`);
			return page;
		});
		for (const context of contexts) await context.close();
	}
});
export { expect } from '@playwright/test';

function newContext(
	browser: { newContext(options: object): Promise<BrowserContext> },
	options: BrowserContextOptions
): Promise<BrowserContext> {
	return browser.newContext({ timezoneId: 'Asia/Shanghai', locale: 'zh-CN', ...options });
}

type Device = Omit<(typeof devices)[string], 'defaultBrowserType'>;

/** A Pixel 7's Chromium in the hand of somebody with a smaller phone. */
export const PHONE = deviceOf('Pixel 7', { width: 360, height: 800 });
/** The size of a common Android tablet, held as an iPad is. */
export const TABLET = deviceOf('iPad (gen 11) landscape', { width: 1280, height: 800 });

function deviceOf(name: string, viewport: { width: number; height: number }): Device {
	const found = devices[name];
	if (!found) throw new Error(`Playwright knows no ${name}`);
	const { userAgent, deviceScaleFactor, isMobile, hasTouch } = found;
	return { userAgent, deviceScaleFactor, isMobile, hasTouch, viewport };
}

/**
 * Signs in through the page and waits for the worker that keeps the app for times without network.
 *
 * @param at the server, for a browser that was opened without one
 */
export async function signIn(
	page: Page,
	identity: string,
	{ at = '', password = PASSWORD }: { readonly at?: string; readonly password?: string } = {}
): Promise<void> {
	await page.goto(`${at}/login`);
	await enterAs(page, identity, password);
}

/** Fills in the form of the sign-in page that is open, and waits as `signIn`. */
export async function enterAs(page: Page, identity: string, password = PASSWORD): Promise<void> {
	await fillIn(page, identity, password);
	await page.waitForURL(/\/(today|board)/);
	await page.evaluate(async () => navigator.serviceWorker.ready);
	await page.locator('[data-task]').first().waitFor();
	await chip(page, 'synced').waitFor();
}

/** Fills in the form of the sign-in page that is open, wherever that leads. */
export async function fillIn(page: Page, identity: string, password = PASSWORD): Promise<void> {
	await page.getByLabel(/邮箱|e-?mail/i).fill(identity);
	await page.getByLabel(/^(密码|password)$/i).fill(password);
	await page.getByRole('button', { name: /^(登录|sign in)$/i }).click();
}

/** The header chip in one of its states. */
export function chip(page: Page, state: string) {
	return page.locator(`[data-sync="${state}"]:visible`).first();
}

/** The card of what to do now, on Today. */
export function nowCard(page: Page) {
	return page.getByRole('region', { name: /^(现在|now)/i });
}
