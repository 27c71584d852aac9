import { CAUSES } from '$lib/domain/choices';
import { Status } from '$lib/domain/entities';
import type { Ms, Ulid } from '$lib/domain/ids';
import { HOUR_MS, MINUTE_MS } from '$lib/domain/time';
import { tellChosen, type Telling } from './chosen-history';
import { departmentOf } from './organisation';
import type { DepartmentKey } from './organisation.table';
import type { PlannedProject, PlannedTask } from './plan';
import type { DayIndex } from './plan-table';
import { between, makePrng, pick, type Prng } from './prng';
import { doneNotes, lateNotes, progressNotes } from './spoken.table';
import { TaskStory, type Said } from './task-story';
import { workMinute } from './work-clock';

/** How often things happen, of 1. */
const odds = {
	saysBegun: 0.85,
	saysHalf: 0.8,
	saysLate: 0.65,
	blockedSaysLate: 0.4,
	notesDone: 0.25,
	notesHalf: 0.5,
	notesLate: 0.7,
	answersDone: 0.72,
	answersLate: 0.95,
	slips: 0.04,
	outOfReach: 0.12,
	leadMovesDue: 0.06
} as const;
/** Days after the due day on which a task is done, as often as they stand here. */
const slipDays: readonly number[] = [-1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2];
const recentSlipDays: readonly number[] = [-1, -1, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4];
/** A phase's last task has everybody's eyes on it. */
const gateSlipDays: readonly number[] = [-1, 0, 0, 0];
const recentFrom: DayIndex = -5;
const halfReportedFromDays = 2;
const fieldDepartments: readonly DepartmentKey[] = ['production', 'warehouse', 'sales', 'quality'];

/** When a task begins and ends, and what its due day has become by then. */
type Course = {
	readonly beginMs: Ms;
	readonly finishMs: Ms;
	readonly beginIn: DayIndex;
	readonly finishIn: DayIndex;
	readonly dueIn: DayIndex;
};

/** Writes what became of every task of a project into the journal, the future too; the reader cuts it off. */
export function tellProject(seed: string, project: PlannedProject, telling: Telling): void {
	const finished = new Map<PlannedTask, Ms>();
	for (const task of project.phases.flatMap((phase) => phase.tasks)) {
		const random = makePrng(seed, 'history', task.key);
		if (task.chosen) tellChosen(telling, task, task.chosen, random);
		else finished.set(task, new Teller(telling, task, random).tell(finished));
	}
}

class Teller {
	readonly #telling: Telling;
	readonly #task: PlannedTask;
	readonly #random: Prng;
	readonly #story: TaskStory;

	constructor(telling: Telling, task: PlannedTask, random: Prng) {
		this.#telling = telling;
		this.#task = task;
		this.#random = random;
		this.#story = new TaskStory(telling.journal, task);
	}

	/** @returns when the task was, or will be, done */
	tell(finished: ReadonlyMap<PlannedTask, Ms>): Ms {
		const course = this.#chart(finished);
		if (course.beginIn > this.#task.startIn + 1) this.#tellBlocked(course);
		if (course.dueIn !== this.#task.dueIn) this.#tellMove(course);
		if (this.#chance('saysBegun'))
			this.#story.report(course.beginMs, { status: Status.inProgress });
		if (course.finishIn - course.beginIn >= halfReportedFromDays && this.#chance('saysHalf'))
			this.#tellHalf(course);
		if (course.finishIn > course.dueIn && this.#chance('saysLate')) this.#tellLate(course);
		this.#tellDone(course);
		return course.finishMs;
	}

	#chart(finished: ReadonlyMap<PlannedTask, Ms>): Course {
		const { clock } = this.#telling;
		const { startIn, after } = this.#task;
		const random = this.#random;
		const freeMs = Math.max(0, ...after.map((task) => finished.get(task) ?? 0));
		const beginMs = clock.inWorkingHours(
			Math.max(
				clock.at(startIn, 8 * 60 + between(random, 10, 100)),
				freeMs + between(random, 20, 90) * MINUTE_MS
			),
			random
		);
		const beginIn = clock.indexOf(beginMs);
		const dueIn = this.#movedDue(beginIn);
		const slip = pick(random, this.#slipDays(dueIn));
		const planned = clock.at(Math.max(dueIn + slip, beginIn), workMinute(random));
		const soonest = beginMs + between(random, 90, 200) * MINUTE_MS;
		const finishMs = clock.inWorkingHours(Math.max(planned, soonest), random);
		return { beginMs, finishMs, beginIn, finishIn: clock.indexOf(finishMs), dueIn };
	}

	#slipDays(dueIn: DayIndex): readonly number[] {
		if (this.#task.isGate) return gateSlipDays;
		return dueIn >= recentFrom ? recentSlipDays : slipDays;
	}

	/** A task that was kept waiting past its days gets as many again; now and then a lead gives two more. */
	#movedDue(beginIn: DayIndex): DayIndex {
		const { startIn, dueIn } = this.#task;
		if (beginIn > dueIn) return beginIn + Math.max(1, dueIn - startIn);
		return this.#chance('leadMovesDue') ? dueIn + 2 : dueIn;
	}

	#tellBlocked({ beginMs, dueIn, finishIn }: Course): void {
		const { clock, lang } = this.#telling;
		const { startIn } = this.#task;
		if (!this.#chance('blockedSaysLate')) return;
		const atMs = clock.at(startIn + 1, workMinute(this.#random));
		if (atMs >= beginMs - HOUR_MS || finishIn <= dueIn) return;
		const report = this.#story.report(atMs, {
			...{ status: Status.late, cause: 'person', expectedDay: clock.dayAt(finishIn) },
			note: pick(this.#random, lateNotes.person)[lang]
		});
		this.#answer('answersLate', report, atMs);
	}

	#tellMove({ beginIn, dueIn }: Course): void {
		const { clock, lead } = this.#telling;
		const movedIn = Math.min(this.#task.dueIn, beginIn);
		const atMs = clock.at(movedIn, workMinute(this.#random));
		this.#story.moveDue(atMs, clock.dayAt(dueIn), lead);
	}

	#tellHalf({ beginIn, finishIn }: Course): void {
		const { clock, lang } = this.#telling;
		const halfIn = beginIn + Math.ceil((finishIn - beginIn) / 2);
		const atMs = clock.at(halfIn - 1, workMinute(this.#random));
		if (atMs <= this.#story.lastAtMs) return;
		this.#story.report(atMs, {
			...{ status: Status.inProgress, percent: between(this.#random, 3, 7) * 10 },
			...(this.#chance('notesHalf') ? { note: pick(this.#random, progressNotes)[lang] } : {})
		});
	}

	/** Said before the due day or on it, which is what late is for. */
	#tellLate({ beginMs, beginIn, finishMs, finishIn, dueIn }: Course): void {
		const { clock, lang } = this.#telling;
		const random = this.#random;
		const saidIn = Math.max(beginIn, dueIn - between(random, 0, 1));
		const atMs = clock.at(saidIn, 15 * 60 + between(random, 0, 150));
		if (atMs <= Math.max(beginMs + HOUR_MS, this.#story.lastAtMs)) return;
		if (atMs >= finishMs - HOUR_MS) return;
		const cause = pick(random, CAUSES);
		const report = this.#story.report(atMs, {
			status: Status.late,
			...(random() < 0.85 ? { cause, expectedDay: clock.dayAt(finishIn) } : {}),
			...(this.#chance('notesLate') ? { note: pick(random, lateNotes[cause])[lang] } : {})
		});
		this.#answer('answersLate', report, atMs);
	}

	#tellDone({ beginMs, finishMs }: Course): void {
		const random = this.#random;
		const note = pick(random, doneNotes)[this.#telling.lang];
		const said: Said = { status: Status.done, ...(this.#chance('notesDone') ? { note } : {}) };
		const slipMs = finishMs - between(random, 40, 60) * MINUTE_MS;
		const { clock } = this.#telling;
		const maySlip =
			slipMs > Math.max(beginMs + MINUTE_MS, this.#story.lastAtMs) &&
			clock.inWorkingHours(slipMs, random) === slipMs;
		if (maySlip && this.#chance('slips'))
			this.#story.reportAndUndo(slipMs, { status: Status.done }, slipMs + 6_000);
		const inField = fieldDepartments.includes(departmentOf(this.#task.owner));
		const awayMs = inField && this.#chance('outOfReach') ? between(random, 40, 260) * MINUTE_MS : 0;
		const report = this.#story.report(finishMs, said, { arrivedAtMs: finishMs + awayMs });
		this.#answer('answersDone', report, finishMs + awayMs);
	}

	#answer(how: 'answersDone' | 'answersLate', report: Ulid, arrivedAtMs: Ms): void {
		const { clock, lead } = this.#telling;
		if (lead === this.#task.owner || !this.#chance(how)) return;
		const waitMs = between(this.#random, 6, 150) * MINUTE_MS;
		this.#story.acknowledge(clock.inWorkingHours(arrivedAtMs + waitMs, this.#random), report, lead);
	}

	#chance(what: keyof typeof odds): boolean {
		return this.#random() < odds[what];
	}
}
