import type { Locator } from '@playwright/test';
import { meetEveryDay } from './support/api';
import { PHONE, TABLET, expect, nowCard, test } from './support/fixtures';
import { expectQueued } from './support/queue';

async function pressEnterOn(button: Locator): Promise<void> {
	await button.focus();
	await button.press('Enter');
}

test('the focus stays on the card when the chips that had it are gone', async ({ signedIn }) => {
	const staff = await signedIn('staff', PHONE);
	const card = nowCard(staff);
	const chips = (question: RegExp) => card.getByRole('group', { name: question });
	await card.getByRole('radio', { name: '滞后' }).click();
	await pressEnterOn(
		chips(/什么原因/)
			.getByRole('button')
			.first()
	);
	await expect(chips(/预计哪天/)).toBeVisible();
	await expect(card).toBeFocused();
	await pressEnterOn(
		chips(/预计哪天/)
			.getByRole('button')
			.first()
	);
	await expect(chips(/预计哪天/)).toBeHidden();
	await expect(card).toBeFocused();
	await pressEnterOn(card.getByRole('button', { name: '撤销' }));
	await expect(card).toBeFocused();
});

test('the focus goes to the first row that more of a list brings', async ({ signedIn }) => {
	const staff = await signedIn('staff', PHONE);
	const rows = staff.getByRole('list').locator('li[data-task]');
	const tasks = () => rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-task')));
	const before = await tasks();
	await pressEnterOn(staff.getByRole('button', { name: /^更多 \d+ 项/ }));
	await expect(rows).not.toHaveCount(before.length);
	const first = (await tasks()).findIndex((task) => !before.includes(task));
	const brought = rows.nth(first).getByRole('button').first();
	await expect(brought).toBeFocused();
	await expect(brought).toBeInViewport();
});

test('Back from a project that was chosen in the list of boards goes past the list', async ({
	signedIn
}) => {
	const lead = await signedIn('lead', TABLET);
	await expect(lead).toHaveURL(/\/board$/);
	await lead.getByRole('heading', { level: 1 }).getByRole('link').click();
	const sheet = lead.getByRole('dialog');
	await sheet.locator('a[href^="/board/"]').first().click();
	await expect(lead).toHaveURL(/\/board\/[a-z0-9]{15}$/);
	await lead.goBack();
	await expect(lead).toHaveURL(/\/board$/);
	await expect(sheet).toBeHidden();
});

test('a sheet that is closed by two quick taps goes one step back', async ({ signedIn }) => {
	const staff = await signedIn('staff', PHONE);
	await staff.goto('/me');
	await staff.getByRole('link', { name: '今天' }).click();
	await nowCard(staff).getByRole('link').first().click();
	const sheet = staff.getByRole('dialog');
	const cross = sheet.getByRole('button', { name: '关闭' });
	await cross.evaluate((button: HTMLElement) => {
		button.click();
		button.click();
	});
	await expect(sheet).toBeHidden();
	await expect(nowCard(staff)).toBeVisible();
	await expect(staff).toHaveURL(/\/today$/);
});

test('the card of now has the focus again once its line has brought it back', async ({
	signedIn
}) => {
	const staff = await signedIn('staff', PHONE);
	const row = staff.getByRole('list', { name: '今天的任务' }).locator('li[data-task]').last();
	await pressEnterOn(row.getByRole('button').first());
	const folded = staff.getByRole('button', { name: /^现在/ });
	await expect(folded).toBeVisible();
	await pressEnterOn(folded);
	await expect(nowCard(staff)).toBeFocused();
});

test('the focus stays with the check-in as its buttons make place for others', async ({
	signedIn,
	api
}) => {
	await meetEveryDay(api);
	const staff = await signedIn('staff', PHONE);
	await staff.getByRole('link', { name: /去签到/ }).click();
	const act = staff.getByRole('group', { name: '签到' });
	await pressEnterOn(act.getByRole('button', { name: '缺料' }));
	await expect(act.getByRole('button', { name: '提交困难并签到' })).toBeVisible();
	await expect(act).toBeFocused();
	await pressEnterOn(act.getByRole('button', { name: '改' }));
	await expect(act).toBeFocused();
	await pressEnterOn(act.getByRole('button', { name: '没有困难，完成签到' }));
	await expect(act.getByRole('status')).toContainText('已签到');
	await expect(act).toBeFocused();
});

test('the focus goes to the heading where the button that had it is gone', async ({ signedIn }) => {
	const staff = await signedIn('staff', PHONE);
	await staff.context().setOffline(true);
	await nowCard(staff).getByRole('radio', { name: '滞后' }).click();
	await expectQueued(staff, 1);
	await nowCard(staff).getByRole('link').click();
	const sheet = staff.getByRole('dialog');
	await sheet.getByText('更多').click();
	await pressEnterOn(sheet.getByRole('button', { name: '退回未开始' }));
	await expect(sheet.getByText('更多')).toBeHidden();
	await expect(sheet.getByRole('heading', { level: 2 })).toBeFocused();
	await expectQueued(staff, 2);
	await staff.goto('/sync');
	const takeBack = staff.getByRole('button', { name: '撤回' });
	await expect(takeBack).toHaveCount(1);
	await pressEnterOn(takeBack);
	await expect(takeBack).toHaveCount(0);
	await expect(staff.getByRole('heading', { level: 1 })).toBeFocused();
});

test('a sheet that a day or a phase of the board has opened gives the focus back to it', async ({
	signedIn
}) => {
	const lead = await signedIn('lead', TABLET);
	await lead.locator('main a[href^="/board/"]').first().click();
	const sheet = lead.getByRole('dialog');
	const strip = lead.getByRole('region', { name: '未来 7 个工作日到期' });
	const phases = lead.getByRole('region', { name: '阶段进展' });
	for (const link of [
		strip.getByRole('link', { name: /^今天/ }),
		phases.getByRole('listitem').first().getByRole('link')
	]) {
		await pressEnterOn(link);
		await expect(sheet).toBeVisible();
		await lead.keyboard.press('Escape');
		await expect(sheet).toBeHidden();
		await expect(link).toBeFocused();
	}
});
