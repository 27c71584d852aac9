import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { projectSpace, taskId } from './support/factory';
import { Listener } from './support/listener';
import { PATIENCE } from './support/patience';
import { startSite, type Site } from './support/site';
import { StalledListener } from './support/stalled-listener';

const OURS = `space:${projectSpace('ours')}`;
const GONE = 404;
const TAP_EVERY_MS = 50;
/** Longer than any request takes that can be answered. */
const HELD_MS = 2_000;
/** Each look is a request, and wakes a cron. */
const LOOKING = { ...PATIENCE, interval: 500 };

let site: Site;
let stalled: StalledListener;
let witness: Listener;
beforeAll(async () => {
	site = await startSite();
});
beforeEach(async () => {
	stalled = await StalledListener.connect(site.root);
	expect(await stalled.subscribe([OURS])).toBe(204);
	// Behind the one that does not read.
	witness = await Listener.connect(await site.signIn('colleague'));
	await witness.subscribe([OURS]);
});
afterEach(() => {
	stalled.close();
	witness.close();
});
afterAll(() => site.stop());

/** The lead taps on a task, again and again, until told to stop; the server's place after the last one. */
async function tapWhile(task: string, isOn: () => boolean): Promise<number> {
	const phone = await site.phone('lead', `for ${task}`);
	let seq = 0;
	for (let n = 0; isOn(); n++) {
		const edit = { task: taskId(task), set: { title: `${task} ${String(n)}` } };
		const { outcome, mark } = await phone.give('task.edit', edit);
		expect(outcome).toBe('applied');
		seq = mark.seq;
		await new Promise((resolve) => setTimeout(resolve, TAP_EVERY_MS));
	}
	return seq;
}

/** Where the minute has ended that the server lets go of it by itself, another one comes. */
async function keepFilling(): Promise<never> {
	for (;;) {
		await stalled.fill(OURS);
		stalled.close();
		stalled = await StalledListener.connect(site.root);
	}
}

test('a listener that takes nothing more is let go of, and holds up neither taps nor pokes', async () => {
	let isOn = true;
	const taps = ['weld', 'press', 'paint'].map((task) => tapWhile(task, () => isOn));
	expect(await stalled.fill(OURS)).toBe(GONE);
	isOn = false;
	const newest = Math.max(...(await Promise.all(taps)));
	await witness.until(({ head }) => (head?.seq ?? 0) >= newest);
});

test('a listener that takes nothing more is let go of each minute, if nobody comes by', async () => {
	let status = 0;
	const filled = stalled.fill(OURS).then((last) => (status = last));
	await vi.waitFor(async () => {
		await site.root.mustSend('POST', '/api/crons/musterStalled');
		expect(status).toBe(GONE);
	}, LOOKING);
	await filled;
});

test('a stop does not wait for a listener that takes nothing more', async () => {
	const filled = keepFilling().catch(() => 'cut off');
	await vi.waitFor(() => {
		expect(stalled.waitingMs).toBeGreaterThan(HELD_MS);
	}, LOOKING);
	expect(await site.muster.restart()).toBe(0);
	expect(site.muster.log.findLast((line) => line.includes('"event":"stop"'))).toContain(
		'"underWay":0,'
	);
	expect(await filled).toBe('cut off');
});
