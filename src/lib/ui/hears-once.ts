import type { Attachment } from 'svelte/attachments';

/** As long as the second tap of a pair may come after the first. */
const PAIR_MS = 600;

/** Of two taps at once inside the element the first is heard: what came into its place was not meant. */
export const hearsOnce: Attachment<HTMLElement> = (element) => {
	let heardAtMs = -PAIR_MS;
	const hear = (event: Event): void => {
		const isSecond = event.timeStamp - heardAtMs < PAIR_MS;
		if (!isSecond) {
			heardAtMs = event.timeStamp;
			return;
		}
		event.preventDefault();
		event.stopPropagation();
	};
	element.addEventListener('click', hear, { capture: true });
	return () => element.removeEventListener('click', hear, { capture: true });
};
