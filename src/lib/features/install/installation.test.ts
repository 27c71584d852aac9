import { beforeEach, expect, test } from 'vitest';
import { makeUlid, type Ulid } from '$lib/domain/ids';
import type { Op } from '$lib/domain/protocol/wire';
import { DAY_MS } from '$lib/domain/time';
import { ASK_AGAIN_MS, NOTHING_YET, type InstallRecord } from './asking';
import { BrowserInstallation, type InstallPrompt } from './installation.svelte';

const NOW_MS = Date.UTC(2026, 10, 23, 6, 35);
const CHROME = { userAgent: 'Android Chrome Safari/537', asks: true };
const IPHONE = { userAgent: 'iPhone Version/17.5 Safari/604.1', asks: false };

let record: InstallRecord;
let nowMs: number;
let queued: Set<Ulid>;
let rest: () => void;
let serial = 0;

beforeEach(() => {
	[record, nowMs, queued] = [NOTHING_YET, NOW_MS, new Set()];
});

/** A page that is opened on the device. */
function openPage(browser: { userAgent: string; asks: boolean }, isStandalone = false) {
	const resting: (() => void)[] = [];
	rest = () => {
		for (const resolve of resting.splice(0)) resolve();
	};
	return new BrowserInstallation({
		browser: { ...browser, touchPoints: 5, isStandalone },
		card: () => ({}),
		memory: { read: () => record, keep: (fresh) => (record = fresh) },
		nowMs: () => nowMs,
		handsRest: () => new Promise((resolve) => void resting.push(resolve)),
		isQueued: (op) => queued.has(op)
	});
}

function op(name: string, args: object = {}): Op {
	const id = makeUlid(NOW_MS + ++serial, () => 0);
	return { id, n: serial, name, v: 1, args, clientAt: 0, offsetMs: 0, made: null, base: null };
}
const tap = () => op('task.report', { task: 'a', status: 'late' });

/** Gives ops one after another, each until hands rest. */
async function hear(installation: BrowserInstallation, ...ops: Op[]): Promise<void> {
	for (const each of ops) {
		const heard = installation.heard(each);
		rest();
		await heard;
	}
}

async function withPrompt(installation: BrowserInstallation) {
	let asked = 0;
	const event: InstallPrompt = Object.assign(new Event('beforeinstallprompt'), {
		prompt: () => {
			asked++;
			return Promise.resolve();
		}
	});
	const given = installation.mayPrompt(event);
	rest();
	await given;
	return () => asked;
}

test('the third tap makes the offer, no sooner, and not while a hand is on the screen', async () => {
	const installation = openPage(CHROME);
	await withPrompt(installation);
	await hear(installation, tap(), tap());
	expect(installation.word).toBeNull();
	const third = installation.heard(tap());
	expect(installation.word).toBeNull();
	rest();
	await third;
	expect(installation.word).toBe('offer');
	expect(installation.Card).not.toBeNull();
});

test('the first check-in makes the offer too', async () => {
	const installation = openPage(CHROME);
	await withPrompt(installation);
	await hear(installation, op('checkin.give'));
	expect(installation.word).toBe('offer');
});

test('taps are counted over days; why something is late, an undo and other commands are no taps', async () => {
	await hear(openPage(CHROME), tap(), op('task.report', { cause: 'material' }));
	await hear(openPage(CHROME), tap(), op('task.undo'), op('event.acknowledge'));
	const installation = openPage(CHROME);
	await withPrompt(installation);
	expect(installation.word).toBeNull();
	await hear(installation, tap());
	expect(installation.word).toBe('offer');
});

test('opening the app offers nothing, however often one has tapped', async () => {
	await hear(openPage(CHROME), tap(), tap(), tap(), tap());
	const installation = openPage(CHROME);
	await withPrompt(installation);
	expect(installation.word).toBeNull();
});

test('a browser that is ready to ask only after the third tap is asked then', async () => {
	const installation = openPage(CHROME);
	await hear(installation, tap(), tap(), tap());
	expect(installation.word).toBeNull();
	await withPrompt(installation);
	expect(installation.word).toBe('offer');
});

test('it is asked twice, thirty days apart, and then never again', async () => {
	const askOnce = async () => {
		const installation = openPage(IPHONE);
		await hear(installation, tap(), tap(), tap());
		const { word } = installation;
		installation.seen();
		installation.seen();
		return word;
	};
	expect(await askOnce()).toBe('offer');
	expect(record.askedAt).toEqual([NOW_MS]);
	nowMs += ASK_AGAIN_MS - 1;
	expect(await askOnce()).toBeNull();
	nowMs += 1;
	expect(await askOnce()).toBe('offer');
	nowMs += 365 * DAY_MS;
	expect(await askOnce()).toBeNull();
});

test('an offer that nobody saw does not count', async () => {
	await hear(openPage(IPHONE), tap(), tap(), tap());
	expect(record.askedAt).toEqual([]);
});

test('the browser’s own question is asked once, and the entry goes until it would ask again', async () => {
	const installation = openPage(CHROME);
	const asked = await withPrompt(installation);
	await hear(installation, tap(), tap(), tap());
	expect(installation.way).toBe('prompt');
	await installation.install();
	expect([asked(), installation.word, installation.way]).toEqual([1, null, null]);
	await installation.install();
	expect(asked()).toBe(1);
	await withPrompt(installation);
	expect([installation.way, installation.word]).toEqual(['prompt', null]);
});

test('an app that is installed, before or now, offers nothing', async () => {
	const before = openPage(IPHONE, true);
	await hear(before, tap(), tap(), tap());
	expect([before.way, before.isInstalled, before.word]).toEqual([null, true, null]);
	const now = openPage(CHROME);
	await withPrompt(now);
	await hear(now, tap(), tap(), tap());
	now.wasInstalled();
	expect([now.way, now.word, now.Card]).toEqual([null, null, null]);
});

test('a tab on an iPhone warns at the first tap that waits, once, and that counts as asked', async () => {
	const installation = openPage(IPHONE);
	await hear(installation, tap());
	expect(installation.word).toBeNull();
	const waiting = tap();
	queued.add(waiting.id);
	await hear(installation, waiting);
	expect(installation.word).toBe('warning');
	installation.seen();
	expect(record).toMatchObject({ warned: true, askedAt: [NOW_MS] });
	installation.putAside();
	const next = tap();
	queued.add(next.id);
	await hear(installation, next);
	expect(installation.word).toBeNull();
});

test('elsewhere a queue is safe, and nobody is warned', async () => {
	const installation = openPage(CHROME);
	await withPrompt(installation);
	const waiting = tap();
	queued.add(waiting.id);
	await hear(installation, waiting);
	expect(installation.word).toBeNull();
});
