import type { Project, StatusEvent, Task } from '$lib/domain/entities';
import type { Ms, TaskId } from '$lib/domain/ids';
import { dueAtMs } from '$lib/domain/rules/overdue';
import type { Almanac, Day } from '$lib/domain/time';
import type { View } from '$lib/domain/tx';
import { dueState, personName, type DueState } from '$lib/features/task-words';
import { departmentName } from './departments';

/** Where a task stands in the list: what the clock says comes before what a person said. */
export const SECTIONS = ['overdue', 'late', 'in_progress', 'todo', 'done'] as const;
export type Section = (typeof SECTIONS)[number];

export type TaskRow = {
	readonly id: TaskId;
	readonly task: Task;
	readonly project: Project;
	readonly section: Section;
	readonly owner: string;
	readonly department: string;
	readonly due: DueState;
	/** the start day has come, and nobody has begun */
	readonly shouldHaveStarted: boolean;
	/** null without a due day */
	readonly dueAtMs: Ms | null;
	/** since when it is said to be late; null while it is not */
	readonly lateSinceMs: Ms | null;
	/** late, and said so before the due time */
	readonly warnedEarly: boolean;
	/** null when nobody has reported within what this device holds */
	readonly reported: { readonly by: string; readonly atMs: Ms } | null;
};

export type RowContext = {
	readonly view: View;
	readonly nowMs: Ms;
	readonly almanac: Almanac;
	readonly lastByTask: ReadonlyMap<TaskId, StatusEvent>;
};

export function isOpen(task: Task): boolean {
	return !task.removed && task.status !== 'done';
}

/** What a row says that stands neither in its task nor in its project. */
type Around = Pick<TaskRow, 'owner' | 'department' | 'due' | 'shouldHaveStarted' | 'reported'>;

/** Of each task the last one: a change comes to one of thousands. */
const rowOf = new WeakMap<Task, TaskRow>();

/**
 * @param today in the project's zone
 * @returns     the same object as last time while nothing in it has changed
 */
export function taskRow(context: RowContext, task: Task, project: Project, today: Day): TaskRow {
	const { view, nowMs, almanac } = context;
	const due = dueState(task, project, nowMs, almanac);
	const around: Around = {
		owner: personName(view, task.owner),
		department: departmentName(view, task.department),
		due,
		shouldHaveStarted:
			task.status === 'todo' &&
			(due.kind === 'overdue' || (task.startDay !== '' && task.startDay <= today)),
		reported: reportedOf(context, task)
	};
	const known = rowOf.get(task);
	if (known?.project === project && saysTheSame(known, around)) return known;
	const row = rowWith(around, task, project, almanac);
	rowOf.set(task, row);
	return row;
}

function rowWith(around: Around, task: Task, project: Project, almanac: Almanac): TaskRow {
	const dueMs = dueAtMs(task, project.timeZone, almanac);
	const lateSinceMs = task.status === 'late' ? (task.revs['status']?.at ?? null) : null;
	return {
		...around,
		id: task.id,
		task,
		project,
		section: sectionOf(task, around.due),
		dueAtMs: dueMs,
		lateSinceMs,
		warnedEarly: lateSinceMs !== null && (dueMs === null || lateSinceMs < dueMs)
	};
}

function saysTheSame(a: Around, b: Around): boolean {
	return (
		a.due === b.due &&
		a.owner === b.owner &&
		a.department === b.department &&
		a.shouldHaveStarted === b.shouldHaveStarted &&
		a.reported?.by === b.reported?.by &&
		a.reported?.atMs === b.reported?.atMs
	);
}

function sectionOf(task: Task, due: DueState): Section {
	if (!isOpen(task)) return 'done';
	return due.kind === 'overdue' ? 'overdue' : task.status;
}

/** Who spoke last; where the history held here does not reach back, the field's own stamp tells. */
function reportedOf({ view, lastByTask }: RowContext, task: Task): TaskRow['reported'] {
	const event = lastByTask.get(task.id);
	if (event) return { by: personName(view, event.person), atMs: event.occurredAt };
	const stamp = task.revs['status'];
	return stamp ? { by: personName(view, stamp.person), atMs: stamp.at } : null;
}

const NEVER = Number.MAX_SAFE_INTEGER;

/** Overdue longest first, then late oldest first, in progress and to do by what is due soonest. */
export function compareRows(a: TaskRow, b: TaskRow): number {
	return (
		SECTIONS.indexOf(a.section) - SECTIONS.indexOf(b.section) ||
		urgency(a) - urgency(b) ||
		a.task.position - b.task.position ||
		(a.id < b.id ? -1 : 1)
	);
}

function urgency(row: TaskRow): number {
	return (row.section === 'late' ? row.lateSinceMs : row.dueAtMs) ?? NEVER;
}
