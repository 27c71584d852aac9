import type { Person, Project, Task } from '$lib/domain/entities';
import type { PersonId } from '$lib/domain/ids';
import { isLastLead } from '$lib/domain/rules/rights';
import type { View } from '$lib/domain/tx';
import { REFUSAL_WORDS } from '$lib/i18n';
import { activePeople, membersOf, projectsOf } from './rows';
import type { Orders } from '$lib/features/orders';

/** What somebody leaves behind in one project. */
export type LeftBehind = {
	readonly project: Project;
	/** open tasks of theirs */
	readonly tasks: readonly Task[];
	/** nobody else leads it */
	readonly needsLead: boolean;
	/** who could take it on: members first, then everybody else who is here */
	readonly heirs: readonly Person[];
};

/** Whom a project's tasks and its lead go to; '' for nobody. */
export type Heirs = { readonly owner: PersonId | ''; readonly lead: PersonId | '' };

export function leftBehindBy(view: View, person: PersonId): LeftBehind[] {
	return projectsOf(view, person)
		.map((project) => ({
			project,
			tasks: view
				.list('tasks', 'owner', person)
				.filter((task) => task.project === project.id && !task.removed && task.status !== 'done'),
			needsLead: isLastLead(view, project.id, person),
			heirs: heirsOf(view, project, person)
		}))
		.filter(({ tasks, needsLead }) => tasks.length > 0 || needsLead);
}

function heirsOf(view: View, { id }: Project, person: PersonId): Person[] {
	const members = new Set(membersOf(view, id).map((row) => row.person));
	const others = activePeople(view).filter((one) => one.id !== person);
	return [
		...others.filter((one) => members.has(one.id)),
		...others.filter((one) => !members.has(one.id))
	];
}

/**
 * Everything that makes the person leave, in one go: first leads and owners, then the person.
 *
 * @returns as `Orders.give`; nothing is handed over by whoever cannot leave anyway
 */
export function handOver(
	view: View,
	orders: Orders,
	person: PersonId,
	left: readonly LeftBehind[],
	heirsOfProject: (project: Project) => Heirs
): string {
	const leaving = { person, set: { active: false } };
	const allowed = orders.check('person.edit', leaving);
	if (allowed !== 'ok' && allowed !== 'last_lead') return REFUSAL_WORDS[allowed]();
	const given = left.flatMap(({ project, tasks, needsLead }) => {
		const { owner, lead: nextLead } = heirsOfProject(project);
		const lead = needsLead ? nextLead : '';
		const roleOf = (one: PersonId) =>
			membersOf(view, project.id).find((row) => row.person === one)?.role ?? '';
		const join = (one: PersonId, role: 'lead' | 'member') => () =>
			orders.give('member.add', { project: project.id, person: one, role });
		const leads = lead === '' ? [] : [join(lead, 'lead')];
		// Whoever only watches cannot report.
		const isToJoin = owner !== '' && owner !== lead && !['lead', 'member'].includes(roleOf(owner));
		const joins = isToJoin ? [join(owner, 'member')] : [];
		const edits = tasks.map(
			(task) => () => orders.give('task.edit', { task: task.id, set: { owner } })
		);
		return [...leads, ...joins, ...edits];
	});
	const leave = () => orders.give('person.edit', leaving);
	return orders.giveAll([...given, leave]);
}
