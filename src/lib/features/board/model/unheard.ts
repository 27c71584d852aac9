import type { Actor } from '$lib/domain/command';
import type { StatusEvent, Task, UnheardReport } from '$lib/domain/entities';
import type { Ms, ProjectId } from '$lib/domain/ids';
import { mayLead, membershipOf } from '$lib/domain/rules/rights';
import { unheardWords, wordOf, type UnheardWord } from '$lib/domain/rules/unheard';
import { DAY_MS } from '$lib/domain/time';
import type { View } from '$lib/domain/tx';
import { delayMs, personName } from '$lib/features/task-words';
import { standingOf, type Side } from './disagreements';

const NOBODY = { person: '', at: 0 } as const;

/** What somebody said of a task when they were no longer in its project, beside what stands. */
export type UnheardCard = {
	/** the same while the word grows */
	readonly key: string;
	readonly word: UnheardWord;
	readonly task: Task;
	readonly projectName: string;
	/** days of the task are read in it */
	readonly timeZone: string;
	readonly author: Side;
	/** nobody's where nobody has said any of it */
	readonly standing: Side;
	/** long after it happened */
	readonly arrivedLate: boolean;
	/** the author is not in the project now */
	readonly hasLeft: boolean;
	readonly mayAnswer: boolean;
	/** null while nobody has answered */
	readonly answer: Answer | null;
};

type Answer = { readonly isAdopted: boolean; readonly by: string; readonly atMs: Ms };

/** A word that was answered within a day. */
export type AnsweredWord = Answer & {
	readonly key: string;
	readonly title: string;
	readonly reports: readonly UnheardReport[];
	/** what the reader's own adoption left in the history; taking that back takes the answer back */
	readonly event: StatusEvent | undefined;
	readonly mayTakeBack: boolean;
};

/** Oldest first; a task that is out of the plan asks nobody. */
export function unheardCards(
	view: View,
	actor: Actor,
	projects: readonly ProjectId[]
): UnheardCard[] {
	return projects
		.flatMap((project) => unheardWords(view, project))
		.flatMap((word) => cardOf(view, actor, word))
		.filter((card) => !card.task.removed)
		.sort((a, b) => a.author.atMs - b.author.atMs);
}

/** The same card as it is now: with what was added to its word since, or with its answer. */
export function unheardCard(view: View, actor: Actor, shown: UnheardCard): UnheardCard | undefined {
	const open = unheardWords(view, shown.task.project).find((word) => keyOf(word) === shown.key);
	if (open) return cardOf(view, actor, open)[0];
	const reports = shown.word.reports.flatMap(({ id }) => view.get('unheard_reports', id) ?? []);
	return wordOf(reports).flatMap((word) => cardOf(view, actor, word))[0];
}

/** Newest first. */
export function answeredWords(
	view: View,
	actor: Actor,
	projects: readonly ProjectId[],
	nowMs: Ms
): AnsweredWord[] {
	const answered = new Map<string, UnheardReport[]>();
	for (const report of projects.flatMap((id) => view.list('unheard_reports', 'project', id))) {
		const isAnswer = report.state === 'adopted' || report.state === 'put_aside';
		if (!isAnswer || nowMs - report.settledAt >= DAY_MS) continue;
		const key = `${report.task} ${report.person} ${String(report.settledAt)}`;
		answered.set(key, [...(answered.get(key) ?? []), report]);
	}
	return [...answered]
		.flatMap(([key, reports]) => answeredWord(view, actor, key, reports))
		.sort((a, b) => b.atMs - a.atMs);
}

function answeredWord(
	view: View,
	actor: Actor,
	key: string,
	reports: readonly UnheardReport[]
): AnsweredWord[] {
	const [first] = reports;
	const task = first && view.get('tasks', first.task);
	const answer = answerOf(view, reports);
	if (!task || !answer) return [];
	const events = view.list('status_events', 'task', task.id);
	const op = first.revs['state']?.op;
	const event = events.find((one) => one.op === op && one.person === actor.id);
	const stands = Object.values(task.revs).some((rev) => rev.op === op);
	const mayTakeBack =
		mayLead(view, actor, task.project) === 'ok' && (!answer.isAdopted || (stands && !!event));
	return [{ ...answer, key, title: task.title, reports, event, mayTakeBack }];
}

function answerOf(view: View, reports: readonly UnheardReport[]): Answer | null {
	const [first] = reports;
	if (!first || first.state === 'open') return null;
	const by = personName(view, first.settledBy);
	return { isAdopted: first.state === 'adopted', by, atMs: first.settledAt };
}

function keyOf({ task, person }: UnheardWord): string {
	return `${task} ${person}`;
}

function cardOf(view: View, actor: Actor, word: UnheardWord): UnheardCard[] {
	const task = view.get('tasks', word.task);
	if (!task) return [];
	const project = view.get('projects', task.project);
	const answer = answerOf(view, word.reports);
	return [
		{
			key: keyOf(word),
			word,
			task,
			projectName: project?.name ?? '',
			timeZone: project?.timeZone ?? 'UTC',
			author: { person: personName(view, word.person), atMs: word.occurredAt, said: word.said },
			standing: standingOf(view, task, word.said, NOBODY),
			arrivedLate: delayMs(word) !== null,
			hasLeft: membershipOf(view, task.project, word.person) === undefined,
			mayAnswer: answer === null && !task.removed && mayLead(view, actor, task.project) === 'ok',
			answer
		}
	];
}
