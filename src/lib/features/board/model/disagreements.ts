import { mayLead, mayReport } from '$lib/domain/rules/rights';
import type { Actor } from '$lib/domain/command';
import type { Conflict, ReportFields, Task } from '$lib/domain/entities';
import type { Ms, ProjectId } from '$lib/domain/ids';
import { DAY_MS } from '$lib/domain/time';
import type { View } from '$lib/domain/tx';
import { personName } from './people';

const REPORT_FIELDS = ['status', 'percent', 'cause', 'expectedDay'] as const;

/** One side's word: who said what, and when. */
export type Side = {
	readonly person: string;
	readonly atMs: Ms;
	readonly said: Partial<ReportFields>;
};

export type DisagreementCard = {
	readonly conflict: Conflict;
	readonly task: Task;
	readonly projectName: string;
	/** whose word was not taken */
	readonly author: Side;
	/** whose word stands now */
	readonly standing: Side;
	/** they differ in more than a report can carry: choosing the author's word would lose the rest */
	readonly isAboutPlan: boolean;
	readonly maySettle: boolean;
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
		.flatMap((conflict) => {
			const task = view.get('tasks', conflict.task);
			return task && !task.removed ? cardOf(view, actor, conflict, task) : [];
		})
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

function conflictsOf(view: View, projects: readonly ProjectId[]): Conflict[] {
	return projects.flatMap((project) => view.list('conflicts', 'project', project));
}

function cardOf(view: View, actor: Actor, conflict: Conflict, task: Task): DisagreementCard {
	const fields = REPORT_FIELDS.filter((field) => Object.hasOwn(conflict.fields, field));
	const last = fields
		.map((field) => task.revs[field])
		.reduce((a, b) => (!a || (b && b.seq > a.seq) ? b : a), undefined);
	return {
		conflict,
		task,
		projectName: view.get('projects', conflict.project)?.name ?? '',
		author: {
			person: personName(view, conflict.author),
			atMs: conflict.authorAt,
			said: Object.fromEntries(fields.map((field) => [field, conflict.fields[field]?.mine]))
		},
		// The task itself, not what it said when they parted: somebody may have spoken since.
		standing: {
			person: personName(view, last?.person ?? conflict.other),
			atMs: last?.at ?? conflict.otherAt,
			said: Object.fromEntries(fields.map((field) => [field, task[field]]))
		},
		isAboutPlan: Object.keys(conflict.fields).length > fields.length,
		maySettle:
			(conflict.author === actor.id
				? mayReport(view, actor, task)
				: mayLead(view, actor, conflict.project)) === 'ok'
	};
}
