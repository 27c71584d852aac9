import { deriveRowId } from '../../src/lib/domain/ids';
import type { OpLine } from '../../src/lib/domain/protocol/server-store';
import type { Oracle, Plain, Verdict } from './oracle';

type Args = Readonly<Record<string, unknown>>;

/** What each command means, told a second time. @returns a refusal or a quiet outcome, else null */
export function replayCommand(oracle: Oracle, line: OpLine): Verdict | null {
	const args = line.op.args as Args;
	switch (line.op.name) {
		case 'task.report':
			return report(oracle, line, args);
		case 'task.undo':
			return undo(oracle, line, args);
		case 'task.create':
			return create(oracle, line, args);
		case 'task.edit':
			return edit(oracle, line, args);
		case 'task.move':
			return move(oracle, line, args);
		case 'task.remove':
			return remove(oracle, line, args);
		case 'member.add':
			return addMember(oracle, line, args);
		case 'member.remove':
			return removeMember(oracle, line, args);
		case 'conflict.settle':
			return settle(oracle, line, args);
		case 'report.acknowledge':
			return acknowledge(oracle, line, args);
		default:
			throw new Error(`the oracle does not know ${line.op.name}`);
	}
}

const REPORTED = new Set(['status', 'percent', 'cause', 'expectedDay']);

const no = (code: string): Verdict => ({ outcome: 'refused', code });
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function part(oracle: Oracle, project: string, person: string): Plain | undefined {
	return oracle.get('memberships', deriveRowId(project, person));
}

function leads(oracle: Oracle, person: string, project: string): Verdict | null {
	const row = oracle.get('projects', project);
	if (!row) return no('missing');
	const admin = oracle.get('people', person)?.['role'] === 'admin';
	const own = part(oracle, project, person);
	if (!admin && own?.['removed'] === true) return no('left_project');
	if (!admin && own?.['role'] !== 'lead') return no('forbidden');
	return row['state'] === 'closed' ? no('closed') : null;
}

function reports(oracle: Oracle, person: string, task: Plain | undefined): Verdict | null {
	if (!task) return no('missing');
	const project = text(task['project']);
	const own = part(oracle, project, person);
	const here = own !== undefined && own['removed'] !== true;
	const asOwner = here && task['owner'] === person && own['role'] !== 'observer';
	const asLead = here && own['role'] === 'lead';
	const admin = oracle.get('people', person)?.['role'] === 'admin';
	if (!asOwner && !asLead && !admin)
		return own?.['removed'] === true ? no('left_project') : no('forbidden');
	if (task['removed'] === true) return no('removed');
	return oracle.get('projects', project)?.['state'] === 'closed' ? no('closed') : null;
}

function addEvent(
	oracle: Oracle,
	line: OpLine,
	task: Plain,
	said: { action: string; before: Plain; to: Plain; note?: unknown; effective: boolean }
): void {
	oracle.insert('status_events', {
		id: deriveRowId(line.op.id, 'event'),
		project: task['project'],
		task: task['id'],
		person: line.person,
		op: line.op.id,
		action: said.action,
		from: said.before['status'],
		to: said.to['status'],
		percent: said.to['percent'],
		note: said.note ?? '',
		cause: said.to['cause'],
		expectedDay: said.to['expectedDay'],
		before: said.before,
		effective: said.effective,
		occurredAt: line.occurredAt,
		receivedAt: line.receivedAt,
		acknowledgedBy: '',
		acknowledgedAt: 0
	});
}

function closeCards(
	oracle: Oracle,
	line: OpLine,
	task: string,
	which: (row: Plain) => boolean
): void {
	for (const row of oracle.list('conflicts', 'task', task))
		if (row['open'] === true && which(row))
			oracle.writeBeside('conflicts', text(row['id']), {
				open: false,
				settledBy: line.person,
				settledAt: line.occurredAt
			});
}

function report(oracle: Oracle, line: OpLine, args: Args): Verdict | null {
	const task = oracle.get('tasks', text(args['task']));
	const refused = reports(oracle, line.person, task);
	if (refused || !task) return refused;
	const late = args['status'] === 'late';
	const fields: Record<string, unknown> = { status: args['status'] };
	if (args['percent'] !== undefined) fields['percent'] = args['percent'];
	else if (args['status'] === 'done') fields['percent'] = 100;
	for (const name of ['cause', 'expectedDay'])
		if (!late) fields[name] = '';
		else if (args[name] !== undefined) fields[name] = args[name];
	const heard = oracle.say('tasks', text(task['id']), fields);
	if (heard) closeCards(oracle, line, text(task['id']), (row) => row['author'] === line.person);
	const before = asPlain(args['before']);
	const to = { ...before, ...fields };
	addEvent(oracle, line, task, {
		action: 'report',
		before,
		to,
		note: args['note'],
		effective: heard
	});
	return null;
}

function undo(oracle: Oracle, line: OpLine, args: Args): Verdict | null {
	const event = oracle.get('status_events', deriveRowId(text(args['op']), 'event'));
	if (event && event['person'] !== line.person) return no('forbidden');
	const task = oracle.get('tasks', text(args['task']));
	const refused = reports(oracle, line.person, task);
	if (refused || !task) return refused;
	const id = text(task['id']);
	const to = asPlain(args['to']);
	const standing = Object.entries(to).filter(
		([name]) => oracle.stamps.get(`tasks/${id}/${name}`)?.op === args['op']
	);
	oracle.write('tasks', id, Object.fromEntries(standing));
	closeCards(oracle, line, id, (row) => row['op'] === args['op']);
	const effective = standing.length > 0;
	addEvent(oracle, line, task, { action: 'undo', before: asPlain(args['said']), to, effective });
	return effective ? null : { outcome: 'superseded', set: [] };
}

function planFault(
	oracle: Oracle,
	project: string,
	task: string | null,
	plan: Plain
): Verdict | null {
	const { phase, department, owner, dependencies } = plan;
	if (phase && oracle.get('phases', text(phase))?.['project'] !== project) return no('missing');
	if (department && !oracle.get('departments', text(department))) return no('missing');
	const member = owner ? part(oracle, project, text(owner)) : undefined;
	if (owner && (!member || member['removed'] === true)) return no('missing');
	const first = Array.isArray(dependencies) ? dependencies.map(text) : [];
	if (first.some((id) => oracle.get('tasks', id)?.['project'] !== project)) return no('missing');
	return task && reaches(oracle, first, task) ? no('cycle') : null;
}

function reaches(oracle: Oracle, from: readonly string[], goal: string): boolean {
	const seen = new Set<string>();
	const ahead = [...from];
	for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
		if (id === goal) return true;
		if (seen.has(id)) continue;
		seen.add(id);
		const next = oracle.get('tasks', id)?.['dependencies'];
		if (Array.isArray(next)) ahead.push(...next.map(text));
	}
	return false;
}

function create(oracle: Oracle, line: OpLine, args: Args): Verdict | null {
	const project = text(args['project']);
	const refused = leads(oracle, line.person, project) ?? planFault(oracle, project, null, args);
	if (refused) return refused;
	const positions = oracle.list('tasks', 'project', project).map((row) => Number(row['position']));
	oracle.insert('tasks', {
		phase: '',
		department: '',
		owner: '',
		startDay: '',
		dueDay: '',
		dueMinute: null,
		estimateHours: 0,
		deliverable: '',
		dependencies: [],
		status: 'todo',
		percent: 0,
		cause: '',
		expectedDay: '',
		removed: false,
		...args,
		id: deriveRowId(line.op.id, 'task'),
		position: Math.max(0, ...positions) + 1
	});
	return null;
}

function edit(oracle: Oracle, line: OpLine, args: Args): Verdict | null {
	const id = text(args['task']);
	const task = oracle.get('tasks', id);
	if (!task) return no('missing');
	const project = text(task['project']);
	const refused = leads(oracle, line.person, project);
	if (refused) return refused;
	if (task['removed'] === true) return no('removed');
	const set = asPlain(args['set']);
	const fault = planFault(oracle, project, id, set);
	if (fault) return fault;
	oracle.say('tasks', id, set);
	return null;
}

function move(oracle: Oracle, line: OpLine, args: Args): Verdict | null {
	const id = text(args['task']);
	const task = oracle.get('tasks', id);
	if (!task) return no('missing');
	const project = text(args['project']);
	const refused =
		leads(oracle, line.person, text(task['project'])) ?? leads(oracle, line.person, project);
	if (refused) return refused;
	if (task['removed'] === true) return no('removed');
	const fault = planFault(oracle, project, null, { phase: args['phase'] });
	if (fault) return fault;
	if (!oracle.say('tasks', id, { project, phase: args['phase'], dependencies: [] })) return null;
	for (const kind of ['status_events', 'conflicts'] as const)
		for (const row of oracle.list(kind, 'task', id))
			oracle.writeBeside(kind, text(row['id']), { project });
	return null;
}

function remove(oracle: Oracle, line: OpLine, args: Args): Verdict | null {
	const id = text(args['task']);
	const task = oracle.get('tasks', id);
	if (!task) return no('missing');
	const refused = leads(oracle, line.person, text(task['project']));
	if (!refused) oracle.say('tasks', id, { removed: true });
	return refused;
}

function endsLastLead(oracle: Oracle, project: string, person: string): boolean {
	const leading = oracle
		.list('memberships', 'project', project)
		.filter((row) => row['role'] === 'lead' && row['removed'] !== true);
	return leading.length === 1 && leading[0]?.['person'] === person;
}

function addMember(oracle: Oracle, line: OpLine, args: Args): Verdict | null {
	const project = text(args['project']);
	const person = text(args['person']);
	const refused = leads(oracle, line.person, project);
	if (refused) return refused;
	if (oracle.get('people', person)?.['active'] !== true) return no('missing');
	if (args['role'] !== 'lead' && endsLastLead(oracle, project, person)) return no('last_lead');
	const id = deriveRowId(project, person);
	if (oracle.get('memberships', id))
		oracle.say('memberships', id, { role: args['role'], removed: false });
	else oracle.insert('memberships', { id, project, person, role: args['role'], removed: false });
	return null;
}

function removeMember(oracle: Oracle, line: OpLine, args: Args): Verdict | null {
	const project = text(args['project']);
	const person = text(args['person']);
	const refused = leads(oracle, line.person, project);
	if (refused) return refused;
	const id = deriveRowId(project, person);
	if (!oracle.get('memberships', id)) return no('missing');
	if (endsLastLead(oracle, project, person)) return no('last_lead');
	oracle.say('memberships', id, { removed: true });
	return null;
}

function settle(oracle: Oracle, line: OpLine, args: Args): Verdict | null {
	const cardId = text(args['conflict']);
	const card = oracle.get('conflicts', cardId);
	const task = oracle.get('tasks', text(args['task']));
	if (!card || !task || card['task'] !== task['id']) return no('missing');
	const set = asPlain(args['set']);
	const reported = Object.keys(set).filter((name) => REPORTED.has(name));
	const ownWord = card['author'] === line.person && reported.length === Object.keys(set).length;
	const refused = ownWord
		? reports(oracle, line.person, task)
		: leads(oracle, line.person, text(task['project']));
	if (refused || card['open'] !== true) return refused;
	if (args['choice'] === 'mine') {
		const before = reportFields(task);
		const to = reportFields({ ...before, ...set });
		const heard = oracle.say('tasks', text(task['id']), set);
		if (reported.length > 0)
			addEvent(oracle, line, task, { action: 'settle', before, to, effective: heard });
		if (!heard) return null;
	}
	oracle.writeBeside('conflicts', cardId, {
		open: false,
		settledBy: line.person,
		settledAt: line.occurredAt
	});
	return null;
}

function acknowledge(oracle: Oracle, line: OpLine, args: Args): Verdict | null {
	const id = text(args['event']);
	const event = oracle.get('status_events', id);
	if (!event) return no('missing');
	const refused = leads(oracle, line.person, text(event['project']));
	if (refused || event['acknowledgedBy'] !== '') return refused;
	oracle.say('status_events', id, {
		acknowledgedBy: line.person,
		acknowledgedAt: line.occurredAt
	});
	return null;
}

function reportFields(task: Plain): Plain {
	const { status, percent, cause, expectedDay } = task;
	return { status, percent, cause, expectedDay };
}

function asPlain(value: unknown): Plain {
	return typeof value === 'object' && value !== null ? (value as Plain) : {};
}
