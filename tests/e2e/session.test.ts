import { PHONE, chip, expect, nowCard, signIn, test } from './support/fixtures';

test('a wrong password says so and keeps what was typed', async ({ page }) => {
	await page.goto('/login');
	await page.getByLabel(/邮箱/).fill('20417');
	await page.getByLabel('密码', { exact: true }).fill('wrong-password');
	await page.getByRole('button', { name: '登录', exact: true }).click();
	await expect(page.getByRole('alert')).toBeVisible();
	await expect(page.getByLabel(/邮箱/)).toHaveValue('20417');
});

test('a staff number signs in as well as an e-mail', async ({ page }) => {
	await signIn(page, '20417');
	await expect(nowCard(page)).toBeVisible();
});

test('a deep link opens without network, from a cold start', async ({ signedIn }) => {
	const staff = await signedIn('staff', PHONE);
	const id = (await staff.locator('[data-task]').last().getAttribute('data-task')) ?? '';
	await staff.context().setOffline(true);
	const again = await staff.context().newPage();
	await again.goto(`/t/${id}`);
	await expect(again.getByRole('radio', { name: '滞后' }).first()).toBeVisible();
	await again.goto('/today');
	await expect(nowCard(again).getByRole('radio', { name: '滞后' })).toBeVisible();
	await expect(chip(again, 'offline')).toBeVisible();
});

test('leaving with a queue asks once, and the queue goes when that person is back', async ({
	signedIn,
	api
}) => {
	const staff = await signedIn('staff', PHONE);
	const id = (await staff.locator('[data-task]').last().getAttribute('data-task')) ?? '';
	const before = (await api.reports(id)).length;
	await staff.context().route('**/api/muster/push', (route) => route.abort());
	await nowCard(staff).getByRole('radio', { name: '滞后' }).click();
	await expect(staff.locator('[data-queued="1"]').first()).toBeVisible();
	await staff.goto('/me');
	await staff.getByRole('button', { name: /退出/ }).click();
	await expect(staff.getByText(/还有 1 条没发送/)).toBeVisible();
	await staff.getByRole('button', { name: /退出/ }).last().click();
	await staff.waitForURL(/\/login/);
	await staff.context().unroute('**/api/muster/push');
	await signIn(staff, 'staff@demo.test');
	await expect.poll(async () => (await api.reports(id)).length).toBe(before + 1);
});

test('two people after one another on one phone see their own things only', async ({
	signedIn
}) => {
	const page = await signedIn('staff', PHONE);
	await page.goto('/me');
	await expect(page.getByText('20417')).toBeVisible();
	await page.getByRole('button', { name: /退出/ }).click();
	await page.waitForURL(/\/login/);
	await signIn(page, 'head@demo.test');
	await page.goto('/me');
	await expect(page.getByText('20417')).toBeHidden();
});

test('the language changes at once, on the same page, with the queue as it was', async ({
	signedIn
}) => {
	const staff = await signedIn('staff', PHONE);
	await staff.context().setOffline(true);
	await nowCard(staff).getByRole('radio', { name: '滞后' }).click();
	await expect(staff.locator('[data-queued="1"]').first()).toBeVisible();
	await staff.goto('/me');
	await staff.getByRole('radio', { name: 'English' }).check();
	await expect(staff.locator('html')).toHaveAttribute('lang', 'en');
	await expect(staff).toHaveURL(/\/me$/);
	await staff.goto('/sync');
	await expect(staff.locator('[data-op]')).toHaveCount(1);
	await expect(staff.getByRole('heading', { name: 'Sync' })).toBeVisible();
});

test('the theme that is chosen stays', async ({ signedIn }) => {
	const staff = await signedIn('staff', PHONE);
	await staff.goto('/me');
	await staff.getByRole('radio', { name: '强光' }).check();
	await expect(staff.locator('html')).toHaveAttribute('data-theme', 'sunlight');
	await staff.reload();
	await expect(staff.locator('html')).toHaveAttribute('data-theme', 'sunlight');
});
