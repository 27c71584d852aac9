import {
	deriveRowId,
	type DepartmentId,
	type PersonId,
	type ProjectId,
	type TaskId
} from '$lib/domain/ids';
import type { OrgRole, ProjectRole } from '$lib/domain/entities';
import { membershipId } from '$lib/domain/rules/rights';
import type { DemoRow } from '../../../pocketbase/hooks/demo-script';

export const personId = (name: string): PersonId => deriveRowId<PersonId>('person', name);
export const departmentId = (name: string): DepartmentId =>
	deriveRowId<DepartmentId>('department', name);
export const projectId = (name: string): ProjectId => deriveRowId<ProjectId>('project', name);
export const taskId = (name: string): TaskId => deriveRowId<TaskId>('task', name);
export const projectSpace = (name: string): string => `p:${projectId(name)}`;

export const PASSWORD = 'muster-demo';

/** Everybody a rule can tell apart. */
const PEOPLE: readonly { name: string; role?: OrgRole; department?: string; active?: boolean }[] = [
	{ name: 'lead' },
	{ name: 'member' },
	{ name: 'colleague' },
	{ name: 'observer' },
	{ name: 'head', department: 'making' },
	{ name: 'executive', role: 'executive' },
	{ name: 'admin', role: 'admin' },
	{ name: 'outsider', department: 'selling' },
	{ name: 'former' },
	{ name: 'deactivated', active: false },
	{ name: 'otherLead', department: 'selling' },
	{ name: 'otherHead', department: 'selling' }
];

const DEPARTMENTS = [
	{ name: 'making', head: 'head' },
	{ name: 'selling', head: 'otherHead' }
];

/** `ours`: what the lead leads; `other`: somebody else's; `closed`: the lead's, and over. */
const PROJECTS = [
	{ name: 'ours', department: 'making', state: 'executing' },
	{ name: 'other', department: 'selling', state: 'executing' },
	{ name: 'second', department: 'making', state: 'executing' },
	{ name: 'closed', department: 'making', state: 'closed' }
] as const;

const PARTS: readonly (readonly [
	project: string,
	person: string,
	role: ProjectRole,
	removed?: true
])[] = [
	['ours', 'lead', 'lead'],
	['ours', 'member', 'member'],
	['ours', 'colleague', 'member'],
	['ours', 'observer', 'observer'],
	['ours', 'former', 'member', true],
	['ours', 'deactivated', 'member'],
	['second', 'lead', 'lead'],
	['closed', 'lead', 'lead'],
	['closed', 'member', 'member'],
	['other', 'otherLead', 'lead']
];

const TASKS: readonly (readonly [project: string, name: string, owner: string])[] = [
	['ours', 'press', 'member'],
	['ours', 'weld', 'colleague'],
	['ours', 'paint', 'member'],
	['ours', 'formers', 'former'],
	['closed', 'done', 'member'],
	['other', 'sell', 'otherLead'],
	['other', 'count', 'otherLead']
];

export type Account = { person: PersonId; email: string; staffNumber: string; password: string };

export function accountOf(name: string): Account {
	return { person: personId(name), email: '', staffNumber: `F-${name}`, password: PASSWORD };
}

/** A small organisation in which every rule has somebody on either side of it. */
export function factoryRows(): DemoRow[] {
	return [
		...DEPARTMENTS.map(({ name, head }): DemoRow => ({
			kind: 'departments',
			row: { id: departmentId(name), name, head: personId(head) }
		})),
		...PEOPLE.map(({ name, role = 'member', department = 'making', active = true }): DemoRow => ({
			kind: 'people',
			row: { id: personId(name), name, role, active, department: departmentId(department) }
		})),
		...PROJECTS.flatMap(({ name, department, state }) => projectRows(name, department, state)),
		...PARTS.map(([project, person, role, removed = false]): DemoRow => ({
			kind: 'memberships',
			row: {
				id: membershipId(projectId(project), personId(person)),
				project: projectId(project),
				person: personId(person),
				role,
				removed
			}
		})),
		...TASKS.map(([project, name, owner]): DemoRow => ({
			kind: 'tasks',
			row: { id: taskId(name), project: projectId(project), title: name, owner: personId(owner) }
		}))
	];
}

export function factoryAccounts(): Account[] {
	return PEOPLE.map(({ name }) => accountOf(name));
}

function projectRows(name: string, department: string, state: 'executing' | 'closed'): DemoRow[] {
	return [
		{
			kind: 'projects',
			row: { id: projectId(name), name, state, leadDepartment: departmentId(department) }
		},
		{
			kind: 'project_departments',
			row: {
				id: deriveRowId('part', name),
				project: projectId(name),
				department: departmentId(department),
				part: 'lead'
			}
		}
	];
}
