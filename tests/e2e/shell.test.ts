import { PHONE, expect, nowCard, test } from './support/fixtures';

test('the app can be installed: manifest, icons and a worker', async ({ signedIn, request }) => {
	const staff = await signedIn('staff', PHONE);
	const href = await staff.locator('link[rel=manifest]').getAttribute('href');
	const manifest = (await (await request.get(href ?? '')).json()) as {
		icons: { src: string; sizes: string; purpose?: string }[];
		start_url: string;
		display: string;
	};
	expect(manifest.display).toBe('standalone');
	expect(manifest.icons.map((icon) => icon.sizes)).toEqual(
		expect.arrayContaining(['192x192', '512x512'])
	);
	expect(manifest.icons.some((icon) => icon.purpose?.includes('maskable'))).toBe(true);
	for (const icon of manifest.icons) expect((await request.get(icon.src)).status()).toBe(200);
	const client = await staff.context().newCDPSession(staff);
	const { installabilityErrors } = await client.send('Page.getInstallabilityErrors');
	expect(installabilityErrors.map((error) => error.errorId)).toEqual(
		expect.not.arrayContaining([
			'no-manifest',
			'manifest-missing-suitable-icon',
			'no-icon-available'
		])
	);
});

test('nothing is asked of anybody else, and no font is loaded', async ({ signedIn, muster }) => {
	const staff = await signedIn('staff', PHONE);
	const requests: { url: string; type: string }[] = [];
	staff.on('request', (r) => requests.push({ url: r.url(), type: r.resourceType() }));
	await staff.goto('/today');
	await expect(nowCard(staff)).toBeVisible();
	await staff.goto('/me');
	const strangers = requests.filter(
		({ url }) => !/^(data|blob):/.test(url) && !url.startsWith(muster.url)
	);
	expect(strangers).toEqual([]);
	expect(requests.filter(({ type }) => type === 'font')).toEqual([]);
});

test('the first tap needs at most 75 kB of script, headers and all, and 8 kB of styles', async ({
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
	expect(bytes.script).toBeLessThanOrEqual(75_000);
	expect(bytes.style).toBeLessThanOrEqual(8_000);
	await context.close();
});
