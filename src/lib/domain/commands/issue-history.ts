import * as v from 'valibot';
import type { Call } from '../command';
import type { Issue } from '../entities';
import { ISSUE_STATES, type IssueAction, type IssueFields } from '../entities/issues';
import { PersonIdSchema, UlidSchema, deriveRowId, type Ulid } from '../ids';
import type { Tx, UpdateOutcome } from '../tx';
import { CauseOrNone, DayOrNone, ImpactOrNone, NeedOrNone, None, Text } from './fields';

/** What is said of a problem; each part may be left out. */
export const described = {
	cause: v.exactOptional(CauseOrNone),
	need: v.exactOptional(NeedOrNone),
	impact: v.exactOptional(ImpactOrNone),
	note: v.exactOptional(Text),
	dueDay: v.exactOptional(DayOrNone)
};

/** What words on an issue set, as its author's screen showed it before one of them. */
export const IssueFieldsSchema = v.strictObject({
	...described,
	state: v.picklist(ISSUE_STATES),
	solver: v.union([None, PersonIdSchema]),
	escalated: v.boolean(),
	resolution: Text,
	acceptedAt: v.number(),
	resolvedAt: v.number(),
	closedAt: v.number(),
	closingOp: v.union([None, UlidSchema]),
	escalatedAt: v.number()
});

export function issueFieldsOf(issue: Issue): Required<IssueFields> {
	const { cause, need, impact, note, dueDay } = issue;
	const { state, solver, escalated, resolution, closingOp } = issue;
	const { acceptedAt, resolvedAt, closedAt, escalatedAt } = issue;
	return {
		...{ cause, need, impact, note, dueDay },
		...{ state, solver, escalated, resolution, closingOp },
		...{ acceptedAt, resolvedAt, closedAt, escalatedAt }
	};
}

/** What becomes of an issue that is not solved after all. */
export const REOPENED = {
	state: 'open',
	resolution: '',
	acceptedAt: 0,
	resolvedAt: 0,
	closedAt: 0,
	closingOp: ''
} as const;

/** The line in an issue's history that an op makes. */
export function issueEventId(op: Ulid): string {
	return deriveRowId(op, 'issue-event');
}

export function appendIssueEvent(
	tx: Tx,
	call: Call,
	issue: Pick<Issue, 'id' | 'project'>,
	said: {
		action: IssueAction;
		note?: string | undefined;
		solver?: Issue['solver'] | undefined;
		before?: IssueFields | undefined;
	},
	outcome: UpdateOutcome
): void {
	tx.insert('issue_events', {
		id: issueEventId(call.op),
		project: issue.project,
		issue: issue.id,
		person: call.actor.id,
		op: call.op,
		action: said.action,
		note: said.note ?? '',
		solver: said.solver ?? '',
		before: said.before ?? null,
		effective: outcome !== 'conflict',
		occurredAt: call.occurredAt,
		receivedAt: call.receivedAt
	});
}
