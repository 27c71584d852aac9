import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { reportFieldsOf } from '$lib/domain/commands/report';
import type { ReportFields } from '$lib/domain/entities';
import type { Op } from '$lib/domain/protocol/wire';
import { asRecord } from './support/client';
import { startEnginePhone, type EnginePhone } from './support/engine-phone';
import { projectId, taskId } from './support/factory';
import { countLogged, halfWritten, loggedOps } from './support/op-log';
import { startSite, type Site } from './support/site';

const BACKUP = 'under-load.zip';
const TAPS_BEFORE = 10;
const TAPS_AFTER = 15;
const TAP_EVERY_MS = 20;
const PATIENCE = { timeout: 30_000, interval: 100 };
/** Who taps on what; the press belongs to two of them. */
const TAPPERS = [
	['member', ['press', 'paint']],
	['colleague', ['weld']],
	['lead', ['press']]
] as const;

let site: Site;
let phones: EnginePhone[];
beforeAll(async () => {
	site = await startSite();
	phones = await Promise.all(TAPPERS.map(([name]) => startEnginePhone(site, name)));
});
afterAll(async () => {
	for (const { engine } of phones) engine.stop();
	await site.stop();
});

function tap({ engine, name }: EnginePhone, n: number): Op {
	const tasks = TAPPERS.find(([tapper]) => tapper === name)?.[1] ?? [];
	const task = engine.view.get('tasks', taskId(tasks[n % tasks.length] ?? ''));
	if (!task) throw new Error(`${name} has no task`);
	const status = n % 2 === 0 ? ('late' as const) : ('in_progress' as const);
	const note = `${name} ${String(n)}`;
	return engine.dispatch('task.report', {
		...{ task: task.id, status, note, percent: n },
		before: reportFieldsOf(task)
	}).op;
}

async function tapOften(count: number): Promise<Op[]> {
	const ops: Op[] = [];
	for (let n = 0; n < count; n++) {
		ops.push(...phones.map((phone) => tap(phone, n)));
		await new Promise((resolve) => setTimeout(resolve, TAP_EVERY_MS));
	}
	return ops;
}

async function untilSent(): Promise<void> {
	await vi.waitFor(() => {
		expect(phones.map(({ engine }) => engine.status.queued)).toEqual(phones.map(() => 0));
	}, PATIENCE);
}

const bootNow = async (): Promise<unknown> =>
	(await site.nobody.mustSend('GET', '/api/muster/status'))['boot'];

/** As the dashboard does it; the server then starts again by itself. */
async function restore(): Promise<void> {
	const boot = await bootNow();
	await site.root.mustSend('POST', `/api/backups/${BACKUP}/restore`);
	await vi.waitFor(async () => {
		expect(await bootNow()).not.toBe(boot);
	}, PATIENCE);
}

async function reportsOnServer(): Promise<Record<string, ReportFields>> {
	const lead = await site.phone('lead', 'reader');
	const tasks = (await lead.pullAll()).rows.filter(({ kind }) => kind === 'tasks');
	return Object.fromEntries(
		tasks.map(({ id, data }) => {
			const { status, percent, cause, expectedDay } = asRecord(data);
			return [id, { status, percent, cause, expectedDay } as ReportFields];
		})
	);
}

type PlacedRow = readonly [space: string, kind: string, id: string, seq: number, row: unknown];
const inPlace = (rows: readonly PlacedRow[]): PlacedRow[] =>
	[...rows].sort((a, b) => (a.slice(0, 3).join() < b.slice(0, 3).join() ? -1 : 1));

async function expectEqualReplica({ name, replica }: EnginePhone): Promise<void> {
	const { rows } = await (await site.phone(name, `${name}, from nothing`)).pullAll();
	const held = (await replica.read()).rows;
	const served = rows.map(({ space, kind, id, seq, data }): PlacedRow => [
		space,
		kind,
		id,
		seq,
		{ ...data, id }
	]);
	expect(inPlace(held.map(({ space, kind, id, seq, row }) => [space, kind, id, seq, row]))).toEqual(
		inPlace(served)
	);
}

test('a backup taken under load and restored is healed by the phones', async () => {
	await vi.waitFor(() => {
		for (const { engine } of phones) expect(engine.status.empty).toBe(false);
	}, PATIENCE);
	const tapping = tapOften(TAPS_BEFORE);
	const backup = site.root.mustSend('POST', '/api/backups', { name: BACKUP });
	const ops = [...(await tapping)];
	await backup;
	ops.push(...(await tapOften(TAPS_AFTER)));
	const created = phones.map(({ engine, name }) =>
		name === 'lead'
			? [engine.dispatch('task.create', { project: projectId('ours'), title: 'After' }).op]
			: []
	);
	ops.push(...created.flat());
	await untilSent();
	expect(await countLogged(site, ops)).toBe(ops.length);
	const before = await reportsOnServer();

	await restore();
	expect(await countLogged(site, ops)).toBeLessThan(ops.length - TAPS_AFTER);
	expect(await halfWritten(site)).toEqual([]);
	expect(await reportsOnServer()).not.toEqual(before);

	for (const { engine } of phones) engine.wake();
	await vi.waitFor(async () => {
		expect(await countLogged(site, ops)).toBe(ops.length);
	}, PATIENCE);
	await untilSent();
	expect(await loggedOps(site)).toHaveLength(new Set(ops.map(({ id }) => id)).size);
	expect(await halfWritten(site)).toEqual([]);
	expect(await reportsOnServer()).toEqual(before);

	for (const { engine } of phones) engine.wake();
	await vi.waitFor(async () => {
		for (const phone of phones) await expectEqualReplica(phone);
	}, PATIENCE);
});
