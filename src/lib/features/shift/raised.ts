import { issueEventId } from '$lib/domain/commands/issue-history';
import type { IssueEvent } from '$lib/domain/entities';
import type { Ulid } from '$lib/domain/ids';
import type { View } from '$lib/domain/tx';
import type { Muster } from '$lib/features/session';
import type { Dispatched } from '$lib/sync/engine';

/** How a problem that was reported has come onto the list: as one of its own, or added to one that was there. */
export function raisedAs(view: View, op: Ulid): IssueEvent | undefined {
	return view.get('issue_events', issueEventId(op));
}

/** Takes back that it was reported; null where nothing of it is here. */
export function takeBackRaised(
	muster: Pick<Muster, 'view' | 'dispatch'>,
	op: Ulid
): Dispatched | null {
	const raised = raisedAs(muster.view, op);
	if (!raised) return null;
	const { issue, before } = raised;
	if (before === null) return muster.dispatch('issue.withdraw', { issue });
	return muster.dispatch('issue.undo', { issue, op, to: before });
}
