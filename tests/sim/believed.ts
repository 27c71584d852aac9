import { KINDS, type Kind } from '../../src/lib/domain/entities';
import { deriveRowId } from '../../src/lib/domain/ids';
import type { OpLine } from '../../src/lib/domain/protocol/server-store';
import { plainRows, pickBy, type Plain } from './oracle';
import { NEW_TASK, newAttachment, reportedFields } from './oracle-commands';
import { asPlain, text, type Args } from './oracle-rights';
import { sameJson } from './plain';
import { hold } from './violation';
import type { World } from './world';

/** Cards and issues depend on verdicts that are not judged here; other properties say what must become of them. */
const FOLLOWING: readonly string[] = ['conflicts', 'unheard_reports', 'issues', 'issue_events'];
const COMPARED: readonly Kind[] = KINDS.filter((kind) => !FOLLOWING.includes(kind));
/** What is answered on a card: whether it was found open is a verdict too. */
const ANSWERS: readonly unknown[] = ['settle', 'adopt'];

type Rows = Map<string, Plain>;

/**
 * After a restore the oracle cannot judge what is sent again. But whatever the verdicts were, rows
 * are what the backup held, and on top what each line since says that it set.
 *
 * @throws Violation where they are not
 */
export function checkBelieved({ store, start }: World): void {
	const property = 'rows are the replay of the log';
	const rows: Rows = new Map(
		start.rows.map(([kind, row]) => [`${kind}/${String(row['id'])}`, row])
	);
	const log = [...store.log.entries()].slice(start.lines);
	for (const [, line] of log) if (line.result.outcome !== 'refused') believe(rows, line);
	for (const { kind, id, fields } of start.edits) change(rows, `${kind}/${id}`, fields);
	for (const [kind, row] of plainRows(store, COMPARED)) {
		const key = `${kind}/${String(row['id'])}`;
		const told = rows.get(key);
		rows.delete(key);
		// Told of at most by what was said of it later.
		if (told?.['id'] === undefined && ANSWERS.includes(row['action'])) continue;
		hold(property, sameJson(row, told), () => {
			return `${key} is ${JSON.stringify(row)}, and the log since the restore makes it ${JSON.stringify(told)}`;
		});
	}
	const missing = [...rows.keys()].filter((key) => !FOLLOWING.includes(kindIn(key)));
	hold(property, missing.length === 0, () => `${missing.join()} is told of by the log only`);
}

const kindIn = (key: string): string => key.split('/')[0] ?? '';

function believe(rows: Rows, line: OpLine): void {
	const args = asPlain(line.op.args);
	const { outcome, set = [] } = line.result;
	const { name } = line.op;
	if (name.startsWith('issue.')) return;
	if (name === 'task.create') return insertTask(rows, line, args);
	if (name === 'attachment.add') return insertAttachment(rows, line, args);
	if (name === 'checkin.give' && !rows.has(line.target)) return insertCheckin(rows, line, args);
	if (line.op.name === 'member.add' && outcome === 'applied' && !rows.has(line.target)) {
		const id = line.target.slice('memberships/'.length);
		rows.set(line.target, { ...args, id, removed: false });
		return;
	}
	const said = fieldsOf(line, args);
	const fields = pickBy(said, (name) => set.includes(name));
	change(rows, line.target, fields);
	if (fields['project'] !== undefined) moveEvents(rows, args['task'], fields['project']);
	if (line.op.name === 'task.report' || line.op.name === 'task.undo') addEvent(rows, line, args);
}

/** What a command says of its target. */
function fieldsOf(line: OpLine, args: Args): Plain {
	switch (line.op.name) {
		case 'task.report':
			return reportedFields(args);
		case 'task.undo':
			return asPlain(args['to']);
		case 'task.edit':
		case 'conflict.settle':
		case 'report.adopt':
			return asPlain(args['set']);
		case 'task.move':
			return { project: args['project'], phase: args['phase'], dependencies: [] };
		case 'member.add':
			return { role: args['role'], removed: false };
		case 'attachment.restore':
			return { removed: false };
		case 'task.remove':
		case 'attachment.remove':
		case 'member.remove':
			return { removed: true };
		case 'checkin.give':
			return { done: args['done'], doing: args['doing'], note: args['note'] ?? '' };
		case 'report.acknowledge':
			return { acknowledgedBy: line.person, acknowledgedAt: line.occurredAt };
		default:
			throw new Error(`${line.op.name} is not known`);
	}
}

function change(rows: Rows, key: string, fields: Plain): void {
	if (Object.keys(fields).length > 0) rows.set(key, { ...rows.get(key), ...fields });
}

function insertTask(rows: Rows, line: OpLine, args: Args): void {
	const positions = [...rows.values()]
		.filter((row) => row['project'] === args['project'])
		.map((row) => Number(row['position'] ?? 0));
	const position = Math.max(0, ...positions) + 1;
	const id = deriveRowId(line.op.id, 'task');
	rows.set(line.target, { ...NEW_TASK, ...args, id, position });
}

function moveEvents(rows: Rows, task: unknown, project: unknown): void {
	for (const [key, row] of rows)
		if (/^(status_events|attachments)\//.test(key) && row['task'] === task)
			rows.set(key, { ...row, project });
}

function insertCheckin(rows: Rows, line: OpLine, args: Args): void {
	const { checkin: id, project, day } = args;
	rows.set(line.target, {
		...{ id, project, day, ...fieldsOf(line, args), person: line.person, op: line.op.id },
		occurredAt: line.occurredAt,
		receivedAt: line.receivedAt
	});
}

function insertAttachment(rows: Rows, line: OpLine, args: Args): void {
	const id = deriveRowId(line.op.id, 'attachment');
	const project = rows.get(`tasks/${text(args['task'])}`)?.['project'] ?? args['project'];
	rows.set(line.target, newAttachment(line, { ...args, id, project }));
}

function addEvent(rows: Rows, line: OpLine, args: Args): void {
	const isUndo = line.op.name === 'task.undo';
	const before = asPlain(isUndo ? args['said'] : args['before']);
	const to = isUndo ? asPlain(args['to']) : { ...before, ...reportedFields(args) };
	const id = deriveRowId(line.op.id, 'event');
	rows.set(`status_events/${id}`, {
		id,
		project: rows.get(line.target)?.['project'],
		task: args['task'],
		person: line.person,
		op: line.op.id,
		action: isUndo ? 'undo' : 'report',
		author: '',
		from: before['status'],
		to: to['status'],
		percent: to['percent'],
		note: args['note'] ?? '',
		cause: to['cause'],
		expectedDay: to['expectedDay'],
		problem: '',
		need: '',
		before,
		effective: line.result.outcome !== 'superseded',
		occurredAt: line.occurredAt,
		receivedAt: line.receivedAt,
		acknowledgedBy: '',
		acknowledgedAt: 0
	});
}
