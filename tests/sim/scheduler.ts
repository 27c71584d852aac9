import type { Ms } from '../../src/lib/domain/ids';

/** A running program: its pending steps die with it, and wait while it is frozen. */
export type Owner = { readonly alive: boolean; readonly frozenUntilMs: Ms };

type Step = {
	atMs: Ms;
	readonly order: number;
	readonly owner: Owner | null;
	readonly label: string;
	readonly run: () => void;
	cancelled: boolean;
};

/**
 * Virtual time: steps run one by one in the order of their times, and everything that awaits a
 * step runs before the next one. Every step boundary is a place where a program may die.
 */
export class Scheduler {
	#nowMs: Ms;
	#order = 0;
	readonly #heap: Step[] = [];
	steps = 0;

	constructor(nowMs: Ms) {
		this.#nowMs = nowMs;
	}

	get nowMs(): Ms {
		return this.#nowMs;
	}

	/** @returns a function that cancels it */
	after(delayMs: Ms, label: string, owner: Owner | null, run: () => void): () => void {
		const atMs = this.#nowMs + Math.max(0, delayMs);
		const step: Step = { atMs, order: this.#order++, owner, label, run, cancelled: false };
		push(this.#heap, step);
		return () => (step.cancelled = true);
	}

	/** Runs the next step, if it is due by `untilMs`. @returns its label, or null */
	async next(untilMs: Ms): Promise<string | null> {
		for (;;) {
			const step = this.#heap[0];
			if (!step || step.atMs > untilMs) {
				this.#nowMs = Math.max(this.#nowMs, untilMs);
				return null;
			}
			pop(this.#heap);
			if (step.cancelled || step.owner?.alive === false) continue;
			if (step.owner && step.owner.frozenUntilMs > step.atMs) {
				step.atMs = step.owner.frozenUntilMs;
				push(this.#heap, step);
				continue;
			}
			this.#nowMs = Math.max(this.#nowMs, step.atMs);
			this.steps++;
			step.run();
			await settled();
			return step.label;
		}
	}
}

/** Resolves after all that can run without a further step has run. */
export function settled(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}

function isBefore(a: Step, b: Step): boolean {
	return a.atMs !== b.atMs ? a.atMs < b.atMs : a.order < b.order;
}

function push(heap: Step[], step: Step): void {
	heap.push(step);
	for (let i = heap.length - 1; i > 0;) {
		const parent = (i - 1) >> 1;
		const above = heap[parent];
		if (!above || !isBefore(step, above)) break;
		heap[i] = above;
		heap[parent] = step;
		i = parent;
	}
}

function pop(heap: Step[]): void {
	const last = heap.pop();
	if (!last || heap.length === 0) return;
	let i = 0;
	for (;;) {
		const left = heap[2 * i + 1];
		const right = heap[2 * i + 2];
		const child = right && left && isBefore(right, left) ? right : left;
		if (!child || !isBefore(child, last)) break;
		heap[i] = child;
		i = child === left ? 2 * i + 1 : 2 * i + 2;
	}
	heap[i] = last;
}
