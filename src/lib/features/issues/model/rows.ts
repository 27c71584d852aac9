import type { Actor } from '$lib/domain/command';
import { isOpenIssue } from '$lib/domain/commands/late-issue';
import type { Issue, Project, Task } from '$lib/domain/entities';
import type { Ms, ProjectId, RowId } from '$lib/domain/ids';
import { askOf, compareUrgency, issueOverdueDays, type IssueAsk } from '$lib/domain/rules/issues';
import type { Almanac } from '$lib/domain/time';
import type { View } from '$lib/domain/tx';

/** An issue with what a list says of it. */
export type IssueRow = {
	readonly issue: Issue;
	readonly project: Project;
	/** undefined for one that is about no task, or about one that is not here */
	readonly task: Task | undefined;
	/** working days; null while it is not overdue */
	readonly overdueDays: number | null;
	/** what it asks of the reader */
	readonly ask: IssueAsk | null;
};

export type Reader = { readonly actor: Actor; readonly nowMs: Ms; readonly almanac: Almanac };

/** What one looks for on the list. `mine`: asks the reader to solve or to decide it. */
export const FILTERS = ['open', 'mine', 'confirm', 'closed'] as const;
export type Filter = (typeof FILTERS)[number];

/** @returns `open` for text that names no filter */
export function filterOf(text: string | null): Filter {
	return FILTERS.find((filter) => filter === text) ?? 'open';
}

/** undefined for an issue that is not on this device. */
export function issueRow(view: View, id: RowId, reader: Reader): IssueRow | undefined {
	const issue = view.get('issues', id);
	const project = issue && view.get('projects', issue.project);
	return issue && project && rowOf(view, issue, project, reader);
}

/** Every issue of a project: open ones by urgency, then the others, those closed last first. */
export function issueRows(view: View, project: ProjectId, reader: Reader): IssueRow[] {
	const its = view.get('projects', project);
	if (!its) return [];
	return view
		.list('issues', 'project', project)
		.map((issue) => rowOf(view, issue, its, reader))
		.sort(compareRows);
}

export function matches({ issue, ask }: IssueRow, filter: Filter): boolean {
	switch (filter) {
		case 'open':
			return isOpenIssue(issue);
		case 'mine':
			return ask === 'solve' || ask === 'decide';
		case 'confirm':
			return issue.state === 'resolved';
		case 'closed':
			return !isOpenIssue(issue);
	}
}

/** How many there are of each kind. */
export function countByFilter(rows: readonly IssueRow[]): Readonly<Record<Filter, number>> {
	const count = (filter: Filter): number => rows.filter((row) => matches(row, filter)).length;
	return {
		open: count('open'),
		mine: count('mine'),
		confirm: count('confirm'),
		closed: count('closed')
	};
}

function rowOf(view: View, issue: Issue, project: Project, reader: Reader): IssueRow {
	return {
		issue,
		project,
		task: issue.task === '' ? undefined : view.get('tasks', issue.task),
		overdueDays: issueOverdueDays(issue, project, reader.nowMs, reader.almanac),
		ask: askOf(issue, reader.actor)
	};
}

function compareRows(a: IssueRow, b: IssueRow): number {
	const [openA, openB] = [isOpenIssue(a.issue), isOpenIssue(b.issue)];
	if (openA !== openB) return openA ? -1 : 1;
	return openA ? compareUrgency(a, b) : b.issue.closedAt - a.issue.closedAt;
}
