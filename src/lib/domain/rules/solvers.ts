import type { Task } from '../entities';
import type { PersonId, ProjectId } from '../ids';
import type { View } from '../tx';
import { openDependencies } from './dependencies';
import { mayRead } from './rights';

const MOST = 3;

/**
 * Who may be able to solve what holds a task up: the owners of what it waits for, then whoever leads
 * the project, then the head of the task's department; never the one who asks, nor anybody who does
 * not see the project.
 */
export function suggestSolvers(
	view: View,
	project: ProjectId,
	task: Pick<Task, 'dependencies' | 'department'> | undefined,
	asking: PersonId
): PersonId[] {
	const waitedFor = openDependencies(view, task?.dependencies ?? []).map(
		(id) => view.get('tasks', id)?.owner ?? ''
	);
	const leads = view
		.list('memberships', 'project', project)
		.filter(({ role, removed }) => role === 'lead' && !removed)
		.map(({ person }) => person)
		.sort();
	const head = view.get('departments', task?.department ?? '')?.head ?? '';
	return thoseWhoSee(view, project, [...waitedFor, ...leads, head])
		.filter((id) => id !== asking)
		.slice(0, MOST);
}

/** Everybody in the project who may be asked: its members and leads, and the heads of its departments. */
export function possibleSolvers(view: View, project: ProjectId): PersonId[] {
	const members = view
		.list('memberships', 'project', project)
		.filter(({ role, removed }) => role !== 'observer' && !removed)
		.map(({ person }) => person);
	const heads = view
		.list('project_departments', 'project', project)
		.map(({ department }) => view.get('departments', department)?.head ?? '');
	return thoseWhoSee(view, project, [...members, ...heads]);
}

/** Each once, in order, without those who are away or see nothing of it. */
function thoseWhoSee(
	view: View,
	project: ProjectId,
	people: readonly (PersonId | '')[]
): PersonId[] {
	return [...new Set(people)].filter((id): id is PersonId => {
		const person = id === '' ? undefined : view.get('people', id);
		return person?.active === true && mayRead(view, person, project);
	});
}
