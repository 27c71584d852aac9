import { untrack } from 'svelte';
import { learnBoardCommands } from '$lib/domain/board';
import type { Actor } from '$lib/domain/command';
import { BOARD_COMMANDS } from '$lib/domain/commands/board';
import type { EventId, Ms } from '$lib/domain/ids';
import { reportOf, undoing } from '$lib/features/reporting';
import type { Muster } from '$lib/features/session';
import { arrange, arrangeInPlace, changedKeys, type Arranged } from './model/arrange';
import { boardModel, type BoardModel, type Scope } from './model/board';
import type { DisagreementCard } from './model/disagreements';
import { freshnessOf, type Freshness } from './model/freshness';
import type { ProjectRow } from './model/projects';
import type { TaskRow } from './model/rows';
import { isSelected, type Selection } from './model/selection';
import type { AnsweredWord, UnheardCard } from './model/unheard';
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
	| 'view'
	| 'status'
	| 'nowMs'
	| 'timeZone'
	| 'almanac'
	| 'personId'
	| 'me'
	| 'queue'
	| 'dispatch'
	| 'retry'
>;

/** `loading`: the tasks of none of its projects are on this device yet. */
type Stage = 'no_projects' | 'missing' | 'loading' | 'ready';

/** One board on the screen: what it shows, what is laid open beside it, and when things may move. */
export class BoardScreen {
	readonly scope: Scope;
	readonly #muster: BoardMuster;
	readonly #timing: Timing;
	readonly #pace: Pace;
	#model: BoardModel = $state.raw(EMPTY);
	#arranged: Arranged = $state.raw(arrange(EMPTY));
	#changed: readonly string[] = $state.raw([]);
	#selection: Selection | null = $state.raw(null);
	#rowLimit = $state(ROWS_STEP);
	#heldUntilMs = -Infinity;
	#cancelHold: (() => void) | null = null;
	#cancelMarks: readonly (() => void)[] = [];

	readonly freshness: Freshness = $derived.by(() =>
		freshnessOf(this.#muster.status, this.#muster.nowMs)
	);
	readonly #selected: readonly TaskRow[] = $derived.by(() => {
		const selection = this.#selection;
		if (!selection) return [];
		return this.#arranged.rows.filter(
			(row) => row.section === 'done' || isSelected(row, selection)
		);
	});
	/** the tasks of what is laid open */
	readonly rows: readonly TaskRow[] = $derived(this.#selected.slice(0, this.#rowLimit));

	readonly stage: Stage = $derived.by(() => {
		const { projects, project } = this.#model;
		if (projects.length === 0) return 'no_projects';
		if (this.scope !== 'all' && !project) return 'missing';
		const isShown = (row: ProjectRow): boolean => !project || row.project === project;
		return projects.some((row) => isShown(row) && row.isHeld) ? 'ready' : 'loading';
	});

	constructor(muster: BoardMuster, scope: Scope, timing: Timing) {
		this.scope = scope;
		this.#muster = muster;
		this.#timing = timing;
		this.#pace = new Pace(timing, STEP_MS);
		learnBoardCommands();
		// What was said on a board before could not be shown until now.
		if (muster.queue.some(({ op }) => Object.hasOwn(BOARD_COMMANDS, op.name))) muster.retry();
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
	get unheard(): readonly UnheardCard[] {
		return this.#arranged.unheard;
	}
	get selection(): Selection | null {
		return this.#selection;
	}
	get rowCount(): number {
		return this.#selected.length;
	}
	get hiddenRowCount(): number {
		return this.#selected.length - this.rows.length;
	}

	/** @param key `tile:<name>`, `task:<id>` or `event:<id>` */
	isChanged(key: string): boolean {
		return this.#changed.includes(key);
	}

	/** To be called whenever `muster` may have changed; what comes of it is paced. */
	follow(): void {
		const { view, nowMs, timeZone, almanac } = this.#muster;
		const actor = this.#actor();
		this.#pace.offer(() =>
			// An effect that calls this follows muster, not what it sets itself.
			untrack(() => this.#show(boardModel(view, this.scope, { actor, nowMs, timeZone, almanac })))
		);
	}

	/** A finger or a key is at work: what is on the screen keeps its place for a while. */
	touch(): void {
		this.#heldUntilMs = this.#timing.nowMs() + HOLD_MS;
		this.#cancelHold?.();
		this.#cancelHold = this.#timing.after(HOLD_MS, () => this.#letGo());
	}

	/** Lays something open beside the board, in its order of now; null closes it. */
	open(selection: Selection | null): void {
		this.#selection = selection;
		this.#rowLimit = ROWS_STEP;
		this.#arranged = arrange(this.#model);
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

	answer({ task, word }: UnheardCard, choice: 'adopt' | 'put_aside'): void {
		const about = { task: task.id, reports: word.reports.map(({ id }) => id) };
		this.#muster.dispatch(
			'report.adopt',
			choice === 'adopt' ? { ...about, choice, set: word.said } : { ...about, choice }
		);
	}

	/** The word asks again; what was adopted is undone where it still stands. */
	takeBack({ isAdopted, reports, event }: AnsweredWord): void {
		const [first] = reports;
		if (!first) return;
		const report = event && reportOf(event);
		if (report)
			for (const args of undoing(first.task, [report])) this.#muster.dispatch('task.undo', args);
		else if (!isAdopted)
			this.#muster.dispatch('report.adopt', {
				...{ task: first.task, reports: reports.map(({ id }) => id) },
				choice: 'reopen'
			});
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
	blocked: [],
	rows: [],
	departments: [],
	phases: [],
	dueDays: [],
	feed: [],
	disagreements: [],
	settled: [],
	attendance: [],
	unheard: [],
	answered: [],
	rowOf: () => undefined,
	cardOf: () => undefined,
	unheardOf: () => undefined
};

/** Milliseconds that only move forward, for pacing. */
export const screenTiming: Timing = {
	nowMs: (): Ms => performance.now(),
	after(delayMs, run) {
		const handle = setTimeout(run, delayMs);
		return () => clearTimeout(handle);
	}
};
