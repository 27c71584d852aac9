import type { Actor } from '$lib/domain/command';
import type { Project } from '$lib/domain/entities';
import type { Space } from '$lib/domain/entity';
import type { View } from '$lib/domain/tx';
import { matches } from './tiles';
import type { TaskRow } from './rows';

/** Projects that a board can show: known on this device, and not closed. */
export function boardProjects(view: View): Project[] {
	return view.all('projects').filter((project) => project.state !== 'closed');
}

/**
 * Spaces to ask for, so that those who read more than their own memberships see it: an executive
 * knows the projects from the portfolio, an admin asks for that first.
 */
export function spacesToOpen(view: View, person: Actor): Space[] {
	if (person.role === 'member') return [];
	const projects = boardProjects(view)
		.map((project) => `p:${project.id}`)
		.sort();
	return person.role === 'admin' ? ['portfolio', ...projects] : projects;
}

export type ProjectRow = {
	readonly project: Project;
	readonly overdue: number;
	readonly late: number;
	readonly open: number;
	readonly done: number;
	/** its tasks are on this device; else its figures would be zeros that nobody counted */
	readonly isHeld: boolean;
};

/** Worst first: most overdue, then most late, then the nearest end. */
export function projectRows(view: View, openRows: readonly TaskRow[]): ProjectRow[] {
	return boardProjects(view)
		.map((project) => {
			const rows = openRows.filter((row) => row.project.id === project.id);
			return {
				project,
				overdue: rows.filter((row) => matches(row, 'overdue')).length,
				late: rows.filter((row) => matches(row, 'late')).length,
				open: rows.length,
				done: view
					.list('tasks', 'project', project.id)
					.filter((task) => !task.removed && task.status === 'done').length,
				// Every project has at least one lead, so no membership means no rows yet.
				isHeld: view.list('memberships', 'project', project.id).length > 0
			};
		})
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
