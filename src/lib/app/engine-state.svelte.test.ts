import { flushSync } from 'svelte';
import { beforeEach, expect, test } from 'vitest';
import { IntlZones } from '$lib/data/zones';
import { ORGANISATION, type Project, type Rows, type Task } from '$lib/domain/entities';
import { deriveRowId, makeUlid, type DeviceId, type PersonId } from '$lib/domain/ids';
import { wholeRow } from '$lib/domain/rows';
import type { View } from '$lib/domain/tx';
import type { ServerDesk } from '$lib/features/session';
import type { Engine } from '$lib/sync/engine';
import type { SyncStatus } from '$lib/sync/status';
import { EngineState } from './engine-state.svelte';

const PERSON = deriveRowId<PersonId>('anna');
const NOW = Date.parse('2026-11-23T04:00Z');

class FakeEngine {
	readonly listeners = new Set<() => void>();
	readonly queued = new Set<string>();
	status = { word: 'synced', queued: 0 } as SyncStatus;
	rows: {
		projects: Project[];
		tasks: Task[];
		people: Rows['people'][];
		organisation: Rows['organisation'][];
		calendar_days: Rows['calendar_days'][];
	} = { projects: [], tasks: [], people: [], organisation: [], calendar_days: [] };
	readonly queue = [];
	viewVersion = 0;
	readonly view = {
		get: (kind: 'people' | 'organisation', id: string) =>
			this.rows[kind].find((row) => row.id === id),
		all: (kind: 'projects' | 'calendar_days') => this.rows[kind],
		list: (kind: 'tasks', _column: string, value: string) =>
			this.rows[kind].filter((row) => row.project === value)
	} as unknown as View;

	subscribe(listener: () => void): () => void {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	}
	isTargetQueued(target: string): boolean {
		return this.queued.has(target);
	}
	dispatch(): ReturnType<Engine['dispatch']> {
		return { op: { id: makeUlid(0, () => 0) }, stored: Promise.resolve() } as ReturnType<
			Engine['dispatch']
		>;
	}
	change({ rows = true } = {}): void {
		if (rows) this.viewVersion++;
		for (const listener of this.listeners) listener();
		flushSync();
	}
}

let engine: FakeEngine;
let nowMs: number;
let timers: { delayMs: number; run: () => void }[];
let handedOver: number;
let state: EngineState;

beforeEach(() => {
	engine = new FakeEngine();
	[nowMs, timers, handedOver] = [NOW, [], 0];
	state = new EngineState({
		files: () => null,
		// As much of an engine as is used.
		deviceId: deriveRowId<DeviceId>('phone'),
		// Nothing is asked of it here.
		desk: {} as ServerDesk,
		engine: engine as unknown as Engine,
		personId: PERSON,
		zones: new IntlZones(),
		timeZone: 'UTC',
		timers: {
			after(delayMs, run) {
				const timer = { delayMs, run };
				timers.push(timer);
				return () => {
					timers = timers.filter((other) => other !== timer);
				};
			}
		},
		serverNowMs: () => nowMs,
		isKept: () => true,
		queued: () => handedOver++,
		signOut: () => Promise.resolve({ kind: 'signed_out' })
	});
});

/** What an effect that reads `read` sees, each time it runs. */
function follow<T>(read: () => T): { seen: T[]; stop: () => void } {
	const seen: T[] = [];
	const stop = $effect.root(() => {
		$effect(() => {
			seen.push(read());
		});
	});
	flushSync();
	return { seen, stop };
}
function fire(): void {
	const [timer] = timers;
	if (!timer) throw new Error('nothing is waited for');
	nowMs += timer.delayMs;
	timer.run();
	flushSync();
}

test('screens follow the engine', () => {
	const { seen, stop } = follow(() => [state.status.word, state.isTargetQueued('tasks/t')]);
	engine.status = { ...engine.status, word: 'queued' };
	engine.queued.add('tasks/t');
	engine.change();
	expect(seen).toEqual([
		['synced', false],
		['queued', true]
	]);
	stop();
});

test('a clock that the server has put right counts at once, and small steps with the next tick', () => {
	const { seen, stop } = follow(() => state.nowMs);
	nowMs += 20_000;
	engine.change({ rows: false });
	expect(seen).toEqual([NOW]);
	nowMs -= 86_400_000;
	engine.change({ rows: false });
	expect(seen).toEqual([NOW, nowMs]);
	stop();
});

test('many readers share one subscription, which ends with the last of them', async () => {
	const readers = [follow(() => state.status), follow(() => state.view)];
	expect(engine.listeners.size).toBe(1);
	for (const { stop } of readers) stop();
	await Promise.resolve();
	expect(engine.listeners.size).toBe(0);
});

test('who only reads rows is left alone while only the status changes', () => {
	let read = 0;
	const stop = $effect.root(() => {
		$effect(() => {
			read += state.view.all('projects').length + 1;
		});
	});
	flushSync();
	engine.change({ rows: false });
	expect(read).toBe(1);
	engine.change();
	expect(read).toBe(2);
	stop();
});

test('the person is known once the organisation has come', () => {
	const { seen, stop } = follow(() => state.me?.name);
	engine.rows.people = [wholeRow('people', { id: PERSON, name: 'Anna' })];
	engine.change();
	expect(seen).toEqual([undefined, 'Anna']);
	stop();
});

test('time goes on by itself every 15 s while somebody looks, and stops with them', async () => {
	const { seen, stop } = follow(() => state.nowMs);
	fire();
	fire();
	expect(seen).toEqual([NOW, NOW + 15_000, NOW + 30_000]);
	stop();
	await Promise.resolve();
	expect(timers).toEqual([]);
	nowMs += 60_000;
	expect(state.nowMs).toBe(nowMs);
});

test('time also moves at the very instant at which a task falls due', () => {
	const project = wholeRow('projects', { id: deriveRowId('p'), timeZone: 'Asia/Shanghai' });
	const due = { project: project.id, dueDay: '2026-11-23', dueMinute: 12 * 60 + 1 } as const;
	engine.rows.projects = [project];
	engine.rows.tasks = [
		wholeRow('tasks', { id: deriveRowId('t'), ...due }),
		wholeRow('tasks', { id: deriveRowId('done'), ...due, status: 'done' })
	];
	nowMs = Date.parse('2026-11-23T04:00:50Z');
	const { seen, stop } = follow(() => state.nowMs);
	fire();
	expect(seen.at(-1)).toBe(Date.parse('2026-11-23T04:01:00Z'));
	fire();
	expect(seen.at(-1)).toBe(Date.parse('2026-11-23T04:01:15Z'));
	stop();
});

test('the almanac stays the same while rows change, and is another once a working day has', () => {
	const { seen, stop } = follow(() => state.almanac);
	engine.change();
	expect(seen).toHaveLength(1);
	const day = { id: deriveRowId('d'), day: '2026-11-24', work: false };
	engine.rows.calendar_days = [wholeRow('calendar_days', day)];
	engine.change();
	engine.rows.organisation = [
		wholeRow('organisation', { id: ORGANISATION, workingWeekdays: [7, 1, 2, 3, 4] })
	];
	engine.change();
	expect(seen.map((one) => one.isWorkingDay('2026-11-24'))).toEqual([true, false, false]);
	expect(seen.map((one) => one.isWorkingDay('2026-11-22'))).toEqual([false, false, true]);
	stop();
});

test('what is stored is handed to the worker', async () => {
	const { stored } = state.dispatch('report.acknowledge', { event: deriveRowId('event') });
	await stored;
	await Promise.resolve();
	expect(handedOver).toBe(1);
});
