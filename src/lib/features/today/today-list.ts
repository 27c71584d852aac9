import type { Project, Task } from '$lib/domain/entities';
import type { Ms, PersonId, ProjectId, TaskId } from '$lib/domain/ids';
import { openDependencies } from '$lib/domain/rules/dependencies';
import { dueAtMs } from '$lib/domain/rules/overdue';
import { membershipOf } from '$lib/domain/rules/rights';
import { localDayNumber, type Almanac } from '$lib/domain/time';
import type { View } from '$lib/domain/tx';
import { doneAtMs, dueState, type DueState } from '$lib/features/task-words';

/** Urgency, growing towards the thumb. */
export const TODAY_GROUPS = ['done', 'later', 'today', 'late', 'overdue'] as const;
export type TodayGroup = (typeof TODAY_GROUPS)[number];

export type TodayTask = {
	readonly task: Task;
	readonly project: Project;
	readonly group: TodayGroup;
	readonly due: DueState;
	/** Infinity without a due day */
	readonly dueAtMs: Ms;
	/** null unless done */
	readonly doneAtMs: Ms | null;
};

export type TodayList = {
	readonly now: TodayTask | null;
	/** from the top of the screen to the thumb */
	readonly rows: readonly TodayTask[];
	/** tasks for later that wait behind 更多 */
	readonly hidden: number;
	/** what today asks for: everything but `later`, done ones too */
	readonly total: number;
	readonly done: number;
};

/** What must not move under a finger. */
export type Keep = {
	/** stays Now until the person moves on */
	readonly now?: TaskId | null;
	/** stays in its place while it is open */
	readonly row?: { readonly id: TaskId; readonly group: TodayGroup } | null;
	/** shows every task for later */
	readonly allLater?: boolean;
};

const LATER_SHOWN = 3;

/**
 * A person's day: the tasks that person owns in projects the person is in, open ones and those
 * done today, with the one to do now set apart.
 */
export function todayList(
	view: View,
	person: PersonId,
	nowMs: Ms,
	almanac: Almanac,
	keep: Keep = {}
): TodayList {
	const mine = ownTasks(view, person, nowMs, almanac).sort(byUrgency);
	const now =
		mine.find(({ task }) => task.id === keep.now) ??
		chooseNow(
			view,
			mine.filter(({ task }) => task.id !== keep.row?.id)
		);
	const held = (row: TodayTask): TodayTask =>
		keep.row && keep.row.id === row.task.id ? { ...row, group: keep.row.group } : row;
	const rows = mine
		.filter((row) => row !== now)
		.map(held)
		.sort(byUrgency);
	const later = rows.filter((row) => row.group === 'later');
	const hidden = keep.allLater ? [] : later.slice(0, -LATER_SHOWN);
	const hiddenIds = new Set(hidden.map(({ task }) => task.id));
	const asked = mine.filter((row) => row.group !== 'later');
	return {
		now,
		rows: rows.filter(({ task }) => !hiddenIds.has(task.id)),
		hidden: hidden.length,
		total: asked.length,
		done: asked.filter((row) => row.group === 'done').length
	};
}

/** The tasks of a person's day, in no order. */
export function ownTasks(view: View, person: PersonId, nowMs: Ms, almanac: Almanac): TodayTask[] {
	const projects = new Map<ProjectId, Project | null>();
	const projectOf = (id: ProjectId): Project | null => {
		const known = projects.get(id);
		if (known !== undefined) return known;
		const project = membershipOf(view, id, person) ? (view.get('projects', id) ?? null) : null;
		projects.set(id, project);
		return project;
	};
	return view.list('tasks', 'owner', person).flatMap((task) => {
		const project = task.removed ? null : projectOf(task.project);
		const row = project ? todayTask(task, project, nowMs, almanac) : null;
		return row ? [row] : [];
	});
}

/** Of each task the last one, so that a row on the screen is drawn anew only when something in it is. */
const rowOf = new WeakMap<Task, TodayTask>();

function todayTask(task: Task, project: Project, nowMs: Ms, almanac: Almanac): TodayTask | null {
	const doneAt = doneAtMs(task);
	if (task.status === 'done') {
		const dayOf = (atMs: Ms): number => localDayNumber(atMs, project.timeZone, almanac);
		if (doneAt === null || dayOf(doneAt) !== dayOf(nowMs)) return null;
	}
	const due = dueState(task, project, nowMs, almanac);
	const known = rowOf.get(task);
	if (known?.project === project && known.due === due) return known;
	const row: TodayTask = {
		task,
		project,
		group: groupOf(task, due),
		due,
		dueAtMs: dueAtMs(task, project.timeZone, almanac) ?? Infinity,
		doneAtMs: doneAt
	};
	rowOf.set(task, row);
	return row;
}

function groupOf(task: Task, due: DueState): TodayGroup {
	if (task.status === 'done') return 'done';
	if (due.kind === 'overdue') return 'overdue';
	if (task.status === 'late') return 'late';
	if (task.status === 'in_progress') return 'today';
	return due.kind === 'due' && due.inDays <= 0 ? 'today' : 'later';
}

/**
 * In progress and due soonest; else late; else overdue or due today; else what comes next.
 *
 * @param tasks the most urgent last
 */
function chooseNow(view: View, tasks: readonly TodayTask[]): TodayTask | null {
	const open = tasks.filter((row) => row.group !== 'done').reverse();
	const soonest = (which: (row: TodayTask) => boolean): TodayTask | undefined =>
		open
			.filter(which)
			.reduce<TodayTask | undefined>(
				(first, row) => (first && first.dueAtMs <= row.dueAtMs ? first : row),
				undefined
			);
	return (
		soonest(({ task }) => task.status === 'in_progress') ??
		soonest(({ task }) => task.status === 'late') ??
		soonest(({ group }) => group !== 'later') ??
		soonest(({ task }) => openDependencies(view, task.dependencies).length === 0) ??
		open[0] ??
		null
	);
}

function byUrgency(a: TodayTask, b: TodayTask): number {
	const groups = TODAY_GROUPS.indexOf(a.group) - TODAY_GROUPS.indexOf(b.group);
	if (groups !== 0) return groups;
	if (a.group === 'done') return (a.doneAtMs ?? 0) - (b.doneAtMs ?? 0);
	if (a.dueAtMs !== b.dueAtMs) return b.dueAtMs > a.dueAtMs ? 1 : -1;
	if (a.task.position !== b.task.position) return b.task.position - a.task.position;
	return a.task.id < b.task.id ? 1 : -1;
}
