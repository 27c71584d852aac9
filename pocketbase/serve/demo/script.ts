import { deriveRowId, type DeviceId, type Ms, type Ulid } from '$lib/domain/ids';
import type { CommandArgs } from '$lib/domain/registry';
import { membershipId } from '$lib/domain/rules/rights';
import type { DemoPush, DemoRow, DemoScript } from '../../hooks/demo-script';
import { budget } from './budget.table';
import { campaign } from './campaign.table';
import { complaint } from './complaint.table';
import { tellProject } from './history';
import { calendarRows } from './holidays';
import { tellIssues } from './issues';
import { Journal, type UnnumberedOp, type UnnumberedPush } from './journal';
import { lifecycle } from './lifecycle.table';
import { departmentOf, makeIds, makeOrganisation, type Ids } from './organisation';
import type { DepartmentKey, PersonKey } from './organisation.table';
import { planProject, type PlannedProject, type PlannedTask } from './plan';
import type { ProjectTable } from './plan-table';
import { standupOf, tellStandups } from './standups';
import { demoZone, makeWorkClock, type WorkClock } from './work-clock';
import type { Lang, Words } from './words';

const projectTables: readonly ProjectTable[] = [lifecycle, campaign, complaint, budget];

export type ScriptOptions = { readonly seed: string; readonly nowMs: Ms; readonly lang: Lang };

/**
 * The whole demo organisation up to `nowMs`: the same for the same seed, day and stretch of the
 * day; later in the day it goes on where the earlier one ended. Ids do not depend on `lang`.
 */
export function makeDemoScript({ seed, nowMs, lang }: ScriptOptions): DemoScript {
	const ids = makeIds(seed);
	const clock = makeWorkClock(nowMs);
	const { rows, accounts } = makeOrganisation(ids, lang);
	rows.push(...calendarRows(ids, clock, lang));
	const projects = projectTables.map((table) => planProject(seed, table, clock));
	const journal = new Journal(ids);
	for (const project of projects) {
		rows.push(...projectRows(ids, project, clock, lang));
		tellProject(seed, project, { journal, clock, lang, lead: project.table.lead });
		tellStandups(seed, project, { journal, clock, ids });
		tellIssues(seed, project, { journal, clock, ids, lang });
	}
	const plans = projects.flatMap((project) => planPushes(ids, project, clock, lang));
	return { rows, accounts, pushes: inOrder([...plans, ...journal.pushes(clock.endMs)]) };
}

/** Oldest first, each device's ops numbered as they came. */
function inOrder(pushes: readonly UnnumberedPush[]): DemoPush[] {
	const lastN = new Map<DeviceId, number>();
	const number = (device: DeviceId): number => {
		const n = (lastN.get(device) ?? 0) + 1;
		lastN.set(device, n);
		return n;
	};
	return [...pushes]
		.sort((a, b) => a.atMs - b.atMs)
		.map((push) => ({ ...push, ops: push.ops.map((op) => ({ ...op, n: number(push.device) })) }));
}

function projectRows(
	ids: Ids,
	{ id, table, phases }: PlannedProject,
	clock: WorkClock,
	lang: Lang
): DemoRow[] {
	const people: readonly PersonKey[] = [table.lead, ...table.members, ...table.observers];
	const departments = new Set<DepartmentKey>([table.leadDepartment]);
	for (const key of [table.lead, ...table.members]) departments.add(departmentOf(key));
	const roleOf = (key: PersonKey): 'lead' | 'observer' | 'member' =>
		key === table.lead ? 'lead' : table.observers.includes(key) ? 'observer' : 'member';
	return [
		{
			kind: 'projects',
			row: {
				...{ id, scenario: table.scenario, state: 'executing', timeZone: demoZone() },
				name: nameOf(table.name, lang, clock),
				leadDepartment: ids.department(table.leadDepartment),
				standup: standupOf(table.key),
				startDay: clock.dayAt(Math.min(...table.phases.map((phase) => phase.from))),
				endDay: clock.dayAt(Math.max(...table.phases.map((phase) => phase.to)))
			}
		},
		...[...departments].map((key): DemoRow => ({
			kind: 'project_departments',
			row: {
				id: deriveRowId(id, 'department', key),
				project: id,
				department: ids.department(key),
				part: key === table.leadDepartment ? 'lead' : 'collaborating'
			}
		})),
		...people.map((key): DemoRow => ({
			kind: 'memberships',
			row: {
				id: membershipId(id, ids.person(key)),
				...{ project: id, person: ids.person(key), role: roleOf(key) }
			}
		})),
		...phases.map((phase, i): DemoRow => ({
			kind: 'phases',
			row: { id: phase.id, project: id, name: phase.table.name[lang], position: i + 1 }
		}))
	];
}

/** Next year's budget names its year. */
function nameOf(words: Words, lang: Lang, clock: WorkClock): string {
	return words[lang].replace('{year}', String(Number(clock.anchor.slice(0, 4)) + 1));
}

/** The lead puts the plan in, one push for each phase. */
function planPushes(
	ids: Ids,
	project: PlannedProject,
	clock: WorkClock,
	lang: Lang
): UnnumberedPush[] {
	const { lead } = project.table;
	return project.phases.map((phase) => ({
		atMs: phase.madeAtMs,
		person: ids.person(lead),
		device: ids.device(lead),
		ops: phase.tasks.map((task) =>
			createOp(task.op, phase.madeAtMs, createArgs(ids, project, task, clock, lang))
		)
	}));
}

function createOp(id: Ulid, clientAt: Ms, args: CommandArgs['task.create']): UnnumberedOp {
	return { id, name: 'task.create', v: 1, args, clientAt, offsetMs: 0 };
}

function createArgs(
	ids: Ids,
	project: PlannedProject,
	task: PlannedTask,
	clock: WorkClock,
	lang: Lang
): CommandArgs['task.create'] {
	const [department, estimateHours, zh, en, deliverableZh = '', deliverableEn = ''] = task.row;
	return {
		project: project.id,
		phase: task.phase,
		title: lang === 'zh' ? zh : en,
		department: ids.department(department),
		owner: ids.person(task.owner),
		startDay: clock.dayAt(task.startIn),
		dueDay: clock.dayAt(task.dueIn),
		dueMinute: task.dueMinute,
		estimateHours,
		deliverable: lang === 'zh' ? deliverableZh : deliverableEn,
		dependencies: task.after.map((other) => other.id)
	};
}
