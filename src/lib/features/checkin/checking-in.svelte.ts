import type { Cause } from '$lib/domain/choices';
import { MOST_TASKS, checkinId } from '$lib/domain/commands/checkins';
import type { Project, Task } from '$lib/domain/entities';
import type { Ms, PersonId, TaskId } from '$lib/domain/ids';
import {
	dueCheckins,
	lastStandupFor,
	prefillOf,
	type DueCheckin,
	type Prefill
} from '$lib/domain/rules/checkins';
import { suggestSolvers } from '$lib/domain/rules/solvers';
import { instantOf, workingDayBefore, type Day } from '$lib/domain/time';
import { notKept } from '$lib/features/reporting';
import type { Muster } from '$lib/features/session';
import { learnShift } from '$lib/features/shift';

/** One project's part of the screen. */
export type Part = { readonly due: DueCheckin; readonly prefill: Prefill };
type CheckinMuster = Pick<
	Muster,
	| 'view'
	| 'nowMs'
	| 'almanac'
	| 'personId'
	| 'dispatch'
	| 'queue'
	| 'retry'
	| 'isKept'
	| 'isTargetQueued'
>;

/** How far it has come; `stored` only after the phone's database has said so. */
type Kept = 'saving' | 'stored' | 'full' | 'failed';

/** What a person is about to say for a day's stand-ups, of all projects at once. */
export class CheckingIn {
	readonly #muster: CheckinMuster;
	readonly #day: () => Day | null;
	/** what differs from the prefill */
	#toggled: readonly TaskId[] = $state.raw([]);
	#doneToggled: readonly TaskId[] = $state.raw([]);
	#cause: Cause | null = $state(null);
	#solver: PersonId | null = $state(null);
	#kept: Kept | null = $state(null);
	/** what was given is being changed */
	#editing = $state(false);

	readonly #due: readonly DueCheckin[] = $derived.by(() => {
		const { view, personId, nowMs, almanac } = this.#muster;
		const day = this.#day();
		return dueCheckins(view, personId, nowMs, almanac).filter((due) =>
			day === null ? !due.isMadeUp : due.day === day
		);
	});
	readonly parts: readonly Part[] = $derived(
		this.#due.map((due) => ({ due, prefill: this.#prefill(due) }))
	);

	/** Those of stand-ups that have not ended. */
	readonly #open: readonly Part[] = $derived(this.parts.filter(({ due }) => !due.isClosed));

	/** @param day of an earlier stand-up that is made up for; null: today's */
	constructor(muster: CheckinMuster, day: () => Day | null) {
		learnShift(muster);
		this.#muster = muster;
		this.#day = day;
	}

	/** Everything that can be said has been, and is not being changed. */
	get isGiven(): boolean {
		if (this.#editing || this.#due.every(({ given }) => given === null)) return false;
		return this.#due.every(({ given, isClosed }) => given !== null || isClosed);
	}
	/** The leads have ended all of it: what was said stands. */
	get isClosed(): boolean {
		return this.#due.length > 0 && this.#due.every(({ isClosed }) => isClosed);
	}
	/** For a stand-up of an earlier day 补录. */
	get isMadeUp(): boolean {
		return this.#due.some(({ isMadeUp }) => isMadeUp);
	}
	get cause(): Cause | null {
		return this.#cause;
	}
	get solver(): PersonId | null {
		return this.#solver;
	}
	get kept(): Kept | null {
		return this.#kept;
	}
	/** How far what was given has come. Where nothing vouches for what is stored here, only the server counts. */
	get reached(): 'nowhere' | 'phone' | 'server' {
		const { isKept } = this.#muster;
		const isQueued = this.#due.some(
			({ given }) => given !== null && this.#muster.isTargetQueued(`checkins/${given.id}`)
		);
		if (!isQueued) return 'server';
		return this.#kept === 'saving' || !isKept ? 'nowhere' : 'phone';
	}

	/** What a problem is most likely about: the first thing of the day that is not done. */
	readonly blocked: { readonly task: Task; readonly project: Project } | undefined = $derived.by(
		() =>
			this.#open
				.flatMap(({ due, prefill }) =>
					prefill.doing.map((task) => ({ task, project: due.project }))
				)
				.find(({ task }) => task.status !== 'done' && this.isDoing(task.id))
	);
	readonly solvers: readonly PersonId[] = $derived.by(() => {
		const project = this.blocked?.project ?? this.#open[0]?.due.project;
		if (!project) return [];
		return suggestSolvers(this.#muster.view, project.id, this.blocked?.task, this.#muster.personId);
	});

	isDoing(task: TaskId): boolean {
		const given = this.#givenIn(task, 'doing');
		const atFirst =
			given ?? this.parts.some(({ prefill }) => prefill.doing.some(({ id }) => id === task));
		return atFirst !== this.#toggled.includes(task);
	}

	isDone(task: TaskId): boolean {
		return (this.#givenIn(task, 'done') ?? true) !== this.#doneToggled.includes(task);
	}

	/** What was given is being changed from then on. */
	toggleDoing(task: TaskId): void {
		if (this.isGiven) this.edit();
		this.#toggled = toggled(this.#toggled, task);
	}

	toggleDone(task: TaskId): void {
		if (this.isGiven) this.edit();
		this.#doneToggled = toggled(this.#doneToggled, task);
	}

	/** null: no problem after all */
	chooseCause(cause: Cause | null): void {
		this.#cause = cause;
		this.#solver = null;
	}

	/** The same once more: nobody in particular. */
	chooseSolver(solver: PersonId): void {
		this.#solver = this.#solver === solver ? null : solver;
	}

	get isEditing(): boolean {
		return this.#editing;
	}

	edit(): void {
		this.#editing = true;
	}

	/**
	 * Says it, one command for each project; what has not changed is said again, which sets nothing.
	 * What the phone cannot keep is there again as it was chosen.
	 */
	give(): void {
		const open = this.#open;
		if (open.length === 0) return;
		const [toggled, doneToggled] = [this.#toggled, this.#doneToggled];
		const [cause, solver] = [this.#cause, this.#solver];
		const stored = open.flatMap((part) => this.#giveOne(part));
		[this.#toggled, this.#doneToggled] = [[], []];
		this.chooseCause(null);
		this.#editing = false;
		this.#kept = 'saving';
		Promise.all(stored).then(
			() => (this.#kept = 'stored'),
			(error: unknown) => {
				this.#kept = notKept(error);
				[this.#toggled, this.#doneToggled] = [toggled, doneToggled];
				[this.#cause, this.#solver] = [cause, solver];
				this.#editing = this.#due.some(({ given }) => given !== null);
			}
		);
	}

	#giveOne({ due, prefill }: Part): Promise<void>[] {
		const { project, day } = due;
		const checkin = checkinId(project.id, this.#muster.personId, day);
		const idsOf = (tasks: readonly Task[]): TaskId[] =>
			tasks.map(({ id }) => id).slice(0, MOST_TASKS);
		const doing = idsOf([...prefill.doing, ...prefill.next]).filter((id) => this.isDoing(id));
		const done = idsOf(prefill.done).filter((id) => this.isDone(id));
		const args = { project: project.id, checkin, day, done, doing };
		const given = this.#muster.dispatch('checkin.give', args).stored;
		const cause = this.#cause;
		const about = this.blocked?.project ?? this.#open[0]?.due.project;
		if (cause === null || about !== project) return [given];
		const raised = this.#muster.dispatch('issue.raise', {
			...{ project: project.id, source: 'checkin', origin: checkin, cause },
			...(this.blocked ? { task: this.blocked.task.id } : {}),
			...(this.#solver === null ? {} : { solver: this.#solver })
		});
		return [given, raised.stored];
	}

	/** Whether a task stands in what was given; undefined where nothing was. */
	#givenIn(task: TaskId, list: 'done' | 'doing'): boolean | undefined {
		const part = this.parts.find(({ prefill }) =>
			[...prefill.done, ...prefill.doing, ...prefill.next].some(({ id }) => id === task)
		);
		return part?.due.given?.[list].includes(task);
	}

	#prefill({ project, day, given }: DueCheckin): Prefill {
		const { view, personId, almanac } = this.#muster;
		const before =
			lastStandupFor(view, project, personId, day, almanac) ?? workingDayBefore(day, almanac);
		const minute = project.standup?.minute ?? 0;
		const sinceMs: Ms = instantOf(before, minute, project.timeZone, almanac);
		const prefill = prefillOf(view, personId, project.id, { sinceMs, today: day });
		if (!given) return prefill;
		const { done, doing, next } = prefill;
		const shown = [...doing, ...next].map(({ id }) => id);
		const moved = done.map(({ id }) => id);
		return {
			...prefill,
			done: [...done, ...this.#tasksOf(given.done.filter((id) => !moved.includes(id)))],
			doing: [...doing, ...this.#tasksOf(given.doing.filter((id) => !shown.includes(id)))]
		};
	}

	/** What was said is shown, and said again, also where the plan would not name it any more. */
	#tasksOf(ids: readonly TaskId[]): Task[] {
		return ids.flatMap((id) => this.#muster.view.get('tasks', id) ?? []);
	}
}

function toggled(tasks: readonly TaskId[], task: TaskId): readonly TaskId[] {
	return tasks.includes(task) ? tasks.filter((other) => other !== task) : [...tasks, task];
}
