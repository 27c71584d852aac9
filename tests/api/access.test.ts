import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReportFields } from '$lib/domain/entities';
import {
	deriveRowId,
	makeUlid,
	type ConflictId,
	type EventId,
	type TaskId,
	type Ulid
} from '$lib/domain/ids';
import { COMMANDS, isCommandName, type CommandArgs, type CommandName } from '$lib/domain/registry';
import { membershipId } from '$lib/domain/rules/rights';
import type { DemoRow } from '../../pocketbase/hooks/demo-script';
import { ACCESS, PLACES, ROLES, type Place, type Role } from './access.table';
import { Phone } from './support/client';
import { factoryAccounts, factoryRows, personId, projectId } from './support/factory';
import { startSite, type Site } from './support/site';

const NAMES = Object.keys(COMMANDS).filter(isCommandName);
const before: ReportFields = { status: 'todo', percent: 0, cause: '', expectedDay: '' };
const receivedAt = Date.UTC(2026, 10, 1);

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
		project: place === 'other' ? 'other' : 'ours',
		subject: { own: role, same: 'neutral', other: 'salesman' }[place],
		task: deriveRowId<TaskId>(key),
		op,
		event: deriveRowId<EventId>(op, 'event'),
		conflict: deriveRowId<ConflictId>(key, 'conflict')
	};
}

const extraPeople: DemoRow[] = ['neutral', 'salesman', 'newcomer'].map((name) => ({
	kind: 'people',
	row: { id: personId(name), name, staffNumber: name, active: true }
}));

function partOf(project: string, person: string): DemoRow {
	const pair = { project: projectId(project), person: personId(person) };
	const id = membershipId(pair.project, pair.person);
	return { kind: 'memberships', row: { id, ...pair, role: 'member' } };
}

function rowsOf({ project, subject, task, op, event, conflict }: Case): DemoRow[] {
	const about = { project: projectId(project), task };
	const by = personId(subject);
	return [
		{ kind: 'tasks', row: { id: task, project: about.project, title: 'Case', owner: by } },
		{ kind: 'status_events', row: { id: event, ...about, person: by, op, receivedAt } },
		{ kind: 'conflicts', row: { id: conflict, ...about, author: by, other: by, op } }
	];
}

const ARGS: { [N in CommandName]: (subject: Case) => CommandArgs[N] } = {
	'task.report': ({ task }) => ({ task, status: 'late', before }),
	'task.undo': ({ task, op }) => ({ task, op, said: before, to: before }),
	'task.create': ({ project }) => ({ project: projectId(project), title: 'New' }),
	'task.edit': ({ task }) => ({ task, set: { title: 'Edited' } }),
	'task.move': ({ task, place }) => ({
		task,
		project: projectId({ own: 'second', same: 'other', other: 'ours' }[place]),
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
	'report.acknowledge': ({ event }) => ({ event })
};

function expectedOf({ command, place, role }: Case): string {
	const rule = ACCESS[command][place];
	if (rule.may.includes(role)) return 'allowed';
	const left = role === 'former' && place !== 'other';
	return rule.codes?.[role] ?? (left ? 'left_project' : 'forbidden');
}

let site: Site;
beforeAll(async () => {
	site = await startSite({
		rows: [
			...factoryRows(),
			...extraPeople,
			partOf('ours', 'neutral'),
			partOf('ours', 'admin'),
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

	test('given by somebody deactivated, or by nobody, does not get as far as a command', async () => {
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
	});
});
