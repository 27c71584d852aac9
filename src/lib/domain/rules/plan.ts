import type { RefusalCode } from '../command';
import type { Task } from '../entities';
import type { ProjectId, TaskId } from '../ids';
import type { View } from '../tx';
import { findCycle } from './dependencies';
import { hasDepartment, membershipOf } from './rights';

type Plan = Partial<Pick<Task, 'phase' | 'department' | 'owner' | 'place' | 'dependencies'>>;

/** What else must hold of planned fields: things named must be in the project, and no cycle. */
export function checkPlan(
	view: View,
	project: ProjectId,
	task: TaskId | null,
	plan: Plan
): 'ok' | RefusalCode {
	if (plan.phase && view.get('phases', plan.phase)?.project !== project) return 'missing';
	if (plan.department && !hasDepartment(view, plan.department)) return 'missing';
	if (plan.place && view.get('places', plan.place)?.removed !== false) return 'missing';
	if (plan.owner && !membershipOf(view, project, plan.owner)) return 'missing';
	for (const id of plan.dependencies ?? [])
		if (view.get('tasks', id)?.project !== project) return 'missing';
	if (task && plan.dependencies && findCycle(view, task, plan.dependencies)) return 'cycle';
	return 'ok';
}
