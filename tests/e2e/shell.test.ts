import type { Page } from '@playwright/test';
import { PHONE, TABLET, expect, fillIn, nowCard, test } from './support/fixtures';

type Picture = { src: string; sizes: string; type: string; purpose?: string; form_factor?: string };
type Manifest = {
	icons: Picture[];
	shortcuts: { name: string; url: string; icons: Picture[] }[];
	screenshots: Picture[];
	display: string;
};

test('the app can be installed: manifest, icons and a worker', async ({ signedIn, request }) => {
	const staff = await signedIn('staff', PHONE);
	const href = await staff.locator('link[rel=manifest]').getAttribute('href');
	const manifest = (await (await request.get(href ?? '')).json()) as Manifest;
	expect(manifest.display).toBe('standalone');
	expect(manifest.icons.map((icon) => icon.sizes)).toEqual(
		expect.arrayContaining(['192x192', '512x512'])
	);
	expect(manifest.icons.some((icon) => icon.purpose?.includes('maskable'))).toBe(true);
	const pictures = [
		...manifest.icons,
		...manifest.screenshots,
		...manifest.shortcuts.flatMap(({ icons }) => icons)
	];
	for (const { src, type, sizes } of pictures) {
		const answer = await request.get(src);
		expect([src, answer.status(), answer.headers()['content-type']]).toEqual([src, 200, type]);
		if (sizes !== 'any') expect([src, await sizeOf(staff, src)]).toEqual([src, sizes]);
	}
	const factors = manifest.screenshots.map((picture) => picture.form_factor);
	expect(factors).toEqual(expect.arrayContaining(['narrow', 'wide']));
	const client = await staff.context().newCDPSession(staff);
	const { errors: manifestErrors } = await client.send('Page.getAppManifest');
	expect(manifestErrors).toEqual([]);
	const { installabilityErrors } = await client.send('Page.getInstallabilityErrors');
	// A test's browser is a private window, where nothing can be installed.
	const errors = installabilityErrors.map((error) => error.errorId);
	expect(errors.filter((error) => error !== 'in-incognito')).toEqual([]);
});

async function sizeOf(page: Page, src: string): Promise<string> {
	return page.evaluate(async (src) => {
		const image = new Image();
		image.src = src;
		await image.decode();
		return `${String(image.naturalWidth)}x${String(image.naturalHeight)}`;
	}, src);
}

test('each shortcut opens for everybody, and without a network', async ({ signedIn, request }) => {
	const { shortcuts } = (await (await request.get('/manifest.webmanifest')).json()) as Manifest;
	const paths = shortcuts.map(({ url }) => new URL(url, 'https://muster.test').pathname);
	expect(paths).toEqual(['/today', '/board', '/sync']);
	for (const page of [await signedIn('staff', PHONE), await signedIn('exec', TABLET)])
		for (const offline of [false, true]) {
			await page.context().setOffline(offline);
			for (const path of paths) {
				await page.goto(path);
				await expect(page).toHaveURL(new RegExp(`${path}$`));
				await expect(page.getByRole('heading').first()).toBeVisible();
			}
		}
});

test('the figure on the app’s icon is what needs the person, and goes with a sign-out', async ({
	signedIn,
	api
}) => {
	type Badged = typeof globalThis & { badges: (number | undefined)[] };
	const { id } = await api.personOf('staff@demo.test');
	const page = await signedIn('staff', PHONE);
	await page.addInitScript(() => {
		const badges: (number | undefined)[] = [];
		Object.assign(globalThis, { badges });
		const show = (count?: number) => Promise.resolve(void badges.push(count));
		Object.assign(navigator, { setAppBadge: show, clearAppBadge: () => show(0) });
	});
	await page.reload();
	await page.locator('[data-task]').first().waitFor();
	const badge = () => page.evaluate(() => (globalThis as Badged).badges.at(-1));
	await page.locator('[data-ask]').first().waitFor();
	const asking = await page.locator('[data-ask]').getAttribute('data-value');
	const tasks = await page.locator('[data-task]').filter({ hasText: '超期' }).count();
	const overdue = tasks + Number(asking);
	await expect.poll(badge).toBe(overdue);
	const open = await api.list('tasks', `owner="${id}" && removed=false && status="todo"`);
	// Not before tomorrow, in whatever zone: at night it is another day here than in Shanghai.
	const tomorrow = new Date(Date.now() + 24 * 3_600_000).toISOString().slice(0, 10);
	const later = open.find(({ dueDay }) => String(dueDay) > tomorrow);
	await api.edit('tasks', later?.id ?? '', { dueDay: '2026-01-05' });
	await expect.poll(badge).toBe(overdue + 1);
	await page.goto('/me');
	await expect.poll(badge).toBe(overdue + 1);
	await page.getByRole('button', { name: '在这台设备上退出' }).click();
	await page.waitForURL(/\/login/);
	await expect.poll(badge).toBe(0);
});

test('a browser below the floor is told to be updated, though the app does not even parse', async ({
	browser,
	muster
}) => {
	const page = await browser.newPage({ ...PHONE, baseURL: muster.url, serviceWorkers: 'block' });
	await page.addInitScript(() => {
		Reflect.deleteProperty(ArrayBuffer.prototype, 'resize');
	});
	await page.route('**/_app/**/*.js', (route) =>
		route.fulfill({ contentType: 'text/javascript', body: 'class { static #{' })
	);
	await page.goto('/today');
	await expect(page.getByRole('heading', { name: '请更新浏览器' })).toBeVisible();
	await expect(page.getByRole('heading', { name: 'Please update your browser' })).toBeVisible();
	await page.close();
	const current = await browser.newPage({ ...PHONE, baseURL: muster.url });
	await current.goto('/login');
	await expect(current.getByRole('button', { name: '登录' }).last()).toBeVisible();
	await expect(current.getByRole('heading', { name: '请更新浏览器' })).toBeHidden();
	await current.close();
});

test('a private window without databases says so, before and after a sign-in', async ({
	browser,
	muster
}) => {
	const page = await browser.newPage({ ...PHONE, baseURL: muster.url, locale: 'zh-CN' });
	await page.addInitScript(() => {
		Reflect.deleteProperty(globalThis, 'indexedDB');
	});
	await page.goto('/today');
	await expect(page.getByText(/无痕模式下，请换普通窗口打开/)).toBeVisible();
	await fillIn(page, 'staff@demo.test');
	await expect(page.getByRole('alert')).toContainText('请换普通窗口打开');
	await page.close();
});

test('nothing is asked of anybody else, and no font is loaded', async ({ signedIn, muster }) => {
	const staff = await signedIn('staff', PHONE);
	const requests: { url: string; type: string }[] = [];
	staff.on('request', (r) => requests.push({ url: r.url(), type: r.resourceType() }));
	await staff.goto('/today');
	await expect(nowCard(staff)).toBeVisible();
	await staff.goto('/me');
	await expect(staff.getByText('20417')).toBeVisible();
	expect(requests.length).toBeGreaterThan(0);
	const strangers = requests.filter(
		({ url }) => !/^(data|blob):/.test(url) && !url.startsWith(muster.url)
	);
	expect(strangers).toEqual([]);
	expect(requests.filter(({ type }) => type === 'font')).toEqual([]);
});

test('the first tap needs at most 67 kB of script, headers and all, and 8 kB of styles', async ({
	browser,
	signedIn,
	muster
}) => {
	const known = await signedIn('staff', PHONE);
	const state = await known.context().storageState({ indexedDB: true });
	const context = await browser.newContext({
		baseURL: muster.url,
		storageState: state,
		serviceWorkers: 'block',
		...PHONE,
		locale: 'zh-CN'
	});
	const page = await context.newPage();
	await page.addInitScript(() => {
		new MutationObserver((_changes, observer) => {
			if (document.querySelector('#now input') === null) return;
			performance.mark('buttons');
			observer.disconnect();
		}).observe(document, { childList: true, subtree: true });
	});
	await page.goto('/today');
	await nowCard(page).getByRole('radio', { name: '滞后' }).waitFor();
	// What is asked for later, the network's half and the task sheet, comes after the first paint.
	const bytes = await page.evaluate(() => {
		const [buttons] = performance.getEntriesByName('buttons');
		const asked = performance
			.getEntriesByType('resource')
			.filter((entry) => entry instanceof PerformanceResourceTiming)
			.filter((entry) => buttons !== undefined && entry.startTime <= buttons.startTime);
		const sum = (ending: string) =>
			asked
				.filter((entry) => entry.name.endsWith(ending))
				.reduce((total, entry) => total + entry.transferSize, 0);
		return { script: sum('.js'), style: sum('.css') };
	});
	expect(bytes.script).toBeGreaterThan(0);
	expect(bytes.script).toBeLessThanOrEqual(67_000);
	expect(bytes.style).toBeGreaterThan(0);
	expect(bytes.style).toBeLessThanOrEqual(8_000);
	await context.close();
});
