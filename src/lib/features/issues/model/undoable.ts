import type { Actor } from '$lib/domain/command';
import { issueUndo } from '$lib/domain/commands/issues';
import type { Issue, IssueEvent } from '$lib/domain/entities';
import type { IssueFields } from '$lib/domain/entities/issues';
import { fieldOf } from '$lib/domain/rows';
import { sameValue, type View } from '$lib/domain/tx';

type Undoable = IssueEvent & { readonly before: IssueFields };

/**
 * The reader's newest word on an issue, while taking it back leaves the issue as it was before that
 * word; undefined for none.
 */
export function undoable(view: View, actor: Actor, issue: Issue): Undoable | undefined {
	return view
		.list('issue_events', 'issue', issue.id)
		.filter((event) => event.person === actor.id && event.effective)
		.sort((a, b) => b.occurredAt - a.occurredAt || (a.op < b.op ? 1 : -1))
		.filter(isTold)
		.find((event) => leavesAsBefore(issue, event) && mayUndo(view, actor, event));
}

function isTold(event: IssueEvent): event is Undoable {
	return event.before !== null;
}

function leavesAsBefore(issue: Issue, { op, before }: Undoable): boolean {
	const changed = Object.entries(before).filter(
		([field, value]) => !sameValue(value, fieldOf(issue, field))
	);
	return changed.length > 0 && changed.every(([field]) => issue.revs[field]?.op === op);
}

function mayUndo(view: View, actor: Actor, { issue, op, before }: Undoable): boolean {
	return issueUndo.authorize(view, actor, { issue, op, to: before }) === 'ok';
}
