import { DRAIN_TAG } from './drain-tag';

type SyncRegistration = ServiceWorkerRegistration & {
	readonly sync: { register(tag: string): Promise<void> };
};

/**
 * Asks the browser to wake the worker once there is a network, also when no page is open then.
 * Browsers without Background Sync send when a page is open; so do those that refuse it.
 */
export async function askForDrain(): Promise<void> {
	if (!('serviceWorker' in navigator)) return;
	try {
		const registration = await navigator.serviceWorker.getRegistration();
		if (registration && hasSync(registration)) await registration.sync.register(DRAIN_TAG);
	} catch {
		// Refused by the person's settings: pages still send.
	}
}

function hasSync(registration: ServiceWorkerRegistration): registration is SyncRegistration {
	return 'sync' in registration;
}

/**
 * Hands the queue to the worker when the page goes out of sight, as it may be closed next.
 *
 * @param queued how many ops wait
 * @returns      stops it
 */
export function drainByWorker(queued: () => number): () => void {
	const hand = (): void => {
		if (document.visibilityState !== 'hidden' || queued() === 0) return;
		if ('serviceWorker' in navigator) {
			navigator.serviceWorker.controller?.postMessage({ type: DRAIN_TAG });
		}
	};
	document.addEventListener('visibilitychange', hand);
	return () => {
		document.removeEventListener('visibilitychange', hand);
	};
}
