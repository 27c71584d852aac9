import { chip, expect, PHONE, TABLET, test } from './support/fixtures';

test('a poster opens what is to be done at its place, also without a network', async ({
	signedIn,
	api
}) => {
	const lead = await signedIn('lead', TABLET);
	const staff = await signedIn('staff', PHONE);
	const task = (await staff.locator('[data-task]').last().getAttribute('data-task')) ?? '';
	await lead.goto('/admin/places');
	await lead.getByLabel('地点或设备名称').fill('3 号冲压机');
	await lead.getByRole('button', { name: '添加' }).click();
	await lead.getByRole('link', { name: /3 号冲压机/ }).click();
	await expect(lead.getByRole('img', { name: '3 号冲压机 的二维码' })).toBeVisible();
	const address = /\/at\/[a-z0-9]{15}/.exec(await lead.getByRole('main').innerText())?.[0] ?? '';
	await lead.getByLabel('把任务放到这里').selectOption(task);
	await expect(lead.locator(`a[href$="/t/${task}"]`)).toBeVisible();
	await expect
		.poll(async () => (await api.one('tasks', task))['place'])
		.toBe(address.split('/').at(-1));

	await expect(chip(staff, 'synced')).toBeVisible();
	await staff.goto(address);
	await expect(staff.locator(`[data-task="${task}"]`)).toBeVisible();
	await staff.context().setOffline(true);
	await staff.goto(address);
	await expect(staff.getByRole('heading', { name: '3 号冲压机' })).toBeVisible();
	await staff.locator(`[data-task="${task}"]`).getByRole('link').click();
	await staff.getByRole('radio', { name: '滞后' }).click();
	await expect(staff.locator('[data-queued="1"]').first()).toBeVisible();
});
