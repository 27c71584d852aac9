import type { Page } from '@playwright/test';
import { fileTypeOf } from '../../src/lib/domain/rules/file-type';
import { tellsPlace } from '../fixtures/pictures';
import { PHONE, TABLET, chip, expect, test } from './support/fixtures';
import { attachmentsOf, cameraPhoto, pick, storedBytes } from './support/photos';
import { STATUS_NAMES, expectSynced, openTask, ownTask } from './support/queue';

const SUBMIT = /^(提交汇报|Submit)$/;

/** What was added to the form that is open. */
const added = (page: Page) => page.locator('li[data-file]');
const said = (page: Page, text: RegExp) => page.getByRole('status').filter({ hasText: text });

async function openReport(page: Page, task: string): Promise<void> {
	await openTask(page, task);
	await page.getByRole('link', { name: /^(汇报|Report)$/ }).click();
	await page.getByRole('button', { name: SUBMIT }).waitFor();
}

test('one tap and submit report how much is done; the history says it, and it can be taken back', async ({
	signedIn,
	api
}) => {
	const page = await signedIn('staff', PHONE);
	const task = await ownTask(api, 'staff@demo.test');
	const before = await api.one('tasks', task);
	await openReport(page, task);
	await page.getByRole('button', { name: '75%' }).click();
	await page.getByRole('button', { name: SUBMIT }).click();
	await expect(said(page, /已汇报 75%/)).toBeVisible();
	await expect
		.poll(async () => await api.one('tasks', task))
		.toMatchObject({ percent: 75, status: 'in_progress' });
	await page.getByRole('link', { name: '回到任务' }).click();
	await expect(page.getByRole('listitem').filter({ hasText: '75%' }).first()).toBeVisible();
	await page.getByRole('button', { name: '撤销上次' }).click();
	const { percent, status } = before;
	await expect.poll(async () => await api.one('tasks', task)).toMatchObject({ percent, status });
});

test('photos taken without network outlive a reload, follow the status, and are seen by the lead', async ({
	signedIn,
	api,
	muster
}) => {
	const page = await signedIn('staff', PHONE);
	const lead = await signedIn('lead', TABLET);
	const task = await ownTask(api, 'staff@demo.test');
	await openReport(page, task);
	const photos = [];
	for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) photos.push(await cameraPhoto(page, name));
	expect(photos.every(({ buffer }) => tellsPlace(buffer))).toBe(true);
	await page.context().setOffline(true);
	await pick(page, photos);
	await expect(added(page)).toHaveCount(3);
	await page.reload();
	await expect(added(page)).toHaveCount(3);
	await page.getByRole('button', { name: '50%' }).click();
	await page.getByRole('button', { name: '缺料' }).click();
	await page.getByRole('button', { name: SUBMIT }).click();
	await expect(said(page, /已存本机.*照片和语音随后自动发送/)).toBeVisible();
	await page.reload();
	await page.goto('/sync');
	await expect(page.locator('[data-file][data-state="waiting"]')).toHaveCount(3);
	await expect(page.locator('[data-file]').first()).toContainText(/照片 \d+ kB|照片 [\d.]+ MB/);

	const order: string[] = [];
	page.context().on('request', (request) => {
		const way = /\/api\/muster\/(push|files)/.exec(request.url())?.[1];
		if (way !== undefined && request.method() === 'POST') order.push(way);
	});
	await page.context().setOffline(false);
	await expect.poll(async () => (await api.one('tasks', task))['percent']).toBe(50);
	await expect
		.poll(async () => (await attachmentsOf(api, task)).filter((row) => row['uploadedAt']).length, {
			timeout: 60_000
		})
		.toBe(3);
	expect(order.indexOf('push')).toBeLessThan(order.indexOf('files'));
	const [event] = await api.list('status_events', `task="${task}"`, '-receivedAt');
	const rows = await attachmentsOf(api, task);
	for (const row of rows) {
		expect(row['subject']).toBe(event?.id);
		expect(Number(row['uploadedAt'])).toBeGreaterThan(Number(event?.['receivedAt']));
		const bytes = await storedBytes(muster, row);
		expect(tellsPlace(bytes)).toBe(false);
		expect(bytes.length).toBeLessThanOrEqual(450_000);
		// It was held on its side.
		expect(fileTypeOf(bytes)).toEqual({ mime: 'image/jpeg', width: 1_067, height: 1_600 });
	}
	await expectSynced(page);
	await expect(page.locator('[data-file]')).toHaveCount(0);
	expect(await api.list('issues', `task="${task}" && source="report"`)).toHaveLength(1);

	await lead.goto(`/t/${task}`);
	const seen = lead.locator('[data-attachment] img');
	await expect(seen).toHaveCount(3);
	await lead.getByRole('button', { name: '看大图：照片 2' }).click();
	const whole = lead.getByRole('dialog').getByRole('img', { name: '照片 2' });
	await expect(whole).toBeVisible();
	await expect
		.poll(() => whole.evaluate((image) => (image as HTMLImageElement).naturalHeight))
		.toBe(1_600);
	await lead.keyboard.press('Escape');
	// Small ones stay for times without network.
	await lead.context().setOffline(true);
	await lead.reload();
	await expect(seen).toHaveCount(3);
});

test('twenty photos on their way do not delay a status', async ({ signedIn, api }) => {
	const page = await signedIn('staff', PHONE);
	const task = await ownTask(api, 'staff@demo.test');
	await openReport(page, task);
	const photo = await cameraPhoto(page, 'a.jpg');
	await page.context().setOffline(true);
	for (let form = 0; form < 2; form++) {
		await pick(page, Array<typeof photo>(10).fill(photo));
		await expect(added(page)).toHaveCount(10, { timeout: 60_000 });
		await page.getByRole('button', { name: SUBMIT }).click();
		await expect(said(page, /已存本机/)).toBeVisible();
		await page.getByRole('link', { name: '回到任务' }).click();
		await page.getByRole('link', { name: /^(汇报|Report)$/ }).click();
	}
	// Each takes a while, as over a slow network.
	await page.context().route('**/api/muster/files/**', async (route) => {
		await new Promise((resolve) => setTimeout(resolve, 400));
		await route.continue().catch(() => undefined);
	});
	await page.context().setOffline(false);
	const arrived = async () =>
		(await attachmentsOf(api, task)).filter((row) => Number(row['uploadedAt']) > 0).length;
	await expect.poll(arrived, { timeout: 60_000 }).toBeGreaterThan(2);
	await openTask(page, task);
	const tappedAt = Date.now();
	await page.getByRole('radio', { name: STATUS_NAMES.late }).click();
	await expect
		.poll(async () => (await api.one('tasks', task))['status'], { intervals: [50] })
		.toBe('late');
	const tookMs = Date.now() - tappedAt;
	test.info().annotations.push({ type: 'status beside 20 photos', description: `${tookMs} ms` });
	expect(await arrived()).toBeLessThan(20);
	expect(tookMs).toBeLessThan(3_000);
	await expect.poll(arrived, { timeout: 90_000 }).toBe(20);
});

test('what cannot be added says why, what is safe and what to do', async ({ signedIn, api }) => {
	const page = await signedIn('staff', PHONE);
	await openReport(page, await ownTask(api, 'staff@demo.test'));
	const photo = await cameraPhoto(page, 'a.jpg');
	const fake = { name: 'a.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no photo') };
	const film = { name: 'a.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(1_000) };
	await pick(page, [photo]);
	await expect(added(page)).toHaveCount(1);
	await pick(page, [fake]);
	await expect(said(page, /这不是照片.*已填的都在/)).toBeVisible();
	await pick(page, [film]);
	await expect(said(page, /不能添加视频.*已填的都在/)).toBeVisible();
	await expect(added(page)).toHaveCount(1);
	await pick(page, Array<typeof photo>(10).fill(photo));
	await expect(said(page, /一次最多 10 个/)).toBeVisible({ timeout: 60_000 });
	await expect(added(page)).toHaveCount(10);
	await page.getByRole('button', { name: '移除照片 1', exact: true }).click();
	await expect(added(page)).toHaveCount(9);
});

test('a file that the server does not take stays on the phone, and says so', async ({
	signedIn,
	api
}) => {
	const page = await signedIn('staff', PHONE);
	const task = await ownTask(api, 'staff@demo.test');
	await openReport(page, task);
	await pick(page, [await cameraPhoto(page, 'a.jpg')]);
	await expect(added(page)).toHaveCount(1);
	await page
		.context()
		.route('**/api/muster/files/**', (route) =>
			route.fulfill({ status: 413, body: '<html>too large, says a proxy</html>' })
		);
	await page.getByRole('button', { name: SUBMIT }).click();
	// Whoever leaves before the phone has said so has the form as it was.
	await expect(said(page, /已存本机.*照片和语音随后自动发送/)).toBeVisible();
	await page.goto('/sync');
	const refused = page.locator('[data-file][data-state="refused"]');
	await expect(refused).toContainText('服务器说太大，没有送达，已存本机');
	await page.context().unroute('**/api/muster/files/**');
	await refused.getByRole('button', { name: '重试' }).click();
	await expect(refused).toBeHidden();
	await expect
		.poll(async () => (await attachmentsOf(api, task)).map((row) => Number(row['uploadedAt']) > 0))
		.toEqual([true]);
	await expect(chip(page, 'synced')).toBeVisible();
});

test('a photo is taken away and put back by its author, before it has gone and after, and by the lead', async ({
	signedIn,
	api
}) => {
	const page = await signedIn('staff', PHONE);
	const lead = await signedIn('lead', TABLET);
	const task = await ownTask(api, 'staff@demo.test');
	await openReport(page, task);
	await page.context().setOffline(true);
	await pick(page, [await cameraPhoto(page, 'a.jpg'), await cameraPhoto(page, 'b.jpg')]);
	await expect(added(page)).toHaveCount(2);
	await page.getByRole('button', { name: SUBMIT }).click();
	await page.getByRole('link', { name: '回到任务' }).click();
	const shown = page.locator('[data-attachment] img');
	const takeAway = async (on: Page) => {
		await on.getByRole('button', { name: '看大图：照片 1' }).click();
		await on.getByRole('dialog').getByRole('button', { name: '移除照片 1' }).click();
		await expect(on.getByRole('dialog')).toBeHidden();
	};
	await expect(shown).toHaveCount(2);
	await takeAway(page);
	await expect(shown).toHaveCount(1);
	await expect(said(page, /已移除 1 个/)).toBeVisible();
	await page.context().setOffline(false);
	const arrived = async () =>
		(await attachmentsOf(api, task)).map((row) => [Number(row['uploadedAt']) > 0, row['removed']]);
	await expect
		.poll(async () => (await arrived()).map(String).sort(), { timeout: 60_000 })
		.toEqual(['false,true', 'true,false']);
	await expectSynced(page);
	await page.getByRole('button', { name: '撤销', exact: true }).click();
	await expect(shown).toHaveCount(2);
	await expect
		.poll(async () => (await arrived()).map(String), { timeout: 60_000 })
		.toEqual([...['true,false', 'true,false']]);
	await lead.goto(`/t/${task}`);
	const seen = lead.locator('[data-attachment] img');
	await expect(seen).toHaveCount(2);
	await takeAway(lead);
	await expect(shown).toHaveCount(1);
	// Whoever has taken it away puts it back.
	await expect(page.getByRole('button', { name: '撤销', exact: true })).toHaveCount(0);
	await lead.getByRole('button', { name: '撤销', exact: true }).click();
	await expect(shown).toHaveCount(2);
	await takeAway(page);
	await expect(seen).toHaveCount(1);
	await page.reload();
	await page.getByRole('button', { name: '撤销', exact: true }).click();
	await expect(seen).toHaveCount(2);
});

test('photos that wait are counted before a sign-out, and on the sign-in page after it', async ({
	signedIn,
	api
}) => {
	const page = await signedIn('staff', PHONE);
	const task = await ownTask(api, 'staff@demo.test');
	await page.context().route('**/api/muster/files/**', (route) => route.abort());
	await openReport(page, task);
	await pick(page, [await cameraPhoto(page, 'a.jpg')]);
	await expect(added(page)).toHaveCount(1);
	await page.getByRole('button', { name: SUBMIT }).click();
	await expect.poll(async () => (await attachmentsOf(api, task)).length).toBe(1);
	await page.goto('/me');
	await page.getByRole('button', { name: '在这台设备上退出' }).click();
	await expect(page.getByText('还有 1 条没发送')).toBeVisible();
	await page.getByRole('button', { name: '仍要退出' }).click();
	await expect(page.getByText(/还有 1 条没发送，保存在本机/)).toBeVisible();
});

/** A microphone that hears a tone, whatever machine the test runs on. */
async function giveMicrophone(page: Page, isAllowed: boolean): Promise<void> {
	await page.addInitScript((allowed) => {
		navigator.mediaDevices.getUserMedia = () => {
			if (!allowed) return Promise.reject(new DOMException('', 'NotAllowedError'));
			const audio = new AudioContext();
			const tone = audio.createOscillator();
			const out = audio.createMediaStreamDestination();
			tone.connect(out);
			tone.start();
			return Promise.resolve(out.stream);
		};
	}, isAllowed);
}

test('a voice note is recorded, played back, and heard by the lead', async ({ signedIn, api }) => {
	const page = await signedIn('staff', PHONE);
	const lead = await signedIn('lead', TABLET);
	const task = await ownTask(api, 'staff@demo.test');
	await giveMicrophone(page, true);
	await page.reload();
	await openReport(page, task);
	await page.getByRole('button', { name: '语音' }).click();
	await page.getByRole('button', { name: /停止 0:0[1-9]/ }).click();
	const note = added(page);
	await expect(note.getByLabel(/^语音 0:0\d$/)).toBeVisible();
	await page.getByRole('button', { name: SUBMIT }).click();
	await expect
		.poll(async () => (await attachmentsOf(api, task)).map((row) => Number(row['uploadedAt']) > 0))
		.toEqual([true]);
	await lead.goto(`/t/${task}`);
	const heard = lead.locator('[data-attachment] audio');
	await expect(heard).toBeVisible();
	await expect
		.poll(() => heard.evaluate((audio) => (audio as HTMLAudioElement).readyState))
		.toBeGreaterThan(0);
});

test('a microphone that is not allowed is explained', async ({ signedIn, api }) => {
	const page = await signedIn('staff', PHONE);
	await giveMicrophone(page, false);
	await page.reload();
	await openReport(page, await ownTask(api, 'staff@demo.test'));
	await page.getByRole('button', { name: '语音' }).click();
	await expect(said(page, /没有允许使用麦克风/)).toBeVisible();
	await expect(page.getByRole('button', { name: '语音' })).toBeVisible();
});
