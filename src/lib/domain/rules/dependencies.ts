import type { TaskId } from '../ids';
import type { View } from '../tx';

/**
 * The tasks of a cycle that giving `task` these `dependencies` would make, in order, starting
 * with `task`; null when there is none.
 */
export function findCycle(
	view: View,
	task: TaskId,
	dependencies: readonly TaskId[]
): TaskId[] | null {
	const visited = new Set<TaskId>();
	const walk = (id: TaskId, path: TaskId[]): TaskId[] | null => {
		if (id === task) return path;
		if (visited.has(id)) return null;
		visited.add(id);
		for (const next of view.get('tasks', id)?.dependencies ?? []) {
			const found = walk(next, [...path, id]);
			if (found) return found;
		}
		return null;
	};
	for (const id of dependencies) {
		const found = walk(id, [task]);
		if (found) return found;
	}
	return null;
}

/** Dependencies of a task that are neither done nor out of the plan. */
export function openDependencies(view: View, dependencies: readonly TaskId[]): TaskId[] {
	return dependencies.filter((id) => {
		const task = view.get('tasks', id);
		return task !== undefined && !task.removed && task.status !== 'done';
	});
}
