import { PHONE, TABLET, expect, test } from './support/fixtures';

test('overdue appears by itself when the due minute passes, on the phone offline and on the board', async ({
	signedIn,
	api
}) => {
	const lead = await signedIn('lead', TABLET);
	await lead.getByRole('link', { name: /^未完成/ }).click();
	const staff = await signedIn('staff', PHONE);
	const id = (await staff.locator('[data-task]').last().getAttribute('data-task')) ?? '';
	const { dueDay, dueMinute, time, status } = nextMinute();
	await api.edit('tasks', id, { dueDay, dueMinute, status });
	const onPhone = staff.locator(`[data-task="${id}"]`).filter({ hasText: time }).first();
	await expect(onPhone).toBeVisible();
	await expect(lead.locator(`[data-task="${id}"]`).first()).toBeVisible();
	const overdueOn = (page: typeof staff) =>
		page.locator(`[data-task="${id}"]`).filter({ hasText: '超期' }).first();
	await expect(overdueOn(staff)).toBeHidden();
	await staff.context().setOffline(true);
	await expect(overdueOn(staff)).toBeVisible({ timeout: 130_000 });
	await expect(overdueOn(lead)).toBeVisible({ timeout: 60_000 });
	expect((await api.one('tasks', id))['status']).toBe('in_progress');
});

/** A whole minute between 15 and 75 seconds from now, as Shanghai's clocks show it. */
function nextMinute() {
	const local = new Date(Date.now() + 8 * 3_600_000 + 75_000);
	const [hour, minute] = [local.getUTCHours(), local.getUTCMinutes()];
	return {
		dueDay: local.toISOString().slice(0, 10),
		dueMinute: hour * 60 + minute,
		time: `${String(hour)}:${String(minute).padStart(2, '0')}`,
		status: 'in_progress'
	};
}

test.describe.configure({ timeout: 240_000 });
