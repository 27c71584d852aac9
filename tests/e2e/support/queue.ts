import type { BrowserContext, Page } from '@playwright/test';
import type { Api } from './api';
import { chip, expect } from './fixtures';

export const STATUS_NAMES = {
	late: /^(滞后|Late)$/,
	in_progress: /^(进行中|In progress)$/,
	done: /^(已完成|Done)$/
} as const;
export type Status = keyof typeof STATUS_NAMES;

const PUSH = '**/api/muster/push';

/** What `count` taps in a row say: never the same twice, as a second tap on a button says nothing. */
export function turns(count: number): Status[] {
	return Array.from({ length: count }, (_, index) => (index % 2 === 0 ? 'late' : 'in_progress'));
}

/** A task that the person may report on, whose last word is `in_progress` or `todo`; if there is one, of the project that the demo's lead leads. */
export async function ownTask(api: Api, email: string): Promise<string> {
	const { id } = await api.personOf(email);
	const lead = await api.personOf('lead@demo.test');
	const led = await api.list('memberships', `person="${lead.id}" && role="lead"`);
	const open = '(status="in_progress" || status="todo")';
	const tasks = await api.list('tasks', `owner="${id}" && removed=false && ${open}`);
	const task =
		tasks.find((one) => led.some((row) => row['project'] === one['project'])) ?? tasks[0];
	if (!task) throw new Error(`${email} has nothing to do`);
	return task.id;
}

/**
 * Opens the task's own page and waits for its buttons.
 *
 * @param at the server, for a browser that was opened without one
 */
export async function openTask(page: Page, task: string, at = ''): Promise<void> {
	await page.goto(`${at}/t/${task}`);
	await page.getByRole('radio', { name: STATUS_NAMES.late }).waitFor();
}

/** The word that the last tap is on the phone. */
export function saved(page: Page) {
	return page.getByRole('status').filter({ hasText: /^\s*(已存本机|Saved on this phone)/ });
}

/** Taps on the task that is open; each is on the phone before the next. */
export async function tap(page: Page, statuses: readonly Status[]): Promise<void> {
	for (const status of statuses) {
		await page.getByRole('radio', { name: STATUS_NAMES[status] }).click();
		await expect(saved(page)).toBeVisible();
	}
}

/** The chip's count of what the server has not decided. */
export async function expectQueued(page: Page, count: number): Promise<void> {
	await expect(page.locator(`[data-queued="${String(count)}"]:visible`).first()).toBeVisible();
}

/** The browser will wake the worker once there is a network: a page asks for it a moment after a word was kept. */
export async function expectWorkerAsked(page: Page): Promise<void> {
	const asked = () =>
		page.evaluate(async () => {
			const registration = (await navigator.serviceWorker.ready) as ServiceWorkerRegistration & {
				readonly sync: { getTags(): Promise<string[]> };
			};
			return await registration.sync.getTags();
		});
	await expect.poll(asked).not.toEqual([]);
}

export async function expectSynced(page: Page): Promise<void> {
	await expect(chip(page, 'synced')).toBeVisible();
}

/** Nothing of a queue leaves the browser until the returned function is called. */
export async function holdPushes(context: BrowserContext): Promise<() => Promise<void>> {
	await context.route(PUSH, (route) => route.abort());
	return () => context.unroute(PUSH);
}

type Row = Awaited<ReturnType<Api['list']>>[number];

/** A phone that has found the server away may wait this long before it asks again. */
export const LONGEST_BACK_OFF_MS = 60_000;

/** What the server's log has gained since. */
export class OpLog {
	readonly #api: Api;
	readonly #before: ReadonlySet<string>;

	private constructor(api: Api, before: ReadonlySet<string>) {
		this.#api = api;
		this.#before = before;
	}

	static async of(api: Api): Promise<OpLog> {
		const rows = await api.list('ops', '');
		return new OpLog(api, new Set(rows.map((row) => row.id)));
	}

	/** Reports, in the order of their numbers. */
	async fresh(): Promise<Row[]> {
		const rows = await this.#api.list('ops', 'name="task.report"', 'n');
		return rows.filter((row) => !this.#before.has(row.id));
	}

	/** How often each op has had its effect. */
	async effects(ops: readonly Row[]): Promise<number[]> {
		const events = await this.#api.list('status_events', '');
		return ops.map((op) => events.filter((event) => event['op'] === op.id).length);
	}

	/** All of one person's taps have come, in their order, and each has had its effect once. */
	async expectOnce(statuses: readonly Status[]): Promise<Row[]> {
		await expect
			.poll(async () => (await this.fresh()).length, { timeout: LONGEST_BACK_OFF_MS })
			.toBeGreaterThanOrEqual(statuses.length);
		const ops = await this.fresh();
		expect(ops.map(statusOf)).toStrictEqual(statuses);
		expect(await this.effects(ops)).toEqual(ops.map(() => 1));
		return ops;
	}
}

export function statusOf(op: Row): unknown {
	const { args } = op as { args?: { status?: unknown } };
	return args?.status;
}
