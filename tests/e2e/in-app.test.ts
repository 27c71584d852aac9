import type { Browser, Page } from '@playwright/test';
import type { Muster } from '../server/start';
import { meetEveryDay } from './support/api';
import { WECHAT } from './support/browsers';
import { PHONE, chip, expect, fillIn, nowCard, test } from './support/fixtures';
import { STATUS_NAMES, holdPushes, ownTask } from './support/queue';

/** What nobody inside another app is to be told. */
const OFFLINE_WORDS = /离线|没网|断网|无网|offline|without a network/i;

test('WeChat is shown the way to a browser before anything else, without a word of being offline', async ({
	browser,
	muster,
	api
}) => {
	const task = await ownTask(api, 'staff@demo.test');
	for (const [locale, copy] of [
		['zh-CN', '复制链接'],
		['en-GB', 'Copy the link']
	] as const) {
		const context = await browser.newContext({
			...WECHAT,
			baseURL: muster.url,
			locale,
			serviceWorkers: 'block',
			permissions: ['clipboard-read', 'clipboard-write']
		});
		const page = await context.newPage();
		await page.goto(`/t/${task}`);
		await expect(page).toHaveURL(/\/open-in-browser\?next=/);
		await expect(page.getByText('···')).toBeVisible();
		expect(await page.locator('body').innerText()).not.toMatch(OFFLINE_WORDS);
		await page.getByRole('button', { name: copy }).click();
		await expect(page.getByRole('status')).toHaveText(/^(已复制|Copied)/);
		const copied = await page.evaluate(() => navigator.clipboard.readText());
		expect(copied).toBe(`${muster.url}/t/${task}`);
		await context.close();
	}
});

test('a link that cannot be copied is shown, and one opened in a browser leads on', async ({
	browser,
	muster
}) => {
	const walled = await browser.newPage({ ...WECHAT, baseURL: muster.url, locale: 'zh-CN' });
	await walled.addInitScript(() => {
		Object.defineProperty(navigator, 'clipboard', { value: undefined });
		Object.assign(document, { execCommand: () => false });
	});
	await walled.goto('/welcome#0123-4567-89AB-CDEF');
	await walled.getByRole('button', { name: '复制链接' }).click();
	await expect(walled.getByText(`${muster.url}/welcome#0123-4567-89AB-CDEF`)).toBeVisible();
	const free = await browser.newPage({ ...PHONE, baseURL: muster.url, locale: 'zh-CN' });
	await free.goto(new URL(walled.url()).href);
	await expect(free).toHaveURL(`${muster.url}/welcome#0123-4567-89AB-CDEF`);
	await walled.close();
	await free.close();
});

/** Signs in inside WeChat on an iPhone, which has no workers, and is led to `path`. */
async function goOnInside(browser: Browser, muster: Muster, path: string): Promise<Page> {
	const context = await browser.newContext({
		...WECHAT,
		baseURL: muster.url,
		locale: 'zh-CN',
		timezoneId: 'Asia/Shanghai',
		serviceWorkers: 'block'
	});
	await context.addInitScript(() => {
		Reflect.deleteProperty(Navigator.prototype, 'serviceWorker');
	});
	const page = await context.newPage();
	await page.goto(path);
	await page.getByRole('button', { name: '先在这里用，要一直联网' }).click();
	await fillIn(page, 'staff@demo.test');
	await expect(page).toHaveURL(new RegExp(`${path}$`));
	return page;
}

test('one who goes on inside WeChat works online, and is promised nothing else', async ({
	browser,
	muster,
	api
}) => {
	const task = await ownTask(api, 'staff@demo.test');
	const before = (await api.reports(task)).length;
	const page = await goOnInside(browser, muster, `/t/${task}`);
	const release = await holdPushes(page.context());
	await page.getByRole('radio', { name: STATUS_NAMES.done }).click();
	await expect(page.getByRole('status').filter({ hasText: '正在保存' })).toBeVisible();
	await page.goto('/sync');
	await expect(page.getByText('在这里只能联网使用：发送完再离开。')).toBeVisible();
	await page.goto(`/t/${task}`);
	await expect(page.getByRole('radio', { name: STATUS_NAMES.late })).toBeVisible();
	await release();
	await page.getByRole('radio', { name: STATUS_NAMES.late }).click();
	// The chip, and the word itself.
	await expect(page.getByRole('status').filter({ hasText: '已同步' })).toHaveCount(2);
	await expect.poll(async () => (await api.reports(task)).length).toBe(before + 2);
	await page.goto('/today');
	await expect(nowCard(page)).toBeVisible();
	await expect(chip(page, 'synced')).toBeVisible();
	await expect(page.getByText('已存本机')).toBeHidden();
	await page.getByRole('button', { name: '换浏览器' }).click();
	await expect(page).toHaveURL(/\/open-in-browser\?next=%2Ftoday/);
	await page.context().close();
});

test('a check-in, a report and a problem inside WeChat are called saved by the server’s word only', async ({
	browser,
	muster,
	api
}) => {
	await meetEveryDay(api);
	const task = await ownTask(api, 'staff@demo.test');
	const page = await goOnInside(browser, muster, '/checkin');
	const release = await holdPushes(page.context());
	const said = page.getByRole('status').filter({ hasText: '正在保存' });
	await page.getByRole('button', { name: '没有困难，完成签到' }).click();
	await expect(said).toBeVisible();
	await page.goto(`/t/${task}/report`);
	await page.getByRole('button', { name: '提交汇报' }).click();
	await expect(said).toBeVisible();
	await page.goto(`/t/${task}/problem`);
	await page.getByRole('button', { name: '设备' }).click();
	await page.getByRole('button', { name: /^提交给/ }).click();
	await expect(said).toBeVisible();
	await release();
	await expect(page.getByText(/^已送到/)).toBeVisible();
	await expect(page.getByText(/存.?本机/)).toBeHidden();
	await page.context().close();
});

test('DingTalk and Feishu are let in where they have workers', async ({ browser, muster }) => {
	const userAgent = `${PHONE.userAgent} AliApp(DingTalk/7.5.0)`;
	const able = await browser.newPage({ ...PHONE, userAgent, baseURL: muster.url });
	await able.goto('/today');
	await expect(able).toHaveURL(/\/login/);
	await able.close();
	const unable = await browser.newPage({ ...PHONE, userAgent, baseURL: muster.url });
	await unable.addInitScript(() => {
		Reflect.deleteProperty(Navigator.prototype, 'serviceWorker');
	});
	await unable.goto('/today');
	await expect(unable).toHaveURL(/\/open-in-browser/);
	await unable.close();
});

test('a task’s link is handed on, and leads through the sign-in to the task', async ({
	signedIn,
	browser,
	muster,
	api
}) => {
	const task = await ownTask(api, 'staff@demo.test');
	const title = String((await api.one('tasks', task))['title']);
	const page = await signedIn('staff', {
		...PHONE,
		permissions: ['clipboard-read', 'clipboard-write']
	});
	await page.addInitScript(() => {
		Reflect.deleteProperty(Navigator.prototype, 'share');
	});
	await page.goto(`/t/${task}`);
	await page.getByRole('button', { name: '分享' }).click();
	await expect(page.getByRole('status').filter({ hasText: '链接已复制' })).toBeVisible();
	const link = await page.evaluate(() => navigator.clipboard.readText());
	expect(link).toBe(`${muster.url}/t/${task}`);
	await page.addInitScript(() => {
		Object.assign(navigator, {
			share: (data: ShareData) => {
				document.body.dataset['shared'] = JSON.stringify(data);
				return Promise.resolve();
			}
		});
	});
	await page.reload();
	await page.getByRole('button', { name: '分享' }).click();
	await expect(page.getByRole('status').filter({ hasText: '已分享' })).toBeVisible();
	const shared = await page.locator('body').getAttribute('data-shared');
	expect(JSON.parse(shared ?? '')).toEqual({ title, url: link });
	const other = await browser.newPage({ ...PHONE, locale: 'zh-CN' });
	await other.goto(link);
	await expect(other).toHaveURL(/\/login\?next=/);
	await fillIn(other, 'lead@demo.test');
	await expect(other.getByRole('heading', { name: title })).toBeVisible();
	await other.close();
});
