import { becomes, painted } from './painted';

/** What the benchmarks ask of a page, put into it before its own scripts. */
export type Probe = {
	/** ms since the navigation began, when the frame began that draws the first status buttons */
	readonly drawnFromMs: Promise<number>;
	/** ms since the navigation began, when the first status buttons could be seen and tapped */
	readonly usableMs: Promise<number>;
	/** Measures the next tap: from the finger's contact until the element that it changes, with those words in it, is painted. */
	armTap(changed: string, words?: string): void;
	/** ms from contact to paint, and the contact's time of day, ms since the epoch */
	tap: Promise<{ ms: number; contactAtMs: number }> | null;
	/** Notes the time of day at which an element that matches has been painted. */
	armSight(seen: string): void;
	sight: Promise<number> | null;
};

const USABLE = '[data-task] [role="radiogroup"] input[type="radio"]:not(:disabled)';

const has =
	(selector: string, words = '') =>
	(): boolean =>
		[...document.querySelectorAll(selector)].some((one) => one.textContent.includes(words));

const buttons = becomes(has(USABLE));

const probe: Probe = {
	drawnFromMs: buttons.then(() => new Promise(requestAnimationFrame)),
	usableMs: buttons.then(painted),
	tap: null,
	sight: null,
	armTap(changed, words) {
		let contactMs = NaN;
		const contact = (event: PointerEvent): void => {
			contactMs = event.timeStamp;
		};
		addEventListener('pointerdown', contact, { capture: true, once: true });
		probe.tap = becomes(has(changed, words))
			.then(painted)
			.then((at) => ({ ms: at - contactMs, contactAtMs: performance.timeOrigin + contactMs }));
	},
	armSight(seen) {
		probe.sight = becomes(has(seen))
			.then(painted)
			.then((at) => performance.timeOrigin + at);
	}
};

declare global {
	interface Window {
		probe: Probe;
	}
}
window.probe = probe;
// A page without status buttons, such as the sign-in, is not at fault.
probe.usableMs.catch(() => undefined);
