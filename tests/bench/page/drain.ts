import { composeEngine } from '$lib/app/compose';
import { reportFieldsOf } from '$lib/domain/commands/report';
import type { DeviceId, TaskId } from '$lib/domain/ids';
import type { StoredSession } from '$lib/domain/protocol/account';
import type { Engine } from '$lib/sync/engine';

/** The phone's own engine over this browser's storage and network, without screens. */
export type DrainBench = {
	/** Resolves when the first pull has ended and nothing waits. */
	start(session: StoredSession, device: DeviceId): Promise<void>;
	/** Says a word about each task, and resolves when the phone has kept them all. */
	tap(tasks: readonly TaskId[]): Promise<void>;
	/** ms from the network's return until the server has decided everything */
	drained: Promise<number> | null;
	/** Waits until the server's rows are here too. */
	settle(): Promise<void>;
};

function until(engine: Engine, isSo: () => boolean): Promise<void> {
	return new Promise((resolve) => {
		const look = (): void => {
			if (!isSo()) return;
			stop();
			resolve();
		};
		const stop = engine.subscribe(look);
		look();
	});
}

let engine: Engine | null = null;

function running(): Engine {
	if (!engine) throw new Error('the engine has not been started');
	return engine;
}

const bench: DrainBench = {
	drained: null,
	async start(session, device) {
		const composed = composeEngine(session, device, () => undefined);
		engine = composed.engine;
		await composed.start();
		await bench.settle();
	},
	async tap(tasks) {
		const { view } = running();
		const kept = tasks.map((task) => {
			const row = view.get('tasks', task);
			if (!row) throw new Error('the phone does not have the task');
			const status = row.status === 'late' ? ('in_progress' as const) : ('late' as const);
			return running().dispatch('task.report', { task, status, before: reportFieldsOf(row) });
		});
		await Promise.all(kept.map(({ stored }) => stored));
		bench.drained = (async () => {
			await new Promise((resolve) => addEventListener('online', resolve, { once: true }));
			const startedMs = performance.now();
			await until(running(), () => running().status.queued === 0);
			return performance.now() - startedMs;
		})();
	},
	async settle() {
		await until(running(), () => {
			const { empty, queued, word } = running().status;
			return !empty && queued === 0 && word === 'synced';
		});
	}
};

declare global {
	interface Window {
		drainBench: DrainBench;
	}
}
window.drainBench = bench;
