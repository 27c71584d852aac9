import type { Checkin, Issue, Project } from '../entities';
import type { Ms, PersonId } from '../ids';
import { localDay, type Almanac, type Day } from '../time';
import type { View } from '../tx';
import { awayFrom, expectedAt, isClosed } from './checkins';
import { isUnsolved } from './issues';

/** A day's stand-up of one project, as its lead sees it. */
export type Attendance = {
	readonly project: Project;
	readonly day: Day;
	/** in the order in which they came in; also of those who were not expected */
	readonly given: readonly Checkin[];
	readonly missing: readonly PersonId[];
	/** on leave, and so not missing */
	readonly away: readonly PersonId[];
	/** how many were expected, or came all the same */
	readonly of: number;
	/** raised by these check-ins and not solved yet */
	readonly blockers: readonly Issue[];
	readonly isClosed: boolean;
};

export function attendanceOf(view: View, project: Project, day: Day, almanac: Almanac): Attendance {
	const given = view
		.list('checkins', 'project', project.id)
		.filter((row) => row.day === day)
		.sort((a, b) => a.occurredAt - b.occurredAt);
	const present = new Set(given.map(({ person }) => person));
	const missing = expectedAt(view, project, day, almanac).filter((id) => !present.has(id));
	const away = awayFrom(view, project, day, almanac).filter((id) => !present.has(id));
	const origins = new Set<string>(given.map(({ id }) => id));
	const blockers = view
		.list('issues', 'project', project.id)
		.filter(({ source, origin }) => source === 'checkin' && origins.has(origin))
		.filter(isUnsolved)
		.sort((a, b) => a.raisedAt - b.raisedAt);
	return {
		...{ project, day, given, missing, away, blockers },
		of: given.length + missing.length,
		isClosed: isClosed(view, project.id, day)
	};
}

/** Today's stand-ups of these projects, those that have one. */
export function todaysAttendance(
	view: View,
	projects: readonly Project[],
	nowMs: Ms,
	almanac: Almanac
): Attendance[] {
	return projects
		.map((project) =>
			attendanceOf(view, project, localDay(nowMs, project.timeZone, almanac), almanac)
		)
		.filter(({ of }) => of > 0);
}

/** True for a check-in that was given on a later day 补录. */
export function isMadeUp(
	{ day, occurredAt }: Checkin,
	{ timeZone }: Pick<Project, 'timeZone'>,
	almanac: Almanac
): boolean {
	return localDay(occurredAt, timeZone, almanac) > day;
}
