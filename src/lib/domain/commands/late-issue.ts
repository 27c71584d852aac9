import type { Call } from '../command';
import type { Issue, Task } from '../entities';
import { deriveRowId, type TaskId, type Ulid } from '../ids';
import type { Tx, View } from '../tx';

/** True while somebody has to do something about it. */
export function isOpenIssue({ state }: Pick<Issue, 'state'>): boolean {
	return state === 'open' || state === 'accepted' || state === 'resolved';
}

/** The issues that a task has or had because it is late. */
export function lateIssuesOf(view: View, task: TaskId): Issue[] {
	return view.list('issues', 'task', task).filter((issue) => issue.source === 'late');
}

/**
 * A task that becomes late comes onto its project's issue list, once, with its cause and the day that
 * is expected, and is off it when it is late no more, or out of the plan. Called after whatever may
 * have changed that.
 *
 * @param undone the op that was taken back: what it had raised is withdrawn, what it had closed goes on
 */
export function followLate(tx: Tx, call: Call, id: TaskId, undone: Ulid | null = null): void {
	const task = tx.get('tasks', id);
	if (!task) return;
	const known = lateIssuesOf(tx, task.id);
	const open = known.filter(isOpenIssue);
	const isSaid = (field: string): boolean => task.revs[field]?.op === call.op;
	if (task.status !== 'late' || task.removed) {
		for (const issue of open) end(tx, call, issue, issue.op === undone ? 'withdrawn' : 'closed');
		return;
	}
	const ended = undone === null ? [] : known.filter(({ closingOp }) => closingOp === undone);
	if (open.length > 0) {
		// What was told of the issue itself stands until the task's report tells another thing.
		const cause = isSaid('cause') ? { cause: task.cause } : {};
		const dueDay = isSaid('expectedDay') ? { dueDay: task.expectedDay } : {};
		for (const issue of open) tx.update('issues', issue.id, { ...cause, ...dueDay });
	}
	// Still late: somebody may have called the issue solved all the same.
	else if (!isSaid('status') && !isSaid('removed')) return;
	else if (ended.length > 0) for (const issue of ended) goOn(tx, issue);
	else putOnList(tx, call, task);
}

function putOnList(tx: Tx, call: Call, task: Task): void {
	tx.insert('issues', {
		id: deriveRowId(call.op, 'issue'),
		project: task.project,
		task: task.id,
		source: 'late',
		origin: task.id,
		cause: task.cause,
		dueDay: task.expectedDay,
		reporter: call.actor.id,
		op: call.op,
		raisedAt: call.occurredAt
	});
}

function end(tx: Tx, call: Call, { id }: Issue, state: 'closed' | 'withdrawn'): void {
	tx.update('issues', id, { state, closedAt: call.occurredAt, closingOp: call.op });
}

/** As far as it had come before it was ended. */
function goOn(tx: Tx, { id, acceptedAt, resolvedAt }: Issue): void {
	const unsolved = acceptedAt > 0 ? 'accepted' : 'open';
	const state = resolvedAt > 0 ? 'resolved' : unsolved;
	tx.update('issues', id, { state, closedAt: 0, closingOp: '' });
}
