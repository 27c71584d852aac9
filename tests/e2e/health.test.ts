import { PHONE, TABLET, chip, expect, nowCard, test } from './support/fixtures';

/** How often the page asks by itself. */
const ASKS_EVERY_MS = 15_000;

test('an administrator sees what came in and which phone has something to send; others do not', async ({
	signedIn
}) => {
	const staff = await signedIn('staff', PHONE);
	const admin = await signedIn('admin', TABLET);
	await admin.clock.install();
	await admin.goto('/me');
	await admin.getByRole('link', { name: '服务器状态' }).click();
	await expect(admin.getByRole('heading', { level: 1, name: '服务器状态' })).toBeVisible();
	const received = admin.getByText(/^共 \d+ 条|^没有收到内容/);
	const before = (await received.textContent()) ?? '';
	await expect(admin.getByText('没有设备在等待发送')).toBeVisible();
	await expect(admin.getByText('还没有，第一份会自动做')).toBeVisible();
	await nowCard(staff).getByRole('radio', { name: '滞后' }).click();
	await expect(chip(staff, 'synced')).toBeVisible();
	await admin.clock.fastForward(ASKS_EVERY_MS);
	await expect(received).not.toHaveText(before);
	await admin.context().setOffline(true);
	await admin.clock.fastForward(ASKS_EVERY_MS);
	await expect(admin.getByText(/^没有回应 · 数据截至/)).toBeVisible();
	await expect(admin.getByRole('status')).toHaveText('服务器没有回应');

	await staff.goto('/me');
	await expect(staff.getByRole('link', { name: '服务器状态' })).toBeHidden();
	await staff.goto('/health');
	await expect(staff.getByText('此页面仅供管理员使用。')).toBeVisible();
});
