import { SettledFields, someReportFields } from '$lib/domain/commands/fields';
import { mayLead, mayReport } from '$lib/domain/rules/rights';
import type { Actor } from '$lib/domain/command';
import type { Conflict, Task } from '$lib/domain/entities';
import type { ConflictId, Ms, ProjectId } from '$lib/domain/ids';
import { fieldOf } from '$lib/domain/rows';
import { DAY_MS } from '$lib/domain/time';
import { parse } from '$lib/domain/parse';
import type { CommandArgs } from '$lib/domain/registry';
import type { View } from '$lib/domain/tx';
import { personName } from './people';

type Said = NonNullable<CommandArgs['conflict.settle']['set']>;

/** One side's word: who said what, and when. */
export type Side = { readonly person: string; readonly atMs: Ms; readonly said: Said };

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
		.filter((conflict) => conflict.open)
		.flatMap((conflict) => disagreementCard(view, actor, conflict.id) ?? [])
		.filter((card) => !card.task.removed)
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
	const said = authorsWord(conflict);
	const last = newestOf(task, said);
	return {
		conflict,
		task,
		projectName: project?.name ?? '',
		timeZone: project?.timeZone ?? 'UTC',
		author: { person: personName(view, conflict.author), atMs: conflict.authorAt, said },
		// The task itself, not what it said when they parted: somebody may have spoken since.
		standing: {
			person: personName(view, last?.person ?? conflict.other),
			atMs: last?.at ?? conflict.otherAt,
			said: nowOf(task, said)
		},
		maySettle:
			conflict.open &&
			(conflict.author === actor.id && isOnlyReported(said)
				? mayReport(view, actor, task)
				: mayLead(view, actor, conflict.project)) === 'ok',
		settledBy: conflict.open ? '' : personName(view, conflict.settledBy)
	};
}

function conflictsOf(view: View, projects: readonly ProjectId[]): Conflict[] {
	return projects.flatMap((project) => view.list('conflicts', 'project', project));
}

/** What the author said of the fields in dispute; a move has none that can be set by a choice. */
function authorsWord(conflict: Conflict): Said {
	const values = Object.entries(conflict.fields).map(([field, both]) => [field, both.mine]);
	return parse(SettledFields, Object.fromEntries(values)) ?? {};
}

/** The same fields as the task has them now. */
function nowOf(task: Task, said: Said): Said {
	const values = Object.keys(said).map((field) => [field, fieldOf(task, field)]);
	return parse(SettledFields, Object.fromEntries(values)) ?? {};
}

function isOnlyReported(said: Said): boolean {
	return Object.keys(said).every((field) => Object.hasOwn(someReportFields, field));
}

function newestOf(task: Task, said: Said): Task['revs'][string] | undefined {
	return Object.keys(said)
		.flatMap((field) => task.revs[field] ?? [])
		.sort((a, b) => b.seq - a.seq)[0];
}
