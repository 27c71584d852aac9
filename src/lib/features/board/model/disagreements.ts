import { someReportFields } from '$lib/domain/commands/fields';
import { asItIsNow, authorsWord, newestRev, type Settled } from '$lib/domain/rules/disagreement';
import { waitsForChoice } from '$lib/domain/rules/open-cards';
import { mayLead, mayReport } from '$lib/domain/rules/rights';
import type { Actor } from '$lib/domain/command';
import type { Conflict, Task } from '$lib/domain/entities';
import type { ConflictId, Ms, PersonId, ProjectId } from '$lib/domain/ids';
import { DAY_MS } from '$lib/domain/time';
import type { View } from '$lib/domain/tx';
import { personName } from '$lib/features/task-words';

/** One side's word: who said what, and when. */
export type Side = { readonly person: string; readonly atMs: Ms; readonly said: Settled };

export type DisagreementCard = {
	readonly conflict: Conflict;
	readonly task: Task;
	readonly projectName: string;
	/** days of the task are read in it */
	readonly timeZone: string;
	/** whose word was not taken */
	readonly author: Side;
	/** whose word stands now */
	readonly standing: Side;
	readonly maySettle: boolean;
	/** '' while it is open */
	readonly settledBy: string;
};

export type SettledDisagreement = {
	readonly conflict: Conflict;
	readonly title: string;
	readonly settledBy: string;
};

/** Oldest first: what waits longest is settled first. */
export function openDisagreements(
	view: View,
	actor: Actor,
	projects: readonly ProjectId[]
): DisagreementCard[] {
	return conflictsOf(view, projects)
		.filter((conflict) => waitsForChoice(view, conflict))
		.flatMap((conflict) => disagreementCard(view, actor, conflict.id) ?? [])
		.sort((a, b) => a.conflict.authorAt - b.conflict.authorAt);
}

/** Those settled within a day, newest first, so that a lead reads who did it. */
export function settledDisagreements(
	view: View,
	projects: readonly ProjectId[],
	nowMs: Ms
): SettledDisagreement[] {
	return conflictsOf(view, projects)
		.filter((conflict) => !conflict.open && nowMs - conflict.settledAt < DAY_MS)
		.sort((a, b) => b.settledAt - a.settledAt)
		.flatMap((conflict) => {
			const title = view.get('tasks', conflict.task)?.title;
			if (title === undefined) return [];
			return { conflict, title, settledBy: personName(view, conflict.settledBy) };
		});
}

/** undefined when the conflict or its task is not on this device. */
export function disagreementCard(
	view: View,
	actor: Actor,
	id: ConflictId
): DisagreementCard | undefined {
	const conflict = view.get('conflicts', id);
	const task = conflict && view.get('tasks', conflict.task);
	if (!task) return undefined;
	const project = view.get('projects', conflict.project);
	const said = authorsWord(conflict, task);
	return {
		conflict,
		task,
		projectName: project?.name ?? '',
		timeZone: project?.timeZone ?? 'UTC',
		author: { person: personName(view, conflict.author), atMs: conflict.authorAt, said },
		standing: standingOf(view, task, said, { person: conflict.other, at: conflict.otherAt }),
		maySettle:
			conflict.open &&
			(conflict.author === actor.id && isOnlyReported(said)
				? mayReport(view, actor, task)
				: mayLead(view, actor, conflict.project)) === 'ok',
		settledBy: conflict.open ? '' : personName(view, conflict.settledBy)
	};
}

/** What stands now of the fields that somebody spoke of, and by whom; `otherwise` where nobody has changed any. */
export function standingOf(
	view: View,
	task: Task,
	said: Settled,
	otherwise: { readonly person: PersonId | ''; readonly at: Ms }
): Side {
	const { person, at } = newestRev(task, said) ?? otherwise;
	return { person: personName(view, person), atMs: at, said: asItIsNow(task, said) };
}

function conflictsOf(view: View, projects: readonly ProjectId[]): Conflict[] {
	return projects.flatMap((project) => view.list('conflicts', 'project', project));
}

function isOnlyReported(said: Settled): boolean {
	return Object.keys(said).every((field) => Object.hasOwn(someReportFields, field));
}
