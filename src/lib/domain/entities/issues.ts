import type { Cause, Impact, Need } from '../choices';
import { bool, defineEntity, json, number, text } from '../entity';
import type { IssueId, PersonId, ProjectId, RowId, TaskId, Ulid } from '../ids';
import type { Day } from '../time';

/** What put it on the list: a task reported late, a check-in, a progress report, or somebody by hand. */
export const ISSUE_SOURCES = ['late', 'checkin', 'report', 'manual'] as const;
export type IssueSource = (typeof ISSUE_SOURCES)[number];

/**
 * `resolved` is the solver's word, `closed` the reporter's; `withdrawn`: it should never have been
 * there.
 */
export const ISSUE_STATES = ['open', 'accepted', 'resolved', 'closed', 'withdrawn'] as const;
export type IssueState = (typeof ISSUE_STATES)[number];

/** A problem somebody has to solve. Times by the clock of whoever said it, 0 until then. */
export const issues = defineEntity({
	kind: 'issues',
	columns: {
		project: text<ProjectId>(),
		task: text<TaskId | ''>(),
		source: text<IssueSource>('manual'),
		/** the row it comes from, of the kind that the source says; '' for one made by hand */
		origin: text<RowId>(),
		cause: text<Cause | ''>(),
		need: text<Need | ''>(),
		impact: text<Impact | ''>(),
		note: text(),
		reporter: text<PersonId>(),
		solver: text<PersonId | ''>(),
		/** by when it should be solved */
		dueDay: text<Day>(),
		state: text<IssueState>('open'),
		/** put to the executive */
		escalated: bool(),
		resolution: text(),
		/** the op that raised it, and the one that closed it */
		op: text<Ulid>(),
		closingOp: text<Ulid | ''>(),
		raisedAt: number(),
		acceptedAt: number(),
		resolvedAt: number(),
		closedAt: number(),
		escalatedAt: number()
	},
	spaces: [{ prefix: 'p:', column: 'project' }],
	lookups: ['project', 'task']
});

/** What words on an issue set; what is said of the problem only where a newer phone has told it. */
export type IssueFields = {
	readonly cause?: Cause | '';
	readonly need?: Need | '';
	readonly impact?: Impact | '';
	readonly note?: string;
	readonly dueDay?: Day;
	readonly state: IssueState;
	readonly solver: PersonId | '';
	readonly escalated: boolean;
	readonly resolution: string;
	readonly acceptedAt: number;
	readonly resolvedAt: number;
	readonly closedAt: number;
	readonly closingOp: Ulid | '';
	readonly escalatedAt: number;
};

export const ISSUE_ACTIONS = [
	'raise',
	'edit',
	'accept',
	'hand_on',
	'resolve',
	'confirm',
	'reopen',
	'escalate',
	'withdraw',
	'undo'
] as const;
export type IssueAction = (typeof ISSUE_ACTIONS)[number];

/** One line in an issue's history; it stays whatever becomes of the issue. */
export const issueEvents = defineEntity({
	kind: 'issue_events',
	columns: {
		project: text<ProjectId>(),
		issue: text<IssueId>(),
		person: text<PersonId>(),
		op: text<Ulid>(),
		action: text<IssueAction>('raise'),
		note: text(),
		/** whom it was handed to */
		solver: text<PersonId | ''>(),
		/** what its author's screen showed before it; null where it was not told */
		before: json<IssueFields | null>(null),
		/** false: kept in the history, but somebody else's word stands */
		effective: bool(true),
		occurredAt: number(),
		receivedAt: number()
	},
	spaces: [{ prefix: 'p:', column: 'project' }],
	lookups: ['project', 'issue']
});
