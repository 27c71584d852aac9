import type { Actor, RefusalCode } from '../command';
import type { Membership, Task } from '../entities';
import { spacesOf, type Space } from '../entity';
import { ENTITIES, type Kind, type AnyRow } from '../entities';
import type { DepartmentId, PersonId, ProjectId } from '../ids';
import { deriveRowId } from '../ids';
import type { View } from '../tx';

/** One membership per person and project, so that two leads adding the same person make one row. */
export function membershipId(project: ProjectId, person: PersonId): string {
	return deriveRowId(project, person);
}

/** The person's current part in the project; undefined for none and for one who has left. */
export function membershipOf(
	view: View,
	project: ProjectId,
	person: PersonId
): Membership | undefined {
	const row = view.get('memberships', membershipId(project, person));
	return row && !row.removed ? row : undefined;
}

export function hasLeft(view: View, project: ProjectId, person: PersonId): boolean {
	return view.get('memberships', membershipId(project, person))?.removed === true;
}

export function isLeadOf(view: View, project: ProjectId, person: PersonId): boolean {
	return membershipOf(view, project, person)?.role === 'lead';
}

/** A project keeps at least one lead who is here. */
export function isLastLead(view: View, project: ProjectId, person: PersonId): boolean {
	if (!isLeadOf(view, project, person)) return false;
	return !view
		.list('memberships', 'project', project)
		.some(
			(row) =>
				row.role === 'lead' &&
				!row.removed &&
				row.person !== person &&
				view.get('people', row.person)?.active !== false
		);
}

/** False for none, and for one that is no more. */
export function hasDepartment(view: View, department: DepartmentId): boolean {
	return view.get('departments', department)?.removed === false;
}

/** Leads and admins may do everything inside a project; others get the code that says why not. */
export function mayLead(view: View, actor: Actor, project: ProjectId): 'ok' | RefusalCode {
	const row = view.get('projects', project);
	if (!row) return 'missing';
	if (actor.role !== 'admin' && !isLeadOf(view, project, actor.id))
		return hasLeft(view, project, actor.id) ? 'left_project' : 'forbidden';
	return row.state === 'closed' ? 'closed' : 'ok';
}

/** People report on their own tasks while they are in the project; leads and admins on any, in their own name. */
export function mayReport(view: View, actor: Actor, task: Task | undefined): 'ok' | RefusalCode {
	if (!task) return 'missing';
	const membership = membershipOf(view, task.project, actor.id);
	const own = task.owner === actor.id && membership !== undefined && membership.role !== 'observer';
	if (!own && actor.role !== 'admin' && membership?.role !== 'lead')
		return hasLeft(view, task.project, actor.id) ? 'left_project' : 'forbidden';
	if (task.removed) return 'removed';
	return view.get('projects', task.project)?.state === 'closed' ? 'closed' : 'ok';
}

/** Who works in a project says how it stands: its members and leads, not those who only look on; admins too. */
export function mayTakePart(view: View, actor: Actor, project: ProjectId): 'ok' | RefusalCode {
	const row = view.get('projects', project);
	if (!row) return 'missing';
	const membership = membershipOf(view, project, actor.id);
	const takesPart = membership !== undefined && membership.role !== 'observer';
	if (!takesPart && actor.role !== 'admin')
		return hasLeft(view, project, actor.id) ? 'left_project' : 'forbidden';
	return row.state === 'closed' ? 'closed' : 'ok';
}

/** True for projects that the person sees: a part in it, the head of a department in it, executives, admins. */
export function mayRead(view: View, person: Actor, project: ProjectId): boolean {
	if (!view.get('projects', project)) return false;
	if (person.role !== 'member' || membershipOf(view, project, person.id)) return true;
	return view
		.list('project_departments', 'project', project)
		.some((part) => view.get('departments', part.department)?.head === person.id);
}

/** Projects that a department headed by the person is part of. */
function projectsHeaded(view: View, person: PersonId): ProjectId[] {
	return view
		.all('departments')
		.filter((department) => department.head === person)
		.flatMap(({ id }) => view.list('project_departments', 'department', id))
		.map((part) => part.project);
}

/**
 * Spaces a device holds without asking: the organisation, one's own, one's projects, those of the
 * department one heads, and the portfolio for executives.
 */
export function heldSpaces(view: View, person: Actor): Space[] {
	const own = view
		.list('memberships', 'person', person.id)
		.filter((row) => !row.removed)
		.map((row) => row.project);
	const projects = new Set([...own, ...projectsHeaded(view, person.id)]);
	return [
		'org',
		`u:${person.id}`,
		...[...projects].map((project) => `p:${project}`),
		...(person.role === 'executive' ? ['portfolio'] : [])
	];
}

/** Whether a space named in a pull's `open` may be served to the person. */
export function mayOpen(view: View, person: Actor, space: Space): boolean {
	const project = /^p:([a-z0-9]{15})$/.exec(space)?.[1];
	if (project !== undefined) {
		const row = view.get('projects', project);
		return row !== undefined && mayRead(view, person, row.id);
	}
	return space === 'portfolio' && person.role !== 'member';
}

/**
 * Spaces that a person's phone names in `open`: an executive knows the projects from the portfolio,
 * an admin asks for that first. Closed projects come on demand.
 */
export function spacesToOpen(view: View, person: Actor): Space[] {
	if (person.role === 'member') return [];
	const projects = view
		.all('projects')
		.filter((project) => project.state !== 'closed')
		.map((project) => `p:${project.id}`)
		.sort();
	return person.role === 'admin' ? ['portfolio', ...projects] : projects;
}

/** The spaces that hold a row of `kind`. */
export function spacesOfRow(kind: Kind, row: AnyRow): Space[] {
	return spacesOf(ENTITIES[kind], row);
}
