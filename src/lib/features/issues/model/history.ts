import { isOpenIssue } from '$lib/domain/commands/late-issue';
import type { Issue, IssueEvent } from '$lib/domain/entities';
import type { IssueAction } from '$lib/domain/entities/issues';
import type { Ms, PersonId, RowId, Ulid } from '$lib/domain/ids';
import type { View } from '$lib/domain/tx';

/** One line of an issue's history, as people read it. */
export type IssueLine = {
	readonly id: RowId;
	/** It went from the list by itself: its task was late no more, or went out of the plan. */
	readonly action: IssueAction | 'ended' | 'removed';
	/** '' where nobody said it */
	readonly person: PersonId | '';
	readonly note: string;
	/** whom it was given to */
	readonly solver: PersonId | '';
	readonly effective: boolean;
	readonly occurredAt: Ms;
	/** 0 until the server has it */
	readonly receivedAt: Ms;
	readonly op: Ulid | '';
};

/**
 * What has become of an issue, newest first. One that a late task has put on the list has no word of
 * its own for its beginning, nor for an end that came with the task: both are told from the issue.
 */
export function issueHistory(view: View, issue: Issue): IssueLine[] {
	const events = view
		.list('issue_events', 'issue', issue.id)
		.toSorted((a, b) => b.occurredAt - a.occurredAt || (a.op < b.op ? 1 : -1))
		.map(lineOf);
	const isBegun = events.some(({ action }) => action === 'raise');
	const isEnded = isOpenIssue(issue) || events.some(({ op }) => op === issue.closingOp);
	return [
		...(isEnded ? [] : [endOf(view, issue)]),
		...events,
		...(isBegun ? [] : [beginningOf(view, issue)])
	];
}

function lineOf(event: IssueEvent): IssueLine {
	const { id, action, person, note, solver, effective, occurredAt, receivedAt, op } = event;
	return { id, action, person, note, solver, effective, occurredAt, receivedAt, op };
}

const quiet = { note: '', solver: '', effective: true } as const;

function beginningOf(view: View, issue: Issue): IssueLine {
	const { reporter: person, raisedAt: occurredAt, op } = issue;
	const receivedAt = arrivalOf(view, issue, op, occurredAt);
	return { ...quiet, id: `${issue.id}-begun`, action: 'raise', person, occurredAt, receivedAt, op };
}

function endOf(view: View, issue: Issue): IssueLine {
	const { closedAt: occurredAt, closingOp: op } = issue;
	const said = eventOf(view, issue, op);
	const isRemoved = said === undefined && view.get('tasks', issue.task)?.removed === true;
	return {
		...quiet,
		...{
			id: `${issue.id}-ended`,
			action: isRemoved ? 'removed' : 'ended',
			person: said?.person ?? '',
			occurredAt,
			op
		},
		receivedAt: said?.receivedAt ?? occurredAt
	};
}

/** The report that the op was, on the task that the issue is about. */
function eventOf(view: View, { task }: Issue, op: Ulid | '') {
	return view.list('status_events', 'task', task).find((event) => event.op === op);
}

function arrivalOf(view: View, issue: Issue, op: Ulid, otherwise: Ms): Ms {
	return eventOf(view, issue, op)?.receivedAt ?? otherwise;
}
