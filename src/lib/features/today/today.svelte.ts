import type { Status } from '$lib/domain/entities';
import type { TaskId } from '$lib/domain/ids';
import { isStanding, type Reporting } from '$lib/features/reporting';
import type { Muster } from '$lib/features/session';
import { Deadlines, type Timing } from './deadlines';
import { todayList, type TodayGroup, type TodayList } from './today-list';

/** After a word is saved and the finger has left, the card moves on. */
export const MOVE_ON_MS = 4_000;
/** A task that has just come under the thumb does not hear taps meant for the one before. */
export const DEAF_MS = 600;
/** A word can be taken back where it was said at least this long. */
export const UNDO_MS = 10_000;

/** The Today screen: which task is Now, which row is open, and when either may change. */
export class Today {
	readonly #muster: Muster;
	readonly #reporting: Reporting;
	readonly #timing: Timing;
	#keptNow = $state<TaskId | null>(null);
	#openRow = $state.raw<{ readonly id: TaskId; readonly group: TodayGroup } | null>(null);
	#allLater = $state(false);
	/** the card is about to move on: its bar runs */
	#counting = $state(false);
	#cancelMove: (() => void) | null = null;
	#deaf = $state(false);
	#cancelDeaf: (() => void) | null = null;
	#shown: TaskId | null = null;
	readonly #undo: Deadlines<TaskId>;

	readonly list: TodayList = $derived.by(() =>
		todayList(this.#muster.view, this.#muster.personId, this.#muster.nowMs, this.#muster.almanac, {
			now: this.#keptNow,
			row: this.#openRow,
			allLater: this.#allLater
		})
	);

	constructor(muster: Muster, reporting: Reporting, timing: Timing) {
		this.#muster = muster;
		this.#reporting = reporting;
		this.#timing = timing;
		this.#undo = new Deadlines(timing);
	}

	get openTask(): TaskId | null {
		return this.#openRow?.id ?? null;
	}
	get counting(): boolean {
		return this.#counting;
	}

	/** What has just changed places does not hear yet. */
	get deaf(): boolean {
		return this.#deaf;
	}

	/** The Now card shows this task; the first one ever is heard at once. */
	appeared(task: TaskId): void {
		if (this.#shown !== null && this.#shown !== task) this.#goDeaf();
		this.#shown = task;
	}

	showAllLater(): void {
		this.#allLater = true;
	}

	/** A second tap on the row that is open closes it. */
	toggleRow(id: TaskId, group: TodayGroup): void {
		if (this.#deaf) return;
		if (this.#openRow?.id === id) {
			this.closeRow();
			return;
		}
		this.#stopCounting();
		this.#openRow = { id, group };
		this.#goDeaf();
	}

	closeRow(): void {
		this.#openRow = null;
		this.#goDeaf();
		this.released();
	}

	report(task: TaskId, status: Status): void {
		if (this.#deaf) return;
		if (this.#openRow?.id !== task) this.#keptNow = task;
		void this.#reporting.report(task, status);
		this.#forgetLater(task);
	}

	undo(task: TaskId): void {
		this.#stopCounting();
		this.#reporting.undo(task);
		this.#forgetLater(task);
	}

	/** A finger is on the card: it waits. */
	pressed(): void {
		this.#stopCounting();
	}

	/** The finger has left: the countdown starts, unless something is still offered. */
	released(): void {
		this.#stopCounting();
		const task = this.#keptNow;
		const said = task === null ? undefined : this.#reporting.saidOf(task);
		if (!isStanding(said) || said.offers !== 'nothing' || this.#openRow !== null) return;
		this.#counting = true;
		this.#cancelMove = this.#timing.after(MOVE_ON_MS, () => this.moveOn());
	}

	/** Lets the next task become Now; the word just said can still be taken back on its row. */
	moveOn(): void {
		this.#stopCounting();
		this.#keptNow = null;
	}

	/** Stops all timers: the screen is gone. */
	leave(): void {
		this.#stopCounting();
		this.#cancelDeaf?.();
		this.#undo.cancelAll();
	}

	#stopCounting(): void {
		this.#cancelMove?.();
		this.#cancelMove = null;
		this.#counting = false;
	}

	/** A word stays as long as its card or row, and at least as long as it may be taken back. */
	#forgetLater(task: TaskId): void {
		this.#undo.set(task, UNDO_MS, () => {
			const inUse = this.#keptNow === task || this.#openRow?.id === task;
			if (inUse && isStanding(this.#reporting.saidOf(task))) this.#forgetLater(task);
			else this.#forget(task);
		});
	}

	/** A word that is shown no more does not hold its card. */
	#forget(task: TaskId): void {
		this.#reporting.forget(task);
		if (this.#keptNow === task) this.moveOn();
	}

	#goDeaf(): void {
		this.#cancelDeaf?.();
		this.#deaf = true;
		this.#cancelDeaf = this.#timing.after(DEAF_MS, () => (this.#deaf = false));
	}
}
