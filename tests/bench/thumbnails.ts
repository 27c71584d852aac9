import { readFileSync } from 'node:fs';
import { chromium, type Browser, type CDPSession, type Page } from '@playwright/test';
import { attachmentId } from '$lib/domain/commands/attachments';
import { deriveRowId, type EventId, type TaskId } from '$lib/domain/ids';
import type { Bench } from './harness/bench';
import { launchOptions, phoneOptions, signIn, untilSynced } from './harness/browser';
import { atMost, type Figure } from './harness/figure';
import { HttpClient } from './harness/http';
import { Maker, PASSWORD } from './harness/maker';
import { makeOp, pushAll, type Phone } from './harness/taps';
import type { World } from './harness/world';

const WORDS = 20;
const PHOTOS_EACH = 10;
const EMAIL = 'photographer';
const [WIDTH, HEIGHT] = [1_200, 1_600];
const MB = 1_000_000;
const KIB = 1_024;

/** A photo of about what a phone of ours makes of one. */
async function makePhoto(): Promise<Buffer> {
	const browser = await chromium.launch(launchOptions);
	try {
		const page = await browser.newPage();
		const bytes = await page.evaluate(drawPhoto, [WIDTH, HEIGHT] as const);
		return Buffer.from(bytes);
	} finally {
		await browser.close();
	}
}

async function drawPhoto([width, height]: readonly [number, number]): Promise<number[]> {
	const canvas = new OffscreenCanvas(width, height);
	const context = canvas.getContext('2d');
	if (!context) throw new Error('no canvas');
	for (let i = 0; i < 4_000; i++) {
		context.fillStyle = `hsl(${String((i * 47) % 360)} 60% ${String(20 + (i % 60))}%)`;
		context.fillRect((i * 131) % width, (i * 197) % height, 60, 40);
	}
	const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 });
	return [...new Uint8Array(await blob.arrayBuffer())];
}

type Tasks = { readonly pictured: TaskId; readonly plain: TaskId };

/** Two tasks of one person with a month's words, of which those about the first carry ten photos each. */
async function fill({ muster }: World, photo: Buffer): Promise<Tasks> {
	const client = new HttpClient(muster.url, 4);
	try {
		const make = await Maker.of(client, muster);
		const department = await make.find('departments', `head != ''`);
		const [person] = await make.people([EMAIL], department);
		if (!person) throw new Error('there is nobody to take photos');
		const project = await make.project('photos', department);
		await make.members(project, [person], 'member');
		const tasks = await make.tasks(project, [person], 2);
		const [pictured, plain] = tasks;
		if (!pictured || !plain) throw new Error('tasks are missing');
		const phone = await make.phoneOf(person, project, tasks);
		await report(client, phone, plain);
		for (const event of await report(client, phone, pictured))
			await attach(client, muster.url, phone, { task: pictured, event, photo });
		return { pictured, plain };
	} finally {
		client.close();
	}
}

async function report(client: HttpClient, phone: Phone, task: TaskId): Promise<EventId[]> {
	const before = { status: 'todo', percent: 0, cause: '', expectedDay: '' } as const;
	const ops = Array.from({ length: WORDS }, (_, at) =>
		makeOp(phone, 'task.report', { task, status: 'in_progress', percent: at + 1, before })
	);
	await pushAll(client, phone, ops);
	return ops.map(({ id }) => deriveRowId<EventId>(id, 'event'));
}

type Taken = { readonly task: TaskId; readonly event: EventId; readonly photo: Buffer };

async function attach(
	client: HttpClient,
	url: string,
	phone: Phone,
	{ task, event, photo }: Taken
): Promise<void> {
	const said = {
		project: phone.project,
		task,
		subjectKind: 'status_events',
		subject: event
	} as const;
	const form = { form: 'photo', mime: 'image/jpeg', width: WIDTH, height: HEIGHT } as const;
	const ops = Array.from({ length: PHOTOS_EACH }, () =>
		makeOp(phone, 'attachment.add', { ...said, ...form, sizeBytes: photo.length })
	);
	await pushAll(client, phone, ops);
	for (const { id } of ops) {
		const to = `${url}/api/muster/files/${attachmentId(id)}?device=${phone.device}`;
		const headers = { Authorization: phone.token, 'Content-Type': 'image/jpeg' };
		const answer = await fetch(to, { method: 'POST', headers, body: new Uint8Array(photo) });
		if (!answer.ok) throw new Error(`a photo was answered ${answer.status}`);
	}
}

type Held = { readonly heapMb: number; readonly keptMb: number; readonly processMb: number };

async function heapMb(session: CDPSession): Promise<number> {
	const { metrics } = await session.send('Performance.getMetrics');
	return (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? NaN) / MB;
}

/** What the pages' processes hold of the machine's memory, theirs alone and their part of what is shared. */
async function processMb(browser: Browser): Promise<number> {
	const session = await browser.newBrowserCDPSession();
	const { processInfo } = await session.send('SystemInfo.getProcessInfo');
	const kib = processInfo
		.filter(({ type }) => type === 'renderer')
		.map(({ id }) => /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))?.[1])
		.reduce((sum, pss) => sum + Number(pss), 0);
	return (kib * KIB) / MB;
}

/** Reads a task's history from its top to its end, each screen until its pictures are there; the most that was held. */
async function readThrough(browser: Browser, url: string, task: TaskId): Promise<Held> {
	const context = await browser.newContext({ ...phoneOptions, baseURL: url });
	const page = await context.newPage();
	await signIn(page, `${EMAIL}@bench.test`, PASSWORD);
	await untilSynced(page);
	await page.goto(`/t/${task}`);
	await page
		.locator('ol li')
		.nth(WORDS - 1)
		.waitFor();
	const session = await context.newCDPSession(page);
	await session.send('Performance.enable');
	let [heap, process] = [0, 0];
	for (let isMore = true; isMore;) {
		await page.waitForFunction(picturesInSight);
		heap = Math.max(heap, await heapMb(session));
		process = Math.max(process, await processMb(browser));
		isMore = await scrollOn(page);
	}
	await session.send('HeapProfiler.collectGarbage');
	const keptMb = await heapMb(session);
	await context.close();
	return { heapMb: heap, keptMb, processMb: process };
}

function picturesInSight(): boolean {
	return [...document.querySelectorAll('[data-attachment]')].every((one) => {
		const { top, bottom } = one.getBoundingClientRect();
		const image = one.querySelector('img');
		return bottom < 0 || top > innerHeight || (image?.complete === true && image.naturalWidth > 0);
	});
}

/** @returns whether there was more to see */
async function scrollOn(page: Page): Promise<boolean> {
	return await page.evaluate(() => {
		const before = scrollY;
		scrollBy({ top: innerHeight / 2, behavior: 'instant' });
		return scrollY > before;
	});
}

function figuresOf(pictured: Held, plain: Held): Figure[] {
	const count = WORDS * PHOTOS_EACH;
	const name = 'the same page without them';
	return [
		{
			name: `heap with ${count} thumbnails`,
			value: pictured.heapMb,
			unit: 'MB',
			goals: [atMost(60, 'MB', pictured.heapMb)],
			reference: { name, value: plain.heapMb },
			note: `the most that was in use while the history of a task was read from its top to its end; ${pictured.keptMb.toFixed(1)} MB after a collection (reference ${plain.keptMb.toFixed(1)} MB)`
		},
		{
			name: `memory of the page's process with ${count} thumbnails`,
			value: pictured.processMb,
			unit: 'MB',
			goals: [],
			reference: { name, value: plain.processMb },
			note: 'proportional set size, pictures as they are drawn and the worker with it; those out of sight are let go of'
		}
	];
}

export const thumbnails: Bench = {
	name: 'thumbnails',
	async run(world) {
		const tasks = await fill(world, await makePhoto());
		const held = async (task: TaskId): Promise<Held> => {
			const browser = await chromium.launch(launchOptions);
			try {
				return await readThrough(browser, world.muster.url, task);
			} finally {
				await browser.close();
			}
		};
		const plain = await held(tasks.plain);
		return figuresOf(await held(tasks.pictured), plain);
	}
};
