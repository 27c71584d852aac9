import type { Ms } from '$lib/domain/ids';

/** A stream that has slept this long may be dead without knowing. */
const ASLEEP_MS: Ms = 30_000;

type NetworkInformation = Pick<EventTarget, 'addEventListener'> & {
	/** wifi, cellular, …; phones only */
	readonly type?: unknown;
};

/**
 * Calls back whenever something may have changed while nobody looked.
 *
 * @param wake told whether the connection may be another one
 * @returns    stops it
 */
export function onWakeUps(wake: (connectionChanged: boolean) => void): () => void {
	const stop = new AbortController();
	const { signal } = stop;
	let hiddenAtMs = Date.now();
	const reconnect = (): void => {
		wake(true);
	};
	window.addEventListener('online', reconnect, { signal });
	const network = networkInformation();
	let type = network?.type;
	network?.addEventListener(
		'change',
		() => {
			// It also comes each time the estimate of the same network's speed moves.
			const isSame = network.type !== undefined && network.type === type;
			type = network.type;
			if (!isSame) reconnect();
		},
		{ signal }
	);
	window.addEventListener(
		'focus',
		() => {
			wake(false);
		},
		{ signal }
	);
	document.addEventListener(
		'visibilitychange',
		() => {
			if (document.visibilityState === 'hidden') hiddenAtMs = Date.now();
			else wake(Date.now() - hiddenAtMs > ASLEEP_MS);
		},
		{ signal }
	);
	window.addEventListener(
		'pageshow',
		({ persisted }) => {
			if (persisted) reconnect();
		},
		{ signal }
	);
	return () => {
		stop.abort();
	};
}

/** Chromium's; others say `online` only. */
function networkInformation(): NetworkInformation | null {
	return 'connection' in navigator && navigator.connection instanceof EventTarget
		? navigator.connection
		: null;
}
