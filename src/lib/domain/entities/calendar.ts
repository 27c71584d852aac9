import { bool, defineEntity, text } from '../entity';
import type { PersonId } from '../ids';
import type { Day, MinuteOfDay } from '../time';

export const MONDAY_TO_FRIDAY: readonly number[] = [1, 2, 3, 4, 5];

/** When the people of a project say how they stand, in its time zone. */
export type Standup = {
	readonly minute: MinuteOfDay;
	/** 1 Monday … 7 Sunday; only those of them that are working days */
	readonly weekdays: readonly number[];
};

/** A day on which the organisation does not do what its week says; one row per day. */
export const calendarDays = defineEntity({
	kind: 'calendar_days',
	columns: {
		day: text<Day>(),
		/** a make-up day 调休; else a day off */
		work: bool(),
		name: text(),
		removed: bool()
	},
	spaces: [{ prefix: 'org' }],
	lookups: []
});

/** Days on which somebody is away; why is nobody's business. */
export const leaves = defineEntity({
	kind: 'leaves',
	columns: {
		person: text<PersonId>(),
		fromDay: text<Day>(),
		/** the last one */
		toDay: text<Day>(),
		removed: bool()
	},
	spaces: [{ prefix: 'org' }],
	lookups: ['person']
});
