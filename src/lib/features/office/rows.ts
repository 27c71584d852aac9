import type { Department, Membership, Person, Place, Project } from '$lib/domain/entities';
import type { PersonId, ProjectId } from '$lib/domain/ids';
import type { View } from '$lib/domain/tx';

/** Departments that are there, in the organisation's order. */
export function departmentsIn(view: View): Department[] {
	return view
		.all('departments')
		.filter((department) => !department.removed)
		.sort((a, b) => a.position - b.position || compare(a.name, b.name));
}

export function activePeople(view: View): Person[] {
	return view
		.all('people')
		.filter((person) => person.active)
		.sort((a, b) => compare(a.name, b.name));
}

/** Running projects, the newest first. */
export function runningProjects(view: View): Project[] {
	return view
		.all('projects')
		.filter((project) => project.state !== 'closed')
		.sort((a, b) => compare(b.startDay, a.startDay) || compare(a.name, b.name));
}

export function placesIn(view: View): Place[] {
	return view
		.all('places')
		.filter((place) => !place.removed)
		.sort((a, b) => compare(a.name, b.name));
}

export function membersOf(view: View, project: ProjectId): Membership[] {
	return view.list('memberships', 'project', project).filter((row) => !row.removed);
}

export function projectsOf(view: View, person: PersonId): Project[] {
	return runningProjects(view).filter(({ id }) =>
		membersOf(view, id).some((row) => row.person === person)
	);
}

function compare(a: string, b: string): number {
	return a.localeCompare(b);
}
