import { deriveRowId, type LeaveId, type PersonId } from '$lib/domain/ids';
import type { Rows } from '$lib/domain/entities';
import { learnLeaveCommands } from '$lib/domain/leave';
import { usualCalendarOf } from '$lib/domain/rules/calendar';
import { addDays, workingDaysBetween, type Day } from '$lib/domain/time';
import { LastChange, Orders, type OrderingMuster } from '$lib/features/orders';
import { m } from '$lib/i18n';

export type Leave = Rows['leaves'];

/** Leave that has ended is shown this much longer. */
const SHOWN_AFTER_DAYS = 14;

/** Somebody's days off: planned, taken back, and the last change undone. */
export class LeaveDesk {
	readonly last: LastChange;
	readonly #view: OrderingMuster['view'];
	readonly #orders: Orders;
	readonly #person: () => PersonId;

	/** @param person reactive: whose leave it is */
	constructor(muster: OrderingMuster, person: () => PersonId) {
		this.#view = muster.view;
		this.#orders = new Orders(muster, learnLeaveCommands);
		this.last = new LastChange(this.#orders);
		this.#person = person;
	}

	/** What is planned or not long over, the earliest first. */
	list(today: Day): Leave[] {
		return this.#all()
			.filter(({ toDay }) => toDay >= addDays(today, -SHOWN_AFTER_DAYS))
			.sort((a, b) => (a.fromDay < b.fromDay ? -1 : 1));
	}

	/** How many of its days the person would have worked on. */
	workingDaysOf({ person, fromDay, toDay }: Leave): number {
		const view = this.#view;
		const usual = usualCalendarOf(view, view.get('people', person) ?? { workingWeekdays: null });
		return workingDaysBetween(addDays(fromDay, -1), toDay, usual);
	}

	/** @returns whether it was given */
	add(fromDay: Day, toDay: Day): boolean {
		if (fromDay === '' || toDay === '' || fromDay > toDay)
			return this.last.fail(m.leave_wrong_days);
		const overlaps = this.#all().some((one) => one.fromDay <= toDay && fromDay <= one.toDay);
		if (overlaps) return this.last.fail(m.leave_overlaps);
		let leave: LeaveId | null = null;
		const args = { person: this.#person(), fromDay, toDay };
		return this.last.make(
			() =>
				this.#orders.give('leave.add', args, (op) => (leave = deriveRowId<LeaveId>(op, 'leave'))),
			() => (leave === null ? '' : this.#orders.give('leave.remove', { leave })),
			m.leave_added
		);
	}

	remove({ id: leave, fromDay, toDay, person }: Leave): boolean {
		return this.last.make(
			() => this.#orders.give('leave.remove', { leave }),
			() => this.#orders.give('leave.add', { person, fromDay, toDay }),
			m.leave_undone
		);
	}

	undo(): void {
		this.last.undo(m.leave_undone);
	}

	#all(): Leave[] {
		return this.#view.list('leaves', 'person', this.#person()).filter(({ removed }) => !removed);
	}
}
