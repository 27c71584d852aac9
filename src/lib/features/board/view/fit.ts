import type { Attachment } from 'svelte/attachments';

/** Shows as many of a list's lines as fit into it whole; where it may grow, all of them. */
export const fitLines: Attachment<HTMLElement> = (list) => {
	const fit = (): void => {
		const lines = [...list.children].filter((child) => child instanceof HTMLElement);
		for (const line of lines) line.hidden = false;
		const { bottom } = list.getBoundingClientRect();
		const ends = lines.map((line) => line.getBoundingClientRect().bottom);
		lines.forEach((line, at) => (line.hidden = (ends[at] ?? 0) > bottom + 1));
	};
	const sizes = new ResizeObserver(fit);
	sizes.observe(list);
	const changes = new MutationObserver(fit);
	changes.observe(list, { childList: true, subtree: true, characterData: true });
	return () => {
		sizes.disconnect();
		changes.disconnect();
	};
};
