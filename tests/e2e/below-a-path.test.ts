import { test as base, type Page } from '@playwright/test';
import { proxyBelow } from '../server/proxy-below';
import { startMuster, type Muster } from '../server/start';
import { Api } from './support/api';
import { PHONE, enterAs, expect, nowCard, signIn } from './support/fixtures';
import { STATUS_NAMES, expectQueued, expectSynced } from './support/queue';

const BASE_PATH = '/muster';

type Fixtures = {
	muster: Muster;
	/** Where people find that server: its address on the proxy. */
	at: string;
};
const test = base.extend<Fixtures>({
	// Playwright reads the fixtures' names from this pattern.
	muster: async ({}, use) => {
		const muster = await startMuster({ demo: true, basePath: BASE_PATH });
		await use(muster);
		await muster.stop();
	},
	at: async ({ muster }, use) => {
		const proxy = await proxyBelow(BASE_PATH, muster.url);
		await use(proxy.url);
		await proxy.stop();
	}
});
test.use({ ...PHONE, locale: 'zh-CN' });

/** Everything that the page and its worker have asked for so far. */
function requestsOf(page: Page): readonly string[] {
	const urls: string[] = [];
	page.context().on('request', (request) => urls.push(request.url()));
	return urls;
}

test('below a path of its origin: signed in, tapped without network, loaded again, sent', async ({
	page,
	at,
	muster
}) => {
	const requests = requestsOf(page);
	const api = new Api(muster);
	await page.goto(`${at}/today`);
	await expect(page).toHaveURL(`${at}/login?next=%2Ftoday`);
	await enterAs(page, 'staff@demo.test');
	await expect(page).toHaveURL(`${at}/today`);
	const scope = await page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
	expect(scope).toBe(`${at}/`);
	const id = (await page.locator('[data-task]').last().getAttribute('data-task')) ?? '';
	const before = (await api.reports(id)).length;

	await page.context().setOffline(true);
	await nowCard(page).getByRole('radio', { name: STATUS_NAMES.late }).click();
	await expectQueued(page, 1);
	await page.reload();
	await expectQueued(page, 1);
	await page.goto(`${at}/`);
	await expect(page).toHaveURL(`${at}/today`);
	await page.goto(`${at}/sync`);
	await expect(page.locator('[data-op]')).toHaveCount(1);
	await page.context().setOffline(false);
	await expect(page.getByText('全部已同步')).toBeVisible();
	const reports = (await api.reports(id)).slice(before);
	expect(reports.map((report) => report['to'])).toEqual(['late']);

	await page.goto(`${at}/t/${id}`);
	await expectSynced(page);
	await api.edit('tasks', id, { title: '别处改的名称' });
	await expect(page.getByRole('heading', { name: '别处改的名称' })).toBeVisible();

	expect(requests).toContain(`${at}/api/realtime`);
	expect(requests.filter((url) => !url.startsWith(`${at}/`))).toEqual([]);
});

test('what leads into it from outside names the path too: slips, and the app on a home screen', async ({
	page,
	at,
	muster
}) => {
	await signIn(page, 'admin@demo.test', { at });
	const href = await page.locator('link[rel=manifest]').getAttribute('href');
	const manifest = new URL(href ?? '', at);
	const { start_url, scope, icons } = (await (await page.request.get(manifest.href)).json()) as {
		start_url: string;
		scope: string;
		icons: { src: string }[];
	};
	const whole = (address: string): string => new URL(address, manifest).href;
	expect([start_url, scope].map(whole)).toEqual([`${at}/`, `${at}/`]);
	for (const { src } of icons) expect((await page.request.get(whole(src))).status()).toBe(200);

	const { id } = await new Api(muster).personOf('staff@demo.test');
	await page.goto(`${at}/admin/people/${id}`);
	await page.getByRole('button', { name: '打印新登录条' }).click();
	await expect(page.getByRole('listitem').filter({ hasText: '李强' })).toContainText(
		`${at}/welcome`
	);
});
