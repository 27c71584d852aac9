import type { Attachment } from 'svelte/attachments';
import { afterPaint } from './after-paint';

/** Takes the focus that would be lost when what had it leaves the element. The element has a `tabindex`. */
export const keepsFocus: Attachment<HTMLElement> = (element) => watchLoss(element, () => element);

/** As `keepsFocus`, for an element too large to have the focus: its first heading has a `tabindex`. */
export const headingKeepsFocus: Attachment<HTMLElement> = (element) =>
	watchLoss(element, () => element.querySelector<HTMLElement>('h1, h2'));

function watchLoss(element: HTMLElement, heir: () => HTMLElement | null): () => void {
	let last: EventTarget | null = null;
	const note = (event: FocusEvent): void => {
		last = event.target;
	};
	const observer = new MutationObserver(() => {
		const isGone = last instanceof Node && !last.isConnected;
		if (isGone && document.activeElement === document.body) heir()?.focus({ preventScroll: true });
	});
	element.addEventListener('focusin', note);
	observer.observe(element, { childList: true, subtree: true });
	return () => {
		element.removeEventListener('focusin', note);
		observer.disconnect();
	};
}

/**
 * Shows more, and moves the focus to the first of what is new: the button that was pressed may be gone.
 *
 * @param selector of what in `list` can have the focus
 */
export async function focusFirstNew(
	list: HTMLElement,
	selector: string,
	showMore: () => void
): Promise<void> {
	const shown = (): HTMLElement[] =>
		[...list.querySelectorAll<HTMLElement>(selector)].filter(
			(stop) => stop.getClientRects().length > 0
		);
	const before = new Set(shown());
	showMore();
	// A screen that keeps its place as it grows has done so by then, and what has the focus is scrolled to.
	await afterPaint();
	shown()
		.find((stop) => !before.has(stop))
		?.focus();
}
