import { setTimeout } from 'node:timers/promises';
import {
	LONGEST_BACK_OFF_MS,
	OpLog,
	STATUS_NAMES,
	ownTask,
	type Status
} from '../e2e/support/queue';
import { expect, test } from './support/fixtures';
import { offers, toldOffers } from './support/offers';
import type { Phone } from './support/phone';

const STAFF = 'staff@demo.test';
/** WebKitGTK 2.50 says that a transaction is complete, and loses it when it is killed right then: docs/known-gaps.md. */
const WEBKIT_WRITES_WITHIN_MS = 1_000;

const LOOKS = [
	{
		lang: 'en',
		language: /^English$/,
		themes: { light: /^Light$/, dark: /^Dark$/, sunlight: /^Sunlight$/ }
	},
	{
		lang: 'zh-CN',
		language: /^简体中文$/,
		themes: { light: /^浅色$/, dark: /^深色$/, sunlight: /^强光$/ }
	}
] as const;

test('three taps without network survive a reload and arrive once, in order', async ({
	phone,
	line,
	api
}) => {
	const log = await OpLog.of(api);
	await signIn(phone);
	await tap(phone, 'late');
	await expectSynced(phone);
	await log.expectOnce(['late']);
	await line.cut();
	const taps: readonly Status[] = ['in_progress', 'done', 'late'];
	for (const [index, status] of taps.entries()) {
		await tap(phone, status);
		await expectQueued(phone, index + 1);
	}
	await phone.reload();
	await expectQueued(phone, 3);
	await line.mend();
	await expectSynced(phone);
	await log.expectOnce(['late', ...taps]);
});

test('killed and opened again without network, it shows a task by its address and what waits', async ({
	phone,
	line,
	api
}) => {
	const log = await OpLog.of(api);
	const task = await ownTask(api, STAFF);
	await signIn(phone);
	await phone.goto(`/t/${task}`);
	await line.cut();
	await tap(phone, 'late');
	await expectKept(phone);
	if (test.info().project.name === 'webkit') await setTimeout(WEBKIT_WRITES_WITHIN_MS);
	await phone.restart();
	await phone.goto(`/t/${task}`);
	await phone.see('radio', STATUS_NAMES.late);
	await expectQueued(phone, 1);
	await line.mend();
	await expectSynced(phone);
	await log.expectOnce(['late']);
});

test('its screens raise no error and break no policy, in both languages and each theme', async ({
	phone,
	api
}) => {
	const task = await ownTask(api, STAFF);
	await signIn(phone);
	for (const { lang, language, themes } of LOOKS) {
		await phone.goto('/me');
		await phone.press('radio', language);
		for (const [theme, name] of Object.entries(themes)) {
			await phone.press('radio', name);
			await phone.seeMarked(`html[lang=${lang}][data-theme=${theme}]`);
		}
		for (const path of ['/today', `/t/${task}`, '/board', '/sync', '/me/devices']) {
			await phone.goto(path);
			await phone.see('heading', /./);
			await phone.seeMarked(`html[lang=${lang}][data-theme=sunlight]`);
		}
	}
	expect(await phone.complaints()).toEqual([]);
	await phone.run(() => {
		const foreign = document.createElement('script');
		foreign.src = 'http://planted.test/x.js';
		document.head.append(foreign);
	});
	await expect.poll(async () => (await phone.complaints()).join('\n')).toContain('planted.test');
});

test('pages that are left in a hurry hold up none that come after', async ({ phone }) => {
	await signIn(phone);
	for (let left = 0; left < 20; left++) {
		await phone.goto('/today');
		await phone.goto('/me');
	}
	await phone.see('radio', /^English$/);
	await expectSynced(phone);
});

test('it offers what the page about browsers says', async ({ phone, engine }) => {
	await phone.goto('/login');
	await phone.see('button', /^登录$/);
	expect(await phone.run(offers)).toEqual(toldOffers(engine));
});

async function signIn(phone: Phone): Promise<void> {
	await phone.goto('/login');
	await phone.type(/邮箱/, STAFF);
	await phone.type(/^密码$/, 'muster-demo');
	await phone.press('button', /^登录$/);
	await expectSynced(phone);
	await phone.run(() => navigator.serviceWorker.ready.then(() => null));
}

/** On the task that is open, or on the one that is to be done now. */
async function tap(phone: Phone, status: Status): Promise<void> {
	await phone.press('radio', STATUS_NAMES[status]);
}

async function expectQueued(phone: Phone, count: number): Promise<void> {
	await phone.seeMarked(`[data-queued="${count}"]`);
}

/** What is promised to be on the phone, whatever happens to it: a figure may say it a moment before. */
async function expectKept(phone: Phone): Promise<void> {
	await expect(async () => {
		expect(await phone.run(() => document.body.innerText)).toContain('已存本机');
	}).toPass();
}

/** A phone that is not told that there is a network again finds out by itself. */
async function expectSynced(phone: Phone): Promise<void> {
	await phone.seeMarked('[data-sync=synced]', LONGEST_BACK_OFF_MS);
}
