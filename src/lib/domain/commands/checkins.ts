import * as v from 'valibot';
import { defineCommand } from '../command';
import {
	CheckinIdSchema,
	ProjectIdSchema,
	TaskIdSchema,
	deriveRowId,
	type CheckinId,
	type PersonId,
	type ProjectId
} from '../ids';
import { mayLead, mayTakePart } from '../rules/rights';
import type { Day } from '../time';
import { DaySchema, Text } from './fields';

/** What one check-in may name of each. */
export const MOST_TASKS = 100;
const Tasks = v.pipe(v.array(TaskIdSchema), v.maxLength(MOST_TASKS));

/** One per person, project and day, whichever device gives it first. */
export function checkinId(project: ProjectId, person: PersonId, day: Day): CheckinId {
	return deriveRowId<CheckinId>('checkin', project, person, day);
}

export function standupId(project: ProjectId, day: Day): string {
	return deriveRowId('standup', project, day);
}

/** How one stands at the day's stand-up; given again it is an edit of the same check-in. */
export const checkinGive = defineCommand('checkin.give', {
	args: v.strictObject({
		project: ProjectIdSchema,
		/** whose check-in it is follows from who gives it; named, so that the target does too */
		checkin: CheckinIdSchema,
		day: DaySchema,
		done: Tasks,
		doing: Tasks,
		note: v.exactOptional(Text)
	}),
	target: (args) => ({ kind: 'checkins', id: args.checkin }),
	authorize(view, actor, args) {
		if (args.checkin !== checkinId(args.project, actor.id, args.day)) return 'invalid';
		return mayTakePart(view, actor, args.project);
	},
	apply(tx, call, { checkin: id, project, day, done, doing, note = '' }) {
		const said = { done, doing, note };
		if (tx.get('checkins', id)) tx.update('checkins', id, said);
		else
			tx.insert('checkins', {
				...{ id, project, day, ...said },
				person: call.actor.id,
				op: call.op,
				occurredAt: call.occurredAt,
				receivedAt: call.receivedAt
			});
	}
});

/** The day's stand-up is over: phones no longer offer to change what was said for it. */
export const standupClose = defineCommand('standup.close', {
	args: v.strictObject({
		project: ProjectIdSchema,
		day: DaySchema,
		open: v.exactOptional(v.boolean())
	}),
	target: (args) => ({ kind: 'standups', id: standupId(args.project, args.day) }),
	authorize: (view, actor, args) => mayLead(view, actor, args.project),
	apply(tx, call, { project, day, open = false }) {
		const id = standupId(project, day);
		const fields = open
			? { closedBy: '' as const, closedAt: 0 }
			: { closedBy: call.actor.id, closedAt: call.occurredAt };
		if (tx.get('standups', id)) tx.update('standups', id, fields);
		else tx.insert('standups', { id, project, day, ...fields });
	}
});
