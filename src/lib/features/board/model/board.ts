import type { Actor } from '$lib/domain/command';
import type { Issue, Project, Task } from '$lib/domain/entities';
import type { ConflictId, DepartmentId, Ms, PhaseId, TaskId } from '$lib/domain/ids';
import { todaysAttendance, type Attendance } from '$lib/domain/rules/attendance';
import { blockersIn } from '$lib/domain/rules/issues';
import { localDay, type Almanac, type Day } from '$lib/domain/time';
import type { View } from '$lib/domain/tx';
import {
	disagreementCard,
	openDisagreements,
	settledDisagreements,
	type DisagreementCard,
	type SettledDisagreement
} from './disagreements';
import { dueDays, type DueDay } from './due-days';
import { summariseEvents } from './events';
import { feedOf, type FeedItem } from './feed';
import { departmentLines, groupBy, phaseLines, type Counted, type ProgressLine } from './progress';
import { boardProjects, projectRows, type ProjectRow } from './projects';
import { compareRows, isOpen, taskRow, type RowContext, type TaskRow } from './rows';
import { tilesOf, type Tile } from './tiles';
import {
	answeredWords,
	unheardCard,
	unheardCards,
	type AnsweredWord,
	type UnheardCard
} from './unheard';

const FEED_COUNT = 30;
/** A report may be made of a few events. */
const EVENTS_READ = 3 * FEED_COUNT;

/** `all`, or a project's id as an address names it, which may be none. */
export type Scope = string;

export type BoardModel = {
	/** every readable project, worst first: the rows of the whole board, and the switcher */
	readonly projects: readonly ProjectRow[];
	/** null for all projects, and for one that is not on this device */
	readonly project: Project | null;
	readonly tiles: readonly Tile[];
	/** open tasks in scope, in order */
	readonly rows: readonly TaskRow[];
	/** worst first */
	readonly departments: readonly ProgressLine<DepartmentId>[];
	/** of one project, in the order of its plan; none of all projects */
	readonly phases: readonly ProgressLine<PhaseId>[];
	/** from today on */
	readonly dueDays: readonly DueDay[];
	readonly feed: readonly FeedItem[];
	readonly disagreements: readonly DisagreementCard[];
	readonly settled: readonly SettledDisagreement[];
	/** what holds somebody up, the oldest first */
	readonly blocked: readonly Issue[];
	/** of today's stand-ups, those that there are */
	readonly attendance: readonly Attendance[];
	readonly unheard: readonly UnheardCard[];
	readonly answered: readonly AnsweredWord[];
	/** a task of the scope as a row, whatever its status */
	readonly rowOf: (id: TaskId) => TaskRow | undefined;
	/** a disagreement of the scope, settled or not */
	readonly cardOf: (id: ConflictId) => DisagreementCard | undefined;
	/** a card that is shown, as it is now */
	readonly unheardOf: (card: UnheardCard) => UnheardCard | undefined;
};

export type Reader = {
	readonly actor: Actor;
	readonly nowMs: Ms;
	/** IANA name: what is today for whoever looks at projects of several zones */
	readonly timeZone: string;
	readonly almanac: Almanac;
};

/** Everything a board shows of one consistent state. */
export function boardModel(view: View, scope: Scope, reader: Reader): BoardModel {
	const { actor, nowMs, timeZone, almanac } = reader;
	const everyProject = boardProjects(view);
	const projects = everyProject.filter((project) => scope === 'all' || project.id === scope);
	const ids = projects.map((project) => project.id);
	const project = scope === 'all' ? null : (projects[0] ?? null);
	const { lastByTask, newest } = summariseEvents(view, ids, EVENTS_READ);
	const context: RowContext = { view, nowMs, almanac, lastByTask };
	const everyTask = tasksOf(context, everyProject);
	const byProject = groupBy(everyTask, (task) => task.project);
	const counted =
		scope === 'all' ? everyTask : ((project && byProject.get(project.id)) ?? NO_TASKS);
	const rows = counted.open.toSorted(compareRows);
	const disagreements = openDisagreements(view, actor, ids);
	const attendance = todaysAttendance(view, projects, nowMs, almanac);
	const unheard = unheardCards(view, actor, ids);
	const blocked = blockersIn(view, ids);
	return {
		projects: projectRows(view, byProject),
		project,
		tiles: tilesOf(
			{
				rows,
				blockedSinceMs: blocked.map(({ raisedAt }) => raisedAt),
				disagreementsSinceMs: [...disagreements, ...unheard].map((card) => card.author.atMs),
				attendance
			},
			nowMs
		),
		rows,
		departments: departmentLines(view, counted),
		phases: project ? phaseLines(view, project.id, counted) : [],
		dueDays: dueDays(rows, localDay(nowMs, project?.timeZone ?? timeZone, almanac), almanac),
		feed: feedOf(view, actor, newest, FEED_COUNT),
		disagreements,
		settled: settledDisagreements(view, ids, nowMs),
		blocked,
		attendance,
		unheard,
		answered: answeredWords(view, actor, ids, nowMs),
		rowOf: (id) => rowOfTask(context, view.get('tasks', id)),
		cardOf: (id) => disagreementCard(view, actor, id),
		unheardOf: (card) => unheardCard(view, actor, card)
	};
}

const NO_TASKS: Counted = { open: [], done: [] };

function tasksOf(context: RowContext, projects: readonly Project[]): Counted {
	const [open, done]: [TaskRow[], Task[]] = [[], []];
	for (const project of projects) {
		const today = todayOf(context, project);
		for (const task of context.view.list('tasks', 'project', project.id))
			if (isOpen(task)) open.push(taskRow(context, task, project, today));
			else if (!task.removed) done.push(task);
	}
	return { open, done };
}

function rowOfTask(context: RowContext, task: Task | undefined): TaskRow | undefined {
	const project = task && context.view.get('projects', task.project);
	return task && project ? taskRow(context, task, project, todayOf(context, project)) : undefined;
}

function todayOf({ nowMs, almanac }: RowContext, project: Project): Day {
	return localDay(nowMs, project.timeZone, almanac);
}
