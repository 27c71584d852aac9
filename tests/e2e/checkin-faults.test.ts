import { DAY_MS } from '../../src/lib/domain/time';
import { meetEveryDay, todayInShanghai } from './support/api';
import { PHONE, expect, signIn, test } from './support/fixtures';

test('a check-in for a project that was left meanwhile stays on the phone, and says why', async ({
	signedIn,
	api
}) => {
	await meetEveryDay(api);
	const staff = await signedIn('staff', PHONE);
	const { id: person } = await api.personOf('staff@demo.test');
	await staff.context().setOffline(true);
	await staff.getByRole('link', { name: /去签到/ }).click();
	await staff.getByRole('button', { name: '没有困难，完成签到' }).click();
	await expect(staff.getByText(/存在本机，联网后送达/)).toBeVisible();
	for (const { id } of await api.list('memberships', `person="${person}" && removed=false`))
		await api.edit('memberships', id, { removed: true });
	await staff.context().setOffline(false);
	await staff.goto('/sync');
	const kept = staff.getByRole('listitem').filter({ hasText: '签到' });
	await expect(kept.first()).toContainText('您已不在这个项目，内容已保留在本机');
	expect(await api.list('checkins', `person="${person}" && day="${todayInShanghai()}"`)).toEqual(
		[]
	);
});

test('a phone whose clock is a day ahead checks in for today', async ({ browser, muster, api }) => {
	await meetEveryDay(api);
	const context = await browser.newContext({
		...{ ...PHONE, baseURL: muster.url, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' }
	});
	const staff = await context.newPage();
	await staff.clock.install({ time: Date.now() + DAY_MS });
	await signIn(staff, 'staff@demo.test');
	await staff.getByRole('link', { name: /去签到/ }).click();
	await staff.getByRole('button', { name: '没有困难，完成签到' }).click();
	await expect(staff.getByRole('status').filter({ hasText: '已签到' })).toBeVisible();
	const { id } = await api.personOf('staff@demo.test');
	const ofToday = `person="${id}" && day="${todayInShanghai()}"`;
	await expect.poll(async () => (await api.list('checkins', ofToday)).length).toBeGreaterThan(0);
	expect(await api.list('checkins', `person="${id}" && day>"${todayInShanghai()}"`)).toEqual([]);
	await context.close();
});
