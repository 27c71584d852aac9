import type { Actor, RefusalCode } from '$lib/domain/command';
import type { Cause, Impact, Need } from '$lib/domain/choices';
import { issueEventId } from '$lib/domain/commands/issue-history';
import { sameLateIssue } from '$lib/domain/commands/raise-issue';
import { isOpenIssue } from '$lib/domain/commands/late-issue';
import type { Issue, Project, Task } from '$lib/domain/entities';
import type { IssueId, Ms, PersonId, RowId, Ulid } from '$lib/domain/ids';
import { mayTakePart } from '$lib/domain/rules/rights';
import { possibleSolvers, suggestSolvers } from '$lib/domain/rules/solvers';
import { localDay, type Day } from '$lib/domain/time';
import type { Attaching } from '$lib/features/attachments';
import { learnShift, raisedAs, takeBackRaised } from '$lib/features/shift';
import { notKept } from '$lib/features/reporting';
import type { Muster } from '$lib/features/session';
import { keepDraft, readDraft } from '$lib/ui/draft';
import { saidAtMs, type Kept } from './keeping';
import { executives } from './model/actions';
import { deadlineDays } from './model/deadline-days';

/** What is most likely to help, until somebody says otherwise. */
const USUAL_NEED: Readonly<Record<Cause, Need>> = {
	person: 'time',
	material: 'resource',
	information: 'decision',
	equipment: 'resource',
	approval: 'decision',
	other: 'resource'
};

/** A problem that was given on this screen. */
export type Given = {
	readonly op: Ulid;
	readonly kept: Kept;
	readonly atMs: Ms;
};

/** What somebody is about to report about a task; everything but the cause is filled in. */
export class Problem {
	readonly #muster: Muster;
	readonly #id: () => RowId;
	/** photos and voice notes that go with it */
	readonly #attaching: Pick<Attaching, 'give'>;
	/** null: as it is filled in */
	#cause = $state<Cause | null>(null);
	#need = $state<Need | null>(null);
	#impact = $state<Impact>('medium');
	#solver = $state<PersonId | '' | null>(null);
	#dueDay = $state<Day | null>(null);
	#note = $state('');
	/** somebody tried to give it without a cause */
	#isUnclear = $state(false);
	#given = $state.raw<Given | null>(null);

	readonly about: { readonly task: Task; readonly project: Project } | undefined = $derived.by(
		() => {
			const { view } = this.#muster;
			const task = view.get('tasks', this.#id());
			const project = task && view.get('projects', task.project);
			return task && project && { task, project };
		}
	);
	/** whether the reader may report a problem here, or why not */
	readonly mayRaise: 'ok' | RefusalCode = $derived.by(() => {
		if (!this.about) return 'missing';
		return mayTakePart(this.#muster.view, this.#actor, this.about.project.id);
	});
	readonly suggested: readonly PersonId[] = $derived.by(() => {
		if (!this.about) return [];
		const { task, project } = this.about;
		return suggestSolvers(this.#muster.view, project.id, task, this.#muster.personId);
	});
	/** whoever may be asked, those who are suggested first */
	readonly solvers: readonly PersonId[] = $derived.by(() => {
		if (!this.about) return [];
		const everybody = possibleSolvers(this.#muster.view, this.about.project.id);
		return [...this.suggested, ...everybody.filter((id) => !this.suggested.includes(id))];
	});
	readonly days: readonly Day[] = $derived.by(() => deadlineDays(this.today, this.#muster.almanac));
	readonly executives = $derived.by(() => executives(this.#muster.view));
	/** the issue on the list that this would be added to; undefined where it makes one of its own */
	readonly addedTo: Issue | undefined = $derived.by(
		() =>
			this.about &&
			sameLateIssue(this.#muster.view, this.#actor, this.about.task.id, this.cause ?? '')
	);
	/** what the task has on the list already */
	readonly known: Issue | undefined = $derived.by(
		() =>
			this.addedTo ??
			this.#muster.view
				.list('issues', 'task', this.#id())
				.filter((issue) => isOpenIssue(issue) && issue.id !== this.issue)
				.toSorted((a, b) => b.raisedAt - a.raisedAt)
				.at(0)
	);

	constructor(muster: Muster, attaching: Pick<Attaching, 'give'>, id: () => RowId) {
		learnShift(muster);
		this.#attaching = attaching;
		this.#muster = muster;
		this.#id = id;
		this.#note = readDraft(this.#draft);
	}

	get today(): Day {
		const zone = this.about?.project.timeZone ?? this.#muster.timeZone;
		return localDay(this.#muster.nowMs, zone, this.#muster.almanac);
	}
	/** What the task was called late for is the likely cause. */
	get cause(): Cause | null {
		return this.#cause ?? (this.about?.task.cause || null);
	}
	get need(): Need | '' {
		return this.#need ?? (this.cause === null ? '' : USUAL_NEED[this.cause]);
	}
	get impact(): Impact {
		return this.#impact;
	}
	/** '' for nobody yet */
	get solver(): PersonId | '' {
		return this.#solver ?? this.suggested[0] ?? '';
	}
	get dueDay(): Day {
		return this.#dueDay ?? this.days[1] ?? this.today;
	}
	get note(): string {
		return this.#note;
	}
	set note(text: string) {
		this.#note = text;
		keepDraft(this.#draft, text);
	}
	get isUnclear(): boolean {
		return this.#isUnclear && this.cause === null;
	}
	/** What was given, as it stands on the list; undefined where nothing was. */
	get issue(): IssueId | undefined {
		return this.#given ? raisedAs(this.#muster.view, this.#given.op)?.issue : undefined;
	}
	get given(): Given | null {
		return this.#given;
	}

	chooseCause(cause: Cause): void {
		this.#cause = cause;
		this.#isUnclear = false;
	}
	chooseNeed(need: Need): void {
		this.#need = need;
	}
	chooseImpact(impact: Impact): void {
		this.#impact = impact;
	}
	/** '' for nobody yet */
	chooseSolver(solver: PersonId | ''): void {
		this.#solver = solver;
	}
	chooseDay(day: Day): void {
		this.#dueDay = day;
	}

	/**
	 * Puts it on the list.
	 *
	 * @param escalated at once to the executive
	 */
	give(escalated: boolean): void {
		const { cause, need, impact, solver, dueDay } = this;
		if (!this.about || this.#isGiven) return;
		if (cause === null) {
			this.#isUnclear = true;
			return;
		}
		const note = this.note.trim();
		const { op, stored } = this.#muster.dispatch('issue.raise', {
			...{ project: this.about.project.id, task: this.about.task.id, source: 'manual' },
			...{ cause, impact, dueDay },
			...(escalated ? { escalated } : {}),
			...(need === '' ? {} : { need }),
			...(note === '' ? {} : { note }),
			...(solver === '' ? {} : { solver })
		});
		const files = this.#attaching.give({
			...{ project: this.about.project.id, task: this.about.task.id },
			...{ subjectKind: 'issue_events', subject: issueEventId(op.id) }
		});
		const kept = Promise.all([stored, files]);
		this.#keep({ op: op.id, kept: 'saving', atMs: saidAtMs(op) }, kept, 'stored');
		kept.then(
			() => {
				if (this.note.trim() === note) this.note = '';
			},
			() => undefined
		);
	}

	/** It should not have been given; its history stays. */
	takeBack(): void {
		const given = this.#given;
		if (!given || !this.#isGiven) return;
		const taken = takeBackRaised(this.#muster, given.op);
		if (!taken) return;
		const atMs = saidAtMs(taken.op);
		this.#keep({ ...given, kept: 'undoing', atMs }, taken.stored, 'undone');
	}

	get #isGiven(): boolean {
		return this.#given?.kept === 'saving' || this.#given?.kept === 'stored';
	}

	#keep(given: Given, stored: Promise<unknown>, then: Kept): void {
		this.#given = given;
		const isLast = (): boolean => this.#given === given;
		stored.then(
			() => {
				if (isLast()) this.#given = { ...given, kept: then };
			},
			(error: unknown) => {
				if (isLast()) this.#given = { ...given, kept: notKept(error) };
			}
		);
	}

	get #actor(): Actor {
		const { me, personId } = this.#muster;
		return { id: personId, role: me?.role ?? 'member' };
	}

	get #draft(): string {
		return `${this.#muster.personId}.problem.${this.#id()}`;
	}
}
