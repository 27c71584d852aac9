import type { Page } from '@playwright/test';
import type { Api } from './support/api';
import { PHONE, TABLET, chip, expect, nowCard, test } from './support/fixtures';

type SignedIn = (who: 'staff' | 'lead', options: object) => Promise<Page>;

/** Staff says late without network, and why; the lead removes them from the project meanwhile. */
async function leave(signedIn: SignedIn, api: Api) {
	const staff = await signedIn('staff', PHONE);
	const lead = await signedIn('lead', TABLET);
	await staff.context().setOffline(true);
	const id = (await staff.locator('[data-task]').last().getAttribute('data-task')) ?? '';
	await nowCard(staff).getByRole('radio', { name: '滞后' }).click();
	await staff.getByRole('button', { name: '缺料' }).click();
	await expect(staff.locator('[data-queued="2"]').first()).toBeVisible();
	const { project } = await api.one('tasks', id);
	await lead.goto(`/admin/projects/${String(project)}`);
	await lead.getByRole('button', { name: '移除 李强' }).click();
	const person = (await api.personOf('staff@demo.test')).id;
	const gone = `project="${String(project)}" && person="${person}" && removed=true`;
	await expect.poll(() => api.list('memberships', gone)).toHaveLength(1);
	return { staff, lead, id, person };
}

/** What the board asks the lead about this task. */
async function openCard(lead: Page, id: string) {
	await lead.goto('/board');
	await lead.getByRole('link', { name: /^有不同报告/ }).click();
	return lead.locator(`[data-unheard][data-task="${id}"]`);
}

test('what somebody said before leaving the project comes to its lead, who adopts it', async ({
	signedIn,
	api
}) => {
	const { staff, lead, id, person } = await leave(signedIn, api);
	const before = (await api.one('tasks', id))['status'];
	await staff.context().setOffline(false);
	await chip(staff, 'failed').click();
	await expect(staff.getByText('项目负责人能看到您说的').first()).toBeVisible();
	expect((await api.one('tasks', id))['status']).toBe(before);

	const card = await openCard(lead, id);
	await expect(card).toHaveCount(1);
	await expect(card).toContainText('李强 离开项目前说了');
	await expect(card).toContainText('缺料');
	await card.getByRole('button', { name: /^采纳：李强，滞后/ }).click();
	await expect.poll(async () => (await api.one('tasks', id))['status']).toBe('late');
	expect((await api.one('tasks', id))['cause']).toBe('material');
	const event = (await api.reports(id)).at(-1);
	const leadId = (await api.personOf('lead@demo.test')).id;
	expect(event).toMatchObject({ action: 'adopt', person: leadId, author: person });
	await lead.goto('/board');
	await expect(lead.locator('[data-event]').first()).toContainText('采纳李强说的');

	await lead.goto(`/t/${id}`);
	await expect(lead.getByText('周敏 · 采纳李强说的滞后')).toBeVisible();
	await lead.getByRole('button', { name: '撤销上次' }).click();
	await expect.poll(async () => (await api.one('tasks', id))['status']).toBe(before);
	await expect(await openCard(lead, id)).toContainText('李强 离开项目前说了');
});

test('a lead answers without network, and what was put aside by mistake asks again', async ({
	signedIn,
	api
}) => {
	const { staff, lead, id } = await leave(signedIn, api);
	await staff.context().setOffline(false);
	await expect(chip(staff, 'failed')).toBeVisible();
	const card = await openCard(lead, id);
	await expect(card).toBeVisible();
	await lead.context().setOffline(true);
	await card.getByRole('button', { name: /^不采纳/ }).click();
	await expect(card).toContainText('周敏 没有采纳');
	await expect(lead.locator('[data-queued="1"]').first()).toBeVisible();
	// Read from the queue again: the card does not come back.
	await lead.reload();
	await lead.goto('/board?show=disagreements');
	const answered = lead.locator('li[data-unheard]');
	await expect(answered).toContainText('周敏 没有采纳');
	await lead.context().setOffline(false);
	const states = async () =>
		(await api.list('unheard_reports', `task="${id}"`)).map((row) => row['state']);
	await expect.poll(states).toEqual(['put_aside', 'put_aside']);
	await answered.getByRole('button', { name: /^撤销/ }).click();
	await expect.poll(states).toEqual(['open', 'open']);
	await expect(card.getByRole('button', { name: /^采纳/ })).toBeVisible();
});
