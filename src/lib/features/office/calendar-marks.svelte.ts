import { MONDAY_TO_FRIDAY } from '$lib/domain/entities/calendar';
import { ORGANISATION } from '$lib/domain/entities';
import type { CommandArgs } from '$lib/domain/registry';
import type { View } from '$lib/domain/tx';
import { LastChange, type Orders } from '$lib/features/orders';
import type { Muster } from '$lib/features/session';
import { m } from '$lib/i18n';
import { markedDay } from './calendar-month';

export type Mark = CommandArgs['calendar.mark']['days'][number];

/** How a day is marked now, as the mark that would put it back. */
export function markOf(view: View, day: string): Mark {
	const row = markedDay(view, day);
	return row ? { day, as: row.work ? 'work' : 'off', name: row.name } : { day, as: 'usual' };
}

/** 1 Monday … 7 Sunday: the days on which the organisation works. */
export function weekOf(view: View): readonly number[] {
	return view.get('organisation', ORGANISATION)?.workingWeekdays ?? MONDAY_TO_FRIDAY;
}

/** Changes of the working calendar, the last one of which can be taken back. */
export class CalendarMarks {
	readonly last: LastChange;
	readonly #muster: Pick<Muster, 'view'>;
	readonly #orders: Orders;

	constructor(muster: Pick<Muster, 'view'>, orders: Orders) {
		this.#muster = muster;
		this.#orders = orders;
		this.last = new LastChange(orders);
	}

	/** 1 Monday … 7 Sunday */
	get weekdays(): readonly number[] {
		return weekOf(this.#muster.view);
	}

	/**
	 * All of them in one command, so that none is marked without the others.
	 *
	 * @param said in words; by default that it is saved
	 * @returns whether they were marked
	 */
	mark(days: readonly Mark[], said: () => string = m.calendar_changed): boolean {
		const before = days.map(({ day }) => markOf(this.#muster.view, day));
		const give = (marks: readonly Mark[]) => () =>
			this.#orders.give('calendar.mark', { days: [...marks] });
		return this.last.make(give(days), give(before), said);
	}

	setWeek(weekdays: readonly number[]): boolean {
		if (weekdays.length === 0) return this.last.fail(m.calendar_week_none);
		const give = (days: readonly number[]) => () =>
			this.#orders.give('organisation.edit', { set: { workingWeekdays: [...days] } });
		return this.last.make(give(weekdays), give(this.weekdays), m.calendar_changed);
	}

	undo(): void {
		this.last.undo(m.calendar_undone);
	}
}
