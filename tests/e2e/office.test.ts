import { PHONE, TABLET, expect, test } from './support/fixtures';

test('whoever leaves hands over every project first, and can come back', async ({
	signedIn,
	api
}) => {
	const admin = await signedIn('admin', TABLET);
	const lead = await api.personOf('lead@demo.test');
	const open = (id: string) =>
		api.list('tasks', `owner="${id}" && status!="done" && removed=false`);
	expect((await open(lead.id)).length).toBeGreaterThan(0);
	await admin.goto(`/admin/people/${lead.id}`);
	const leave = admin.getByRole('button', { name: '周敏 离开' });
	await leave.click();
	await expect(admin.getByText('请为每个项目选一位新的负责人。')).toBeVisible();
	for (const choice of await admin.getByLabel(/：新的负责人$/).all())
		await choice.selectOption('李强');
	for (const choice of await admin.getByLabel(/项任务交给$/).all())
		await choice.selectOption('李强');
	await leave.click();
	await expect(admin.getByText('周敏 已离开，不能登录。')).toBeVisible();

	const staff = await api.personOf('staff@demo.test');
	await expect.poll(async () => (await api.one('people', lead.id))['active']).toBe(false);
	expect(await open(lead.id)).toEqual([]);
	const leads = await api.list('memberships', `person="${staff.id}" && role="lead"`);
	expect(leads.length).toBeGreaterThan(0);

	await admin.getByRole('button', { name: '周敏 回来了' }).click();
	await expect(leave).toBeVisible();
	await expect.poll(async () => (await api.one('people', lead.id))['active']).toBe(true);
});

test('the last administrator stays', async ({ signedIn, api }) => {
	const page = await signedIn('admin', TABLET);
	const { id } = await api.personOf('admin@demo.test');
	await page.goto(`/admin/people/${id}`);
	await page.getByLabel('组织角色').selectOption({ index: 0 });
	await page.getByRole('button', { name: '保存' }).click();
	await expect(page.getByText('至少要有一位管理员。请先指定另一位。')).toBeVisible();
	expect((await api.one('people', id))['role']).toBe('admin');
});

test('a lead adds members and tasks to the own project, and cannot leave it without a lead', async ({
	signedIn,
	api
}) => {
	const page = await signedIn('lead', TABLET);
	await page.goto('/me');
	await page.getByRole('link', { name: '我负责的项目' }).click();
	await page.getByRole('link', { name: /位成员/ }).click();
	await page.getByRole('button', { name: '移除 周敏' }).click();
	await expect(page.getByText('项目至少要有一位负责人。请先指定另一位。')).toBeVisible();
	const newcomer = page.getByLabel('添加成员');
	const name = (await newcomer.locator('option').nth(1).textContent()) ?? '';
	await newcomer.selectOption(name);
	await page.getByRole('button', { name: '添加', exact: true }).click();
	await expect(page.getByLabel(`${name} 的角色`)).toBeVisible();
	await page.getByLabel('任务名称').fill('核对样机');
	await page.getByLabel('负责人').selectOption(name);
	await page.getByRole('button', { name: '添加任务' }).click();
	await expect.poll(() => api.list('tasks', 'title="核对样机"')).toHaveLength(1);
});

test('the office is closed to others, and departments keep their order and names', async ({
	signedIn,
	api
}) => {
	const staff = await signedIn('staff', PHONE);
	await staff.goto('/admin/people');
	await expect(staff.getByText('此页面仅供管理员使用。')).toBeVisible();

	const admin = await signedIn('admin', TABLET);
	await admin.goto('/admin/departments');
	const names = async () =>
		(await api.list('departments', '', 'position')).map(({ name }) => String(name));
	const before = (await names()).indexOf('销售部');
	await admin.getByRole('button', { name: '销售部 上移' }).click();
	await expect.poll(async () => (await names()).indexOf('销售部')).toBe(before - 1);
	await admin.getByRole('button', { name: /^法务部 · \d/ }).click();
	await admin.getByLabel('部门名称').fill('合规部');
	await admin.getByRole('button', { name: '保存' }).click();
	await expect(admin.getByRole('button', { name: /^合规部 · \d/ })).toBeVisible();
	await admin.getByRole('button', { name: /^合规部 · \d/ }).click();
	await admin.getByRole('button', { name: '移除' }).click();
	await expect(admin.getByText('部门里还有人员或项目。请先移到别的部门。')).toBeVisible();
});

test('a department that is saved by two quick taps goes one step back', async ({ signedIn }) => {
	const admin = await signedIn('admin', TABLET);
	await admin.goto('/admin');
	await admin.getByRole('link', { name: /^部门/ }).click();
	await admin.getByRole('button', { name: /^法务部 · \d/ }).click();
	await admin.getByLabel('部门名称').fill('合规部');
	await admin.getByRole('button', { name: '保存' }).evaluate((button: HTMLElement) => {
		button.click();
		button.click();
	});
	await expect(admin.getByRole('dialog')).toBeHidden();
	await expect(admin.getByRole('button', { name: /^合规部 · \d/ })).toBeVisible();
	await expect(admin).toHaveURL(/\/admin\/departments$/);
});

test('a project says what is missing where nobody was chosen, or no day of the stand-up', async ({
	signedIn
}) => {
	const lead = await signedIn('lead', TABLET);
	await lead.goto('/admin/projects');
	await lead.getByRole('link', { name: /位成员/ }).click();
	await lead.getByRole('button', { name: '添加', exact: true }).click();
	await expect(lead.getByRole('alert')).toHaveText('请先选择人员。');
	const days = lead.getByRole('group', { name: '站会在哪几天' });
	await lead.getByLabel(/^站会时间/).fill('08:50');
	const chosen = days.getByRole('button', { pressed: true });
	for (let left = await chosen.count(); left > 0; left--) {
		await chosen.first().click();
		await expect(chosen).toHaveCount(left - 1);
	}
	await lead.getByRole('button', { name: '保存' }).click();
	const missing = lead.getByRole('alert').filter({ hasText: '请至少选一天，或把时间留空。' });
	await expect(missing).toBeVisible();
	await days.getByRole('button', { name: '三' }).click();
	await lead.getByRole('button', { name: '保存' }).click();
	await expect(missing).toBeHidden();
	await expect(lead.getByRole('status').filter({ hasText: '已保存。' })).toBeVisible();
});

test('a new slip for somebody who forgot the password ends the older one', async ({
	signedIn,
	api
}) => {
	const admin = await signedIn('admin', TABLET);
	const { id } = await api.personOf('staff@demo.test');
	const codes: string[] = [];
	for (let i = 0; i < 2; i++) {
		await admin.goto(`/admin/people/${id}`);
		await admin.getByRole('button', { name: '打印新登录条' }).click();
		await expect(admin.getByRole('img', { name: '李强 的登录二维码' })).toBeVisible();
		const slip = await admin.getByRole('listitem').filter({ hasText: '李强' }).innerText();
		codes.push(/[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}/.exec(slip)?.[0] ?? '');
	}
	const phone = await signedIn('head', PHONE);
	await phone.goto(`/welcome#${codes[0] ?? ''}`);
	await expect(phone.getByText('这张登录条用过了或过期了')).toBeVisible();
	const typed = phone.getByLabel('登录条上的 16 位码');
	await typed.fill(codes[1] ?? '');
	await typed.press('Enter');
	await expect(phone.getByRole('heading', { name: '李强，您好' })).toBeVisible();
	await expect(phone.getByLabel(/^设一个密码/)).toBeFocused();
});
