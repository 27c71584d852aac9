import type { Ms } from '$lib/domain/ids';

/** Resolves once no hand has touched screen or keys for that long, and no sheet lies over the screen. */
export function handsRest(restMs: Ms): Promise<void> {
	const stop = new AbortController();
	const options = { capture: true, passive: true, signal: stop.signal };
	return new Promise((resolve) => {
		let timer: ReturnType<typeof setTimeout>;
		const hold = (): void => clearTimeout(timer);
		const wait = (): void => {
			hold();
			timer = setTimeout(look, restMs);
		};
		const look = (): void => {
			if (document.querySelector('dialog[open]')) {
				wait();
				return;
			}
			stop.abort();
			resolve();
		};
		window.addEventListener('pointerdown', hold, options);
		for (const event of ['pointerup', 'pointercancel', 'keydown'])
			window.addEventListener(event, wait, options);
		wait();
	});
}
