import { PHONE, TABLET, chip, expect, nowCard, test } from './support/fixtures';
import { expectWorkerAsked } from './support/queue';

const LATE = /^(滞后|Late)$/;
const DONE = /^(已完成|Done)$/;
const DOING = /^(进行中|In progress)$/;

test('a tap on a phone shows on the lead’s board by itself', async ({ signedIn }) => {
	const lead = await signedIn('lead', TABLET);
	const staff = await signedIn('staff', PHONE);
	await expect(lead).toHaveURL(/\/board/);
	const task = await staff.locator('[data-task]').last().getAttribute('data-task');
	expect(task).toMatch(/^[a-z0-9]{15}$/);
	await nowCard(staff).getByRole('radio', { name: LATE }).click();
	await expect(nowCard(staff).getByText('已存本机')).toBeVisible();
	await expect(lead.locator(`[data-task="${task ?? ''}"]`).first()).toHaveAttribute(
		'data-status',
		'late'
	);
	await expect(chip(staff, 'synced')).toBeVisible();
});

test('five taps without network survive a reload and arrive once, in order', async ({
	signedIn,
	api
}) => {
	const staff = await signedIn('staff', PHONE);
	const now = nowCard(staff);
	await expect(now.getByRole('radio', { name: DOING })).toBeVisible();
	const id = await staff.locator('[data-task]').last().getAttribute('data-task');
	const before = (await api.reports(id ?? '')).length;
	await staff.context().setOffline(true);
	const taps = [LATE, DOING, DONE, LATE, DOING];
	for (const [index, name] of taps.entries()) {
		await now.getByRole('radio', { name }).click();
		await expect(staff.locator(`[data-queued="${String(index + 1)}"]`).first()).toBeVisible();
	}
	await staff.reload();
	await expect(staff.locator('[data-queued="5"]').first()).toBeVisible();
	await staff.goto('/sync');
	await expect(staff.locator('[data-op]')).toHaveCount(5);
	await staff.context().setOffline(false);
	await expect(staff.getByText('全部已同步')).toBeVisible();
	const reports = (await api.reports(id ?? '')).slice(before);
	expect(reports.map((report) => report['to'])).toEqual([
		'late',
		'in_progress',
		'done',
		'late',
		'in_progress'
	]);
	expect(new Set(reports.map((report) => report['op'])).size).toBe(5);
});

test('a queue is delivered by the worker after the page was closed', async ({ signedIn, api }) => {
	const staff = await signedIn('staff', PHONE);
	const id = await staff.locator('[data-task]').last().getAttribute('data-task');
	const before = (await api.reports(id ?? '')).length;
	const context = staff.context();
	await context.setOffline(true);
	await nowCard(staff).getByRole('radio', { name: LATE }).click();
	await expect(staff.locator('[data-queued="1"]').first()).toBeVisible();
	await expectWorkerAsked(staff);
	await staff.goto('about:blank');
	await staff.close();
	await context.setOffline(false);
	await expect.poll(async () => (await api.reports(id ?? '')).length).toBe(before + 1);
});

test('the word for kept comes after the phone has it, and the word for sent after the server has', async ({
	signedIn
}) => {
	const staff = await signedIn('staff', PHONE);
	let release: () => void = () => undefined;
	const held = new Promise<void>((resolve) => (release = resolve));
	await staff.context().route('**/api/muster/push', async (route) => {
		await held;
		await route.continue();
	});
	await nowCard(staff).getByRole('radio', { name: LATE }).click();
	await expect(nowCard(staff).getByText('已存本机')).toBeVisible();
	await expect(staff.locator('[data-queued="1"]').first()).toBeVisible();
	await expect(chip(staff, 'synced')).toBeHidden();
	release();
	await expect(chip(staff, 'synced')).toBeVisible();
});

test('a second tap right after the first changes no other task', async ({ signedIn, api }) => {
	const staff = await signedIn('staff', PHONE);
	const me = await api.personOf('staff@demo.test');
	const statuses = async () =>
		(await api.list('tasks', `owner="${me.id}"`)).map(
			(task) => `${task.id} ${String(task['status'])}`
		);
	const before = await statuses();
	const changed = async () => (await statuses()).filter((line) => !before.includes(line));
	await nowCard(staff).getByRole('radio', { name: DONE }).dblclick({ delay: 20 });
	await expect(nowCard(staff).getByText('已存本机')).toBeVisible();
	await expect.poll(async () => (await changed()).length).toBe(1);
	await expect(staff.locator('[data-queued="0"]').first()).toBeVisible();
	expect(await changed()).toHaveLength(1);
});

for (const network of ['online', 'offline'] as const)
	test(`an undo puts back exactly what was there, ${network}`, async ({ signedIn, api }) => {
		const staff = await signedIn('staff', PHONE);
		const id = (await staff.locator('[data-task]').last().getAttribute('data-task')) ?? '';
		const before = await api.one('tasks', id);
		await staff.context().setOffline(network === 'offline');
		await nowCard(staff).getByRole('radio', { name: DONE }).click();
		await nowCard(staff).getByRole('button', { name: '撤销' }).click();
		await staff.context().setOffline(false);
		await expect.poll(async () => (await api.reports(id)).at(-1)?.['action']).toBe('undo');
		await expect(chip(staff, 'synced')).toBeVisible();
		const after = await api.one('tasks', id);
		for (const field of ['status', 'percent', 'cause', 'expectedDay'])
			expect(after[field], field).toEqual(before[field]);
	});
