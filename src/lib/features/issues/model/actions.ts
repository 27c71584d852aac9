import type { Actor } from '$lib/domain/command';
import {
	issueAccept,
	issueConfirm,
	issueEscalate,
	issueHandOn,
	issueResolve,
	issueWithdraw
} from '$lib/domain/commands/issues';
import { isOpenIssue, lateIssuesOf } from '$lib/domain/commands/late-issue';
import type { Issue, Person } from '$lib/domain/entities';
import type { View } from '$lib/domain/tx';

/** What somebody can do about an issue by a button. */
export type IssueButton =
	'accept' | 'resolve' | 'confirm' | 'reopen' | 'hand_on' | 'escalate' | 'withdraw';

/**
 * The buttons that a person has on an issue, the most likely first. What is offered is what the
 * commands allow; what would say nothing new is left out.
 */
export function buttonsFor(view: View, actor: Actor, issue: Issue): IssueButton[] {
	return candidates(view, actor, issue).filter((button) => isAllowed(view, actor, issue, button));
}

function candidates(view: View, actor: Actor, issue: Issue): IssueButton[] {
	const escalate: IssueButton[] =
		!issue.escalated && executives(view).length > 0 ? ['escalate'] : [];
	const withdraw: IssueButton[] = issue.source === 'late' ? [] : ['withdraw'];
	const rest: IssueButton[] = [...escalate, ...withdraw];
	switch (issue.state) {
		case 'open':
			if (issue.solver === '') return ['hand_on', 'resolve', ...rest];
			return issue.solver === actor.id
				? ['accept', 'resolve', 'hand_on', ...rest]
				: ['resolve', 'hand_on', 'accept', ...rest];
		case 'accepted':
			return ['resolve', 'hand_on', ...rest];
		case 'resolved':
			return ['confirm', 'reopen'];
		case 'closed':
		case 'withdrawn':
			return goesByItself(view, issue) ? [] : ['reopen'];
	}
}

function isAllowed(view: View, actor: Actor, { id }: Issue, button: IssueButton): boolean {
	const args = { issue: id };
	switch (button) {
		case 'accept':
			return issueAccept.authorize(view, actor, args) === 'ok';
		case 'resolve':
			return issueResolve.authorize(view, actor, args) === 'ok';
		case 'confirm':
		case 'reopen':
			return issueConfirm.authorize(view, actor, { ...args, solved: true }) === 'ok';
		case 'hand_on':
			return issueHandOn.authorize(view, actor, { ...args, solver: actor.id }) === 'ok';
		case 'escalate':
			return issueEscalate.authorize(view, actor, args) === 'ok';
		case 'withdraw':
			return issueWithdraw.authorize(view, actor, args) === 'ok';
	}
}

/** Those who decide what is escalated. */
export function executives(view: View): Person[] {
	return view.all('people').filter(({ role, active }) => role === 'executive' && active);
}

/** What a late task had put on the list goes by itself, and comes again, as another one, when the task is late again. */
function goesByItself(view: View, { source, task: id }: Issue): boolean {
	if (source !== 'late' || id === '') return false;
	const task = view.get('tasks', id);
	return task?.status !== 'late' || task.removed || lateIssuesOf(view, task.id).some(isOpenIssue);
}
