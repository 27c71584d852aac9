import { untrack } from 'svelte';
import type { Actor } from '$lib/domain/command';
import type { EventId, Ms } from '$lib/domain/ids';
import type { Muster } from '$lib/features/session';
import { arrange, arrangeInPlace, changedKeys, type Arranged } from './model/arrange';
import { boardModel, type BoardModel, type Scope } from './model/board';
import type { DisagreementCard } from './model/disagreements';
import { freshnessOf, type Freshness } from './model/freshness';
import { spacesToOpen } from './model/projects';
import type { TaskRow } from './model/rows';
import { matches, type Filter } from './model/tiles';
import { Pace, type Timing } from './pace';

/** Changes after the first come in steps of this. */
export const STEP_MS = 250;
/** Nothing is put in another place for this long after a touch. */
export const HOLD_MS = 5_000;
/** How long what has changed stays marked. */
export const MARK_MS = 1_200;
/** Rows drawn at first, and with each 再看. */
export const ROWS_STEP = 100;

type BoardMuster = Pick<
	Muster,
	'view' | 'status' | 'nowMs' | 'zones' | 'personId' | 'me' | 'dispatch' | 'open'
>;

/** One board on the screen: what it shows, what it narrows to, and when things may move. */
export class BoardScreen {
	readonly scope: Scope;
	readonly #muster: BoardMuster;
	readonly #timing: Timing;
	readonly #pace: Pace;
	#model: BoardModel = $state.raw(EMPTY);
	#arranged: Arranged = $state.raw(arrange(EMPTY));
	#changed: readonly string[] = $state.raw([]);
	#filter: Filter | null = $state(null);
	#rowLimit = $state(ROWS_STEP);
	#heldUntilMs = -Infinity;
	#cancelHold: (() => void) | null = null;
	#cancelMarks: readonly (() => void)[] = [];

	readonly freshness: Freshness = $derived.by(() =>
		freshnessOf(this.#muster.status, this.#muster.nowMs)
	);
	readonly #matching: readonly TaskRow[] = $derived(
		this.#arranged.rows.filter((row) => row.section === 'done' || matches(row, this.#filter))
	);
	readonly rows: readonly TaskRow[] = $derived(this.#matching.slice(0, this.#rowLimit));

	constructor(muster: BoardMuster, scope: Scope, timing: Timing) {
		this.scope = scope;
		this.#muster = muster;
		this.#timing = timing;
		this.#pace = new Pace(timing, STEP_MS);
		this.follow();
	}

	get model(): BoardModel {
		return this.#model;
	}
	get feed(): Arranged['feed'] {
		return this.#arranged.feed;
	}
	get disagreements(): readonly DisagreementCard[] {
		return this.#arranged.disagreements;
	}
	get filter(): Filter | null {
		return this.#filter;
	}
	get rowCount(): number {
		return this.#matching.length;
	}
	get hiddenRowCount(): number {
		return this.#matching.length - this.rows.length;
	}

	/** @param key `tile:<name>`, `task:<id>` or `event:<id>` */
	isChanged(key: string): boolean {
		return this.#changed.includes(key);
	}

	/** To be called whenever `muster` may have changed; what comes of it is paced. */
	follow(): void {
		const { view, nowMs, zones } = this.#muster;
		const actor = this.#actor();
		this.#pace.offer(() =>
			// An effect that calls this follows muster, not what it sets itself.
			untrack(() => {
				this.#show(boardModel(view, this.scope, { actor, nowMs, zones }));
				this.#muster.open(spacesToOpen(view, actor));
			})
		);
	}

	/** A finger or a key is at work: what is on the screen keeps its place for a while. */
	touch(): void {
		this.#heldUntilMs = this.#timing.nowMs() + HOLD_MS;
		this.#cancelHold?.();
		this.#cancelHold = this.#timing.after(HOLD_MS, () => this.#letGo());
	}

	/** A second tap on the same tile shows everything again. */
	narrow(filter: Filter | null): void {
		this.#filter = filter === this.#filter ? null : filter;
		this.#rowLimit = ROWS_STEP;
		this.#arranged = { ...this.#arranged, rows: this.#model.rows };
	}

	showMore(): void {
		this.#rowLimit += ROWS_STEP;
	}

	acknowledge(event: EventId): void {
		this.#muster.dispatch('report.acknowledge', { event });
	}

	settle(card: DisagreementCard, choice: 'mine' | 'theirs'): void {
		const about = { conflict: card.conflict.id, task: card.task.id };
		this.#muster.dispatch(
			'conflict.settle',
			choice === 'mine' ? { ...about, choice, set: card.author.said } : { ...about, choice }
		);
	}

	/** Stops all timers: the screen is gone. */
	leave(): void {
		this.#pace.stop();
		this.#cancelHold?.();
		for (const cancel of this.#cancelMarks) cancel();
		this.#cancelMarks = [];
	}

	#actor(): Actor {
		return { id: this.#muster.personId, role: this.#muster.me?.role ?? 'member' };
	}

	#show(model: BoardModel): void {
		if (this.#model !== EMPTY) this.#mark(changedKeys(this.#model, model));
		const isHeld = this.#timing.nowMs() < this.#heldUntilMs;
		this.#arranged = isHeld ? arrangeInPlace(this.#arranged, model) : arrange(model);
		this.#model = model;
	}

	#letGo(): void {
		this.#cancelHold = null;
		this.#arranged = arrange(this.#model);
	}

	#mark(keys: readonly string[]): void {
		if (keys.length === 0) return;
		this.#changed = [...this.#changed, ...keys];
		const cancel = this.#timing.after(MARK_MS, () => {
			this.#cancelMarks = this.#cancelMarks.filter((other) => other !== cancel);
			this.#changed = this.#changed.filter((key) => !keys.includes(key));
		});
		this.#cancelMarks = [...this.#cancelMarks, cancel];
	}
}

const EMPTY: BoardModel = {
	projects: [],
	project: null,
	tiles: [],
	rows: [],
	doneCount: 0,
	feed: [],
	disagreements: [],
	settled: [],
	rowOf: () => undefined,
	cardOf: () => undefined
};

/** Milliseconds that only move forward, for pacing. */
export const screenTiming: Timing = {
	nowMs: (): Ms => performance.now(),
	after(delayMs, run) {
		const handle = setTimeout(run, delayMs);
		return () => clearTimeout(handle);
	}
};
