import type { Kind } from '../../src/lib/domain/entities';
import { deriveRowId } from '../../src/lib/domain/ids';
import type { OpLine } from '../../src/lib/domain/protocol/server-store';
import { followLate, raiseIssue, undoOnIssue, wordOnIssue } from './oracle-issues';
import { asPlain, leads, no, part, reports, takesPart, text, type Args } from './oracle-rights';
import { pickBy, type Oracle, type Plain, type Verdict } from './oracle';

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
		case 'report.adopt':
			return adopt(oracle, line, args);
		case 'checkin.give':
			return checkIn(oracle, line, args);
		case 'issue.raise':
			return raiseIssue(oracle, line, args);
		case 'issue.undo':
			return undoOnIssue(oracle, line, args);
		case 'attachment.add':
			return attach(oracle, line, args);
		case 'attachment.remove':
			return takeAway(oracle, line, args, true);
		case 'attachment.restore':
			return takeAway(oracle, line, args, false);
		default:
			if (line.op.name.startsWith('issue.')) return wordOnIssue(oracle, line, args);
			throw new Error(`the oracle does not know ${line.op.name}`);
	}
}

const REPORTED = new Set(['status', 'percent', 'cause', 'expectedDay']);

function addEvent(
	oracle: Oracle,
	line: OpLine,
	task: Plain,
	said: {
		action: string;
		author?: unknown;
		before: Plain;
		to: Plain;
		note?: unknown;
		effective: boolean;
	}
): void {
	oracle.insert('status_events', {
		id: deriveRowId(line.op.id, 'event'),
		project: task['project'],
		task: task['id'],
		person: line.person,
		op: line.op.id,
		action: said.action,
		author: said.author ?? '',
		from: said.before['status'],
		to: said.to['status'],
		percent: said.to['percent'],
		note: said.note ?? '',
		cause: said.to['cause'],
		expectedDay: said.to['expectedDay'],
		problem: '',
		need: '',
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

/** Of the person's own cards on the task: what was planned is not said by a report. */
function endReported(oracle: Oracle, line: OpLine, task: string): void {
	const plannedOf = (row: Plain): Plain =>
		pickBy(asPlain(row['fields']), (name) => !REPORTED.has(name));
	const isOwn = (row: Plain): boolean => row['author'] === line.person;
	const isAsked = (row: Plain): boolean => Object.keys(plannedOf(row)).length > 0;
	for (const row of oracle.list('conflicts', 'task', task))
		if (row['open'] === true && isOwn(row) && isAsked(row))
			oracle.writeBeside('conflicts', text(row['id']), { fields: plannedOf(row) });
	closeCards(oracle, line, task, (row) => isOwn(row) && !isAsked(row));
}

function isLastBy(oracle: Oracle, field: string, op: unknown): boolean {
	return oracle.stamps.get(field)?.op === op;
}

/** Who has left the project is refused; but what they said is there for its leads. */
function passOn(
	oracle: Oracle,
	line: OpLine,
	refused: Verdict | null,
	task: Plain | undefined,
	said: Plain,
	note: unknown = ''
): Verdict | null {
	if (refused?.code !== 'left_project' || !task) return refused;
	oracle.insert('unheard_reports', {
		id: deriveRowId(line.op.id, 'unheard'),
		project: task['project'],
		task: task['id'],
		person: line.person,
		op: line.op.id,
		n: line.op.n,
		said,
		note,
		occurredAt: line.occurredAt,
		receivedAt: line.receivedAt,
		state: 'open',
		settledBy: '',
		settledAt: 0
	});
	return { ...refused, passedOn: true };
}

/** @returns whether there was one */
function withdraw(
	oracle: Oracle,
	line: OpLine,
	task: string,
	which: (row: Plain) => boolean
): boolean {
	const open = oracle
		.list('unheard_reports', 'task', task)
		.filter((row) => row['state'] === 'open' && row['person'] === line.person && which(row));
	for (const row of open) answerBy(oracle, line, row, 'withdrawn');
	return open.length > 0;
}

function answerBy(oracle: Oracle, line: OpLine, row: Plain, state: string): void {
	answer(oracle, row, { state, settledBy: line.person, settledAt: line.occurredAt });
}

function answer(oracle: Oracle, row: Plain, fields: Plain): void {
	oracle.writeBeside('unheard_reports', text(row['id']), fields);
}

function wasDone({ status, percent }: Plain): boolean {
	return status === 'done' && percent === 100;
}

/** What a report says of its task. */
export function reportedFields(args: Args): Plain {
	const late = args['status'] === 'late';
	const fields: Record<string, unknown> = { status: args['status'] };
	if (args['percent'] !== undefined) fields['percent'] = args['percent'];
	else if (args['status'] === 'done') fields['percent'] = 100;
	else if (wasDone(asPlain(args['before']))) fields['percent'] = 0;
	for (const name of ['cause', 'expectedDay'])
		if (!late) fields[name] = '';
		else if (args[name] !== undefined) fields[name] = args[name];
	return fields;
}

function report(oracle: Oracle, line: OpLine, args: Args): Verdict | null {
	const task = oracle.get('tasks', text(args['task']));
	const refused = reports(oracle, line.person, task);
	if (refused || !task)
		return passOn(oracle, line, refused, task, reportedFields(args), args['note']);
	const fields = reportedFields(args);
	const heard = oracle.say('tasks', text(task['id']), fields);
	if (heard) {
		endReported(oracle, line, text(task['id']));
		withdraw(oracle, line, text(task['id']), (row) => row['person'] === line.person);
	}
	const before = asPlain(args['before']);
	const to = { ...before, ...fields };
	followLate(oracle, line, text(task['id']));
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
	const id = text(args['task']);
	const task = oracle.get('tasks', id);
	const refused = reports(oracle, line.person, task);
	const to = asPlain(args['to']);
	const standing = pickBy(to, (name) => isLastBy(oracle, `tasks/${id}/${name}`, args['op']));
	const effective = Object.keys(standing).length > 0;
	if (
		refused?.code === 'left_project' &&
		withdraw(oracle, line, id, (row) => row['op'] === args['op'])
	)
		return { ...refused, passedOn: true };
	if (refused || !task)
		return effective && event ? passOn(oracle, line, refused, task, standing) : refused;
	oracle.write('tasks', id, standing);
	followLate(oracle, line, id, args['op']);
	closeCards(oracle, line, id, (row) => row['op'] === args['op']);
	for (const row of oracle.list('unheard_reports', 'task', id))
		if (
			row['state'] === 'adopted' &&
			isLastBy(oracle, `unheard_reports/${text(row['id'])}/state`, args['op'])
		)
			answer(oracle, row, { state: 'open', settledBy: '', settledAt: 0 });
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
	const place = department ? oracle.get('departments', text(department)) : undefined;
	if (department && place?.['removed'] !== false) return no('missing');
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

/** A task of which nothing is said. */
export const NEW_TASK: Plain = {
	phase: '',
	department: '',
	owner: '',
	startDay: '',
	dueDay: '',
	dueMinute: null,
	estimateHours: 0,
	deliverable: '',
	place: '',
	dependencies: [],
	status: 'todo',
	percent: 0,
	cause: '',
	expectedDay: '',
	removed: false
};

function create(oracle: Oracle, line: OpLine, args: Args): Verdict | null {
	const project = text(args['project']);
	const refused = leads(oracle, line.person, project) ?? planFault(oracle, project, null, args);
	if (refused) return refused;
	const positions = oracle.list('tasks', 'project', project).map((row) => Number(row['position']));
	oracle.insert('tasks', {
		...NEW_TASK,
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
	for (const kind of [
		'status_events',
		'conflicts',
		'unheard_reports',
		'attachments',
		'issues'
	] as const)
		for (const row of oracle.list(kind, 'task', id))
			oracle.writeBeside(kind, text(row['id']), { project });
	for (const issue of oracle.list('issues', 'task', id))
		for (const row of oracle.list('issue_events', 'issue', text(issue['id'])))
			oracle.writeBeside('issue_events', text(row['id']), { project });
	return null;
}

function remove(oracle: Oracle, line: OpLine, args: Args): Verdict | null {
	const id = text(args['task']);
	const task = oracle.get('tasks', id);
	if (!task) return no('missing');
	const refused = leads(oracle, line.person, text(task['project']));
	if (refused) return refused;
	oracle.say('tasks', id, { removed: true });
	followLate(oracle, line, id);
	return null;
}

function endsLastLead(oracle: Oracle, project: string, person: string): boolean {
	const leading = oracle
		.list('memberships', 'project', project)
		.filter((row) => row['role'] === 'lead' && row['removed'] !== true);
	const others = leading.filter(
		(row) =>
			row['person'] !== person && oracle.get('people', text(row['person']))?.['active'] !== false
	);
	return leading.some((row) => row['person'] === person) && others.length === 0;
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
	const isLeftAtThat = card['author'] === line.person && args['choice'] === 'theirs';
	const judged = ownWord
		? reports(oracle, line.person, task)
		: leads(oracle, line.person, text(task['project']));
	const refused = isLeftAtThat ? null : judged;
	if (refused || card['open'] !== true) return refused;
	if (args['choice'] === 'mine') {
		const before = reportFields(task);
		const to = reportFields({ ...before, ...set });
		const heard = oracle.say('tasks', text(task['id']), set);
		if (reported.length > 0)
			addEvent(oracle, line, task, { action: 'settle', before, to, effective: heard });
		followLate(oracle, line, text(task['id']));
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

function adopt(oracle: Oracle, line: OpLine, args: Args): Verdict | null {
	const task = oracle.get('tasks', text(args['task']));
	const ids: string[] = Array.isArray(args['reports']) ? args['reports'].map(text) : [];
	const rows = ids.flatMap((id): Plain[] => {
		const row = oracle.get('unheard_reports', id);
		return row ? [row] : [];
	});
	if (!task || rows.some((row) => row['task'] !== task['id'])) return no('missing');
	const refused = leads(oracle, line.person, text(task['project']));
	if (refused) return refused;
	const { choice } = args;
	if (choice === 'adopt' && task['removed'] === true) return no('removed');
	const inState = (state: string): Plain[] => rows.filter((row) => row['state'] === state);
	if (choice === 'reopen')
		for (const row of inState('put_aside'))
			answer(oracle, row, { state: 'open', settledBy: '', settledAt: 0 });
	const open = choice === 'reopen' ? [] : inState('open');
	if (open.length === 0) return null;
	if (choice === 'adopt') {
		const before = reportFields(task);
		const set = asPlain(args['set']);
		const heard = oracle.say('tasks', text(task['id']), set);
		followLate(oracle, line, text(task['id']));
		addEvent(oracle, line, task, {
			...{ action: 'adopt', author: rows[0]?.['person'], before, to: { ...before, ...set } },
			note: rows
				.map((row) => text(row['note']))
				.filter((note) => note !== '')
				.join('\n'),
			effective: heard
		});
	}
	for (const row of open) answerBy(oracle, line, row, choice === 'adopt' ? 'adopted' : 'put_aside');
	return null;
}

function checkIn(oracle: Oracle, line: OpLine, args: Args): Verdict | null {
	const { checkin, project, day, done, doing, note = '' } = args;
	const id = text(checkin);
	if (id !== deriveRowId('checkin', text(project), line.person, text(day))) return no('invalid');
	const refused = takesPart(oracle, line.person, text(project));
	if (refused) return refused;
	const said = { done, doing, note };
	if (oracle.get('checkins', id)) oracle.say('checkins', id, said);
	else
		oracle.insert('checkins', {
			...{ id, project, day, person: line.person, ...said, op: line.op.id },
			occurredAt: line.occurredAt,
			receivedAt: line.receivedAt
		});
	return null;
}

function attach(oracle: Oracle, line: OpLine, args: Args): Verdict | null {
	const project = oracle.get('tasks', text(args['task']))?.['project'] ?? args['project'];
	const refused = takesPart(oracle, line.person, text(project));
	if (refused) return refused;
	const kind = args['subjectKind'] as Kind;
	const word = oracle.get(kind, text(args['subject']));
	if (!word) return no('missing');
	if (word[kind === 'issues' ? 'reporter' : 'person'] !== line.person) return no('forbidden');
	if (isFull(oracle, text(args['subject']))) return no('too_many');
	const id = deriveRowId(line.op.id, 'attachment');
	oracle.insert('attachments', newAttachment(line, { ...args, id, project }));
	return null;
}

function isFull(oracle: Oracle, subject: string): boolean {
	const there = oracle.list('attachments', 'subject', subject);
	return there.filter((row) => row['removed'] !== true).length >= 10;
}

function takeAway(oracle: Oracle, line: OpLine, args: Args, removed: boolean): Verdict | null {
	const id = text(args['attachment']);
	const row = oracle.get('attachments', id);
	if (!row) return no('missing');
	const project = text(row['project']);
	const refused =
		row['person'] === line.person
			? takesPart(oracle, line.person, project)
			: leads(oracle, line.person, project);
	if (refused) return refused;
	if (!removed && row['removed'] === true && isFull(oracle, text(row['subject'])))
		return no('too_many');
	oracle.say('attachments', id, { removed });
	return null;
}

/** An attachment whose bytes have not come. */
export function newAttachment(line: OpLine, { file: _file, ...told }: Plain): Plain {
	return {
		...{ task: '', width: 0, height: 0, durationMs: 0, ...told },
		...{ person: line.person, op: line.op.id },
		occurredAt: line.occurredAt,
		receivedAt: line.receivedAt,
		uploadedAt: 0,
		removed: false
	};
}

function reportFields(task: Plain): Plain {
	const { status, percent, cause, expectedDay } = task;
	return { status, percent, cause, expectedDay };
}
