import type { Locator, Page } from '@playwright/test';
import type { Api } from './support/api';
import { PHONE, TABLET, expect, nowCard, test } from './support/fixtures';
import { saved } from './support/queue';

type Row = Awaited<ReturnType<Api['list']>>[number];

async function projectOfLead(api: Api): Promise<string> {
	const lead = await api.personOf('lead@demo.test');
	const [led] = await api.list('memberships', `person="${lead.id}" && role="lead"`);
	return String(led?.['project']);
}

async function issuesOf(api: Api, task: string): Promise<Row[]> {
	return api.list('issues', `task="${task}" && source="manual"`, '-raisedAt');
}

/** Reports a problem with the task on the Now card, for somebody to solve. */
async function report(staff: Page, solver: RegExp): Promise<string> {
	const task = (await nowCard(staff).getAttribute('data-task')) ?? '';
	await nowCard(staff).getByRole('link', { name: '报问题' }).click();
	await staff.getByRole('button', { name: '缺料' }).click();
	await staff.getByRole('button', { name: /谁来解决/ }).click();
	await staff.getByRole('dialog').getByRole('button', { name: solver }).click();
	await staff.getByRole('button', { name: /^提交给/ }).click();
	return task;
}

/** Presses until it is heard: what has just come under the hand hears nothing for a moment. */
async function tap(target: Locator, then: Locator): Promise<void> {
	await expect(async () => {
		await target.click({ timeout: 1_000 });
		await expect(then).toBeVisible({ timeout: 1_000 });
	}).toPass();
}

/** How many issues ask that of the person who reads Today. */
async function asked(page: Page, ask: 'solve' | 'confirm' | 'decide'): Promise<number> {
	await nowCard(page).waitFor();
	const strip = page.locator(`[data-ask="${ask}"]`);
	// The strips come after the first paint, where there are any.
	await page
		.getByRole('link', { name: /去签到|等您|请您确认/ })
		.first()
		.waitFor();
	return (await strip.count()) === 0 ? 0 : Number(await strip.getAttribute('data-value'));
}

test('a problem reported without network reaches its solver, is solved, and is closed by who reported it', async ({
	signedIn,
	api
}) => {
	const staff = await signedIn('staff', PHONE);
	const toConfirm = await asked(staff, 'confirm');
	const solver = await signedIn('head', PHONE);
	await solver.goto('/today');
	const toSolve = await asked(solver, 'solve');

	await staff.context().setOffline(true);
	const task = await report(staff, /^王芳/);
	await expect(staff.getByText(/已存本机，联网后送到王芳/)).toBeVisible();
	await staff.reload();
	await staff.context().setOffline(false);
	await expect.poll(async () => (await issuesOf(api, task)).length).toBe(1);
	const [raised] = await issuesOf(api, task);
	const id = raised?.id ?? '';
	const project = String(raised?.['project']);

	const strip = solver.locator('[data-ask="solve"]');
	await expect(strip).toHaveAttribute('data-value', String(toSolve + 1));
	await strip.click();
	await solver
		.locator(`[data-project="${project}"]`)
		.getByRole('link', { name: '问题清单' })
		.click();
	await solver.getByRole('radio', { name: '等我 1' }).check();
	await solver.locator(`li[data-issue="${id}"] a`).click();
	const article = solver.locator(`article[data-issue="${id}"]`);
	await expect(article).toHaveAttribute('data-state', 'open');
	await solver.getByRole('button', { name: '开始处理' }).click();
	await expect(article).toHaveAttribute('data-state', 'accepted');
	// A button that comes into another's place does not hear the second tap of a pair.
	await expect(async () => {
		await solver.getByLabel(/补充一句/).fill('仓库已补 20 件');
		await solver.getByRole('button', { name: '已解决', exact: true }).click();
		await expect(article).toHaveAttribute('data-state', 'resolved', { timeout: 1_000 });
	}).toPass();
	await expect(solver.getByText('等 李强 确认')).toBeVisible();

	await staff.goto('/today');
	const word = staff.locator('[data-ask="confirm"]');
	await expect(word).toHaveAttribute('data-value', String(toConfirm + 1));
	await word.click();
	await staff.locator(`li[data-issue="${id}"] a`).click();
	await expect(staff.getByText('王芳已解决，请您确认')).toBeVisible();
	await expect(staff.getByText('仓库已补 20 件').first()).toBeVisible();
	await staff.getByRole('button', { name: '确认已解决' }).click();
	await expect(staff.locator('article[data-issue]')).toHaveAttribute('data-state', 'closed');

	const lead = await signedIn('lead', TABLET);
	await lead.goto(`/p/${project}/issues?show=closed`);
	await expect(lead.locator(`li[data-issue="${id}"]`)).toHaveAttribute('data-state', 'closed');
	await lead.locator(`li[data-issue="${id}"] a`).click();
	await expect(lead.getByText('王芳 · 已解决')).toBeVisible();
	await expect(lead.getByText('李强 · 确认已解决')).toBeVisible();
});

test('four taps report a problem and three escalate it, without a key', async ({
	signedIn,
	api
}) => {
	const staff = await signedIn('staff', PHONE);
	const task = (await nowCard(staff).getAttribute('data-task')) ?? '';
	await nowCard(staff).getByRole('link', { name: '报问题' }).click();
	await staff.getByRole('button', { name: '等审批' }).click();
	await staff.getByRole('button', { name: '直接上报陈静' }).click();
	await expect(staff.getByText(/^已送到/)).toBeVisible();
	expect((await issuesOf(api, task))[0]).toMatchObject({ escalated: true, cause: 'approval' });

	await tap(staff.getByRole('link', { name: '回到今天' }), nowCard(staff));
	await nowCard(staff).getByRole('link', { name: '报问题' }).click();
	await staff.getByRole('button', { name: '设备' }).click();
	await staff
		.getByRole('radio', { name: /^今天|周/ })
		.first()
		.check();
	// The second tap of a pair lands where the way on has come, and is not meant for it.
	await staff.getByRole('button', { name: /^提交给/ }).dblclick();
	await expect(staff.getByText(/^已送到/)).toBeVisible();
	await expect(staff).toHaveURL(/\/problem$/);
	expect(await issuesOf(api, task)).toHaveLength(2);
	const submit = staff.getByRole('button', { name: /^提交给/ });
	await tap(staff.getByRole('button', { name: '撤销' }), submit);
	await expect
		.poll(async () => (await issuesOf(api, task)).map((row) => row['state']).sort())
		.toEqual(['open', 'withdrawn']);

	const exec = await signedIn('exec', PHONE);
	await expect(exec.locator('[data-asking]')).not.toHaveAttribute('data-asking', '0');
	const onBoard = (await exec.locator('[data-asking]').getAttribute('data-asking')) ?? '';
	await exec.goto('/today');
	await expect(exec.locator('[data-ask="decide"]')).toHaveAttribute('data-value', onBoard);
});

test('a problem with a late task is added to its issue, and the word is taken back on a later visit', async ({
	signedIn,
	api
}) => {
	const staff = await signedIn('staff', PHONE);
	const task = (await nowCard(staff).getAttribute('data-task')) ?? '';
	await nowCard(staff).getByRole('radio', { name: '滞后' }).click();
	await expect(saved(staff)).toBeVisible();
	await staff.goto(`/t/${task}/problem`);
	await expect(staff.getByText('已在清单上，提交后补充到这一条')).toBeVisible();
	await staff.getByRole('button', { name: '设备' }).click();
	await staff.getByRole('button', { name: /谁来解决/ }).click();
	// The second tap of a pair closes nothing but the list of people.
	await staff.getByRole('dialog').getByRole('button', { name: /^周敏/ }).dblclick();
	await expect(staff.getByRole('dialog')).toBeHidden();
	await expect(staff).toHaveURL(/\/problem$/);
	await staff.getByRole('button', { name: /^提交给/ }).click();
	await expect(staff.getByText(/^已送到周敏/)).toBeVisible();
	const ofTask = () => api.list('issues', `task="${task}" && state!="closed"`, '-raisedAt');
	expect(await issuesOf(api, task)).toEqual([]);
	expect((await ofTask())[0]).toMatchObject({ source: 'late', cause: 'equipment' });

	await staff.locator('li[data-issue] a').click();
	await expect(staff.getByText('李强 · 补充')).toBeVisible();
	await staff.reload();
	const undo = staff.getByRole('button', { name: '撤销上次' });
	await undo.click();
	await expect(staff.getByText(/撤销了上一步/)).toBeVisible();
	await expect(undo).toBeHidden();
	await expect
		.poll(async () => (await ofTask())[0])
		.toMatchObject({ cause: '', solver: '', state: 'open' });
});

test('the task shows its open issue, and the way to it', async ({ signedIn }) => {
	const staff = await signedIn('staff', PHONE);
	const task = await report(staff, /^周敏/);
	await expect(staff.getByText(/^已送到周敏/)).toBeVisible();
	await staff.goto(`/t/${task}`);
	await staff.locator('li[data-issue]').filter({ hasText: '周敏' }).getByRole('link').click();
	await expect(staff.locator('article[data-issue]')).toHaveAttribute('data-state', 'open');
	await staff.getByRole('link', { name: '任务' }).click();
	await expect(staff).toHaveURL(new RegExp(`/t/${task}$`));
});

test('a lead walks through the issues by keyboard, decides on some, and reads what has become of them', async ({
	signedIn,
	api
}) => {
	const lead = await signedIn('lead', TABLET);
	const project = await projectOfLead(api);
	await lead.goto(`/p/${project}/issues`);
	await lead.locator('li[data-issue]').first().waitFor();
	const open = await lead.locator('li[data-issue]').count();
	expect(open).toBeGreaterThan(2);
	await lead.getByRole('link', { name: '逐条过' }).click();
	await expect(lead.getByText(`第 1 条，共 ${String(open)} 条`)).toBeVisible();
	const card = lead.locator('article[data-issue]');
	const first = (await card.getAttribute('data-issue')) ?? '';
	const resolve = lead.getByRole('button', { name: '已解决', exact: true });
	const buttons = await lead.locator('.buttons button').allInnerTexts();
	await lead.keyboard.press(String(buttons.indexOf('已解决') + 1));
	await expect(resolve).toBeHidden();
	await expect(card).toHaveAttribute('data-state', 'resolved');
	await lead.keyboard.press('ArrowRight');
	await expect(card).not.toHaveAttribute('data-issue', first);
	await lead.keyboard.press('ArrowLeft');
	await expect(card).toHaveAttribute('data-issue', first);
	for (let i = 0; i < open; i++) await lead.keyboard.press('ArrowRight');
	await expect(lead.getByRole('heading', { name: '过完了' })).toBeFocused();
	await expect(lead.locator('[data-end="resolved"]')).toHaveAttribute('data-value', '1');
	await expect(lead.locator('[data-end="left"]')).toHaveAttribute('data-value', String(open - 1));
	await expect.poll(async () => (await api.one('issues', first))['state']).toBe('resolved');
	await lead.getByRole('link', { name: '回到问题清单' }).click();
	await expect(lead.locator(`li[data-issue="${first}"]`)).toHaveAttribute('data-state', 'resolved');
});

test('an issue is handed on and taken back, and stands beside the list on a tablet', async ({
	signedIn,
	api
}) => {
	const lead = await signedIn('lead', TABLET);
	await lead.goto('/projects');
	const project = await projectOfLead(api);
	await lead.locator(`[data-project="${project}"]`).getByRole('link', { name: '问题清单' }).click();
	const line = lead.locator('li[data-issue][data-state="open"]').first();
	const id = (await line.getAttribute('data-issue')) ?? '';
	const before = (await api.one('issues', id))['solver'];
	await line.getByRole('link').click();
	await expect(lead.locator('article[data-issue]')).toBeVisible();
	await expect(line).toBeVisible();
	await lead.getByRole('button', { name: /^(转给别人|指定解决责任人)$/ }).click();
	await lead.getByRole('dialog').getByRole('button', { name: /^林涛/ }).click();
	await expect(lead.getByRole('dialog')).toBeHidden();
	const { id: taker } = await api.personOf('lin.tao@demo.test');
	await expect.poll(async () => (await api.one('issues', id))['solver']).toBe(taker);
	await tap(lead.getByRole('button', { name: '撤销' }), lead.getByText(/撤销了上一步/));
	await expect.poll(async () => (await api.one('issues', id))['solver']).toBe(before);
});
