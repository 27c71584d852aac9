import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { repoDir } from '../../pocketbase/serve/paths';
import { chromiumArgs, chromiumPath } from '../e2e-browser';
import { startMuster } from '../server/start';

/**
 * Takes the pictures in docs/screens: every screen, three themes, two languages, from a real
 * server with the demo organisation. Run it after a screen has changed, and look at them.
 */
const OUT = join(repoDir, 'docs', 'screens');
const THEMES = ['light', 'dark', 'sunlight'] as const;
const LANGUAGES = ['zh-CN', 'en'] as const;
const PHONE = { width: 360, height: 800 };
const TABLET = { width: 1280, height: 800 };

type Dress = {
	readonly theme: (typeof THEMES)[number];
	readonly language: (typeof LANGUAGES)[number];
};

const words = {
	late: /^(滞后|Late)$/,
	done: /^(已完成|Done)$/,
	saved: /已存本机|Saved on this phone/,
	signIn: /^(登录|Sign in)$/
};

async function open(browser: Browser, url: string, dress: Dress, viewport: typeof PHONE) {
	const context = await browser.newContext({
		baseURL: url,
		viewport,
		deviceScaleFactor: viewport === PHONE ? 2 : 1,
		locale: dress.language,
		timezoneId: 'Asia/Shanghai',
		reducedMotion: 'reduce',
		colorScheme: dress.theme === 'dark' ? 'dark' : 'light',
		...(dress.theme === 'sunlight' ? { contrast: 'more' as const } : {})
	});
	return { context, page: await context.newPage() };
}

async function signIn(page: Page, who: string): Promise<void> {
	await page.goto('/login');
	await page.getByLabel(/邮箱|e-?mail/i).fill(`${who}@demo.test`);
	await page.getByLabel(/^(密码|password)$/i).fill('muster-demo');
	await page.getByRole('button', { name: words.signIn }).click();
	await page.waitForURL(/\/(today|board)/);
	await page.locator('[data-sync="synced"]').first().waitFor();
	await page.locator('[data-task]').first().waitFor();
}

/** One picture, once nothing moves any more. */
async function take(page: Page, name: string, dress: Dress): Promise<void> {
	await page.evaluate(async () => {
		await document.fonts.ready;
		await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
	});
	const file = `${name}-${dress.language === 'en' ? 'en' : 'zh'}-${dress.theme}.png`;
	await page.screenshot({ path: join(OUT, file) });
}

async function phone(context: BrowserContext, page: Page, dress: Dress): Promise<void> {
	await page.goto('/login');
	await page.getByRole('button', { name: words.signIn }).waitFor();
	await take(page, 'login', dress);
	await signIn(page, 'staff');
	await take(page, 'today', dress);
	const task = await page.locator('[data-task]').last().getAttribute('data-task');
	await page.locator('[data-task]').first().getByRole('button').first().click();
	await take(page, 'today-open', dress);
	await page.keyboard.press('Escape');
	await context.setOffline(true);
	const now = page.getByRole('region', { name: /^(现在|Now)/ });
	await now.getByRole('radio', { name: words.late }).click();
	await now.getByText(words.saved).waitFor();
	await take(page, 'today-late', dress);
	await now.getByRole('radio', { name: words.done }).click();
	await now.getByText(words.saved).waitFor();
	await take(page, 'today-saved', dress);
	await page.goto(`/t/${task ?? ''}`);
	await page.getByRole('radio', { name: words.done }).first().waitFor();
	await take(page, 'task', dress);
	await page.goto('/sync');
	await page.locator('[data-op]').first().waitFor();
	await take(page, 'sync', dress);
	await page.goto('/me');
	await page.getByRole('heading').first().waitFor();
	await take(page, 'me', dress);
}

async function tablet(page: Page, dress: Dress): Promise<void> {
	await signIn(page, 'lead');
	await take(page, 'board', dress);
	await page.setViewportSize({ width: 1024, height: 768 });
	await take(page, 'board-1024', dress);
	await page.setViewportSize(PHONE);
	await take(page, 'board-phone', dress);
}

async function main(): Promise<void> {
	await mkdir(OUT, { recursive: true });
	const browser = await chromium.launch({ executablePath: chromiumPath, args: [...chromiumArgs] });
	for (const language of LANGUAGES) {
		process.env['MUSTER_DEMO_LANG'] = language === 'en' ? 'en' : 'zh';
		for (const theme of THEMES) {
			const dress = { theme, language };
			const muster = await startMuster({ demo: true });
			const small = await open(browser, muster.url, dress, PHONE);
			await phone(small.context, small.page, dress);
			const large = await open(browser, muster.url, dress, TABLET);
			await tablet(large.page, dress);
			await small.context.close();
			await large.context.close();
			await muster.stop();
			process.stdout.write(`${language} ${theme}\n`);
		}
	}
	await browser.close();
}

await main();
