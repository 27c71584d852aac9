import { deriveRowId } from '../../src/lib/domain/ids';
import type { OpLine } from '../../src/lib/domain/protocol/server-store';
import { asPlain, leads, no, part, takesPart, text, type Args } from './oracle-rights';
import { pickBy, type Oracle, type Plain, type Verdict } from './oracle';

const NEW_ISSUE: Plain = {
	task: '',
	source: 'manual',
	origin: '',
	cause: '',
	need: '',
	impact: '',
	note: '',
	solver: '',
	dueDay: '',
	state: 'open',
	escalated: false,
	resolution: '',
	closingOp: '',
	acceptedAt: 0,
	resolvedAt: 0,
	closedAt: 0,
	escalatedAt: 0
};

const isOpen = (issue: Plain): boolean =>
	['open', 'accepted', 'resolved'].includes(text(issue['state']));

/** By age: what was raised first comes first. */
function lateOnes(oracle: Oracle, task: string): Plain[] {
	const age = (issue: Plain): string =>
		`${String(issue['raisedAt']).padStart(20, '0')} ${text(issue['id'])}`;
	return oracle
		.list('issues', 'task', task)
		.filter((issue) => issue['source'] === 'late')
		.sort((a, b) => (age(a) < age(b) ? -1 : 1));
}

/** How far an issue had come before its task ended it. */
function stateBefore(issue: Plain): string {
	if (Number(issue['resolvedAt']) > 0) return 'resolved';
	return Number(issue['acceptedAt']) > 0 ? 'accepted' : 'open';
}

/**
 * One open issue while a task is late and planned, none once it is not.
 *
 * @param undone the op that was taken back
 */
export function followLate(oracle: Oracle, line: OpLine, id: string, undone?: unknown): void {
	const task = oracle.get('tasks', id);
	if (!task) return;
	const open = lateOnes(oracle, id).filter(isOpen);
	const saysNow = (field: string): boolean =>
		oracle.stamps.get(`tasks/${id}/${field}`)?.op === line.op.id;
	if (task['status'] !== 'late' || task['removed'] === true) {
		for (const issue of open)
			oracle.writeBeside('issues', text(issue['id']), {
				state: issue['op'] === undone ? 'withdrawn' : 'closed',
				closedAt: line.occurredAt,
				closingOp: line.op.id
			});
		return;
	}
	const told: Plain = {
		...(saysNow('cause') ? { cause: task['cause'] } : {}),
		...(saysNow('expectedDay') ? { dueDay: task['expectedDay'] } : {})
	};
	for (const issue of open) oracle.writeBeside('issues', text(issue['id']), told);
	if (open.length > 0 || (!saysNow('status') && !saysNow('removed'))) return;
	const ended = lateOnes(oracle, id).filter(
		(issue) => undone !== undefined && issue['closingOp'] === undone
	);
	for (const issue of ended)
		oracle.writeBeside('issues', text(issue['id']), {
			state: stateBefore(issue),
			closedAt: 0,
			closingOp: ''
		});
	if (ended.length === 0)
		oracle.insert('issues', {
			...NEW_ISSUE,
			...{ cause: task['cause'], dueDay: task['expectedDay'] },
			id: deriveRowId(line.op.id, 'issue'),
			project: task['project'],
			task: id,
			source: 'late',
			origin: id,
			reporter: line.person,
			op: line.op.id,
			raisedAt: line.occurredAt
		});
}

function addIssueEvent(
	oracle: Oracle,
	line: OpLine,
	issue: Plain,
	said: {
		action: string;
		note?: unknown;
		solver?: unknown;
		before?: unknown;
		effective: boolean;
	}
): void {
	oracle.insert('issue_events', {
		id: deriveRowId(line.op.id, 'issue-event'),
		project: issue['project'],
		issue: issue['id'],
		person: line.person,
		op: line.op.id,
		action: said.action,
		note: said.note ?? '',
		solver: said.solver ?? '',
		before: said.before ?? null,
		effective: said.effective,
		occurredAt: line.occurredAt,
		receivedAt: line.receivedAt
	});
}

/** Everybody of the plan's organisation who takes part, leads or is an executive reads a project. */
function reads(oracle: Oracle, person: string, project: string): boolean {
	const role = oracle.get('people', person)?.['role'];
	const own = part(oracle, project, person);
	return role !== 'member' || (own !== undefined && own['removed'] !== true);
}

function solvable(oracle: Oracle, project: string, solver: string): boolean {
	return (
		solver === '' ||
		(oracle.get('people', solver)?.['active'] === true && reads(oracle, solver, project))
	);
}

const REOPENED_FIELDS: Plain = {
	state: 'open',
	resolution: '',
	acceptedAt: 0,
	resolvedAt: 0,
	closedAt: 0,
	closingOp: ''
};

/** Whose check-in or report a problem comes from, if that is somebody else's. */
function tellsOfAnother(
	oracle: Oracle,
	person: string,
	args: Args,
	known: Plain | undefined,
	project: string
): Verdict | null {
	if (known && known['project'] !== project) return no('forbidden');
	const kind = args['source'] === 'checkin' ? 'checkins' : 'status_events';
	const origin = oracle.get(kind, text(args['origin']));
	if (origin?.['person'] === person) return null;
	if (known) return handles(oracle, person, known, ['reporter']);
	return origin ? leads(oracle, person, text(origin['project'])) : null;
}

/** The oldest open issue of a late task that this may be about. */
function lateIssueFor(oracle: Oracle, person: string, args: Args): Plain | undefined {
	if (args['task'] === undefined || args['source'] === 'checkin') return undefined;
	return lateOnes(oracle, text(args['task']))
		.filter(isOpen)
		.find((issue) => {
			if (handles(oracle, person, issue, ['reporter', 'solver']) === null) return true;
			const isOfCause = issue['cause'] === '' || issue['cause'] === (args['cause'] ?? '');
			return issue['state'] !== 'resolved' && isOfCause;
		});
}

export function raiseIssue(oracle: Oracle, line: OpLine, args: Args): Verdict | null {
	const { task: about, source, origin } = args;
	const task = oracle.get('tasks', text(about));
	if (about !== undefined && !task) return no('missing');
	const project = text(task?.['project'] ?? args['project']);
	const refused = takesPart(oracle, line.person, project);
	if (refused) return refused;
	if (!solvable(oracle, project, text(args['solver']))) return no('missing');
	const isOfOrigin = origin !== undefined && source !== 'manual';
	const ofTask = source === 'checkin' && about !== undefined ? [text(about)] : [];
	const id = isOfOrigin
		? deriveRowId('issue', text(source), text(origin), ...ofTask)
		: deriveRowId(line.op.id, 'issue');
	const own = oracle.get('issues', id);
	const anothers = isOfOrigin ? tellsOfAnother(oracle, line.person, args, own, project) : null;
	if (anothers) return anothers;
	const said = pickBy(args, (name) => !['project', 'task', 'source', 'origin'].includes(name));
	const known = own ?? lateIssueFor(oracle, line.person, args);
	if (known) {
		addToIssue(oracle, line, said, known);
		return null;
	}
	oracle.insert('issues', {
		...NEW_ISSUE,
		...{ id, project, task: text(about), source, origin: origin ?? '', ...said },
		escalatedAt: said['escalated'] === true ? line.occurredAt : 0,
		reporter: line.person,
		op: line.op.id,
		raisedAt: line.occurredAt
	});
	const { note, solver } = said;
	addIssueEvent(oracle, line, { id, project }, { action: 'raise', note, solver, effective: true });
	return null;
}

/** What taking back a word on an issue may put back. */
const UNDONE = new Set(
	'cause need impact note dueDay state solver escalated resolution closingOp acceptedAt resolvedAt closedAt escalatedAt'.split(
		' '
	)
);

function addToIssue(oracle: Oracle, line: OpLine, said: Plain, known: Plain): void {
	const isFree =
		line.target === `issues/${text(known['id'])}` ||
		handles(oracle, line.person, known, ['reporter', 'solver']) === null;
	const told = pickBy(said, (name) => name !== 'escalated' && (isFree || known[name] === ''));
	const isUnsolved = known['state'] === 'open' || known['state'] === 'accepted';
	const { solver } = told;
	const set: Plain = {
		...told,
		...(solver !== undefined && solver !== known['solver'] ? { state: 'open', acceptedAt: 0 } : {}),
		...(isUnsolved ? {} : REOPENED_FIELDS),
		...(said['escalated'] === true && known['escalated'] !== true
			? { escalated: true, escalatedAt: line.occurredAt }
			: {})
	};
	const id = text(known['id']);
	let effective = true;
	if (line.target === `issues/${id}`) effective = oracle.say('issues', id, set);
	else oracle.writeBeside('issues', id, set);
	const action = isUnsolved ? 'edit' : 'reopen';
	const before = pickBy(known, (name) => UNDONE.has(name));
	const { note } = said;
	addIssueEvent(oracle, line, known, { action, note, solver, before, effective });
}

type Word = {
	readonly action: string;
	/** besides those who lead */
	readonly may: readonly ('reporter' | 'solver' | 'executive')[];
	readonly set: (args: Args, line: OpLine) => Plain;
};

const WORDS: Readonly<Record<string, Word>> = {
	'issue.accept': {
		action: 'accept',
		may: ['solver'],
		set: (_args, line) => ({ state: 'accepted', acceptedAt: line.occurredAt, resolvedAt: 0 })
	},
	'issue.resolve': {
		action: 'resolve',
		may: ['solver', 'executive'],
		set: (args, line) => ({
			state: 'resolved',
			resolvedAt: line.occurredAt,
			resolution: args['note'] ?? ''
		})
	},
	'issue.hand_on': {
		action: 'hand_on',
		may: ['reporter', 'solver', 'executive'],
		set: (args) => ({ solver: args['solver'], state: 'open', acceptedAt: 0, resolvedAt: 0 })
	},
	'issue.escalate': {
		action: 'escalate',
		may: ['reporter', 'solver'],
		set: (_args, line) => ({ escalated: true, escalatedAt: line.occurredAt })
	},
	'issue.edit': {
		action: 'edit',
		may: ['reporter', 'solver'],
		set: (args) => asPlain(args['set'])
	},
	'issue.withdraw': {
		action: 'withdraw',
		may: ['reporter'],
		set: (_args, line) => ({
			state: 'withdrawn',
			closedAt: line.occurredAt,
			closingOp: line.op.id
		})
	}
};

const CONFIRMED: Word = {
	action: 'confirm',
	may: ['reporter'],
	set: (_args, line) => ({ state: 'closed', closedAt: line.occurredAt, closingOp: line.op.id })
};
const REOPENED: Word = {
	action: 'reopen',
	may: ['reporter'],
	set: () => REOPENED_FIELDS
};

export function wordOnIssue(oracle: Oracle, line: OpLine, args: Args): Verdict | null {
	const confirms = args['solved'] === true ? CONFIRMED : REOPENED;
	const word = line.op.name === 'issue.confirm' ? confirms : WORDS[line.op.name];
	if (!word) throw new Error(`no word ${line.op.name}`);
	const issue = oracle.get('issues', text(args['issue']));
	if (word.action === 'withdraw' && issue?.['source'] === 'late') return no('invalid');
	if (!issue) return no('missing');
	const refused = handles(oracle, line.person, issue, word.may);
	if (refused) return refused;
	if (line.op.name !== 'issue.confirm' && !isOpen(issue)) return no('over');
	const { solver } = args;
	if (solver !== undefined && !solvable(oracle, text(issue['project']), text(solver)))
		return no('missing');
	const decides =
		word.action === 'hand_on' && oracle.get('people', line.person)?.['role'] === 'executive';
	const set: Plain = { ...word.set(args, line), ...(decides ? { escalated: false } : {}) };
	const heard = oracle.say('issues', text(issue['id']), set);
	addIssueEvent(oracle, line, issue, {
		action: word.action,
		note: args['note'] ?? asPlain(args['set'])['note'],
		solver: set['solver'],
		before: args['before'],
		effective: heard
	});
	return null;
}

function handles(
	oracle: Oracle,
	person: string,
	issue: Plain,
	may: readonly string[]
): Verdict | null {
	const project = text(issue['project']);
	const executive =
		issue['escalated'] === true && oracle.get('people', person)?.['role'] === 'executive';
	const isPart =
		(may.includes('reporter') && issue['reporter'] === person) ||
		(may.includes('solver') && issue['solver'] === person) ||
		(may.includes('executive') && executive);
	if (!isPart || !reads(oracle, person, project)) return leads(oracle, person, project);
	return oracle.get('projects', project)?.['state'] === 'closed' ? no('closed') : null;
}

export function undoOnIssue(oracle: Oracle, line: OpLine, args: Args): Verdict | null {
	const event = oracle.get('issue_events', deriveRowId(text(args['op']), 'issue-event'));
	const issue = oracle.get('issues', text(args['issue']));
	if (!event || event['issue'] !== args['issue'] || !issue) return no('missing');
	if (event['person'] !== line.person) return no('forbidden');
	const project = text(event['project']);
	const back = asPlain(args['to'])['state'];
	const closes = back === 'closed' || back === 'withdrawn';
	const mayNotClose = closes ? handles(oracle, line.person, issue, ['reporter']) : null;
	if (mayNotClose) return mayNotClose;
	if (!reads(oracle, line.person, project))
		return part(oracle, project, line.person)?.['removed'] === true
			? no('left_project')
			: no('forbidden');
	const id = text(args['issue']);
	const task = oracle.get('tasks', text(issue['task']));
	const isLate = task?.['status'] === 'late' && task['removed'] !== true;
	const stays = back === 'withdrawn' && issue['source'] === 'late' && isLate;
	const to = { ...asPlain(args['to']), ...(stays ? REOPENED_FIELDS : {}) };
	const standing = Object.entries(to).filter(
		([name]) => oracle.stamps.get(`issues/${id}/${name}`)?.op === args['op']
	);
	oracle.write('issues', id, Object.fromEntries(standing));
	const effective = standing.length > 0;
	addIssueEvent(oracle, line, issue, { action: 'undo', effective });
	return effective ? null : { outcome: 'superseded', set: [] };
}
