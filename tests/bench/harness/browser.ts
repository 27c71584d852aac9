import { join } from 'node:path';
import { chromium, devices, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { build } from 'esbuild';
import { repoDir } from '../../../pocketbase/serve/paths';
import { chromiumArgs, chromiumPath } from '../../e2e-browser';
import type {} from '../page/probe';

export const launchOptions = { executablePath: chromiumPath, args: [...chromiumArgs] };
export const phoneOptions = {
	...devices['Pixel 7'],
	locale: 'zh-CN',
	timezoneId: 'Asia/Shanghai'
};

/** One of the programs in `page/`, ready to be put into a page. */
export async function pageProgram(name: string): Promise<string> {
	const { outputFiles } = await build({
		entryPoints: [join(import.meta.dirname, '..', 'page', `${name}.ts`)],
		bundle: true,
		write: false,
		format: 'iife',
		target: 'chrome111',
		alias: { $lib: join(repoDir, 'src', 'lib') },
		tsconfigRaw: { compilerOptions: { strict: true, verbatimModuleSyntax: true } }
	});
	return outputFiles[0]?.text ?? '';
}

/** Runs `work` with a browser of its own. */
export async function withBrowser<T>(
	work: (open: (options?: object) => Promise<BrowserContext>) => Promise<T>
): Promise<T> {
	const browser = await chromium.launch(launchOptions);
	const content = await pageProgram('probe');
	try {
		return await work(async (options = {}) => {
			const context = await browser.newContext({ ...phoneOptions, ...options });
			await context.addInitScript({ content });
			return context;
		});
	} finally {
		await browser.close();
	}
}

/** @param rate 1: as fast as the machine is; 4: a quarter of it */
export async function throttle(page: Page, rate: number): Promise<void> {
	const session = await page.context().newCDPSession(page);
	await session.send('Emulation.setCPUThrottlingRate', { rate });
}

export async function fillSignIn(page: Page, email: string, password: string): Promise<Locator> {
	await page.getByLabel(/邮箱|e-?mail/i).fill(email);
	await page.getByLabel(/^(密码|password)$/i).fill(password);
	return page.getByRole('button', { name: /^(登录|Sign in)$/ });
}

export async function signIn(
	page: Page,
	email: string,
	password: string,
	baseUrl = ''
): Promise<void> {
	await page.goto(`${baseUrl}/login`);
	await (await fillSignIn(page, email, password)).click();
	await page.locator('[data-task]').first().waitFor();
}

/** Nothing is waiting or on its way; a question about an older word may be open. */
export async function untilSynced(page: Page): Promise<void> {
	await page.locator('[data-queued="0"]:not([data-sync="sending"])').first().waitFor();
}

/** The card under the thumb, and the word that its next tap says. */
export async function nextOnCard(
	page: Page
): Promise<{ task: string; status: string; button: Locator }> {
	const card = page.locator('#now');
	const task = (await card.getAttribute('data-task')) ?? '';
	const status = (await card.getAttribute('data-status')) === 'late' ? 'in_progress' : 'late';
	return { task, status, button: card.locator(`input[value="${status}"]`) };
}

/** Touches the middle of an element, once, as a finger does. */
export async function touch(page: Page, button: Locator): Promise<void> {
	const box = await button.boundingBox();
	if (!box) throw new Error('there is nothing to touch');
	await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
}
