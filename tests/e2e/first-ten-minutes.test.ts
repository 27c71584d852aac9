import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import { startMuster, type Muster } from '../server/start';
import { PHONE } from './support/fixtures';

const CODE = '7F3K0M2PXY9Q4TRW';
const PASSWORD = 'a password of my own';

const test = base.extend<{ muster: Muster }>({
	// Playwright reads the fixtures' names from this pattern.
	muster: async ({}, use) => {
		const dir = await mkdtemp(join(tmpdir(), 'muster-empty-'));
		const muster = await startMuster({ dataDir: join(dir, 'pb'), setupCode: CODE });
		await use(muster);
		await muster.stop();
		await rm(dir, { recursive: true, force: true });
	},
	baseURL: async ({ muster }, use) => use(muster.url)
});
test.use({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: { width: 1280, height: 800 } });

async function setUp(page: Page): Promise<void> {
	await page.goto(`/setup#${CODE}`);
	await page.getByLabel('组织名称').fill('华东工厂');
	await expect(page.getByLabel('时区')).toHaveValue('Asia/Shanghai');
	await page.getByLabel('您的姓名').fill('王芳');
	await page.reload();
	await expect(page.getByLabel('组织名称')).toHaveValue('华东工厂');
	await expect(page.getByLabel('您的姓名')).toHaveValue('王芳');
	await page.getByLabel('工号或邮箱').fill('20388');
	await page.getByLabel(/^密码/).fill(PASSWORD);
	await page.getByRole('button', { name: '创建组织' }).click();
	await expect(page).toHaveURL(/\/setup\/departments$/);
}

async function addDepartments(page: Page): Promise<void> {
	await page.getByRole('button', { name: '质量' }).click();
	await page.getByLabel('新部门').fill('质量\n生产\n仓储');
	await page.reload();
	await expect(page.getByLabel('新部门')).toHaveValue('质量\n生产\n仓储');
	await page.getByRole('button', { name: '加入 3 个部门' }).click();
	await expect(page.getByRole('button', { name: /^仓储 · \d 人/ })).toBeVisible();
	await page.getByRole('button', { name: '下一步' }).click();
}

async function beginProject(page: Page): Promise<void> {
	await page.getByLabel('项目名称').fill('新品上市');
	await page.getByLabel('主导部门').selectOption('生产');
	await page.getByRole('button', { name: '创建项目' }).click();
	await expect(page).toHaveURL(/\/setup\/people$/);
}

async function pastePeople(page: Page): Promise<void> {
	await page
		.getByLabel('名单')
		.fill(
			'李强\t20417\t生产\n陈静，２０４０２，质量\n赵磊\t20417\t生产\n刘洋 20460 仓库\n周敏;20310;'
		);
	await expect(page.getByRole('status')).toHaveText('5 行：3 人可加入，2 行请看一眼');
	await expect(page.getByText('第 3 行：20417 已在第 1 行。')).toBeVisible();
	await page.reload();
	// Key by key: the first digit makes the row right, and the field must stay for the others.
	const number = page.getByLabel('第 3 行：工号');
	await number.fill('');
	await number.pressSequentially('20418');
	await expect(page.getByLabel('名单')).toHaveValue(/赵磊\t20418\t生产/);
	await expect(page.getByText('第 4 行：没有叫“仓库”的部门。')).toBeVisible();
	await page.getByRole('button', { name: '新建仓库' }).click();
	await expect(page.getByRole('status')).toHaveText('5 行都可以加入');
	await page.getByRole('button', { name: '加入 5 人' }).click();
	await expect(page).toHaveURL(/\/setup\/slips$/);
}

/** The code on somebody's slip. */
async function codeOf(page: Page, name: string): Promise<string> {
	const slip = page.getByRole('listitem').filter({ hasText: name });
	await expect(slip.getByRole('img', { name: `${name} 的登录二维码` })).toBeVisible();
	return /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}/.exec(await slip.innerText())?.[0] ?? '';
}

test('an empty folder becomes an organisation whose second person taps a status', async ({
	page,
	browser,
	muster
}) => {
	await setUp(page);
	await addDepartments(page);
	await beginProject(page);
	await pastePeople(page);
	await expect(page.getByText('5 张登录条')).toBeVisible();
	const code = await codeOf(page, '李强');

	await page.getByRole('button', { name: '完成' }).click();
	await page.getByRole('main').getByRole('link', { name: /^项目/ }).click();
	await page.getByRole('link', { name: /新品上市/ }).click();
	await page.getByLabel('任务名称').fill('样机装配');
	await page.getByLabel('负责人').selectOption('李强');
	await page.getByRole('button', { name: '添加任务' }).click();
	await expect(page.getByText('已添加：样机装配')).toBeVisible();

	const context = await browser.newContext({ ...PHONE, baseURL: muster.url, locale: 'zh-CN' });
	const phone = await context.newPage();
	await phone.goto(`/welcome#${code}`);
	await expect(phone.getByRole('heading', { name: '李强，您好' })).toBeVisible();
	await expect(phone.getByText('华东工厂 · 工号 20417')).toBeVisible();
	await phone.getByLabel(/^设一个密码/).fill(PASSWORD);
	await phone.getByRole('button', { name: '进入' }).click();
	await phone.getByRole('radio', { name: '滞后' }).click();
	await expect(phone.getByText(/已存本机|已同步/).first()).toBeVisible();

	await page.goto('/board');
	await expect(page.locator('[data-tile="late"]')).toHaveAttribute('data-value', '1');

	await phone.goto(`/welcome#${code}`);
	await expect(phone.getByText('这张登录条用过了或过期了')).toBeVisible();
	await context.close();
});

test('Next takes over what is written on each step, and asks before it leaves a row behind', async ({
	page
}) => {
	await setUp(page);
	const next = page.getByRole('button', { name: '下一步' });
	await page.getByLabel('新部门').fill('生产');
	await next.click();
	await page.getByLabel('项目名称').fill('新品上市');
	await next.click();
	await expect(page).toHaveURL(/\/setup\/people$/);
	await expect(page.getByLabel('加入项目').locator('option:checked')).toHaveText('新品上市');
	await page.getByLabel('名单').fill('李强\t20417\t生产\n陈静\t\t生产');
	await next.click();
	await expect(page.getByRole('alert').filter({ hasText: '还有 1 行没加入' })).toBeVisible();
	await expect(page).toHaveURL(/\/setup\/people$/);
	await expect(page.getByLabel('名单')).toHaveValue(/^陈静/);
	// For a moment after the question a tap is not heard.
	await expect(async () => {
		await next.click();
		await expect(page).toHaveURL(/\/setup\/slips$/, { timeout: 500 });
	}).toPass();
	await expect(page.getByText('1 张登录条')).toBeVisible();
	await page.goBack();
	await expect(page.getByLabel('名单')).toHaveValue(/^陈静/);
});

test('an empty server says where to begin, and takes no wrong code', async ({ page }) => {
	await page.goto('/');
	await expect(page.getByText('/setup#', { exact: false })).toBeVisible();
	await page.goto('/setup');
	await page.getByLabel('启动码').fill('0000-0000-0000-0000');
	await page.getByLabel('组织名称').fill('华东工厂');
	await page.getByLabel('您的姓名').fill('王芳');
	await page.getByLabel('工号或邮箱').fill('20388');
	await page.getByLabel(/^密码/).fill(PASSWORD);
	await page.getByRole('button', { name: '创建组织' }).click();
	await expect(page.getByText('启动码不对')).toBeVisible();
	await page.getByLabel('启动码').fill('7f3k-0m2p-xy9q-4trw');
	await page.getByRole('button', { name: '创建组织' }).click();
	await expect(page).toHaveURL(/\/setup\/departments$/);
});
