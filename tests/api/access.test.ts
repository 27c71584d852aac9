import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReportFields } from '$lib/domain/entities';
import {
	deriveRowId,
	makeUlid,
	type AttachmentId,
	type ConflictId,
	type DepartmentId,
	type EventId,
	type IssueId,
	type LeaveId,
	type PlaceId,
	type TaskId,
	type Ulid,
	type UnheardReportId
} from '$lib/domain/ids';
import { learnBoardCommands } from '$lib/domain/board';
import { BOARD_COMMANDS } from '$lib/domain/commands/board';
import { checkinId } from '$lib/domain/commands/checkins';
import type { IssueFields } from '$lib/domain/entities/issues';
import { OFFICE_COMMANDS } from '$lib/domain/commands/office';
import { SHIFT_COMMANDS } from '$lib/domain/commands/shift';
import { learnOfficeCommands } from '$lib/domain/office';
import {
	DAILY_COMMANDS,
	isCommandName,
	type CommandArgs,
	type CommandName
} from '$lib/domain/registry';
import { membershipId } from '$lib/domain/rules/rights';
import { learnShiftCommands } from '$lib/domain/shift';
import type { DemoRow } from '../../pocketbase/hooks/demo-script';
import { ACCESS, PLACES, ROLES, type Place, type Role } from './access.table';
import { Phone } from './support/client';
import { departmentId, factoryAccounts, factoryRows, personId, projectId } from './support/factory';
import { startSite, type Site } from './support/site';

learnBoardCommands();
learnOfficeCommands();
learnShiftCommands();
const COMMANDS = { ...DAILY_COMMANDS, ...BOARD_COMMANDS, ...SHIFT_COMMANDS, ...OFFICE_COMMANDS };
const NAMES = Object.keys(COMMANDS).filter(isCommandName);
const UNTOUCHED: IssueFields = {
	state: 'open',
	solver: '',
	escalated: false,
	...{ resolution: '', acceptedAt: 0, resolvedAt: 0, closedAt: 0, closingOp: '', escalatedAt: 0 }
};
const before: ReportFields = { status: 'todo', percent: 0, cause: '', expectedDay: '' };
const receivedAt = Date.UTC(2026, 10, 1);
const DAY = '2026-11-02';

/** One command of one person about one thing that exists for this purpose alone. */
type Case = {
	readonly command: CommandName;
	readonly place: Place;
	readonly role: Role;
	readonly project: string;
	readonly subject: string;
	readonly task: TaskId;
	readonly op: Ulid;
	readonly event: EventId;
	readonly conflict: ConflictId;
	readonly unheard: UnheardReportId;
	readonly department: DepartmentId;
	readonly issue: IssueId;
	readonly attachment: AttachmentId;
	readonly poster: PlaceId;
	readonly leave: LeaveId;
};

let ops = 0;
const cases: Case[] = NAMES.flatMap((command) =>
	PLACES.flatMap((place) => ROLES.map((role) => makeCase(command, place, role)))
);

function makeCase(command: CommandName, place: Place, role: Role): Case {
	ops += 1;
	const key = `${command} ${place} ${role}`;
	const op = makeUlid(receivedAt + ops, () => 0);
	return {
		command,
		place,
		role,
		project: { own: 'ours', same: 'ours', project: 'sister', department: 'other' }[place],
		subject: { own: role, same: 'neutral', project: 'sister', department: 'salesman' }[place],
		task: deriveRowId<TaskId>(key),
		op,
		event: deriveRowId<EventId>(op, 'event'),
		conflict: deriveRowId<ConflictId>(key, 'conflict'),
		unheard: deriveRowId<UnheardReportId>(key, 'unheard'),
		department: deriveRowId<DepartmentId>(key, 'department'),
		issue: deriveRowId<IssueId>(key, 'issue'),
		attachment: deriveRowId<AttachmentId>(key, 'attachment'),
		poster: deriveRowId<PlaceId>(key, 'place'),
		leave: deriveRowId<LeaveId>(key, 'leave')
	};
}

const extraPeople: DemoRow[] = ['neutral', 'sister', 'salesman', 'newcomer'].map((name) => ({
	kind: 'people',
	row: { id: personId(name), name, staffNumber: name, active: true }
}));

/** Another project of the department that ours belongs to: its head reads it, and leads nothing. */
const sisterProject: DemoRow[] = [
	{
		kind: 'projects',
		row: { id: projectId('sister'), name: 'sister', state: 'executing' }
	},
	{
		kind: 'project_departments',
		row: {
			id: deriveRowId('part', 'sister'),
			project: projectId('sister'),
			department: departmentId('making'),
			part: 'lead'
		}
	}
];

function partOf(project: string, person: string): DemoRow {
	const pair = { project: projectId(project), person: personId(person) };
	const id = membershipId(pair.project, pair.person);
	return { kind: 'memberships', row: { id, ...pair, role: 'member' } };
}

function rowsOf(one: Case): DemoRow[] {
	const { project, subject, task, op, event, conflict, unheard, department, issue } = one;
	const about = { project: projectId(project), task };
	const by = personId(subject);
	return [
		{ kind: 'tasks', row: { id: task, project: about.project, title: 'Case', owner: by } },
		{ kind: 'status_events', row: { id: event, ...about, person: by, op, receivedAt } },
		{ kind: 'conflicts', row: { id: conflict, ...about, author: by, other: by, op } },
		{ kind: 'unheard_reports', row: { id: unheard, ...about, person: by, op } },
		{ kind: 'departments', row: { id: department, name: department } },
		{ kind: 'issues', row: { id: issue, ...about, reporter: by, solver: by } },
		{
			kind: 'issue_events',
			row: {
				id: deriveRowId(op, 'issue-event'),
				project: about.project,
				...{ issue, person: by, op }
			}
		},
		{ kind: 'attachments', row: { id: one.attachment, ...about, person: by } },
		{ kind: 'places', row: { id: one.poster, name: one.poster } },
		{ kind: 'leaves', row: { id: one.leave, person: by, fromDay: DAY, toDay: DAY } }
	];
}

const ARGS: { [N in CommandName]: (subject: Case) => CommandArgs[N] } = {
	'task.report': ({ task }) => ({ task, status: 'late', before }),
	'task.undo': ({ task, op }) => ({ task, op, said: before, to: before }),
	'task.create': ({ project }) => ({ project: projectId(project), title: 'New' }),
	'task.edit': ({ task }) => ({ task, set: { title: 'Edited' } }),
	'task.move': ({ task, place }) => ({
		task,
		project: projectId(
			{ own: 'second', same: 'other', project: 'ours', department: 'ours' }[place]
		),
		phase: ''
	}),
	'task.remove': ({ task }) => ({ task }),
	// The own part: making oneself lead is what nobody may who is not.
	'member.add': ({ project, place, role }) => ({
		project: projectId(project),
		person: personId(place === 'own' ? role : 'newcomer'),
		role: place === 'own' && role !== 'admin' ? 'lead' : 'member'
	}),
	'member.remove': ({ project, subject }) => ({
		project: projectId(project),
		person: personId(subject)
	}),
	'conflict.settle': ({ task, conflict }) => ({ task, conflict, choice: 'theirs' }),
	'report.acknowledge': ({ event }) => ({ event }),
	'report.adopt': ({ task, unheard }) => ({
		...{ task, reports: [unheard] },
		...{ choice: 'adopt', set: { status: 'done' } }
	}),
	'organisation.edit': () => ({ set: { name: 'Edited' } }),
	'department.create': ({ op }) => ({ name: op }),
	'department.edit': ({ department }) => ({ department, set: { position: 7 } }),
	'department.remove': ({ department }) => ({ department }),
	'project.create': ({ place, subject }) => ({
		...{ name: 'New', scenario: 'blank', timeZone: 'Asia/Shanghai' },
		leadDepartment: departmentId(place === 'department' ? 'selling' : 'making'),
		lead: personId(place === 'own' ? subject : 'neutral'),
		...{ startDay: '2026-11-02', endDay: '2026-11-30' }
	}),
	'project.edit': ({ project }) => ({ project: projectId(project), set: { name: 'Edited' } }),
	'person.edit': ({ subject }) => ({ person: personId(subject), set: { name: 'Edited' } }),
	'calendar.mark': () => ({ days: [{ day: DAY, as: 'off', name: 'Holiday' }] }),
	'leave.add': ({ subject }) => ({ person: personId(subject), fromDay: DAY, toDay: DAY }),
	'leave.remove': ({ leave }) => ({ leave }),
	'place.create': ({ op }) => ({ name: op }),
	'place.edit': ({ poster }) => ({ place: poster, set: { removed: true } }),
	'checkin.give': ({ project, role }) => ({
		project: projectId(project),
		checkin: checkinId(projectId(project), personId(role), DAY),
		...{ day: DAY, done: [], doing: [] }
	}),
	'standup.close': ({ project }) => ({ project: projectId(project), day: DAY }),
	'issue.raise': ({ project }) => ({ project: projectId(project), source: 'manual' }),
	'issue.edit': ({ issue }) => ({ issue, set: { impact: 'high' } }),
	'issue.accept': ({ issue }) => ({ issue }),
	'issue.resolve': ({ issue }) => ({ issue }),
	'issue.hand_on': ({ issue }) => ({ issue, solver: personId('admin') }),
	'issue.escalate': ({ issue }) => ({ issue }),
	'issue.confirm': ({ issue }) => ({ issue, solved: true }),
	'issue.withdraw': ({ issue }) => ({ issue }),
	'issue.undo': ({ issue, op }) => ({ issue, op, to: UNTOUCHED }),
	'attachment.add': ({ project, event }) => ({
		project: projectId(project),
		...{ subjectKind: 'status_events', subject: event },
		...{ form: 'photo', mime: 'image/jpeg', sizeBytes: 1 }
	}),
	'attachment.remove': ({ attachment }) => ({ attachment }),
	'attachment.restore': ({ attachment }) => ({ attachment })
};

function expectedOf({ command, place, role }: Case): string {
	const rule = ACCESS[command][place];
	if (rule.may.includes(role)) return 'allowed';
	const left = role === 'former' && (place === 'own' || place === 'same');
	return rule.codes?.[role] ?? (left ? 'left_project' : 'forbidden');
}

let site: Site;
beforeAll(async () => {
	site = await startSite({
		rows: [
			...factoryRows(),
			...extraPeople,
			...sisterProject,
			partOf('ours', 'neutral'),
			partOf('ours', 'admin'),
			partOf('sister', 'sister'),
			partOf('other', 'salesman'),
			...cases.flatMap(rowsOf)
		],
		accounts: factoryAccounts(),
		pushes: []
	});
});
afterAll(() => site.stop());

test('every command has its row in the access table', () => {
	expect(Object.keys(ACCESS).sort()).toEqual([...NAMES].sort());
});

describe.each(NAMES)('%s', (command) => {
	test.each(ROLES)('given by %s does what the access table says', async (role) => {
		const phone = await site.phone(role, `${command} ${role}`);
		const mine = cases.filter((one) => one.command === command && one.role === role);
		const found: Record<string, string> = {};
		for (const one of mine) {
			const result = await phone.give(command, ARGS[command](one));
			found[one.place] = result.outcome === 'refused' ? String(result.code) : 'allowed';
		}
		expect(found).toEqual(Object.fromEntries(mine.map((one) => [one.place, expectedOf(one)])));
	});

	test('given by somebody deactivated, by nobody, or by a superuser, does not get as far as a command', async () => {
		const [one] = cases.filter((other) => other.command === command);
		if (!one) throw new Error('no case');
		const deactivated = await site.phone('deactivated', command);
		const anonymous = new Phone(site.nobody, personId('lead'), command);
		const send = async (phone: Phone): Promise<unknown> => {
			const answer = await phone.sendPush([phone.op(command, ARGS[command](one))]);
			return [answer.status, answer.body];
		};
		expect(await send(deactivated)).toEqual([403, { code: 'deactivated' }]);
		expect(await send(anonymous)).toEqual([401, { code: 'unauthorized' }]);
		const superuser = new Phone(site.root, personId('lead'), command);
		expect(await send(superuser)).toEqual([401, { code: 'unauthorized' }]);
	});
});
