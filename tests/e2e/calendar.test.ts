import { addDays, weekday } from '../../src/lib/domain/time';
import { EVERY_DAY, meetEveryDay, todayInShanghai, workOn } from './support/api';
import { PHONE, TABLET, chip, expect, nowCard, test } from './support/fixtures';

test('holidays and a make-up day from a list change what is overdue on a phone, offline too', async ({
	signedIn,
	api
}) => {
	const day = todayInShanghai();
	// One day of the last two is none to work on, so that there is something to make up for.
	await workOn(
		api,
		EVERY_DAY.filter((one) => one !== weekday(addDays(day, -2)))
	);
	const staff = await signedIn('staff', PHONE);
	const task = (await staff.locator('[data-task]').last().getAttribute('data-task')) ?? '';
	await api.edit('tasks', task, {
		...{ dueDay: addDays(day, -3), dueMinute: null, status: 'in_progress' }
	});
	const row = staff.locator(`[data-task="${task}"]`);
	await expect(row.filter({ hasText: '超期 2 天' }).first()).toBeVisible();

	const admin = await signedIn('admin', TABLET);
	await admin.goto('/admin');
	await admin.getByRole('link', { name: '工作日历' }).click();
	await admin.getByRole('link', { name: '导入节假日' }).click();
	const list = [`${day} 停工`, `${addDays(day, -1)} 停工`, `${addDays(day, -2)} 盘点 班`];
	const text = admin.getByRole('textbox', { name: '清单' });
	await text.fill([...list, '2027-02-30 春节'].join('\n'));
	await expect(admin.getByText('第 4 行：没有这个日期。')).toBeVisible();
	await admin.getByRole('button', { name: '标记 3 天' }).click();
	await expect(admin.getByRole('alert').filter({ hasText: '要先改好' })).toBeVisible();
	const marked = () => api.list('calendar_days', `name="停工" && removed=false`);
	expect(await marked()).toEqual([]);
	await text.fill(list.join('\n'));
	await admin.getByRole('button', { name: '标记 3 天' }).click();
	await expect(admin.getByText('已标记 3 天。')).toBeVisible();

	await expect(row.filter({ hasText: '超期 1 天' }).first()).toBeVisible();
	await chip(staff, 'synced').waitFor();
	await staff.context().setOffline(true);
	await staff.reload();
	await expect(row.filter({ hasText: '超期 1 天' }).first()).toBeVisible();

	await admin.getByRole('button', { name: '撤销' }).click();
	await expect.poll(marked).toEqual([]);
	await staff.context().setOffline(false);
	await expect(row.filter({ hasText: '超期 2 天' }).first()).toBeVisible();
});

test('a day is marked in the month, said why, and taken back; public holidays fill the list', async ({
	signedIn,
	api
}) => {
	const admin = await signedIn('admin', TABLET);
	await admin.goto('/admin/calendar');
	const day = todayInShanghai();
	const cell = admin.locator(`[data-day="${day}"]`);
	const before = await cell.getAttribute('data-work');
	await cell.click();
	await admin.getByLabel('名称，例如节日').fill('厂庆');
	await admin.getByRole('radio', { name: before === 'true' ? '休息' : '上班' }).check();
	await expect(cell).toHaveAttribute('data-work', before === 'true' ? 'false' : 'true');
	await expect(cell).toHaveAccessibleName(/厂庆/);
	await expect.poll(() => api.list('calendar_days', `day="${day}"`)).toHaveLength(1);
	await admin.getByRole('button', { name: '撤销' }).click();
	await expect(cell).toHaveAttribute('data-work', before ?? '');

	await admin.getByRole('link', { name: '导入节假日' }).click();
	const choice = admin.getByLabel('公共节假日');
	await expect(choice.locator('option').nth(1)).toBeAttached();
	await choice.selectOption({ index: 1 });
	await admin.getByRole('button', { name: '放进清单' }).click();
	await expect(admin.getByText(/^\d+ 行，都可以。$/)).toBeVisible();
});

test('leave takes a person from the missing at the stand-up, and asks for no check-in', async ({
	signedIn,
	api
}) => {
	await meetEveryDay(api);
	const person = await api.personOf('lead@demo.test');
	const led = await api.list('memberships', `person="${person.id}" && role="lead"`);
	const project = String(led[0]?.['project']);
	const lead = await signedIn('lead', TABLET);
	await lead.goto(`/standup/${project}`);
	const missing = lead.locator('section').filter({ hasText: '没签到' }).getByRole('list');
	const away = lead.getByText(/^休假：.*李强/);
	await expect(missing).toContainText('李强');

	const staff = await signedIn('staff', PHONE);
	await expect(staff.getByRole('link', { name: /去签到/ })).toBeVisible();
	await staff.goto('/me');
	await staff.getByRole('link', { name: '休假' }).click();
	await staff.getByLabel('第一天').fill(todayInShanghai());
	await staff.getByRole('button', { name: '记下休假' }).click();
	await expect(staff.getByText('已记下，这几天不用签到。')).toBeVisible();
	await expect(away).toBeVisible();
	await expect(missing).not.toContainText('李强');

	await staff.getByRole('button', { name: '撤销' }).click();
	await expect(missing).toContainText('李强');
	await staff.context().setOffline(true);
	await staff.getByLabel('第一天').fill(todayInShanghai());
	await staff.getByRole('button', { name: '记下休假' }).click();
	await expect(staff.getByText('已记下，这几天不用签到。')).toBeVisible();
	await staff.goto('/checkin');
	await expect(staff.getByText('今天没有您要签到的站会。')).toBeVisible();
	await staff.context().setOffline(false);
	await expect(away).toBeVisible();
});

test('my week tells what was reported, offline, and is copied as text', async ({ signedIn }) => {
	const staff = await signedIn('staff', PHONE);
	await staff.context().grantPermissions(['clipboard-read', 'clipboard-write']);
	await staff.context().setOffline(true);
	const title = await nowCard(staff).locator('h2, h3').last().innerText();
	await nowCard(staff).getByRole('radio', { name: '已完成' }).click();
	await expect(staff.getByText(/已存本机/).first()).toBeVisible();
	await staff.goto('/me');
	await staff.getByRole('link', { name: '我的一周' }).click();
	await expect(staff.getByRole('listitem').filter({ hasText: '已完成' }).first()).toBeVisible();
	await staff.getByRole('button', { name: '复制文字' }).click();
	await expect(staff.getByText('已复制，可以粘贴到任何地方。')).toBeVisible();
	const text = await staff.evaluate(() => navigator.clipboard.readText());
	expect(text).toMatch(/^我的一周 · 李强\n/);
	expect(text).toContain(title.trim());
	await staff.getByRole('button', { name: '上一周' }).click();
	await expect(staff.getByRole('button', { name: '下一周' })).toBeVisible();
});
