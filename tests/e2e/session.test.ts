import { leaveApp, readDatabase, writeDatabase } from './support/device-storage';
import { PHONE, TABLET, chip, expect, nowCard, signIn, test } from './support/fixtures';

const DAY_MS = 24 * 60 * 60 * 1_000;
const DEVICE_DB = 'muster-device';
const SESSION_KEY = '"session"';

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

test('without rows and network nothing is said to be on its way, though something waits', async ({
	signedIn,
	api
}) => {
	const { id } = await api.personOf('staff@demo.test');
	const staff = await signedIn('staff', PHONE);
	await staff.context().setOffline(true);
	await nowCard(staff).getByRole('radio', { name: '滞后' }).click();
	await expect(staff.locator('[data-queued="1"]').first()).toBeVisible();
	await staff.evaluate(
		(rows) =>
			new Promise((resolve, reject) => {
				const request = indexedDB.deleteDatabase(rows);
				request.onsuccess = resolve;
				request.onerror = reject;
			}),
		`muster-replica-${id}`
	);
	await staff.reload();
	await expect(staff.getByText('第一次打开需要联网')).toBeVisible();
	await expect(staff.getByRole('button', { name: '重试' })).toBeVisible();
	// The network is heard of: nobody has to ask again.
	await staff.context().setOffline(false);
	await expect(nowCard(staff)).toBeVisible();
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
	expect(await api.reports(id)).toHaveLength(before);
	await staff.context().unroute('**/api/muster/push');
	await signIn(staff, 'staff@demo.test');
	await expect.poll(async () => (await api.reports(id)).length).toBe(before + 1);
});

test('two people after one another on one phone see their own things only', async ({
	signedIn,
	api
}) => {
	const head = await api.personOf('head@demo.test');
	const page = await signedIn('staff', PHONE);
	await page.goto('/me');
	await expect(page.getByText('20417')).toBeVisible();
	await page.getByRole('button', { name: /退出/ }).click();
	await page.waitForURL(/\/login/);
	await signIn(page, 'head@demo.test');
	await page.goto('/me');
	await expect(page.getByRole('heading', { name: String(head['name']) })).toBeVisible();
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

test('a session of some days is renewed when the app is opened, for the worker too', async ({
	signedIn
}) => {
	const staff = await signedIn('staff', PHONE);
	const stored = async () => await readDatabase(staff, DEVICE_DB);
	await leaveApp(staff);
	const { device = {}, ...others } = await stored();
	const session = device[SESSION_KEY] as { expiresAt: number };
	const older = { ...session, expiresAt: session.expiresAt - 4 * DAY_MS };
	await writeDatabase(staff, {
		...{ name: DEVICE_DB, version: 1 },
		stores: { ...others, device: { ...device, [SESSION_KEY]: older } }
	});
	await staff.goto('/today');
	await expect
		.poll(async () => (await stored())['device']?.[SESSION_KEY])
		.toMatchObject({ expiresAt: expect.closeTo(session.expiresAt, -6) });
	await nowCard(staff).getByRole('radio', { name: '滞后' }).click();
	await expect(chip(staff, 'synced')).toBeVisible();
});

test('an executive who opens a task by its link sees it, though a member of nothing', async ({
	signedIn,
	api
}) => {
	const page = await signedIn('exec', TABLET);
	const address = (await page.locator('a[href^="/t/"]').first().getAttribute('href')) ?? '';
	const title = String((await api.one('tasks', address.replace('/t/', '')))['title']);
	await page.goto(address);
	await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
	await page.reload();
	await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
});

test('a lost phone that is removed can neither read nor send, and the others go on', async ({
	signedIn
}) => {
	const lost = await signedIn('staff', {
		...PHONE,
		userAgent: 'Mozilla/5.0 (iPhone) Safari/604.1'
	});
	const kept = await signedIn('staff', PHONE);
	await kept.goto('/me');
	await kept.getByRole('link', { name: '已登录的设备' }).click();
	await expect(kept.getByRole('listitem').filter({ hasText: '本机' })).toHaveCount(1);
	await kept.getByRole('button', { name: '移除 iPhone · Safari' }).click();
	await expect(kept.getByText('已移除，它不能再查看或发送。')).toBeVisible();
	await expect(kept.getByText('iPhone · Safari')).toBeHidden();
	await kept.goto('/today');
	await nowCard(kept).getByRole('radio', { name: '滞后' }).click();
	await expect(chip(kept, 'synced')).toBeVisible();

	await lost.reload();
	await expect(lost.locator('[data-task]')).toHaveCount(0);
	await expect(lost.getByRole('button', { name: '登录' }).first()).toBeVisible();
});
