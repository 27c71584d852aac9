import * as v from 'valibot';
import { defineCommand, type Actor, type Call, type RefusalCode } from '../command';
import type { Issue } from '../entities';
import {
	PersonIdSchema,
	ProjectIdSchema,
	TaskIdSchema,
	deriveRowId,
	type IssueId,
	type ProjectId,
	type TaskId,
	type Ulid
} from '../ids';
import { fieldOf } from '../rows';
import { isSolvableBy, mayAct, mayHandle } from '../rules/issue-rights';
import { isUnsolved } from '../rules/issues';
import { mayLead, mayTakePart } from '../rules/rights';
import type { Patch, Tx, View } from '../tx';
import {
	REOPENED,
	appendIssueEvent,
	described,
	issueEventId,
	issueFieldsOf
} from './issue-history';
import { isOpenIssue, lateIssuesOf } from './late-issue';

const Origin = v.pipe(v.string(), v.regex(/^[a-z0-9]{15}$/));
const Told = v.strictObject({ ...described, solver: v.exactOptional(PersonIdSchema) });

const Raised = v.strictObject({
	...Told.entries,
	project: ProjectIdSchema,
	task: v.exactOptional(TaskIdSchema),
	// What is late comes onto the list by itself.
	source: v.picklist(['checkin', 'report', 'manual']),
	/** the check-in or report that it comes from */
	origin: v.exactOptional(Origin),
	/** at once to the executive */
	escalated: v.exactOptional(v.boolean())
});
type Raised = v.InferOutput<typeof Raised>;
type Source = Pick<Raised, 'source' | 'origin' | 'task'>;

/** One from a row that already has one is that one: a blocker comes onto the list once for each task. */
export function issueId(op: Ulid, given: Source): IssueId {
	return idOfOrigin(given) ?? deriveRowId<IssueId>(op, 'issue');
}

/** undefined for one made by hand */
function idOfOrigin({ source, origin, task }: Source): IssueId | undefined {
	if (source === 'manual' || origin === undefined) return undefined;
	const about = source === 'checkin' && task !== undefined ? [task] : [];
	return deriveRowId<IssueId>('issue', source, origin, ...about);
}

/** Where a problem belongs: to its task's project, wherever that has been moved. */
function projectOf(view: View, { project, task }: Pick<Raised, 'project' | 'task'>): ProjectId {
	return view.get('tasks', task ?? '')?.project ?? project;
}

/** What comes from a check-in or a report is told by who gave that, or by those who lead. */
function mayTellOf(
	view: View,
	actor: Actor,
	project: ProjectId,
	given: Raised
): 'ok' | RefusalCode {
	const id = idOfOrigin(given);
	if (id === undefined) return 'ok';
	const known = view.get('issues', id);
	if (known && known.project !== project) return 'forbidden';
	const kind = given.source === 'checkin' ? 'checkins' : 'status_events';
	const origin = view.get(kind, given.origin ?? '');
	if (origin?.person === actor.id) return 'ok';
	if (known) return mayHandle(view, actor, id, ['reporter']);
	return origin ? mayLead(view, actor, origin.project) : 'ok';
}

/** Those that are open because a task is late; more than one only by hand. The oldest first. */
function openLateIssuesOf(view: View, task: TaskId): Issue[] {
	return lateIssuesOf(view, task)
		.filter(isOpenIssue)
		.sort((a, b) => a.raisedAt - b.raisedAt || (a.id < b.id ? -1 : 1));
}

/**
 * The issue that is on the list because the task is late, where a problem with that task is the same
 * one: told by somebody who may change what is said of it, or of no other cause.
 */
export function sameLateIssue(
	view: View,
	actor: Actor,
	task: TaskId | undefined,
	cause: Issue['cause'] | undefined
): Issue | undefined {
	if (task === undefined) return undefined;
	return openLateIssuesOf(view, task).find((issue) => {
		if (mayAct(view, actor, issue.id, ['reporter', 'solver']) === 'ok') return true;
		return isUnsolved(issue) && (issue.cause === '' || issue.cause === (cause ?? ''));
	});
}

/** Puts a problem on the project's list; one that is there already is added to, and open again. */
export const issueRaise = defineCommand('issue.raise', {
	args: Raised,
	target: (args, op) => ({ kind: 'issues', id: issueId(op, args) }),
	authorize(view, actor, args) {
		if (args.task !== undefined && !view.get('tasks', args.task)) return 'missing';
		const project = projectOf(view, args);
		const allowed = mayTakePart(view, actor, project);
		if (allowed !== 'ok') return allowed;
		if (!isSolvableBy(view, project, args.solver ?? '')) return 'missing';
		return mayTellOf(view, actor, project, args);
	},
	apply(tx, call, args) {
		const { project: given, task, source, origin = '', ...said } = args;
		const id = issueId(call.op, args);
		const own = tx.get('issues', id);
		// Its line is here, and so is what it did, whatever has become of that since.
		const line = tx.get('issue_events', issueEventId(call.op));
		if (line && (own || line.issue !== id)) return;
		if (own) return addTo(tx, call, own, said);
		const late = source === 'checkin' ? undefined : sameLateIssue(tx, call.actor, task, said.cause);
		if (late) return addTo(tx, call, late, whatIsHeard(tx, call.actor, late, said), said.note);
		const project = projectOf(tx, { project: given, ...(task === undefined ? {} : { task }) });
		const escalatedAt = said.escalated === true ? call.occurredAt : 0;
		tx.insert('issues', {
			...{ id, project, task: task ?? '', source, origin, ...said, escalatedAt },
			reporter: call.actor.id,
			op: call.op,
			raisedAt: call.occurredAt
		});
		const { note, solver } = said;
		appendIssueEvent(tx, call, { id, project }, { action: 'raise', note, solver }, 'set');
	}
});

type Said = Omit<Raised, 'project' | 'task' | 'source' | 'origin'>;

/** @param note what was written, also where another's stands */
function addTo(tx: Tx, call: Call, issue: Issue, said: Said, note = said.note): void {
	// Its author need not have seen it on the list: what stood there is known here alone.
	const before = issueFieldsOf(issue);
	const set = additionTo(call, issue, said);
	const outcome = tx.update('issues', issue.id, set);
	const action = isUnsolved(issue) ? 'edit' : 'reopen';
	const { solver } = set;
	appendIssueEvent(tx, call, issue, { action, note, solver, before }, outcome);
}

/** Whoever may not change what others have said of it fills in what nobody has. */
function whatIsHeard(view: View, actor: Actor, issue: Issue, said: Said): Said {
	if (mayHandle(view, actor, issue.id, ['reporter', 'solver']) === 'ok') return said;
	const { escalated = false, ...told } = said;
	const heard = Object.entries(told).filter(([field]) => fieldOf(issue, field) === '');
	return { ...v.parse(Told, Object.fromEntries(heard)), escalated };
}

function additionTo(call: Call, issue: Issue, said: Said): Patch<'issues'> {
	const { escalated = false, ...told } = said;
	const isHandedOn = told.solver !== undefined && told.solver !== issue.solver;
	return {
		...told,
		...(isHandedOn ? { state: 'open', acceptedAt: 0 } : {}),
		...(isUnsolved(issue) ? {} : REOPENED),
		...(escalated && !issue.escalated ? { escalated, escalatedAt: call.occurredAt } : {})
	};
}
