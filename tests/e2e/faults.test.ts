import type { Page } from '@playwright/test';
import { SiteStorage, leaveApp, outboxOf, readDatabase } from './support/device-storage';
import { PHONE, enterAs, expect, nowCard, signIn, test as base } from './support/fixtures';
import { KillableBrowser } from './support/killable';
import {
	OpLog,
	STATUS_NAMES,
	expectQueued,
	expectSynced,
	expectWorkerAsked,
	holdPushes,
	openTask,
	ownTask,
	saved,
	statusOf,
	tap,
	turns
} from './support/queue';

const STAFF = 'staff@demo.test';
const HEAD = 'head@demo.test';
const NO_ROOM_BYTES = 1;

type AtWork = {
	readonly staff: Page;
	/** theirs, and open on the phone */
	readonly task: string;
	/** what the server hears from now on */
	readonly log: OpLog;
};

type Fixtures = {
	atWork: (device?: typeof PHONE & { locale?: string }) => Promise<AtWork>;
	/** A phone that can be killed, and switched on again with what it keeps. */
	switchOn: () => Promise<KillableBrowser>;
};

const test = base.extend<Fixtures>({
	atWork: async ({ signedIn, api }, use) =>
		use(async (device = PHONE) => {
			const task = await ownTask(api, STAFF);
			const log = await OpLog.of(api);
			const staff = await signedIn('staff', device);
			await openTask(staff, task);
			return { staff, task, log };
		}),
	// Playwright reads the fixtures' names from this pattern.
	switchOn: async ({}, use, info) => {
		let phone: KillableBrowser | undefined;
		await use(async () => (phone = await KillableBrowser.open(info.outputPath('phone'))));
		await phone?.kill();
	}
});

async function tapOffline(page: Page, count: number): Promise<void> {
	await page.context().setOffline(true);
	await tap(page, turns(count));
}

/**
 * Taps in bursts as fast as the page takes them, and reports through `kept` the number of the last
 * tap each time the screen says that it is on the phone. Ends with the browser.
 */
async function tapWithoutEnd(page: Page, kept: (count: number) => void): Promise<void> {
	const [late, doing] = [STATUS_NAMES.late, STATUS_NAMES.in_progress].map((name) =>
		page.getByRole('radio', { name }).elementHandle()
	);
	await page.exposeFunction('kept', kept);
	await page.evaluate(
		async (buttons) => {
			const drawn = () => new Promise((resolve) => requestAnimationFrame(resolve));
			const says = () =>
				[...document.querySelectorAll('[role=status]')].some((line) =>
					line.textContent.includes('已存本机')
				);
			for (let count = 0; ;) {
				for (const button of [0, 1, 0, 1]) {
					(buttons[button] as HTMLElement).click();
					count++;
				}
				do await drawn();
				while (!says());
				(window as unknown as { kept(count: number): void }).kept(count);
			}
		},
		[await late, await doing]
	);
}

for (const network of ['online', 'offline'] as const)
	test(`what read 已存本机 before the browser was killed reaches the server once, ${network}`, async ({
		switchOn,
		muster,
		api
	}) => {
		const task = await ownTask(api, STAFF);
		const log = await OpLog.of(api);
		const phone = await switchOn();
		let promised = 0;
		await signIn(phone.page, STAFF, { at: muster.url });
		await openTask(phone.page, task, muster.url);
		await phone.page.context().setOffline(network === 'offline');
		await new Promise<void>((resolve) => {
			const ended = tapWithoutEnd(phone.page, (count) => {
				promised = count;
				if (count > 80) resolve();
			});
			ended.catch(() => undefined);
		});
		await phone.kill();
		const { page } = await switchOn();
		await page.goto(`${muster.url}/sync`);
		await expect(page.getByText('全部已同步')).toBeVisible();
		const ops = await log.fresh();
		expect(ops.length).toBeGreaterThanOrEqual(promised);
		expect(ops.map(statusOf)).toEqual(turns(ops.length));
		expect(await log.effects(ops)).toEqual(ops.map(() => 1));
	});

test('storage that is cleared under an open page costs no tap', async ({ atWork, muster }) => {
	const { staff, log } = await atWork();
	const storage = await SiteStorage.of(staff, muster.url);
	await tapOffline(staff, 3);
	await storage.clear('indexeddb');
	await expect(staff.getByText('没发送的 3 条已重新存好')).toBeVisible();
	await tap(staff, ['in_progress']);
	await expectQueued(staff, 4);
	await staff.reload();
	await staff.waitForURL(/\/login/);
	await expect(staff.getByText(/还有 4 条没发送，保存在本机/)).toBeVisible();
	await staff.context().setOffline(false);
	await signIn(staff, STAFF);
	await log.expectOnce(turns(4));
});

test('an outbox that another page deletes is written back', async ({ atWork, api }) => {
	const me = await api.personOf(STAFF);
	const { staff, log } = await atWork();
	const other = await staff.context().newPage();
	await leaveApp(other);
	await tapOffline(staff, 3);
	await other.evaluate(
		(name) =>
			new Promise((resolve, reject) => {
				const request = indexedDB.deleteDatabase(name);
				request.onsuccess = resolve;
				request.onerror = reject;
			}),
		outboxOf(me.id)
	);
	await expect(staff.getByText('没发送的 3 条已重新存好')).toBeVisible();
	const { entries = {} } = await readDatabase(other, outboxOf(me.id));
	expect(Object.keys(entries)).toHaveLength(3);
	await staff.reload();
	await expectQueued(staff, 3);
	await staff.context().setOffline(false);
	await log.expectOnce(turns(3));
});

for (const [locale, words] of [
	['zh-CN', /没发送的 3 条还在这个页面里，请不要关闭页面/],
	['en-US', /not sent \(3\) is still in this page\. Keep it open/]
] as const)
	test(`a queue that cannot be written back is said to be in the page only, and sent from there, ${locale}`, async ({
		atWork,
		muster
	}) => {
		const { staff, log } = await atWork({ ...PHONE, locale });
		const storage = await SiteStorage.of(staff, muster.url);
		await tapOffline(staff, 3);
		await storage.leaveRoomFor(NO_ROOM_BYTES);
		await storage.clear('indexeddb');
		await expect(staff.getByText(words)).toBeVisible();
		await expect(staff.getByText(/^(已存本机|Saved on this phone)/)).toHaveCount(0);
		await staff.context().setOffline(false);
		await log.expectOnce(turns(3));
		await expect(staff.getByText(words)).toBeHidden();
		await storage.leaveRoom();
		await tap(staff, ['in_progress']);
		await log.expectOnce(turns(4));
	});

test('storage that was cleared while the app was closed asks to sign in, and all works again', async ({
	atWork,
	muster
}) => {
	const { staff, task, log } = await atWork();
	await tapOffline(staff, 2);
	await staff.goto('about:blank');
	await (await SiteStorage.of(staff, muster.url)).clear('all');
	await staff.context().setOffline(false);
	await staff.goto(`/t/${task}`);
	await staff.waitForURL(/\/login/);
	await expect(staff.getByText(/没发送/)).toBeHidden();
	await signIn(staff, STAFF);
	await openTask(staff, task);
	await expectQueued(staff, 0);
	await tap(staff, ['done']);
	await expectSynced(staff);
	// The worker may have been about to send the first two when they were cleared.
	const ops = await log.fresh();
	expect(ops.filter((op) => statusOf(op) === 'done')).toHaveLength(1);
	expect(await log.effects(ops)).toEqual(ops.map(() => 1));
});

/** Browsers ask how much room there is when they open a database, and then not for a while. */
async function fill({ page }: KillableBrowser, url: string): Promise<SiteStorage> {
	const storage = await SiteStorage.of(page, url);
	await storage.leaveRoomFor(NO_ROOM_BYTES);
	return storage;
}

test('a phone without room keeps its queue, calls no tap saved, and goes on when there is room', async ({
	switchOn,
	muster,
	api
}) => {
	const task = await ownTask(api, STAFF);
	const log = await OpLog.of(api);
	const before = await switchOn();
	await signIn(before.page, STAFF, { at: muster.url });
	await openTask(before.page, task, muster.url);
	// The server is away, so that the worker of the new start cannot send before the page does.
	await muster.kill9();
	await tap(before.page, turns(3));
	await before.kill();
	const phone = await switchOn();
	const storage = await fill(phone, muster.url);
	const { page } = phone;
	await openTask(page, task, muster.url);
	await page.getByRole('radio', { name: STATUS_NAMES.in_progress }).click();
	await expect(page.getByText('手机空间不足，本次未保存')).toBeVisible();
	await expect(saved(page)).toHaveCount(0);
	await expect(page.getByRole('radio', { name: STATUS_NAMES.late })).toBeChecked();
	await expectQueued(page, 3);
	await storage.leaveRoom();
	const retry = page.getByRole('button', { name: '重试' });
	await retry.click();
	await expect(retry).toBeHidden();
	await tap(page, ['in_progress']);
	await expectQueued(page, 4);
	await muster.restart();
	await log.expectOnce(turns(4));
});

test('a full phone goes on showing what it knew, and says why it cannot begin', async ({
	switchOn,
	muster,
	api
}) => {
	const task = await ownTask(api, STAFF);
	const before = await switchOn();
	await signIn(before.page, STAFF, { at: muster.url });
	await before.kill();
	const phone = await switchOn();
	const storage = await fill(phone, muster.url);
	const { page } = phone;
	await openTask(page, task, muster.url);
	const late = page.getByRole('radio', { name: STATUS_NAMES.late });
	await late.click();
	await expect(page.getByText('手机空间不足，本次未保存')).toBeVisible();
	const answered = page.waitForResponse('**/api/muster/pull');
	await api.edit('tasks', task, { title: '改过的名字' });
	await (await answered).finished();
	await expect(late).toBeVisible();
	await page.goto(`${muster.url}/today`);
	await expect(page.getByText('手机空间不足，新的操作存不下')).toBeVisible();
	await storage.leaveRoom();
	await page.getByRole('button', { name: '重试' }).click();
	await expect(nowCard(page)).toBeVisible();
});

test('a queue outlives its session: it is sent by the push credential, and the person asked to sign in', async ({
	atWork,
	api
}) => {
	const me = await api.personOf(STAFF);
	const { staff, task, log } = await atWork();
	const release = await holdPushes(staff.context());
	await tap(staff, turns(3));
	await api.edit('people', me.id, { tokenKey: 'k'.repeat(50) });
	await release();
	await log.expectOnce(turns(3));
	await staff.getByRole('button', { name: '登录' }).click();
	await expect(staff.getByText('为了安全，请重新登录')).toBeVisible();
	await enterAs(staff, STAFF);
	await openTask(staff, task);
	await tap(staff, ['in_progress']);
	const ops = await log.expectOnce(turns(4));
	expect(new Set(ops.map((op) => op['person']))).toEqual(new Set([me.id]));
	await expectSynced(staff);
});

test('a queue whose session ended while the app was closed is sent by the worker', async ({
	atWork,
	api
}) => {
	const me = await api.personOf(STAFF);
	const { staff, log } = await atWork();
	const context = staff.context();
	await tapOffline(staff, 3);
	await expectWorkerAsked(staff);
	await staff.goto('about:blank');
	await staff.close();
	await api.edit('people', me.id, { tokenKey: 'k'.repeat(50) });
	await context.setOffline(false);
	await log.expectOnce(turns(3));
	const again = await context.newPage();
	await again.goto('/sync');
	await expect(again.getByText('请重新登录，登录后继续同步。')).toBeVisible();
	await expect(again.getByText('全部已同步')).toBeHidden();
	await again.getByRole('button', { name: '登录' }).click();
	await enterAs(again, STAFF);
	await again.goto('/sync');
	await expect(again.getByText('全部已同步')).toBeVisible();
});

/** Signs out on purpose, answering the one question that a queue asks. */
async function signOut(page: Page, queued: number): Promise<void> {
	await page.goto('/me');
	await page.getByRole('button', { name: '在这台设备上退出' }).click();
	if (queued > 0) {
		await expect(page.getByText(`还有 ${String(queued)} 条没发送`)).toBeVisible();
		await page.getByRole('button', { name: '仍要退出' }).click();
	}
	await page.waitForURL(/\/login/);
}

test('two people on one phone, both with queues: each one’s words go under their own name', async ({
	signedIn,
	api
}) => {
	const [me, boss] = [await api.personOf(STAFF), await api.personOf(HEAD)];
	const [mine, hers] = [await ownTask(api, STAFF), await ownTask(api, HEAD)];
	const log = await OpLog.of(api);
	const page = await signedIn('staff', PHONE);
	const context = page.context();
	await openTask(page, mine);
	await context.setOffline(true);
	await tap(page, turns(3));
	await signOut(page, 3);
	await page.getByLabel('工号或邮箱').fill(HEAD);
	await page.getByLabel('密码', { exact: true }).fill('muster-demo');
	await page.getByRole('button', { name: '登录', exact: true }).click();
	await expect(page.getByText('您没发送的内容都还在本机')).toBeVisible();
	await context.setOffline(false);
	const release = await holdPushes(context);
	await signIn(page, HEAD);
	await page.goto('/sync');
	await expect(page.getByText('全部已同步')).toBeVisible();
	await expect(page.locator('[data-op]')).toHaveCount(0);
	await openTask(page, hers);
	await tap(page, turns(2));
	await release();
	await expectSynced(page);
	const ofHers = await log.expectOnce(turns(2));
	expect(ofHers.map((op) => op['person'])).toEqual([boss.id, boss.id]);
	const again = await holdPushes(context);
	await tap(page, ['late']);
	await signOut(page, 1);
	await expect(page.getByText(`${String(boss['name'])} 还有 1 条没发送`)).toBeVisible();
	await expect(page.getByText(`${String(me['name'])} 还有 3 条没发送`)).toBeVisible();
	await again();
	await signIn(page, STAFF);
	await expect.poll(async () => (await log.fresh()).length).toBe(5);
	const all = await log.fresh();
	const ofMine = all.filter((op) => op['person'] === me.id);
	expect(ofMine.map(statusOf)).toEqual(turns(3));
	expect(ofMine.map((op) => op['target'])).toEqual(ofMine.map(() => `tasks/${mine}`));
	expect(await log.effects(all)).toEqual(all.map(() => 1));
	await signOut(page, 0);
	await signIn(page, HEAD);
	await expect.poll(async () => (await log.fresh()).length).toBe(6);
	const last = (await log.fresh()).filter((op) => op['person'] === boss.id);
	expect(last.map((op) => op['target'])).toEqual(last.map(() => `tasks/${hers}`));
	expect(last.map(statusOf)).toEqual(turns(3));
});

/** Freezes a page as a phone does with one out of sight: none of its code runs. */
async function freeze(page: Page): Promise<() => Promise<unknown>> {
	const client = await page.context().newCDPSession(page);
	await client.send('Page.setWebLifecycleState', { state: 'frozen' });
	return () => client.send('Page.setWebLifecycleState', { state: 'active' });
}

type Ahead = { goAhead(ms: number): void };

/** Gives a page, and no other, a clock that can be put forward, as a minute is long in a test. */
async function runAhead(page: Page): Promise<void> {
	await page.addInitScript(() => {
		let aheadMs = 0;
		const now = Date.now.bind(Date);
		Date.now = () => now() + aheadMs;
		(window as unknown as { goAhead(ms: number): void }).goAhead = (ms) => {
			aheadMs = ms;
		};
	});
}

test('a tab that froze while sending does not keep the queue from going', async ({
	signedIn,
	api
}) => {
	const task = await ownTask(api, STAFF);
	const log = await OpLog.of(api);
	const stuck = await signedIn('staff', PHONE);
	const context = stuck.context();
	const other = await context.newPage();
	await runAhead(other);
	await openTask(other, task);
	await openTask(stuck, task);
	let letGo: () => void = () => undefined;
	const held = new Promise<void>((resolve) => (letGo = resolve));
	const sending = new Promise<void>((resolve) => {
		void stuck.route('**/api/muster/push', async (route) => {
			resolve();
			await held;
			await route.continue();
		});
	});
	await tap(stuck, turns(1));
	await sending;
	const thaw = await freeze(stuck);
	await expectQueued(other, 1);
	expect(await log.fresh()).toEqual([]);
	await other.evaluate((ms) => (window as unknown as Ahead).goAhead(ms), 61_000);
	await log.expectOnce(turns(1));
	await expectSynced(other);
	await thaw();
	letGo();
	await expectSynced(stuck);
	await log.expectOnce(turns(1));
});

test('a tab that never lets go of the rows keeps nobody from signing out, nor the next from signing in', async ({
	signedIn,
	api
}) => {
	const me = await api.personOf(STAFF);
	const rows = `muster-replica-${me.id}`;
	const page = await signedIn('staff', PHONE);
	// What a frozen tab amounts to: a connection that does not close when asked to.
	const frozen = await page.context().newPage();
	await leaveApp(frozen);
	await frozen.evaluate(
		(name) =>
			new Promise((resolve) => {
				indexedDB.open(name).onsuccess = resolve;
			}),
		rows
	);
	await signOut(page, 0);
	await signIn(page, HEAD);
	await signOut(page, 0);
	await signIn(page, STAFF);
	await expect(nowCard(page)).toBeVisible();
	await signOut(page, 0);
	const { rows: left = {} } = await readDatabase(frozen, rows);
	expect(Object.keys(left)).toEqual([]);
});
