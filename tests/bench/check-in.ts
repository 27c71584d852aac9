import type { Locator, Page } from '@playwright/test';
import type { Bench } from './harness/bench';
import { signIn, throttle, touch, untilSynced, withBrowser } from './harness/browser';
import { atMost, type Figure } from './harness/figure';
import { HttpClient } from './harness/http';
import { Maker, PASSWORD } from './harness/maker';
import { serveStatic } from './harness/static-site';
import { median } from './harness/stats';
import type { World } from './harness/world';
import { measured, tapStatic } from './tap-to-paint';

const RATE = 4;
const TASKS = 500;
const EVERY_DAY = '[1,2,3,4,5,6,7]';
const WRITERS = 4;
/** Longer than what follows a tap by itself. */
const QUIET_MS = 300;

type Times = { readonly app: number[]; readonly plain: number[] };
const none = (): Times => ({ app: [], plain: [] });

/** People of one project that meets today, whatever day it is; each checks in once, and its lead can help. */
async function fill({ muster }: World, names: readonly string[]): Promise<void> {
	const client = new HttpClient(muster.url, WRITERS);
	try {
		const make = await Maker.of(client, muster);
		const department = await make.find('departments', `head != ''`);
		const [lead, ...people] = await make.people(['inlead', ...names], department);
		if (!lead) throw new Error('the project has no lead');
		const project = await make.project('check-in', department);
		await make.members(project, [lead], 'lead');
		await make.members(project, people, 'member');
		await make.tasks(project, people, TASKS);
		const standup = `{"minute":530,"weekdays":${EVERY_DAY}}`;
		await make.sql(`UPDATE projects SET standup = '${standup}' WHERE id = '${project}'`);
		await make.sql(`UPDATE organisation SET "workingWeekdays" = '${EVERY_DAY}'`);
		await make.sql('UPDATE calendar_days SET removed = 1');
	} finally {
		client.close();
	}
}

/** From the finger's contact until what it brings can be read. */
async function tapTime(target: Locator, brings: string, words = ''): Promise<number> {
	const page = target.page();
	await target.scrollIntoViewIfNeeded();
	await page.evaluate(([seen, text]) => window.probe.armTap(seen, text), [brings, words] as const);
	await touch(page, target);
	const ms = await measured(page);
	await page.waitForTimeout(QUIET_MS);
	return ms;
}

/** All taps from Today on, until the check-in is called saved on the phone. */
async function checkInOn(page: Page, isHeldUp: boolean): Promise<number[]> {
	const button = (name: string | RegExp): Locator => page.getByRole('button', { name });
	const way = page.getByRole('link', { name: /去签到/ });
	const ms = [await tapTime(way, 'button', '没有困难，完成签到')];
	if (isHeldUp) {
		ms.push(await tapTime(button('缺料'), 'button', '提交困难并签到'));
		const helper = page.getByRole('group', { name: /谁能帮忙/ }).getByRole('button');
		ms.push(await tapTime(helper.first(), 'button[aria-pressed="true"]'));
	}
	const submit = button(isHeldUp ? '提交困难并签到' : '没有困难，完成签到');
	ms.push(await tapTime(submit, '[role="status"]', '存在本机'));
	return ms;
}

function figureOf(what: string, taps: number, { app, plain }: Times): Figure {
	const value = median(app);
	return {
		name: `check-in${what}, 4× throttle: app time`,
		value,
		unit: 'ms',
		goals: [atMost(1_000, 'ms', value)],
		reference: { name: `a class toggled ${taps} times`, value: median(plain) },
		note: `${taps} taps, each from the finger's contact to the paint, from Today to the word that the phone has it; offline, ${TASKS} tasks in the project, median of ${app.length} people; ${Math.round(Math.min(...app))}–${Math.round(Math.max(...app))} ms`
	};
}

const sum = (ms: readonly number[]): number => ms.reduce((all, one) => all + one, 0);

async function measure(world: World, rounds: number): Promise<Figure[]> {
	const names = Array.from({ length: 2 * rounds }, (_, at) => `in${String(at)}`);
	await fill(world, names);
	return await withBrowser(async (open) => {
		const phoneOf = async (name: string): Promise<Page> => {
			const page = await (await open({ baseURL: world.muster.url })).newPage();
			await signIn(page, `${name}@bench.test`, PASSWORD);
			await page.evaluate(() => navigator.serviceWorker.ready);
			await untilSynced(page);
			await page.getByRole('link', { name: /去签到/ }).waitFor();
			return page;
		};
		const [easy, heldUp] = [none(), none()];
		const site = await serveStatic(await phoneOf(names[0] ?? ''), world.staticPort);
		try {
			const plain = await (await open()).newPage();
			await plain.goto(site.url);
			await throttle(plain, RATE);
			for (const [at, name] of names.entries()) {
				const phone = await phoneOf(name);
				await phone.context().setOffline(true);
				await throttle(phone, RATE);
				const times = at % 2 === 0 ? easy : heldUp;
				const taps = await checkInOn(phone, at % 2 === 1);
				times.app.push(sum(taps));
				await phone.context().close();
				let toggledMs = 0;
				for (let toggles = 0; toggles < taps.length; toggles++) toggledMs += await tapStatic(plain);
				times.plain.push(toggledMs);
			}
		} finally {
			await site.stop();
		}
		return [figureOf('', 2, easy), figureOf(' with a problem', 4, heldUp)];
	});
}

export const checkIn: Bench = {
	name: 'check-in',
	run: (world, quick) => measure(world, quick ? 2 : 7)
};
