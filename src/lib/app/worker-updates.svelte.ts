import type { Workbox } from 'workbox-window';

/** A newer version of the app, downloaded and waiting: it takes over when the person says so. */
export class WorkerUpdates {
	#workbox: Workbox | null = null;
	#waiting = $state(false);

	/** A newer version waits. */
	get waiting(): boolean {
		return this.#waiting;
	}

	/** Registers the worker, after the first paint: its library and its precache can wait. */
	async register(): Promise<void> {
		if (!('serviceWorker' in navigator)) return;
		const { Workbox } = await import('workbox-window');
		const workbox = new Workbox('/service-worker.js');
		workbox.addEventListener('waiting', () => {
			this.#waiting = true;
		});
		workbox.addEventListener('controlling', ({ isUpdate }) => {
			if (isUpdate) reloadOutOfSight(this.#asked);
		});
		this.#workbox = workbox;
		await workbox.register();
	}

	#asked = false;

	/** Takes the newer version over: this page loads again at once, others when they are out of sight. */
	apply(): void {
		this.#asked = true;
		this.#workbox?.messageSkipWaiting();
	}
}

function reloadOutOfSight(now: boolean): void {
	const reload = (): void => {
		if (now || document.visibilityState === 'hidden') location.reload();
	};
	reload();
	document.addEventListener('visibilitychange', reload);
}
