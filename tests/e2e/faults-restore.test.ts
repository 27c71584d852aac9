import { dirname } from 'node:path';
import type { Page } from '@playwright/test';
import { launch } from '../server/launch';
import { startMuster } from '../server/start';
import type { Api } from './support/api';
import { PHONE, TABLET, chip, expect, test as base } from './support/fixtures';
import {
	LONGEST_BACK_OFF_MS,
	OpLog,
	expectQueued,
	expectSynced,
	expectWorkerAsked,
	openTask,
	ownTask,
	statusOf,
	tap,
	turns,
	type Status
} from './support/queue';

type Fixtures = {
	/** Somebody who has signed in and opened a task of their own. */
	tapper: (who: 'staff' | 'head' | 'lead', device: typeof PHONE) => Promise<Tapper>;
	/** Stops the server and starts it on a backup, as the launcher does it. */
	goBackTo: (backup: string) => Promise<void>;
};

/** One person on one task, and what they have said about it. */
class Tapper {
	readonly page: Page;
	readonly task: string;
	readonly person: string;
	readonly #said: Status[] = [];

	private constructor(page: Page, task: string, person: string) {
		this.page = page;
		this.task = task;
		this.person = person;
	}

	static async open(page: Page, task: string, person: string): Promise<Tapper> {
		await openTask(page, task);
		return new Tapper(page, task, person);
	}

	async say(statuses: readonly Status[] = turns(2)): Promise<void> {
		await tap(this.page, statuses);
		this.#said.push(...statuses);
	}

	async expectMissing(log: OpLog): Promise<void> {
		expect((await this.#logged(log)).length).toBeLessThan(this.#said.length);
	}

	/** All of it is in the log, in order, and has had its effect once. */
	async expectLogged(log: OpLog): Promise<void> {
		await expect
			.poll(async () => (await this.#logged(log)).map(statusOf), { timeout: LONGEST_BACK_OFF_MS })
			.toStrictEqual(this.#said);
		expect(await log.effects(await this.#logged(log))).toEqual(this.#said.map(() => 1));
	}

	async #logged(log: OpLog) {
		const isOwn = (op: Record<string, unknown>) =>
			op['person'] === this.person && op['target'] === `tasks/${this.task}`;
		return (await log.fresh()).filter(isOwn);
	}
}

const test = base.extend<Fixtures>({
	// The data must outlive the server that is stopped.
	muster: async ({}, use, info) => {
		const muster = await startMuster({ demo: true, dataDir: info.outputPath('data', 'pb') });
		await use(muster);
		await muster.stop();
	},
	tapper: async ({ signedIn, api }, use) =>
		use(async (who, device) => {
			const email = `${who}@demo.test`;
			const { id } = await api.personOf(email);
			return Tapper.open(await signedIn(who, device), await ownTask(api, email), id);
		}),
	goBackTo: async ({ muster }, use) => {
		const stops: (() => Promise<unknown>)[] = [];
		await use(async (backup) => {
			await muster.stop();
			const where = { dataRoot: dirname(muster.dataDir), port: muster.port };
			const launched = launch(['--restore', backup], where);
			stops.push(() => launched.stop());
			expect(await launched.settled, launched.said()).toEqual({ code: null });
		});
		for (const stop of stops) await stop();
	}
});

/** Everybody taps for as long as the nightly backup takes, and has been heard before it begins. */
async function backUpUnderLoad(api: Api, log: OpLog, tappers: readonly Tapper[]): Promise<string> {
	const all = (act: (tapper: Tapper) => Promise<void>) => Promise.all(tappers.map(act));
	await all((tapper) => tapper.say());
	await all((tapper) => tapper.expectLogged(log));
	await api.beginBackup();
	for (;;) {
		await all((tapper) => tapper.say());
		const [backup] = await api.backups();
		if (backup !== undefined) return backup;
	}
}

const statusShown = (page: Page, task: string, status: Status) =>
	page.locator(`[data-task="${task}"][data-status="${status}"]`).first();

/** Tasks and cards on the screen; not the feed, which says what came when. */
async function shown(page: Page): Promise<string[]> {
	const lines = await page
		.locator('[data-task]:not([data-event])')
		.evaluateAll((rows) =>
			rows.map((row) =>
				['task', 'status', 'conflict'].map((name) => row.getAttribute(`data-${name}`)).join(' ')
			)
		);
	return lines.sort();
}

/** What was said of each task, and who is asked to choose. */
async function stateOf(api: Api): Promise<unknown[]> {
	const tasks = await api.list('tasks', '');
	const conflicts = await api.list('conflicts', 'open=true');
	return [
		tasks.map(({ id, status, percent, cause, expectedDay }) => ({
			...{ id, status, percent, cause, expectedDay }
		})),
		conflicts.map(({ id }) => id)
	];
}

async function expectHealed(page: Page, before: readonly string[]): Promise<void> {
	const patience = { timeout: LONGEST_BACK_OFF_MS };
	await expect(chip(page, 'synced')).toContainText(/已同步|实时/, patience);
	await expect.poll(() => shown(page), patience).toEqual(before);
}

test('a backup that was made while three people tapped goes back in, and their phones heal it', async ({
	tapper,
	goBackTo,
	api
}) => {
	const log = await OpLog.of(api);
	const [staff, head, lead] = await Promise.all([
		tapper('staff', PHONE),
		tapper('head', PHONE),
		tapper('lead', TABLET)
	]);
	const [board, pocket] = [lead.page, staff.page.context()];
	const backup = await backUpUnderLoad(api, log, [staff, head, lead]);

	// What the backup does not have: all go on, and the lead has the last word on the staff's task.
	for (const one of [staff, head, lead]) await one.say();
	for (const one of [staff, head, lead]) await one.expectLogged(log);
	const leadOnStaffs = await Tapper.open(board, staff.task, lead.person);
	await expect(statusShown(board, staff.task, 'in_progress')).toBeVisible();
	await leadOnStaffs.say(['late']);
	await leadOnStaffs.expectLogged(log);
	await expect(statusShown(staff.page, staff.task, 'late')).toBeVisible();
	await head.page.context().setOffline(true);
	await head.say();
	await expectQueued(head.page, 2);
	await board.goto('/board?show=open');
	await expect(statusShown(board, staff.task, 'late')).toBeVisible();
	for (const page of [board, staff.page]) await expectSynced(page);
	const before = {
		staff: await shown(staff.page),
		head: await shown(head.page),
		board: await shown(board)
	};
	const state = await stateOf(api);
	await staff.page.close();

	await goBackTo(backup);
	await staff.expectMissing(log);
	await lead.expectLogged(log);
	await leadOnStaffs.expectLogged(log);
	await head.page.context().setOffline(false);
	await head.expectLogged(log);
	await staff.expectMissing(log);
	const opened = await pocket.newPage();
	await openTask(opened, staff.task);
	await staff.expectLogged(log);

	await expectHealed(opened, before.staff);
	await expectHealed(head.page, before.head);
	await expectHealed(board, before.board);
	expect(await stateOf(api)).toEqual(state);
});

test('after a restore the worker of a closed phone sends what it was told is kept, and what waited', async ({
	tapper,
	goBackTo,
	api
}) => {
	const log = await OpLog.of(api);
	const staff = await tapper('staff', PHONE);
	const { page } = staff;
	const context = page.context();
	const backup = await backUpUnderLoad(api, log, [staff]);
	await staff.say();
	await staff.expectLogged(log);
	const state = await stateOf(api);
	await context.setOffline(true);
	await staff.say();
	await expectQueued(page, 2);
	await expectWorkerAsked(page);
	const before = await shown(page);
	await page.goto('about:blank');
	await page.close();

	await goBackTo(backup);
	await staff.expectMissing(log);
	await context.setOffline(false);
	await staff.expectLogged(log);
	expect(await stateOf(api)).toEqual(state);
	const again = await context.newPage();
	await openTask(again, staff.task);
	await expectHealed(again, before);
});
