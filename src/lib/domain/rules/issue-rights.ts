import type { Actor, RefusalCode } from '../command';
import { isOpenIssue } from '../commands/late-issue';
import type { IssueId, ProjectId } from '../ids';
import type { View } from '../tx';
import { hasLeft, mayLead, mayRead } from './rights';

/** Whose word counts about an issue, besides those who lead its project. */
type Part = 'reporter' | 'solver' | 'executive';

/** '' for nobody yet */
export function isSolvableBy(view: View, project: ProjectId, solver: string): boolean {
	if (solver === '') return true;
	const person = view.get('people', solver);
	return person?.active === true && mayRead(view, person, project);
}

export function mayHandle(
	view: View,
	actor: Actor,
	id: IssueId,
	parts: readonly Part[]
): 'ok' | RefusalCode {
	const issue = view.get('issues', id);
	if (!issue) return 'missing';
	const { project } = issue;
	const isPart = {
		reporter: issue.reporter === actor.id,
		solver: issue.solver === actor.id,
		executive: issue.escalated && actor.role === 'executive'
	};
	return parts.some((part) => isPart[part]) && mayRead(view, actor, project)
		? mayStillSpeak(view, actor, project)
		: mayLead(view, actor, project);
}

/** As `mayHandle`, while there is something to do about it. */
export function mayAct(
	view: View,
	actor: Actor,
	id: IssueId,
	parts: readonly Part[]
): 'ok' | RefusalCode {
	const allowed = mayHandle(view, actor, id, parts);
	const issue = view.get('issues', id);
	return allowed === 'ok' && issue && !isOpenIssue(issue) ? 'over' : allowed;
}

/** Of somebody whose word it is: as long as that person sees the project, and it goes on. */
export function mayStillSpeak(view: View, actor: Actor, project: ProjectId): 'ok' | RefusalCode {
	if (!mayRead(view, actor, project))
		return hasLeft(view, project, actor.id) ? 'left_project' : 'forbidden';
	return view.get('projects', project)?.state === 'closed' ? 'closed' : 'ok';
}
