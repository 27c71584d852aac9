import { describe, expect, test } from 'vitest';
import { MemoryRows } from '../../../../tests/fixtures/fake-muster.svelte';
import type { Actor } from '../command';
import {
	deriveRowId,
	makeUlid,
	type DepartmentId,
	type DeviceId,
	type PersonId,
	type ProjectId
} from '../ids';
import { learnOfficeCommands } from '../office';
import { overlayOp } from '../protocol/overlay';
import { commandOf, type CommandArgs, type CommandName } from '../registry';
import { membershipId } from '../rules/rights';
import { wholeRow } from '../rows';

learnOfficeCommands();

const id = <Id extends string>(name: string): Id => deriveRowId<Id>(name);
const WANG = id<PersonId>('wang');
const LI = id<PersonId>('li');
const CHEN = id<PersonId>('chen');
const MAKING = id<DepartmentId>('making');
const SELLING = id<DepartmentId>('selling');
const LAUNCH = id<ProjectId>('launch');
const ADMIN: Actor = { id: WANG, role: 'admin' };

/** An administrator; Li leads the launch of the department that Chen heads. */
function organisation(): MemoryRows {
	const rows = new MemoryRows();
	const people = [
		{ id: WANG, name: '王芳', staffNumber: '20388', role: 'admin' },
		{ id: LI, name: '李强', staffNumber: 'A17', department: MAKING },
		{ id: CHEN, name: '陈静', staffNumber: '20402' }
	] as const;
	for (const person of people) rows.put('people', wholeRow('people', person));
	rows.put('departments', wholeRow('departments', { id: MAKING, name: '生产', head: CHEN }));
	rows.put('departments', wholeRow('departments', { id: SELLING, name: '市场' }));
	const days = { startDay: '2026-11-02', endDay: '2026-12-05' };
	const project = { id: LAUNCH, name: '新品上市', leadDepartment: MAKING, ...days };
	rows.put('projects', wholeRow('projects', project));
	const part = { id: id('part'), project: LAUNCH, department: MAKING, part: 'lead' };
	rows.put('project_departments', wholeRow('project_departments', part));
	join(rows, LI, 'lead');
	return rows;
}

function join(rows: MemoryRows, person: PersonId, role: 'lead' | 'member'): void {
	const pair = { project: LAUNCH, person };
	rows.put(
		'memberships',
		wholeRow('memberships', { id: membershipId(LAUNCH, person), ...pair, role })
	);
}

let n = 0;
/** @returns what `authorize` says; where it is 'ok', the rows have changed */
function give<N extends CommandName>(
	rows: MemoryRows,
	name: N,
	args: CommandArgs[N],
	actor: Actor = ADMIN
): string {
	const said = commandOf(name).authorize(rows, actor, args);
	const op = makeUlid(++n, () => 0);
	const made = { clientAt: n, offsetMs: 0, made: null, base: null };
	const entry = { op: { id: op, n, name, v: 1, args, ...made }, result: null };
	if (said === 'ok') overlayOp(rows, rows, entry, { actor, device: id<DeviceId>('desk') });
	return said;
}

describe('a department', () => {
	test('has a name of its own', () => {
		const rows = organisation();
		expect(give(rows, 'department.create', { name: '生产' })).toBe('taken');
		expect(give(rows, 'department.create', { name: '质量' })).toBe('ok');
		expect(give(rows, 'department.edit', { department: SELLING, set: { name: '质量' } })).toBe(
			'taken'
		);
		expect(rows.all('departments').map(({ name }) => name)).toContain('质量');
	});

	test('goes when nobody and no running project is in it, and its name can be used again', () => {
		const rows = organisation();
		expect(give(rows, 'department.remove', { department: MAKING })).toBe('in_use');
		expect(give(rows, 'department.remove', { department: SELLING })).toBe('ok');
		expect(rows.get('departments', SELLING)?.removed).toBe(true);
		expect(give(rows, 'department.create', { name: '市场' })).toBe('ok');
	});

	test('that is no more gets no task', () => {
		const rows = organisation();
		const task = { project: LAUNCH, title: '海报', department: SELLING };
		expect(give(rows, 'task.create', task)).toBe('ok');
		give(rows, 'department.remove', { department: SELLING });
		expect(give(rows, 'task.create', task)).toBe('missing');
		const made = rows.all('tasks').map(({ department }) => department);
		expect(made).toEqual([SELLING]);
	});

	test('is headed by somebody who is here', () => {
		const rows = organisation();
		give(rows, 'person.edit', { person: CHEN, set: { active: false } });
		expect(rows.get('departments', MAKING)?.head).toBe('');
		expect(give(rows, 'department.edit', { department: MAKING, set: { head: CHEN } })).toBe(
			'missing'
		);
	});
});

describe('a project', () => {
	const fields: CommandArgs['project.create'] = {
		name: '年度预算',
		scenario: 'budget',
		leadDepartment: MAKING,
		lead: LI,
		startDay: '2026-11-02',
		endDay: '2026-11-30',
		timeZone: 'Asia/Shanghai'
	};

	test('begins with its lead and its lead department', () => {
		const rows = organisation();
		expect(give(rows, 'project.create', fields)).toBe('ok');
		const project = rows.all('projects').find(({ name }) => name === fields.name);
		expect(project).toMatchObject({ leadDepartment: MAKING, state: 'executing' });
		const about = project?.id ?? '';
		expect(rows.list('memberships', 'project', about)).toMatchObject([
			{ person: LI, role: 'lead' }
		]);
		expect(rows.list('project_departments', 'project', about)).toMatchObject([{ part: 'lead' }]);
	});

	test('is begun by the head of its lead department, and by no other', () => {
		const head: Actor = { id: CHEN, role: 'member' };
		const rows = organisation();
		expect(give(rows, 'project.create', { ...fields, leadDepartment: SELLING }, head)).toBe(
			'forbidden'
		);
		expect(give(rows, 'project.create', fields, head)).toBe('ok');
	});

	test('does not end before it starts', () => {
		const rows = organisation();
		expect(give(rows, 'project.create', { ...fields, endDay: '2026-11-01' })).toBe('invalid');
		const set = { endDay: '2026-11-01' };
		expect(give(rows, 'project.edit', { project: LAUNCH, set })).toBe('invalid');
	});

	test('keeps the former lead department as another part of it', () => {
		const rows = organisation();
		const set = { leadDepartment: SELLING };
		expect(give(rows, 'project.edit', { project: LAUNCH, set })).toBe('ok');
		const parts = rows
			.list('project_departments', 'project', LAUNCH)
			.map(({ department, part }) => [department, part]);
		expect(new Map(parts as [string, string][])).toEqual(
			new Map([
				[MAKING, 'collaborating'],
				[SELLING, 'lead']
			])
		);
	});
});

describe('a person', () => {
	test('has a staff number of their own, whatever its case', () => {
		const rows = organisation();
		expect(give(rows, 'person.edit', { person: CHEN, set: { staffNumber: 'a17' } })).toBe('taken');
		expect(give(rows, 'person.edit', { person: LI, set: { staffNumber: 'a17' } })).toBe('ok');
	});

	test('who is the last administrator neither leaves nor becomes something else', () => {
		const rows = organisation();
		for (const set of [{ active: false }, { role: 'member' }] as const)
			expect(give(rows, 'person.edit', { person: WANG, set })).toBe('last_admin');
		give(rows, 'person.edit', { person: LI, set: { role: 'admin' } });
		expect(give(rows, 'person.edit', { person: WANG, set: { active: false } })).toBe('ok');
	});

	test('who leads a project alone hands it over before leaving', () => {
		const rows = organisation();
		const leave = { person: LI, set: { active: false } };
		expect(give(rows, 'person.edit', leave)).toBe('last_lead');
		join(rows, CHEN, 'lead');
		expect(give(rows, 'person.edit', leave)).toBe('ok');
		const member = { project: LAUNCH, person: CHEN };
		expect(give(rows, 'member.remove', member)).toBe('last_lead');
	});
});
