import type { Project, StatusEvent, Task } from '$lib/domain/entities';
import type { Ms, TaskId } from '$lib/domain/ids';
import { dueAtMs } from '$lib/domain/rules/overdue';
import { localDay, type Zones } from '$lib/domain/time';
import type { View } from '$lib/domain/tx';
import { dueState, type DueState } from '$lib/features/task-words';
import { departmentName, personName } from './people';

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
	readonly zones: Zones;
	readonly lastByTask: ReadonlyMap<TaskId, StatusEvent>;
};

export function isOpen(task: Task): boolean {
	return !task.removed && task.status !== 'done';
}

export function taskRow(context: RowContext, task: Task, project: Project): TaskRow {
	const { view, nowMs, zones } = context;
	const due = dueState(task, project, nowMs, zones);
	const dueMs = dueAtMs(task, project.timeZone, zones);
	const today = localDay(nowMs, project.timeZone, zones);
	const lateSinceMs = task.status === 'late' ? (task.revs['status']?.at ?? null) : null;
	return {
		id: task.id,
		task,
		project,
		section: sectionOf(task, due),
		owner: personName(view, task.owner),
		department: departmentName(view, task.department),
		due,
		shouldHaveStarted:
			task.status === 'todo' &&
			(due.kind === 'overdue' || (task.startDay !== '' && task.startDay <= today)),
		dueAtMs: dueMs,
		lateSinceMs,
		warnedEarly: lateSinceMs !== null && (dueMs === null || lateSinceMs < dueMs),
		reported: reportedOf(context, task)
	};
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
