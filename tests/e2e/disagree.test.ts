import type { Page } from '@playwright/test';
import { PHONE, TABLET, chip, expect, nowCard, test } from './support/fixtures';

/** Staff says done without network while the lead says late: two words on one task. */
async function disagree(signedIn: (who: 'staff' | 'lead', options: object) => Promise<Page>) {
	const staff = await signedIn('staff', PHONE);
	const lead = await signedIn('lead', TABLET);
	const id = (await staff.locator('[data-task]').last().getAttribute('data-task')) ?? '';
	await staff.context().setOffline(true);
	await nowCard(staff).getByRole('radio', { name: '已完成' }).click();
	await expect(staff.locator('[data-queued="1"]').first()).toBeVisible();
	await lead.goto(`/t/${id}`);
	await lead.getByRole('radio', { name: '滞后' }).click();
	await expect(chip(lead, 'synced')).toBeVisible();
	return { staff, lead, id };
}

test('the author is asked, chooses, and nothing disappears', async ({ signedIn, api }) => {
	const { staff, id } = await disagree(signedIn);
	await expect.poll(async () => (await api.one('tasks', id))['status']).toBe('late');
	await staff.context().setOffline(false);
	await expect(chip(staff, 'choice')).toBeVisible();
	await chip(staff, 'choice').click();
	await expect(staff.getByText('需要您选择').first()).toBeVisible();
	await staff.getByRole('button', { name: '用我的' }).click();
	await expect.poll(async () => (await api.one('tasks', id))['status']).toBe('done');
	const said = (await api.reports(id)).slice(-3).map((event) => [event['to'], event['effective']]);
	expect(said).toContainEqual(['late', true]);
	expect(said).toContainEqual(['done', false]);
	await expect(chip(staff, 'choice')).toBeHidden();
});

test('the lead sees two different reports and may settle', async ({ signedIn, api }) => {
	const { staff, lead, id } = await disagree(signedIn);
	await expect.poll(async () => (await api.one('tasks', id))['status']).toBe('late');
	await staff.context().setOffline(false);
	await expect(chip(staff, 'choice')).toBeVisible();
	await lead.goto('/board');
	await lead.getByRole('link', { name: /^有不同报告/ }).click();
	await lead
		.locator(`[data-conflict][data-task="${id}"]`)
		.getByRole('button', { name: /李强/ })
		.click();
	await expect.poll(async () => (await api.one('tasks', id))['status']).toBe('done');
	await expect(chip(staff, 'synced')).toBeVisible();
});

test('收到 on the board reaches the one who reported', async ({ signedIn }) => {
	const lead = await signedIn('lead', TABLET);
	const staff = await signedIn('staff', PHONE);
	const id = (await staff.locator('[data-task]').last().getAttribute('data-task')) ?? '';
	await nowCard(staff).getByRole('radio', { name: '滞后' }).click();
	await expect(chip(staff, 'synced')).toBeVisible();
	await expect(lead.locator(`[data-task="${id}"][data-status="late"]`).first()).toBeVisible();
	await lead.getByRole('button', { name: /收到/ }).first().click();
	await staff.goto(`/t/${id}`);
	await expect(staff.getByText(/已看到/).first()).toBeVisible();
});
