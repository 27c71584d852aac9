import type { Actor } from '../command';
import { isOpenIssue } from '../commands/late-issue';
import type { Impact } from '../choices';
import type { Issue, Project } from '../entities';
import type { Ms } from '../ids';
import { localDay, workingDaysBetween, type Almanac } from '../time';
import type { View } from '../tx';

/** True until somebody says that it is solved. */
export function isUnsolved({ state }: Pick<Issue, 'state'>): boolean {
	return state === 'open' || state === 'accepted';
}

/**
 * What the clock says of an issue; never stored.
 *
 * @returns null while it is not overdue; else working days past the day by which it should be solved
 */
export function issueOverdueDays(
	issue: Pick<Issue, 'dueDay' | 'state'>,
	{ timeZone }: Pick<Project, 'timeZone'>,
	nowMs: Ms,
	almanac: Almanac
): number | null {
	if (issue.dueDay === '' || !isUnsolved(issue)) return null;
	const today = localDay(nowMs, timeZone, almanac);
	return today > issue.dueDay ? workingDaysBetween(issue.dueDay, today, almanac) : null;
}

/** What an issue asks of a person: to solve it, to say whether it is solved, to decide it. */
export type IssueAsk = 'solve' | 'confirm' | 'decide';

/** null where it asks nothing of that person, whatever the person may do about it. */
export function askOf(
	issue: Pick<Issue, 'state' | 'solver' | 'reporter' | 'escalated'>,
	{ id, role }: Actor
): IssueAsk | null {
	if (issue.state === 'resolved') return issue.reporter === id ? 'confirm' : null;
	if (!isUnsolved(issue)) return null;
	if (issue.solver === id) return 'solve';
	return issue.escalated && role === 'executive' ? 'decide' : null;
}

export type AskingIssue = {
	readonly issue: Issue;
	readonly project: Project;
	readonly ask: IssueAsk;
	/** null while it is not overdue */
	readonly overdueDays: number | null;
};

/** Every issue that asks something of the person, in the projects that go on; most urgent first. */
export function askingIssues(view: View, actor: Actor, nowMs: Ms, almanac: Almanac): AskingIssue[] {
	return view
		.all('projects')
		.filter(({ state }) => state !== 'closed')
		.flatMap((project) =>
			view.list('issues', 'project', project.id).flatMap((issue): AskingIssue[] => {
				const ask = askOf(issue, actor);
				if (ask === null) return [];
				const overdueDays = issueOverdueDays(issue, project, nowMs, almanac);
				return [{ issue, project, ask, overdueDays }];
			})
		)
		.sort(compareUrgency);
}

/** True for one that waits for the person at once: one that was accepted has time until its day. */
export function isPressing({ issue, ask, overdueDays }: AskingIssue): boolean {
	return ask !== 'solve' || issue.state === 'open' || overdueDays !== null;
}

const IMPACT_RANKS: Readonly<Record<Impact | '', number>> = { high: 0, medium: 1, low: 2, '': 3 };

type Urgent = { readonly issue: Issue; readonly overdueDays: number | null };

/** Most urgent first: overdue the longest, put to the executive, due soonest, of most impact, oldest. */
export function compareUrgency(a: Urgent, b: Urgent): number {
	const longest = (b.overdueDays ?? -1) - (a.overdueDays ?? -1);
	if (longest !== 0) return longest;
	if (a.issue.escalated !== b.issue.escalated) return a.issue.escalated ? -1 : 1;
	const [dayA, dayB] = [a.issue.dueDay || '9999', b.issue.dueDay || '9999'];
	if (dayA !== dayB) return dayA < dayB ? -1 : 1;
	const impact = IMPACT_RANKS[a.issue.impact] - IMPACT_RANKS[b.issue.impact];
	if (impact !== 0) return impact;
	if (a.issue.raisedAt !== b.issue.raisedAt) return a.issue.raisedAt - b.issue.raisedAt;
	return a.issue.id < b.issue.id ? -1 : 1;
}

/** What holds somebody up in these projects, the oldest first; that a task is late is told by the task. */
export function blockersIn(view: View, projects: readonly Project['id'][]): Issue[] {
	return projects
		.flatMap((project) => view.list('issues', 'project', project))
		.filter((issue) => issue.source !== 'late' && isUnsolved(issue))
		.sort((a, b) => a.raisedAt - b.raisedAt || (a.id < b.id ? -1 : 1));
}

/** The issues of a project that somebody has to do something about. */
export function openIssues(view: View, project: Project['id']): Issue[] {
	return view.list('issues', 'project', project).filter(isOpenIssue);
}
