import type { Page } from '@playwright/test';
import { meetEveryDay } from './support/api';
import { PHONE, TABLET, expect, nowCard, test } from './support/fixtures';

/** How many keys were pressed on the page since this was called. */
async function countKeys(page: Page): Promise<() => Promise<number>> {
	await page.evaluate(() => {
		addEventListener('keydown', () => {
			document.body.dataset['keys'] = String(Number(document.body.dataset['keys'] ?? 0) + 1);
		});
	});
	return () => page.evaluate(() => Number(document.body.dataset['keys'] ?? 0));
}

test('two taps from Today check in, without a key, and the board counts it', async ({
	signedIn,
	api
}) => {
	await meetEveryDay(api);
	const lead = await signedIn('lead', TABLET);
	const staff = await signedIn('staff', PHONE);
	const tile = lead.locator('[data-tile="checkin"]');
	const before = Number(await tile.getAttribute('data-value'));
	const keys = await countKeys(staff);
	await staff.getByRole('link', { name: /去签到/ }).click();
	await expect(staff.getByRole('heading', { name: '签到' })).toBeVisible();
	await staff.getByRole('button', { name: '没有困难，完成签到' }).click();
	await expect(staff.getByRole('status').filter({ hasText: '已签到' })).toBeVisible();
	expect(await keys()).toBe(0);
	await expect(tile).toHaveAttribute('data-value', String(before + 1));
	await staff.getByRole('link', { name: '回到今天' }).click();
	await expect(nowCard(staff)).toBeVisible();
	await expect(staff.getByRole('link', { name: /去签到/ })).toBeHidden();
});

test('a problem takes two taps more, and heads the lead’s stand-up and counts on the board', async ({
	signedIn,
	api
}) => {
	await meetEveryDay(api);
	const lead = await signedIn('lead', TABLET);
	const blocked = lead.locator('[data-tile="blocked"]');
	const before = Number(await blocked.getAttribute('data-value'));
	const staff = await signedIn('staff', PHONE);
	await staff.getByRole('link', { name: /去签到/ }).click();
	await staff.getByRole('button', { name: '缺料' }).click();
	await staff
		.getByRole('group', { name: /谁能帮忙/ })
		.getByRole('button')
		.first()
		.click();
	await staff.getByRole('button', { name: '提交困难并签到' }).click();
	await expect(staff.getByRole('status').filter({ hasText: '已签到' })).toBeVisible();
	await lead.locator('[data-tile="checkin"]').click();
	await lead
		.getByRole('dialog')
		.getByRole('link', { name: /便携净化器/ })
		.click();
	await expect(lead.locator('[data-issue]').filter({ hasText: '李强' })).toContainText('缺料');
	await expect(lead.getByRole('heading', { name: /没签到/ })).toBeVisible();
	await lead.goto('/board');
	await expect(blocked).toHaveAttribute('data-value', String(before + 1));
	await blocked.click();
	await lead.getByRole('dialog').locator('[data-issue]').filter({ hasText: '李强' }).last().click();
	await expect(lead.locator('article[data-issue]')).toContainText('缺料');
});

test('a check-in for two projects without network is kept over a reload, and arrives once in each', async ({
	signedIn,
	api
}) => {
	await meetEveryDay(api, 'all');
	const staff = await signedIn('staff', PHONE);
	await expect(staff.getByRole('link', { name: /去签到/ })).toBeVisible();
	await staff.context().setOffline(true);
	await staff.getByRole('link', { name: /去签到/ }).click();
	await staff.getByRole('button', { name: '没有困难，完成签到' }).click();
	await expect(staff.getByText(/存在本机，联网后送达/)).toBeVisible();
	await staff.reload();
	await expect(staff.getByText(/存在本机，联网后送达/)).toBeVisible();
	await staff.context().setOffline(false);
	await expect(staff.getByText(/存在本机，联网后送达/)).toBeHidden();
	const { id } = await api.personOf('staff@demo.test');
	const given = await api.list('checkins', `person="${id}"`, '-day');
	const today = given.filter((row) => row['day'] === given[0]?.['day']);
	expect(today).toHaveLength(2);
	expect(new Set(today.map((row) => row['project'])).size).toBe(2);
});

test('a check-in can be changed until the lead ends the stand-up', async ({ signedIn, api }) => {
	await meetEveryDay(api);
	const lead = await signedIn('lead', TABLET);
	const staff = await signedIn('staff', PHONE);
	await staff.getByRole('link', { name: /去签到/ }).click();
	await staff.getByRole('button', { name: '没有困难，完成签到' }).click();
	await staff.getByRole('button', { name: '修改' }).click();
	const box = staff.getByRole('checkbox').last();
	const was = await box.isChecked();
	await box.click();
	await staff.getByRole('button', { name: '保存' }).click();
	await expect(box).toBeChecked({ checked: !was });
	await lead.locator('[data-tile="checkin"]').click();
	await lead
		.getByRole('dialog')
		.getByRole('link', { name: /便携净化器/ })
		.click();
	await lead.getByRole('button', { name: '结束站会' }).click();
	await expect(staff.getByText('站会已结束，签到不再修改。')).toBeVisible();
	await expect(staff.getByRole('button', { name: '修改' })).toBeHidden();
});
