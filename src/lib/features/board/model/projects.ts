import type { Project } from '$lib/domain/entities';
import type { ProjectId } from '$lib/domain/ids';
import type { View } from '$lib/domain/tx';
import { progressOf, type Counted, type Progress } from './progress';

/** Projects that a board can show: known on this device, and not closed. */
export function boardProjects(view: View): Project[] {
	return view.all('projects').filter((project) => project.state !== 'closed');
}

export type ProjectRow = Progress & {
	readonly project: Project;
	/** its tasks are on this device; else its figures would be zeros that nobody counted */
	readonly isHeld: boolean;
};

const NOTHING: Counted = { open: [], done: [] };

/** Worst first: most overdue, then most late, then the nearest end. */
export function projectRows(view: View, tasks: ReadonlyMap<ProjectId, Counted>): ProjectRow[] {
	return boardProjects(view)
		.map((project) => ({
			project,
			...progressOf(tasks.get(project.id) ?? NOTHING),
			// Every project has at least one lead, so no membership means no rows yet.
			isHeld: view.list('memberships', 'project', project.id).length > 0
		}))
		.sort(
			(a, b) =>
				b.overdue - a.overdue ||
				b.late - a.late ||
				compareText(a.project.endDay || '9', b.project.endDay || '9') ||
				compareText(a.project.name, b.project.name)
		);
}

function compareText(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
