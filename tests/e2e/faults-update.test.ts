import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { compressFiles } from '../../pocketbase/serve/compress';
import { leaveApp, outboxOf, readDatabase, writeDatabase } from './support/device-storage';
import { PHONE, expect, test } from './support/fixtures';
import {
	OpLog,
	STATUS_NAMES,
	expectQueued,
	expectSynced,
	holdPushes,
	openTask,
	ownTask,
	statusOf,
	tap,
	turns
} from './support/queue';

const STAFF = 'staff@demo.test';
const TAPS = 50;

type StoredOp = { id: string; n: number; name: string; v: number; args: { status?: string } };
type Entry = { op: StoredOp; v: number; result: unknown; [field: string]: unknown };
type Fixture = {
	version: number;
	stores: { meta: Record<string, unknown>; entries: Record<string, Entry> };
};

/**
 * Puts a stored outbox into the phone that is signed in, as another version of the app left it
 * there: names such as `$person` become what they are on this phone and its server.
 */
async function putOutbox(
	page: Page,
	{ person, tasks }: { person: string; tasks: readonly string[] },
	alter: (fixture: Fixture) => Fixture = (fixture) => fixture
): Promise<Entry[]> {
	await leaveApp(page);
	const { meta } = await readDatabase(page, outboxOf(person));
	const own = Object.entries(meta?.['"meta"'] as object);
	const names = new Map<string, unknown>([
		...own.map(([field, value]) => [`$${field}`, value] as const),
		...tasks.map((task, index) => [`$task${String(index + 1)}`, task] as const)
	]);
	const text = await readFile(new URL('../fixtures/outbox-2026-11.json', import.meta.url), 'utf8');
	const fixture = alter(
		JSON.parse(text, (_key, value: unknown) => {
			if (typeof value !== 'string') return value;
			const whole = names.get(value);
			return whole ?? value.replace(/\$task\d/, (name) => String(names.get(name)));
		}) as Fixture
	);
	const { version, stores } = fixture;
	await writeDatabase(page, { name: outboxOf(person), version, stores: stores });
	return Object.values(stores.entries).sort((a, b) => a.op.n - b.op.n);
}

/** Every op that leaves the page from now on, by its id, as it was sent. */
function watchSent(page: Page): Map<string, unknown> {
	const sent = new Map<string, unknown>();
	page.on('request', (request) => {
		if (!request.url().endsWith('/api/muster/push')) return;
		const { ops } = request.postDataJSON() as { ops: StoredOp[] };
		for (const op of ops) sent.set(op.id, op);
	});
	return sent;
}

const isKnown = ({ op }: Entry) => op.name === 'task.report' && op.v === 1;

test('an outbox of November 2026 is sent to the last tap, and what nobody knows yet is kept', async ({
	signedIn,
	api
}) => {
	const me = await api.personOf(STAFF);
	const tasks = (await api.list('tasks', `owner="${me.id}" && removed=false`)).map(({ id }) => id);
	const log = await OpLog.of(api);
	const page = await signedIn('staff', PHONE);
	const entries = await putOutbox(page, { person: me.id, tasks });
	const [known, unknown] = [entries.filter(isKnown), entries.filter((entry) => !isKnown(entry))];
	expect([known.length, unknown.length]).toEqual([TAPS, 2]);
	const sent = watchSent(page);
	await page.goto('/sync');
	await expect(page.getByRole('region', { name: '发送失败，已保留' })).toBeVisible();
	const ops = await log.expectOnce(known.map(({ op }) => op.args.status as 'late'));
	expect(ops.map(({ id }) => id)).toEqual(known.map(({ op }) => op.id));
	await expect(page.locator('[data-op]')).toHaveCount(2);
	for (const { op } of unknown) expect(sent.get(op.id)).toEqual(op);
	await page.reload();
	await expect(page.locator('[data-op]')).toHaveCount(2);
	await leaveApp(page);
	const { entries: left = {} } = await readDatabase(page, outboxOf(me.id));
	for (const { op } of unknown) {
		const entry = left[JSON.stringify(op.id)] as Entry;
		expect([entry.result, entry.op]).toEqual([null, op]);
	}
});

test('an outbox of a newer app is sent by this one, and keeps what only the newer one knows', async ({
	signedIn,
	api
}) => {
	const me = await api.personOf(STAFF);
	const tasks = (await api.list('tasks', `owner="${me.id}" && removed=false`)).map(({ id }) => id);
	const log = await OpLog.of(api);
	const page = await signedIn('staff', PHONE);
	const entries = await putOutbox(page, { person: me.id, tasks }, ({ version, stores }) => ({
		version,
		stores: {
			meta: {
				...stores.meta,
				'"meta"': { ...(stores.meta['"meta"'] as object), v: 2, quietHours: [22, 6] }
			},
			entries: Object.fromEntries(
				Object.entries(stores.entries)
					.filter(([, entry]) => isKnown(entry))
					.map(([key, entry]) => {
						const op = { ...entry.op, mood: 'calm' };
						return [key, { ...entry, v: 2, urgency: 'high', op }];
					})
			)
		}
	}));
	const sent = watchSent(page);
	await page.goto('/sync');
	await expect(page.getByText('全部已同步')).toBeVisible();
	await log.expectOnce(entries.map(({ op }) => op.args.status as 'late'));
	for (const { op } of entries) expect(sent.get(op.id)).toEqual(op);
	await leaveApp(page);
	const left = await readDatabase(page, outboxOf(me.id));
	expect(left['meta']?.['"meta"']).toMatchObject({ quietHours: [22, 6] });
	for (const { op } of entries)
		expect(left['entries']?.[JSON.stringify(op.id)]).toMatchObject({ v: 2, urgency: 'high', op });
});

/** Another build takes the place of the one that is served: pages that run it carry a mark. */
async function deploy(publicDir: string): Promise<void> {
	const [page, worker] = ['index.html', 'service-worker.js'].map((name) => join(publicDir, name));
	if (page === undefined || worker === undefined) throw new Error('unreachable: two names');
	const html = await readFile(page, 'utf8');
	await writeFile(page, html.replace('</head>', '<meta name="build" content="next"></head>'));
	const script = await readFile(worker, 'utf8');
	const next = script.replace(/"revision":"\w+"(?=,"url":"index\.html")/, '"revision":"next"');
	expect(next).not.toBe(script);
	await writeFile(worker, `${next}\n// the next build`);
	await compressFiles(publicDir);
}

/**
 * As when the person has turned to something else.
 *
 * @returns whether the page loads again at that
 */
async function lookAway(page: Page): Promise<boolean> {
	return await page.evaluate(() => {
		let reloads = false;
		navigation.addEventListener('navigate', ({ navigationType }) => {
			reloads ||= navigationType === 'reload';
		});
		Object.defineProperty(document, 'visibilityState', { get: () => 'hidden', configurable: true });
		document.dispatchEvent(new Event('visibilitychange'));
		return reloads;
	});
}

const isNext = (page: Page) => page.locator('meta[name=build][content=next]');

test('an update costs neither a tap that waits nor a note that is half written', async ({
	signedIn,
	muster,
	api
}) => {
	const task = await ownTask(api, STAFF);
	const log = await OpLog.of(api);
	const page = await signedIn('staff', PHONE);
	const aside = await page.context().newPage();
	await openTask(page, task);
	await openTask(aside, task);
	const release = await holdPushes(page.context());
	await tap(page, turns(TAPS));
	const note = page.getByLabel(/^备注/);
	await note.fill('等二号线的');
	const noteAside = aside.getByLabel(/^备注/);
	await noteAside.fill('写到一半');
	await deploy(muster.publicDir);
	await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
	await page.getByRole('button', { name: '更新' }).click();
	await expect(isNext(page)).toBeAttached();
	await expect(note).toHaveValue('等二号线的');
	await expectQueued(page, TAPS);
	expect(await lookAway(aside)).toBe(false);
	await expect(noteAside).toHaveValue('写到一半');
	await noteAside.fill('');
	expect(await lookAway(aside)).toBe(true);
	await expect(isNext(aside)).toBeAttached();
	await release();
	await page.getByRole('radio', { name: STATUS_NAMES.late }).click();
	await expect(note).toHaveValue('');
	const ops = await log.expectOnce(turns(TAPS + 1));
	expect(ops.at(-1)).toMatchObject({ args: { note: '等二号线的' } });
	expect(statusOf(ops[0] ?? { id: '' })).toBe('late');
	await page.reload();
	await expect(note).toHaveValue('');
	await expectSynced(page);
});

test('a version that came before the network went takes over without it', async ({
	signedIn,
	muster,
	api
}) => {
	const page = await signedIn('staff', PHONE);
	await openTask(page, await ownTask(api, STAFF));
	await deploy(muster.publicDir);
	await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
	const update = page.getByRole('button', { name: '更新' });
	await expect(update).toBeVisible();
	await page.context().setOffline(true);
	await tap(page, turns(1));
	await update.click();
	await expect(isNext(page)).toBeAttached();
	await expectQueued(page, 1);
	await page.context().setOffline(false);
	await expectSynced(page);
});

test('an update reaches a page that was there before any worker, and every tab that asks', async ({
	browser,
	muster
}) => {
	const context = await browser.newContext({ ...PHONE, baseURL: muster.url, locale: 'zh-CN' });
	const [page, other] = [await context.newPage(), await context.newPage()];
	await page.goto('/login');
	await page.evaluate(async () => navigator.serviceWorker.ready);
	await other.goto('/login');
	await expect(other.getByRole('button', { name: '登录', exact: true })).toBeVisible();
	await deploy(muster.publicDir);
	await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
	const update = (tab: Page) => tab.getByRole('button', { name: '更新' });
	await expect(update(other)).toBeVisible();
	await update(page).click();
	await expect(isNext(page)).toBeAttached();
	await expect(isNext(other)).not.toBeAttached();
	await update(other).click();
	await expect(isNext(other)).toBeAttached();
	await context.close();
});

test('an app that is never opened anew hears of a version when it comes to the front', async ({
	signedIn,
	muster
}) => {
	const page = await signedIn('staff', PHONE);
	await page.clock.install();
	// Browsers look by themselves some time after a page was opened; what counts are Muster's own looks.
	await page.addInitScript(() => {
		const { serviceWorker } = navigator;
		const register = serviceWorker.register.bind(serviceWorker);
		serviceWorker.register = async (...asked) => {
			const registration = await register(...asked);
			const { dataset } = document.documentElement;
			const update = registration.update.bind(registration);
			dataset['looks'] = '0';
			registration.update = () => {
				dataset['looks'] = String(Number(dataset['looks']) + 1);
				return update();
			};
			return registration;
		};
	});
	await page.goto('/today');
	const looks = () => page.locator('html').getAttribute('data-looks');
	await expect.poll(looks).toBe('0');
	const comesToTheFront = () =>
		page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
	await comesToTheFront();
	expect(await looks()).toBe('0');
	await deploy(muster.publicDir);
	await page.clock.fastForward('01:01:00');
	await comesToTheFront();
	await expect.poll(looks).toBe('1');
	await expect(page.getByRole('button', { name: '更新' })).toBeVisible();
});

test('a note that was begun is not there for the next person on this phone', async ({
	signedIn,
	api
}) => {
	const task = await ownTask(api, STAFF);
	const page = await signedIn('staff', PHONE);
	await openTask(page, task);
	const note = page.getByLabel(/^备注/);
	await note.fill('只给自己看的');
	await page.reload();
	await expect(note).toHaveValue('只给自己看的');
	await page.goto('/me');
	await page.getByRole('button', { name: '在这台设备上退出' }).click();
	await page.waitForURL(/\/login/);
	const left = await page.evaluate(() => JSON.stringify(sessionStorage));
	expect(left).not.toContain('只给自己看的');
});
