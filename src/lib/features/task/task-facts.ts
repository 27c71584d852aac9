import type { Actor, RefusalCode } from '$lib/domain/command';
import type { Department, Person, Phase, Project, Task } from '$lib/domain/entities';
import type { RowId } from '$lib/domain/ids';
import { mayReport } from '$lib/domain/rules/rights';
import type { View } from '$lib/domain/tx';

/** A task with everything around it that its sheet shows. */
export type TaskFacts = {
	readonly task: Task;
	readonly project: Project;
	readonly phase: Phase | undefined;
	readonly owner: Person | undefined;
	readonly department: Department | undefined;
	/** what must be done first, in plan order, done or not */
	readonly waitsFor: readonly Task[];
	/** what cannot start before it */
	readonly waitedBy: readonly Task[];
	/** whether the reader may report on it, or why not */
	readonly mayReport: 'ok' | RefusalCode;
};

/** undefined for a task that is not on this phone: unknown, or not the reader's to see. */
export function taskFacts(view: View, reader: Actor, id: RowId): TaskFacts | undefined {
	const task = view.get('tasks', id);
	const project = task && view.get('projects', task.project);
	if (!project) return undefined;
	const planned = (other: Task): boolean => !other.removed;
	const dependencies = new Set(task.dependencies);
	const siblings = view
		.list('tasks', 'project', project.id)
		.filter(planned)
		.toSorted((a, b) => a.position - b.position);
	return {
		task,
		project,
		phase: task.phase === '' ? undefined : view.get('phases', task.phase),
		owner: task.owner === '' ? undefined : view.get('people', task.owner),
		department: task.department === '' ? undefined : view.get('departments', task.department),
		waitsFor: siblings.filter((other) => dependencies.has(other.id)),
		waitedBy: siblings.filter((other) => other.dependencies.includes(task.id)),
		mayReport: mayReport(view, reader, task)
	};
}
