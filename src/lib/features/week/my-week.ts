import type { Project, StatusEvent } from '$lib/domain/entities';
import { EVENT_DAYS_HELD } from '$lib/domain/entities';
import type { Ms, PersonId, ProjectId, TaskId } from '$lib/domain/ids';
import { addDays, localDay, weekday, type Almanac, type Day } from '$lib/domain/time';
import type { View } from '$lib/domain/tx';
import { taskHistory, type HistoryEntry } from '$lib/features/task-words';
import type { Cause } from '$lib/domain/choices';

/** What a person said about one task on one day, oldest first. */
export type TaskWeek = {
	readonly task: TaskId;
	readonly title: string;
	readonly said: readonly HistoryEntry[];
};
/** What a person raised. */
export type RaisedProblem = { readonly cause: Cause | ''; readonly note: string };

export type ProjectDay = {
	readonly project: ProjectId;
	readonly name: string;
	readonly tasks: readonly TaskWeek[];
	readonly problems: readonly RaisedProblem[];
	/** written with the check-in; '' for nothing */
	readonly note: string;
};
export type WeekDay = { readonly day: Day; readonly projects: readonly ProjectDay[] };

/** One week of a person's own words, as this device has them. */
export type MyWeek = {
	/** Monday, and the Sunday after it */
	readonly from: Day;
	readonly to: Day;
	readonly days: readonly WeekDay[];
	/** days with at least one check-in */
	readonly checkins: number;
};

export function mondayOf(day: Day): Day {
	return addDays(day, 1 - weekday(day));
}

/** The Monday of the oldest week of which a device still has every report. */
export function oldestMonday(today: Day): Day {
	return addDays(mondayOf(addDays(today, -EVENT_DAYS_HELD)), 7);
}

/** @param monday the week's first day; what happened on a day is told in its project's time zone */
export function weekOf(view: View, person: PersonId, monday: Day, almanac: Almanac): MyWeek {
	const to = addDays(monday, 6);
	const isIn = (day: Day): boolean => monday <= day && day <= to;
	const parts = view.all('projects').flatMap((project) => partsOf(view, person, project, almanac));
	const days = [...new Set(parts.map(({ day }) => day))].filter(isIn).sort();
	const checkins = view.list('checkins', 'person', person).filter(({ day }) => isIn(day));
	return {
		...{ from: monday, to },
		days: days.map((day) => ({
			day,
			projects: parts.filter((part) => part.day === day).sort((a, b) => compare(a.name, b.name))
		})),
		checkins: new Set(checkins.map(({ day }) => day)).size
	};
}

type Part = ProjectDay & { readonly day: Day };

/** Everything a person said in one project, by days. */
function partsOf(view: View, person: PersonId, project: Project, almanac: Almanac): Part[] {
	const dayAt = (atMs: Ms): Day => localDay(atMs, project.timeZone, almanac);
	const said = standing(
		view.list('status_events', 'project', project.id).filter((event) => event.person === person)
	);
	const problems = view
		.list('issues', 'project', project.id)
		// A late report is on the list by itself, and told with its task.
		.filter((one) => one.reporter === person && one.source !== 'late' && one.state !== 'withdrawn')
		.sort((a, b) => a.raisedAt - b.raisedAt);
	const notes = view
		.list('checkins', 'project', project.id)
		.filter((one) => one.person === person && one.note !== '');
	const days = new Set([
		...said.map((entry) => dayAt(entry.occurredAt)),
		...problems.map((one) => dayAt(one.raisedAt)),
		...notes.map(({ day }) => day)
	]);
	return [...days].map((day) => ({
		...{ day, project: project.id, name: project.name },
		tasks: byTask(
			view,
			said.filter((entry) => dayAt(entry.occurredAt) === day)
		),
		problems: problems.filter((one) => dayAt(one.raisedAt) === day),
		note: notes.find((one) => one.day === day)?.note ?? ''
	}));
}

/** What was said and not taken back, oldest first, with what was added to it. */
function standing(events: readonly StatusEvent[]): HistoryEntry[] {
	const left: StatusEvent[] = [];
	for (const event of events.toSorted(byTime)) {
		if (event.action === 'report') left.push(event);
		if (event.action !== 'undo') continue;
		const taken = left.findLastIndex(({ task, to }) => task === event.task && to === event.from);
		if (taken >= 0) left.splice(taken, 1);
	}
	const tasks = new Set(left.map(({ task }) => task));
	return [...tasks]
		.flatMap((task) => taskHistory(left.filter((event) => event.task === task)).toReversed())
		.sort((a, b) => a.occurredAt - b.occurredAt);
}

function byTask(view: View, entries: readonly HistoryEntry[]): TaskWeek[] {
	const tasks = new Map<TaskId, HistoryEntry[]>();
	for (const entry of entries) {
		const task = entry.events[0]?.task;
		if (task !== undefined) tasks.set(task, [...(tasks.get(task) ?? []), entry]);
	}
	return [...tasks].map(([task, said]) => ({
		...{ task, said },
		title: view.get('tasks', task)?.title ?? ''
	}));
}

/** As it happened, and of one moment as it was made. */
function byTime(a: StatusEvent, b: StatusEvent): number {
	return a.occurredAt - b.occurredAt || (a.op < b.op ? -1 : 1);
}

function compare(a: string, b: string): number {
	return a.localeCompare(b);
}
