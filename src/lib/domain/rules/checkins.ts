import { checkinId } from '../commands/checkins';
import type { Checkin, Person, Project, Task } from '../entities';
import type { Ms, PersonId, ProjectId } from '../ids';
import {
	addDays,
	dayNumber,
	localDay,
	workingDaysBetween,
	type Almanac,
	type Calendar,
	type Day
} from '../time';
import type { View } from '../tx';
import { calendarOfPerson, hasStandup, isOnLeave, usualCalendarOf } from './calendar';

/** A stand-up that was missed can be made up for within this many working days. */
const MADE_UP_WITHIN_WORKING_DAYS = 5;
/** Further back than any holidays reach, and than a phone holds reports. */
const LOOKED_BACK_DAYS = 30;

/** A check-in that somebody is to give, or has given. */
export type DueCheckin = {
	readonly project: Project;
	readonly day: Day;
	/** for a stand-up of an earlier day 补录 */
	readonly isMadeUp: boolean;
	/** null until it is given */
	readonly given: Checkin | null;
	/** the lead has ended the stand-up: what was said for it stands */
	readonly isClosed: boolean;
};

/** Who is to check in for a project's stand-up: those who work in it, and work on that day. */
export function expectedAt(
	view: View,
	project: Pick<Project, 'id' | 'standup'>,
	day: Day,
	almanac: Almanac
): PersonId[] {
	if (!hasStandup(project, day, almanac)) return [];
	return takingPartIn(view, project.id)
		.filter((id) => calendarOfOne(view, id).isWorkingDay(day))
		.sort();
}

/** Who would have been to check in, and is on leave that day. */
export function awayFrom(
	view: View,
	project: Pick<Project, 'id' | 'standup'>,
	day: Day,
	almanac: Almanac
): PersonId[] {
	if (!hasStandup(project, day, almanac)) return [];
	return takingPartIn(view, project.id)
		.filter((id) => isOnLeave(view, id, day))
		.filter((id) => usualCalendarOf(view, personOf(view, id)).isWorkingDay(day))
		.sort();
}

function takingPartIn(view: View, project: ProjectId): PersonId[] {
	return view
		.list('memberships', 'project', project)
		.filter(({ removed, role }) => !removed && role !== 'observer')
		.map(({ person }) => person)
		.filter((id) => view.get('people', id)?.active === true);
}

function calendarOfOne(view: View, id: PersonId): Calendar {
	return calendarOfPerson(view, personOf(view, id));
}

function personOf(view: View, id: PersonId): Pick<Person, 'id' | 'workingWeekdays'> {
	return view.get('people', id) ?? { id, workingWeekdays: null };
}

/** A person's check-ins of today and of the last stand-up before, given or not, all projects together. */
export function dueCheckins(
	view: View,
	person: PersonId,
	nowMs: Ms,
	almanac: Almanac
): DueCheckin[] {
	return view
		.list('memberships', 'person', person)
		.flatMap(({ project: id }) => view.get('projects', id) ?? [])
		.filter(({ state }) => state !== 'closed')
		.flatMap((project) =>
			dueIn(view, project, person, localDay(nowMs, project.timeZone, almanac), almanac)
		);
}

function dueIn(
	view: View,
	project: Project,
	person: PersonId,
	today: Day,
	almanac: Almanac
): DueCheckin[] {
	if (!calendarOfOne(view, person).isWorkingDay(today)) return [];
	const of = (day: Day): DueCheckin => ({
		...{ project, day, isMadeUp: day !== today },
		given: view.get('checkins', checkinId(project.id, person, day)) ?? null,
		isClosed: isClosed(view, project.id, day)
	});
	const isExpected = (day: Day): boolean =>
		expectedAt(view, project, day, almanac).includes(person);
	const due = isExpected(today) ? [of(today)] : [];
	const earlier = lastStandupFor(view, project, person, today, almanac);
	const isOver =
		earlier === null || workingDaysBetween(earlier, today, almanac) > MADE_UP_WITHIN_WORKING_DAYS;
	return isOver || !isExpected(earlier) ? due : [of(earlier), ...due];
}

/**
 * The newest stand-up before `day` that fell on a day on which the person worked; null where that is
 * long ago.
 */
export function lastStandupFor(
	view: View,
	project: Pick<Project, 'standup'>,
	person: PersonId,
	day: Day,
	almanac: Almanac
): Day | null {
	const own = calendarOfOne(view, person);
	for (let back = 1; back <= LOOKED_BACK_DAYS; back++) {
		const earlier = addDays(day, -back);
		if (hasStandup(project, earlier, almanac) && own.isWorkingDay(earlier)) return earlier;
	}
	return null;
}

export function isClosed(view: View, project: ProjectId, day: Day): boolean {
	return view
		.list('standups', 'project', project)
		.some((row) => row.day === day && row.closedAt > 0);
}

/** What a check-in begins with. */
export type Prefill = {
	/** moved since the check-in before, oldest first */
	readonly done: readonly Task[];
	/** what the day is for, ticked at first */
	readonly doing: readonly Task[];
	/** what comes next, not ticked */
	readonly next: readonly Task[];
};

const NEXT_SHOWN = 3;

/**
 * What somebody's own words and the plan make of a check-in, so that most days nothing is to be
 * changed.
 *
 * @param sinceMs when the check-in before was due; what was said since then is told
 */
export function prefillOf(
	view: View,
	person: PersonId,
	project: ProjectId,
	{ sinceMs, today }: { readonly sinceMs: Ms; readonly today: Day }
): Prefill {
	const own = view
		.list('tasks', 'project', project)
		.filter((task) => task.owner === person && !task.removed);
	const moved = new Set(
		view
			.list('status_events', 'project', project)
			.filter((event) => event.person === person && event.effective && event.occurredAt >= sinceMs)
			.map(({ task }) => task)
	);
	const open = own.filter(({ status }) => status !== 'done').sort(byDue);
	const isForToday = ({ status, dueDay }: Task): boolean =>
		status !== 'todo' || (dueDay !== '' && dayNumber(dueDay) <= dayNumber(today));
	return {
		done: own.filter(({ id }) => moved.has(id)).sort(byDue),
		doing: open.filter(isForToday),
		next: open.filter((task) => !isForToday(task)).slice(0, NEXT_SHOWN)
	};
}

function byDue(a: Task, b: Task): number {
	return (a.dueDay || '9999').localeCompare(b.dueDay || '9999') || a.position - b.position;
}
