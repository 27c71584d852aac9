import { BASE_PATH } from '$lib/data/base-path';
import type { Ms } from '$lib/domain/ids';
import { HOUR_MS } from '$lib/domain/time';
import { isWriting } from '$lib/ui/draft';
import { Workbox } from 'workbox-window';

/** Browsers look for a newer worker when a page is opened, and an app on a home screen hardly ever is. */
const LOOK_EVERY_MS: Ms = HOUR_MS;

/** A newer version of the app, downloaded and waiting: it takes over when the person says so. */
export class WorkerUpdates {
	#workbox: Workbox | null = null;
	#waiting = $state(false);
	#asked = false;
	#takenOver = false;
	#lookedAtMs: Ms = Date.now();

	/** A newer version waits. */
	get waiting(): boolean {
		return this.#waiting;
	}

	/** Registers the worker, after the first paint: its precache can wait. */
	async register(): Promise<void> {
		if (!('serviceWorker' in navigator)) return;
		const workbox = new Workbox(`${BASE_PATH}/service-worker.js`);
		workbox.addEventListener('waiting', () => {
			this.#waiting = true;
		});
		// The first worker that a page ever has takes over without being asked, and is no update.
		let isFirst = navigator.serviceWorker.controller === null;
		workbox.addEventListener('controlling', () => {
			if (this.#asked) location.reload();
			else if (!isFirst) {
				this.#takenOver = true;
				reloadOutOfSight();
			}
			isFirst = false;
		});
		this.#workbox = workbox;
		await workbox.register();
		document.addEventListener('visibilitychange', () => this.#look());
		setInterval(() => this.#look(), LOOK_EVERY_MS);
	}

	/** Takes the newer version over: this page loads again at once, others when they are out of sight. */
	apply(): void {
		this.#asked = true;
		// Where another tab has asked already, nothing waits any more.
		if (this.#takenOver) location.reload();
		else this.#workbox?.messageSkipWaiting();
	}

	#look(): void {
		if (document.visibilityState === 'hidden' || Date.now() - this.#lookedAtMs < LOOK_EVERY_MS)
			return;
		this.#lookedAtMs = Date.now();
		// Without a network there is nothing new.
		void this.#workbox?.update().catch(() => undefined);
	}
}

/** Not under somebody's eyes, nor over what they are writing. */
function reloadOutOfSight(): void {
	const reload = (): void => {
		if (document.visibilityState === 'hidden' && !isWriting(document)) location.reload();
	};
	reload();
	document.addEventListener('visibilitychange', reload);
}
