import type { DepartmentId, PhaseId, ProjectId } from '$lib/domain/ids';
import type { Task } from '$lib/domain/entities';
import type { View } from '$lib/domain/tx';
import { departmentName } from './departments';
import type { TaskRow } from './rows';

/** How many tasks stand where; an overdue one counts by its status, too. */
export type Progress = {
	readonly late: number;
	readonly in_progress: number;
	readonly todo: number;
	readonly done: number;
	readonly overdue: number;
};

export type ProgressLine<Id> = Progress & {
	/** '' for tasks that have none */
	readonly id: Id | '';
	readonly name: string;
};

/** The tasks of a board: open ones as rows, and those that are done. */
export type Counted = { readonly open: readonly TaskRow[]; readonly done: readonly Task[] };

/** In the order in which a bar has them. */
export const BAR_PARTS = ['late', 'in_progress', 'todo', 'done'] as const;

export const NO_PROGRESS: Progress = { late: 0, in_progress: 0, todo: 0, done: 0, overdue: 0 };

export const totalOf = (progress: Progress): number =>
	progress.late + progress.in_progress + progress.todo + progress.done;

export function progressOf({ open, done }: Counted): Progress {
	const count = (status: Task['status']) => open.filter((row) => row.task.status === status).length;
	return {
		late: count('late'),
		in_progress: count('in_progress'),
		todo: count('todo'),
		done: done.length,
		overdue: open.filter((row) => row.due.kind === 'overdue').length
	};
}

/** The same tasks, apart by what `keyOf` says of each. */
export function groupBy<Key>(
	{ open, done }: Counted,
	keyOf: (task: Task) => Key
): ReadonlyMap<Key, Counted> {
	const groups = new Map<Key, { open: TaskRow[]; done: Task[] }>();
	const groupOf = (task: Task) => {
		const key = keyOf(task);
		const group = groups.get(key) ?? { open: [], done: [] };
		groups.set(key, group);
		return group;
	};
	for (const row of open) groupOf(row.task).open.push(row);
	for (const task of done) groupOf(task).done.push(task);
	return groups;
}

/** Worst first: most overdue, then most late, then the least done. */
export function departmentLines(view: View, counted: Counted): ProgressLine<DepartmentId>[] {
	const share = (line: Progress) => line.done / totalOf(line);
	return [...groupBy(counted, (task) => task.department)]
		.map(([id, tasks]) => ({ id, name: departmentName(view, id), ...progressOf(tasks) }))
		.sort((a, b) => b.overdue - a.overdue || b.late - a.late || share(a) - share(b));
}

/** In the order of the plan; what has no phase comes last. */
export function phaseLines(
	view: View,
	project: ProjectId,
	counted: Counted
): ProgressLine<PhaseId>[] {
	const groups = groupBy(counted, (task) => task.phase);
	const phases = view
		.list('phases', 'project', project)
		.toSorted((a, b) => a.position - b.position)
		.map(({ id, name }) => ({ id, name }));
	return [...phases, { id: '' as const, name: '' }].flatMap((phase) => {
		const tasks = groups.get(phase.id);
		return tasks ? [{ ...phase, ...progressOf(tasks) }] : [];
	});
}
