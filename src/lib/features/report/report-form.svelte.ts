import type { Cause, Need } from '$lib/domain/choices';
import { reportFieldsOf } from '$lib/domain/commands/report';
import type { Task } from '$lib/domain/entities';
import { deriveRowId, type EventId, type Ulid } from '$lib/domain/ids';
import { statusAtPercent } from '$lib/domain/rules/percent';
import type { Attaching } from '$lib/features/attachments';
import { undoing, type Report } from '$lib/features/reporting';
import type { Muster } from '$lib/features/session';
import { takeBackRaised } from '$lib/features/shift';
import type { Dispatched } from '$lib/sync/engine';
import { keepDraft, readDraft } from '$lib/ui/draft';

type ReportMuster = Pick<Muster, 'view' | 'dispatch' | 'personId'>;

/** How far what was said here has come. `undone`: it was taken back. */
export type Kept = 'saving' | 'stored' | 'full' | 'failed' | 'undone';

type Given = {
	readonly report: Report;
	/** the op that put a problem on the list with it */
	readonly problem: Ulid | null;
	readonly percent: number;
	readonly files: number;
	readonly kept: Kept;
};

/** A progress report while it is being made: how much is done, what stands in the way, photos. */
export class ReportForm {
	readonly #muster: ReportMuster;
	readonly #attaching: Attaching;
	readonly #task: () => Task | undefined;
	#percent: number | null = $state(null);
	#problem: Cause | null = $state(null);
	#need: Need | null = $state(null);
	#note = $state('');
	#given: Given | null = $state.raw(null);

	/** The commands of a shift must be known: a problem is one of them. */
	constructor(muster: ReportMuster, attaching: Attaching, task: () => Task | undefined) {
		this.#muster = muster;
		this.#attaching = attaching;
		this.#task = task;
		this.#note = readDraft(this.#draft);
	}

	/** What was chosen, or what the task says now. */
	get percent(): number {
		return this.#percent ?? this.#task()?.percent ?? 0;
	}
	get problem(): Cause | null {
		return this.#problem;
	}
	get need(): Need | null {
		return this.#need;
	}
	/** kept through a reload */
	get note(): string {
		return this.#note;
	}
	set note(text: string) {
		this.#note = text;
		keepDraft(this.#draft, text);
	}
	/** null while nothing has been said */
	get given(): Given | null {
		return this.#given;
	}

	choosePercent(percent: number): void {
		this.#percent = percent;
	}

	/** The same once more: none after all. */
	chooseProblem(problem: Cause): void {
		this.#problem = this.#problem === problem ? null : problem;
	}

	chooseNeed(need: Need): void {
		this.#need = this.#need === need ? null : need;
	}

	/** The report first, then the problem it tells of, then what belongs to it. */
	submit(): void {
		const task = this.#task();
		if (!task || this.#given?.kept === 'saving') return;
		const { percent } = this;
		const before = reportFieldsOf(task);
		const note = this.note.trim();
		const { op, stored } = this.#muster.dispatch('task.report', {
			...{ task: task.id, status: statusAtPercent(task.status, percent), percent, before },
			...(note === '' ? {} : { note }),
			...(this.#problem === null ? {} : { problem: this.#problem }),
			...(this.#need === null ? {} : { need: this.#need })
		});
		const after = this.#muster.view.get('tasks', task.id);
		const said = after ? reportFieldsOf(after) : before;
		const event = deriveRowId<EventId>(op.id, 'event');
		const problem = this.#raise(task, event, note);
		const files = this.#attaching.files.length;
		const given = this.#attaching.give({
			...{ project: task.project, task: task.id, subjectKind: 'status_events', subject: event }
		});
		const report = { op: op.id, before, said };
		this.#given = { report, problem: problem?.op.id ?? null, percent, files, kept: 'saving' };
		this.#follow(Promise.all([stored, problem?.stored, given]), 'stored', () => this.#empty());
	}

	/** Takes back what was said, the problem too; photos stay in the history with it. */
	undo(): void {
		const task = this.#task();
		if (!task || !this.#given) return;
		const { report, problem } = this.#given;
		const taken = problem === null ? null : takeBackRaised(this.#muster, problem);
		const sent = undoing(task.id, [report]).map((args) => this.#muster.dispatch('task.undo', args));
		if (taken) sent.push(taken);
		this.#follow(Promise.all(sent.map(({ stored }) => stored)), 'undone');
	}

	/** Another one. */
	again(): void {
		this.#given = null;
	}

	#raise(task: Task, event: EventId, note: string): Dispatched | null {
		if (this.#problem === null) return null;
		return this.#muster.dispatch('issue.raise', {
			...{ project: task.project, task: task.id, source: 'report', origin: event },
			...{ cause: this.#problem, ...(note === '' ? {} : { note }) },
			...(this.#need === null ? {} : { need: this.#need })
		});
	}

	#follow(stored: Promise<unknown>, kept: Kept, then: () => void = () => undefined): void {
		stored.then(
			() => {
				then();
				this.#mark(kept);
			},
			(error: unknown) => {
				const isFull = error instanceof Error && error.name === 'StorageFull';
				this.#mark(isFull ? 'full' : 'failed');
			}
		);
	}

	#mark(kept: Kept): void {
		if (this.#given) this.#given = { ...this.#given, kept };
	}

	#empty(): void {
		this.#percent = null;
		this.#problem = null;
		this.#need = null;
		this.note = '';
	}

	get #draft(): string {
		return `report.${this.#muster.personId}.${this.#task()?.id ?? ''}`;
	}
}
