import * as v from 'valibot';
import { defineCommand, type Actor, type RefusalCode } from '../command';
import { ORGANISATION } from '../entities';
import { LeaveIdSchema, PersonIdSchema, deriveRowId, type PersonId } from '../ids';
import type { View } from '../tx';
import { DaySchema, Title } from './fields';

/** What fits into one op with names of holidays in any language. */
export const MOST_DAYS_MARKED = 60;

const MarkedDay = v.variant('as', [
	v.strictObject({ day: DaySchema, as: v.picklist(['off', 'work']), name: Title }),
	/** as its week says again */
	v.strictObject({ day: DaySchema, as: v.literal('usual') })
]);

/** Holidays and make-up days 调休, a few or a year's at once; the later word about a day counts. */
export const calendarMark = defineCommand('calendar.mark', {
	args: v.strictObject({
		days: v.pipe(v.array(MarkedDay), v.minLength(1), v.maxLength(MOST_DAYS_MARKED))
	}),
	target: () => ({ kind: 'organisation', id: ORGANISATION }),
	authorize: (_view, actor) => (actor.role === 'admin' ? 'ok' : 'forbidden'),
	apply(tx, _call, { days }) {
		for (const marked of days) {
			const id = deriveRowId('calendar', marked.day);
			const known = tx.get('calendar_days', id);
			if (marked.as === 'usual') {
				if (known) tx.update('calendar_days', id, { removed: true });
				continue;
			}
			const fields = { work: marked.as === 'work', name: marked.name, removed: false };
			if (known) tx.update('calendar_days', id, fields);
			else tx.insert('calendar_days', { id, day: marked.day, ...fields });
		}
	}
});

/** One's own days off, those of one's department, and for admins anybody's. */
function mayPlanLeave(view: View, actor: Actor, id: PersonId): 'ok' | RefusalCode {
	const person = view.get('people', id);
	if (!person) return 'missing';
	const isHead = person.department !== '' && headOf(view, person.department) === actor.id;
	return person.id === actor.id || isHead || actor.role === 'admin' ? 'ok' : 'forbidden';
}

function headOf(view: View, department: string): PersonId | '' {
	return view.get('departments', department)?.head ?? '';
}

export const leaveAdd = defineCommand('leave.add', {
	args: v.strictObject({ person: PersonIdSchema, fromDay: DaySchema, toDay: DaySchema }),
	target: (_args, op) => ({ kind: 'leaves', id: deriveRowId(op, 'leave') }),
	authorize(view, actor, { person, fromDay, toDay }) {
		const allowed = mayPlanLeave(view, actor, person);
		if (allowed !== 'ok') return allowed;
		return fromDay <= toDay ? 'ok' : 'invalid';
	},
	apply(tx, call, args) {
		tx.insert('leaves', { ...args, id: deriveRowId(call.op, 'leave') });
	}
});

export const leaveRemove = defineCommand('leave.remove', {
	args: v.strictObject({ leave: LeaveIdSchema }),
	target: (args) => ({ kind: 'leaves', id: args.leave }),
	authorize(view, actor, args) {
		const leave = view.get('leaves', args.leave);
		return leave ? mayPlanLeave(view, actor, leave.person) : 'missing';
	},
	apply(tx, _call, args) {
		tx.update('leaves', args.leave, { removed: true });
	}
});
