import { PHONE, TABLET, chip, expect, test } from './support/fixtures';

test('overdue appears by itself when the due minute passes, on the phone offline and on the board', async ({
	signedIn,
	api
}) => {
	const lead = await signedIn('lead', TABLET);
	const staff = await signedIn('staff', PHONE);
	const id = (await staff.locator('[data-task]').last().getAttribute('data-task')) ?? '';
	const { dueDay, dueMinute, status } = nextMinute();
	await api.edit('tasks', id, { dueDay, dueMinute, status });
	await expect(chip(staff, 'synced')).toBeVisible();
	await expect(lead.locator(`[data-task="${id}"]`).first()).toBeVisible();
	const overdueOn = (page: typeof staff) =>
		page.locator(`[data-task="${id}"]`).filter({ hasText: '超期' }).first();
	await expect(overdueOn(staff)).toBeHidden();
	await staff.context().setOffline(true);
	await expect(overdueOn(staff)).toBeVisible({ timeout: 130_000 });
	await expect(overdueOn(lead)).toBeVisible({ timeout: 60_000 });
	expect((await api.one('tasks', id))['status']).toBe('in_progress');
});

/** A due time one to two minutes from now, as Shanghai's clocks show it. */
function nextMinute() {
	const local = new Date(Date.now() + 8 * 3_600_000 + 75_000);
	return {
		dueDay: local.toISOString().slice(0, 10),
		dueMinute: local.getUTCHours() * 60 + local.getUTCMinutes(),
		status: 'in_progress'
	};
}

test.describe.configure({ timeout: 240_000 });
