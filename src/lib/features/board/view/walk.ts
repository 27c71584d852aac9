import type { Attachment } from 'svelte/attachments';

const STEPS: Readonly<Record<string, number>> = {
	ArrowDown: 1,
	ArrowRight: 1,
	ArrowUp: -1,
	ArrowLeft: -1
};

/** Arrows move the focus between the descendants that carry `data-walk`; Home and End go to the ends. */
export const walkWithArrows: Attachment<HTMLElement> = (list) => {
	const walk = (event: KeyboardEvent): void => {
		const stops = [...list.querySelectorAll<HTMLElement>('[data-walk]')];
		const at = stops.findIndex((stop) => stop === document.activeElement);
		const step = STEPS[event.key];
		if (at === -1) return;
		if (step !== undefined) stops[at + step]?.focus();
		else if (event.key === 'Home') stops[0]?.focus();
		else if (event.key === 'End') stops.at(-1)?.focus();
		else return;
		event.preventDefault();
	};
	list.addEventListener('keydown', walk);
	return () => list.removeEventListener('keydown', walk);
};
