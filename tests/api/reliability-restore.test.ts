import { dirname } from 'node:path';
import { readdir } from 'node:fs/promises';
import * as v from 'valibot';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { reportFieldsOf } from '$lib/domain/commands/report';
import type { ReportFields } from '$lib/domain/entities';
import type { Op } from '$lib/domain/protocol/wire';
import { freePort } from '../server/free-port';
import { launch, type Launched } from '../server/launch';
import { asRecord } from './support/client';
import { startEnginePhone, type EnginePhone } from './support/engine-phone';
import { projectId, taskId } from './support/factory';
import { countLogged, halfWritten, loggedOps } from './support/op-log';
import { PATIENCE } from './support/patience';
import { startSite, type Site } from './support/site';

const NIGHTLY = '__pbAutoBackup__';
const TAPS_AFTER = 15;
const TAP_EVERY_MS = 20;
/** Who taps on what; the press belongs to two of them. */
const TAPPERS = [
	['member', ['press', 'paint']],
	['colleague', ['weld']],
	['lead', ['press']]
] as const;

let site: Site;
let phones: EnginePhone[];
let launched: Launched | undefined;
beforeEach(async () => {
	site = await startSite();
	phones = await Promise.all(TAPPERS.map(([name]) => startEnginePhone(site, name)));
});
afterEach(async () => {
	for (const { engine } of phones) engine.stop();
	await launched?.stop();
	launched = undefined;
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

let taps = 0;
async function tapOften(count: number): Promise<Op[]> {
	const ops: Op[] = [];
	for (let i = 0; i < count; i++) {
		taps += 1;
		const n = taps % 100;
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

const Listed = v.array(v.object({ key: v.string(), size: v.number() }));

/** Taps all the time while the schedule's own function makes a backup; none before the first is logged. */
async function backUpUnderLoad(ops: Op[]): Promise<string> {
	ops.push(...(await tapOften(1)));
	await vi.waitFor(async () => {
		expect(await countLogged(site, ops)).toBeGreaterThan(0);
	}, PATIENCE);
	await site.root.mustSend('POST', `/api/crons/${NIGHTLY}`);
	for (;;) {
		ops.push(...(await tapOften(1)));
		const { body } = await site.root.send('GET', '/api/backups');
		const [backup] = v.parse(Listed, body);
		if (backup) return backup.key;
	}
}

/** As the dashboard does it; the server then starts again by itself. */
async function restoreInDashboard(backup: string): Promise<void> {
	const boot = await bootNow();
	await site.root.mustSend('POST', `/api/backups/${backup}/restore`);
	await vi.waitFor(async () => {
		expect(await bootNow()).not.toBe(boot);
	}, PATIENCE);
}

/** As the launcher does it: it refuses while the server runs, and then serves the restored data itself. */
async function restoreWithLauncher(backup: string): Promise<void> {
	const { dataDir, port } = site.muster;
	const where = { dataRoot: dirname(dataDir), port };
	const refused = launch(['--restore', backup], { ...where, port: await freePort() });
	expect(await refused.settled).toEqual({ code: 1 });
	expect(refused.said()).toMatch(/^Another Muster server \(process \d+\) is running/m);
	await site.muster.stop();
	launched = launch(['--restore', backup], where);
	expect(await launched.settled, launched.said()).toEqual({ code: null });
	expect(launched.said()).toMatch(/^Restored: \d+ commands, the last of /m);
	expect(launched.said()).toContain('send again what they still hold');
	const names = await readdir(where.dataRoot);
	const [aside, ...more] = names.filter((name) => name.startsWith('pb-before-restore-'));
	expect(more).toEqual([]);
	expect(await readdir(`${where.dataRoot}/${String(aside)}`)).toContain('data.db');
	expect(names.filter((name) => /restoring/.test(name))).toEqual([]);
	expect(await readdir(`${dataDir}/backups`)).toContain(backup);
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

test.each([
	['in the dashboard', restoreInDashboard],
	['with the launcher’s flag', restoreWithLauncher]
])(
	'a nightly backup taken under load and restored %s is healed by the phones',
	async (_, restore) => {
		await vi.waitFor(() => {
			for (const { engine } of phones) expect(engine.status.empty).toBe(false);
		}, PATIENCE);
		const ops: Op[] = [];
		const backup = await backUpUnderLoad(ops);
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

		// Phones with nothing to send ask again after a minute only.
		await restore(backup);
		const inBackup = await countLogged(site, ops);
		expect(inBackup).toBeGreaterThan(0);
		expect(inBackup).toBeLessThanOrEqual(ops.length - TAPS_AFTER * TAPPERS.length);
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
	}
);
