import * as v from 'valibot';
import { defineCommand, type Call } from '../command';
import type { Issue } from '../entities';
import type { IssueAction, IssueFields } from '../entities/issues';
import { IssueIdSchema, PersonIdSchema, UlidSchema, type IssueId } from '../ids';
import { isSolvableBy, mayAct, mayHandle, mayStillSpeak } from '../rules/issue-rights';
import type { Tx, View } from '../tx';
import { Text } from './fields';
import {
	IssueFieldsSchema,
	REOPENED,
	appendIssueEvent,
	described,
	issueEventId
} from './issue-history';
import { isOpenIssue } from './late-issue';

// 2: what stood there before may be told, so that the word can be taken back for good
const version = 2;
/** what the author's screen showed before it */
const before = v.exactOptional(IssueFieldsSchema);
const ofIssue = { issue: IssueIdSchema, note: v.exactOptional(Text), before };
const target = ({ issue }: { issue: IssueId }) => ({ kind: 'issues', id: issue }) as const;

/** Writes what a word on an issue sets, and keeps the word. */
function say(
	tx: Tx,
	call: Call,
	args: { issue: IssueId; note?: string | undefined; before?: IssueFields | undefined },
	action: IssueAction,
	set: Partial<Omit<Issue, 'id' | 'revs'>>
): void {
	const issue = tx.get('issues', args.issue);
	if (!issue) return;
	const outcome = tx.update('issues', issue.id, set);
	const { solver } = set;
	const { note, before: shown } = args;
	appendIssueEvent(tx, call, issue, { action, note, solver, before: shown }, outcome);
}

/** The solver has it in hand. */
export const issueAccept = defineCommand('issue.accept', {
	version,
	args: v.strictObject(ofIssue),
	target,
	authorize: (view, actor, { issue }) => mayAct(view, actor, issue, ['solver']),
	apply: (tx, call, args) =>
		say(tx, call, args, 'accept', {
			state: 'accepted',
			acceptedAt: call.occurredAt,
			resolvedAt: 0
		})
});

/** The solver says that it is solved; the reporter has the last word. */
export const issueResolve = defineCommand('issue.resolve', {
	version,
	args: v.strictObject(ofIssue),
	target,
	authorize: (view, actor, { issue }) => mayAct(view, actor, issue, ['solver', 'executive']),
	apply: (tx, call, args) =>
		say(tx, call, args, 'resolve', {
			state: 'resolved',
			resolvedAt: call.occurredAt,
			resolution: args.note ?? ''
		})
});

export const issueHandOn = defineCommand('issue.hand_on', {
	version,
	args: v.strictObject({ ...ofIssue, solver: PersonIdSchema }),
	target,
	authorize(view, actor, { issue, solver }) {
		const allowed = mayAct(view, actor, issue, ['reporter', 'solver', 'executive']);
		if (allowed !== 'ok') return allowed;
		const project = view.get('issues', issue)?.project;
		return project && isSolvableBy(view, project, solver) ? 'ok' : 'missing';
	},
	apply(tx, call, args) {
		// Whoever was to decide has decided who is to solve it.
		const isDecided = call.actor.role === 'executive' ? { escalated: false } : {};
		say(tx, call, args, 'hand_on', {
			...isDecided,
			solver: args.solver,
			state: 'open',
			acceptedAt: 0,
			resolvedAt: 0
		});
	}
});

/** What cannot be settled goes to the executive, with a line of context. */
export const issueEscalate = defineCommand('issue.escalate', {
	version,
	args: v.strictObject(ofIssue),
	target,
	authorize: (view, actor, { issue }) => mayAct(view, actor, issue, ['reporter', 'solver']),
	apply: (tx, call, args) =>
		say(tx, call, args, 'escalate', { escalated: true, escalatedAt: call.occurredAt })
});

/** Whether what was called solved is solved. */
export const issueConfirm = defineCommand('issue.confirm', {
	version,
	args: v.strictObject({ ...ofIssue, solved: v.boolean() }),
	target,
	authorize: (view, actor, { issue }) => mayHandle(view, actor, issue, ['reporter']),
	apply: (tx, call, args) =>
		args.solved
			? say(tx, call, args, 'confirm', {
					state: 'closed',
					closedAt: call.occurredAt,
					closingOp: call.op
				})
			: say(tx, call, args, 'reopen', REOPENED)
});

export const issueEdit = defineCommand('issue.edit', {
	version,
	args: v.strictObject({ issue: IssueIdSchema, set: v.strictObject(described), before }),
	target,
	authorize: (view, actor, { issue }) => mayAct(view, actor, issue, ['reporter', 'solver']),
	apply: (tx, call, { issue, set, before: shown }) =>
		say(tx, call, { issue, note: set.note, before: shown }, 'edit', set)
});

/** It should never have been on the list; its history stays. */
export const issueWithdraw = defineCommand('issue.withdraw', {
	version,
	args: v.strictObject(ofIssue),
	target,
	// What is late is on the list as long as it is.
	authorize: (view, actor, { issue }) =>
		view.get('issues', issue)?.source === 'late'
			? 'invalid'
			: mayAct(view, actor, issue, ['reporter']),
	apply: (tx, call, args) =>
		say(tx, call, args, 'withdraw', {
			state: 'withdrawn',
			closedAt: call.occurredAt,
			closingOp: call.op
		})
});

/** What is late is on the list as long as it is, whatever somebody's screen showed before a word. */
function staysOnList(view: View, { source, task: id }: Issue): boolean {
	const task = view.get('tasks', id);
	return source === 'late' && task?.status === 'late' && !task.removed;
}

/** Takes back one's own word: puts `to` where that word still stands. */
export const issueUndo = defineCommand('issue.undo', {
	version,
	args: v.strictObject({ issue: IssueIdSchema, op: UlidSchema, to: IssueFieldsSchema }),
	target,
	authorize(view, actor, { issue, op, to }) {
		const event = view.get('issue_events', issueEventId(op));
		if (event?.issue !== issue) return 'missing';
		// Whoever has handed it on is no part of it any more, and takes that back all the same.
		if (event.person !== actor.id) return 'forbidden';
		// Nobody closes by an undo what one may not close.
		if (!isOpenIssue(to)) return mayHandle(view, actor, issue, ['reporter']);
		return mayStillSpeak(view, actor, event.project);
	},
	apply(tx, call, { issue: id, op, to }) {
		const issue = tx.get('issues', id);
		if (!issue) return;
		const stays = to.state === 'withdrawn' && staysOnList(tx, issue);
		const outcome = tx.revert('issues', id, stays ? { ...to, ...REOPENED } : to, op);
		appendIssueEvent(tx, call, issue, { action: 'undo' }, outcome);
	}
});
