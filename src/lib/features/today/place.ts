import type { TaskId } from '$lib/domain/ids';

/** The thumb reaches what lies below this part of the screen's height (UX §9.7). */
export const REACH_FROM = 0.4;

type Span = { readonly top: number; readonly bottom: number };

/**
 * How far to scroll so that controls come into reach; what does not fit ends at the reach's end.
 *
 * @returns px, as for `scrollBy`; 0 when they are in reach
 */
export function scrollIntoReach(controls: Span, reach: Span): number {
	const below = controls.bottom - reach.bottom;
	return below > 0 ? below : Math.min(0, Math.max(controls.top - reach.top, below));
}

/**
 * Where the list stands while things around it grow and shrink: what is read keeps its distance from
 * the end of the page, a row that opens stays where it was tapped, and its buttons under the thumb.
 */
export class Place {
	readonly #screen: HTMLElement;
	readonly #page = document.documentElement;
	#openTask: TaskId | null = null;
	#fromEnd = 0;
	#height: number;
	/** where our own last scroll went, so that it is not taken for a person's */
	#scrolledTo = -1;
	#tapped: { readonly row: Element; readonly top: number } | null = null;
	#open: { readonly row: Element; readonly bottom: number } | null = null;

	constructor(screen: HTMLElement) {
		this.#screen = screen;
		this.#height = screen.offsetHeight;
	}

	/** Watches until the function that it returns is called. */
	watch(): () => void {
		const observer = new ResizeObserver(() => this.settle());
		const scrolled = () => this.#scrolled();
		const clicked = (event: Event) => this.#clicked(event);
		observer.observe(this.#screen);
		window.addEventListener('scroll', scrolled, { passive: true });
		this.#screen.addEventListener('click', clicked, { capture: true });
		return () => {
			observer.disconnect();
			window.removeEventListener('scroll', scrolled);
			this.#screen.removeEventListener('click', clicked, { capture: true });
		};
	}

	/** To be called when another row is open, or none any more. */
	settle(openTask: TaskId | null = this.#openTask): void {
		this.#openTask = openTask;
		this.#height = this.#screen.offsetHeight;
		const row = this.#screen.querySelector(`li[data-task="${openTask}"]`);
		if (openTask === null || row === null) {
			this.#open = null;
			this.#scrollTo(this.#page.scrollHeight - window.innerHeight - this.#fromEnd);
			return;
		}
		const { top, bottom } = row.getBoundingClientRect();
		const wasTop = this.#tapped?.row === row ? this.#tapped.top : top;
		const drift = this.#open?.row === row ? bottom - this.#open.bottom : top - wasTop;
		const controls = (row.lastElementChild ?? row).getBoundingClientRect();
		const moved = { top: controls.top - drift, bottom: bottom - drift };
		this.#scrollTo(window.scrollY + drift + scrollIntoReach(moved, this.#reach()));
		this.#open = { row, bottom: row.getBoundingClientRect().bottom };
	}

	#reach(): Span {
		const covered = parseFloat(getComputedStyle(this.#page).scrollPaddingBottom) || 0;
		const dock = this.#screen.lastElementChild?.getBoundingClientRect().top ?? Infinity;
		return {
			top: window.innerHeight * REACH_FROM,
			bottom: Math.min(window.innerHeight - covered, dock)
		};
	}

	#scrollTo(top: number): void {
		window.scrollTo(0, top);
		this.#scrolledTo = window.scrollY;
	}

	#scrolled(): void {
		// A scroll event may come when the page has grown already, but not been moved yet.
		if (window.scrollY === this.#scrolledTo || this.#screen.offsetHeight !== this.#height) return;
		this.#fromEnd = this.#page.scrollHeight - window.innerHeight - window.scrollY;
		if (this.#open !== null) {
			const { row } = this.#open;
			this.#open = { row, bottom: row.getBoundingClientRect().bottom };
		}
	}

	#clicked(event: Event): void {
		const row = event.target instanceof Element ? event.target.closest('[data-task]') : null;
		this.#tapped = row && { row, top: row.getBoundingClientRect().top };
	}
}
