import type { Browser, Page } from '@playwright/test';
import { chip, expect, PHONE, TABLET, test } from './support/fixtures';

const PIN = '482913';
/** As it stands below the QR code. */
const CODE = /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}/;

/** Makes an invitation into the lead's project. @returns its code */
async function invite(lead: Page): Promise<string> {
	await lead.goto('/admin/invitations');
	await lead.getByRole('button', { name: '出示邀请码' }).click();
	await expect(lead.getByRole('img', { name: '邀请二维码' })).toBeVisible();
	return CODE.exec(await lead.getByRole('main').innerText())?.[0] ?? '';
}

/** A phone that nobody has signed in on. */
async function newPhone(browser: Browser, baseURL: string, locale = 'zh-CN'): Promise<Page> {
	const context = await browser.newContext({ ...PHONE, baseURL, locale });
	return await context.newPage();
}

/** Somebody signed in sets a PIN for this phone. */
async function setPin(page: Page): Promise<void> {
	await page.goto('/me/pin');
	await page.getByLabel(/PIN 码（6 位数字）/).fill(PIN);
	await page.getByRole('button', { name: '保存' }).click();
	await expect(page.getByText('PIN 码已设好。')).toBeVisible();
}

async function signOut(page: Page): Promise<void> {
	await page.goto('/me');
	await page.getByRole('button', { name: /退出/ }).click();
	await page.waitForURL(/\/login/);
}

async function type(page: Page, digits: string): Promise<void> {
	for (const digit of digits) await page.getByRole('button', { name: digit, exact: true }).click();
}

test('a newcomer scans the lead’s code, is in the project, and signs in again by PIN', async ({
	signedIn,
	browser,
	muster
}) => {
	const lead = await signedIn('lead', TABLET);
	const code = await invite(lead);
	const phone = await newPhone(browser, muster.url);
	await phone.goto(`/join#${code}`);
	await phone.getByLabel('您的姓名').fill('赵新');
	await phone.getByLabel('设一个 PIN 码（6 位数字）').fill('123456');
	await phone.getByRole('button', { name: '加入' }).click();
	await expect(phone.getByRole('alert')).toContainText('太容易猜到');
	await phone.getByLabel('设一个 PIN 码（6 位数字）').fill(PIN);
	await phone.getByRole('button', { name: '加入' }).click();
	await phone.waitForURL(/\/today/);
	// The lead's list has counted, and the newcomer stands among the members.
	await lead.reload();
	await expect(lead.getByText('已加入 1/1 人 · 名额已满')).toBeVisible();
	await lead.goto('/admin/projects');
	await phone.goto('/me');
	await expect(phone.getByRole('heading', { name: '赵新' })).toBeVisible();
	await signOut(phone);
	await phone.getByRole('button', { name: '赵新' }).click();
	await type(phone, '482914');
	await expect(phone.getByRole('alert')).toContainText('PIN 码不对');
	await type(phone, PIN);
	await phone.waitForURL(/\/today/);
	await phone.context().close();
});

test('an invitation that was used up, and a code that never was, say so', async ({
	signedIn,
	browser,
	muster
}) => {
	const lead = await signedIn('lead', TABLET);
	const code = await invite(lead);
	await lead.getByRole('button', { name: '作废' }).first().click();
	await expect(lead.getByText('已作废')).toBeVisible();
	const phone = await newPhone(browser, muster.url, 'en');
	await phone.goto(`/join#${code}`);
	await expect(phone.getByRole('alert')).toContainText('used up, ended or is too old');
	await phone.getByLabel('The 16 characters of the invitation').fill('0000-0000-0000-0000');
	await phone.getByRole('button', { name: 'Next' }).click();
	await expect(phone.getByRole('alert')).toContainText('no such code');
	await phone.context().close();
});

test('without a network nothing typed is lost, and pressing again comes in once', async ({
	signedIn,
	browser,
	muster
}) => {
	const lead = await signedIn('lead', TABLET);
	const code = await invite(lead);
	const phone = await newPhone(browser, muster.url);
	await phone.goto(`/join#${code}`);
	await phone.getByLabel('您的姓名').fill('钱新');
	await phone.getByLabel('设一个 PIN 码（6 位数字）').fill(PIN);
	// The server hears it, and its answer is lost.
	await phone.context().route('**/api/muster/join', async (route) => {
		await route.fetch();
		await route.abort();
	});
	await phone.getByRole('button', { name: '加入' }).click();
	await expect(phone.getByRole('alert')).toContainText('按几次都只加入一次');
	await phone.context().unroute('**/api/muster/join');
	await phone.getByRole('button', { name: '加入' }).click();
	await phone.waitForURL(/\/today/);
	await lead.reload();
	await expect(lead.getByText('已加入 1/1 人 · 名额已满')).toBeVisible();
	await phone.context().close();
});

test('two people on one phone come back by their PINs, each to their own', async ({ signedIn }) => {
	const page = await signedIn('staff', PHONE);
	await setPin(page);
	await signOut(page);
	await page.getByRole('button', { name: /其他人/ }).click();
	await signInHere(page, 'head@demo.test');
	await signOut(page);
	await page.getByRole('button', { name: '李强' }).click();
	await page.keyboard.type(PIN);
	await page.waitForURL(/\/today/);
	await page.goto('/me');
	await expect(page.getByText('20417')).toBeVisible();
});

test('a session that has ended is taken up again by PIN', async ({ signedIn, api }) => {
	const page = await signedIn('staff', PHONE);
	await setPin(page);
	const { id } = await api.personOf('staff@demo.test');
	await api.edit('people', id, { tokenKey: 'e'.repeat(50) });
	await page.goto('/today');
	await page.getByRole('button', { name: '登录' }).first().click();
	await expect(page.getByText('为了安全，请重新登录')).toBeVisible();
	await page.getByRole('button', { name: '李强' }).click();
	await type(page, PIN);
	await page.waitForURL(/\/today/);
	await expect(chip(page, 'synced')).toBeVisible();
});

test('the last PIN of a phone, mistyped too often, says why a password is asked for', async ({
	signedIn
}) => {
	const page = await signedIn('staff', PHONE);
	await setPin(page);
	await signOut(page);
	await page.getByRole('button', { name: '李强' }).click();
	// Nobody may choose the first one: it is wrong as any other.
	for (const wrong of ['111111', '482914', '482915', '482916']) {
		await type(page, wrong);
		await expect(page.getByRole('alert')).toContainText('PIN 码不对');
	}
	await type(page, '482917');
	await expect(page.getByLabel('密码', { exact: true })).toBeVisible();
	await expect(page.getByRole('alert')).toContainText('这个 PIN 码已失效');
});

test('an invitation that could not be ended for want of a network says so', async ({
	signedIn
}) => {
	const lead = await signedIn('lead', TABLET);
	await invite(lead);
	await lead.context().setOffline(true);
	await lead.getByRole('button', { name: '作废' }).first().click();
	await expect(lead.getByRole('alert')).toContainText('还没有作废');
	await lead.context().setOffline(false);
	await lead.getByRole('button', { name: '作废' }).first().click();
	await expect(lead.getByText('已作废').first()).toBeVisible();
	await expect(lead.getByRole('alert')).toHaveCount(0);
});

test('whoever comes in by keyboard is led from field to field', async ({
	signedIn,
	browser,
	muster
}) => {
	const code = await invite(await signedIn('lead', TABLET));
	const phone = await newPhone(browser, muster.url);
	await phone.goto('/join');
	await phone.getByLabel('邀请上的 16 位码').fill('0000-0000-0000-0000');
	await phone.keyboard.press('Enter');
	await expect(phone.getByRole('alert')).toContainText('没有这个邀请码');
	await expect(phone.getByLabel('邀请上的 16 位码')).toBeFocused();
	await phone.keyboard.press('ControlOrMeta+A');
	await phone.keyboard.type(code);
	await phone.keyboard.press('Enter');
	await expect(phone.getByLabel('您的姓名')).toBeFocused();
	await phone.keyboard.type('孙新');
	await phone.keyboard.press('Enter');
	await expect(phone.getByLabel('设一个 PIN 码（6 位数字）')).toBeFocused();
	await phone.context().close();
});

async function signInHere(page: Page, identity: string): Promise<void> {
	await page.getByLabel(/邮箱/).fill(identity);
	await page.getByLabel('密码', { exact: true }).fill('muster-demo');
	await page.getByRole('button', { name: '登录' }).click();
	await page.waitForURL(/\/(today|board)/);
}
