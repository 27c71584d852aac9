import type { Call } from '../command';
import { fieldsToSet, settling } from '../commands/report';
import type { ReportFields } from '../entities';
import { deriveRowId, type TaskId, type Ulid, type UnheardReportId } from '../ids';
import { parseArgs } from '../parse';
import type { Tx } from '../tx';
import type { Op } from './wire';

/**
 * Keeps for those who lead what its author may no longer say: a report, or that one is taken back.
 * What else somebody has done who is gone is theirs to do who are here.
 *
 * @returns false where there is nothing to keep
 */
export function passOn(tx: Tx, call: Call, op: Op): boolean {
	if (op.name === 'task.report') {
		const args = parseArgs(op.name, op.args);
		return args !== undefined && keep(tx, call, op, args.task, fieldsToSet(args), args.note);
	}
	if (op.name !== 'task.undo') return false;
	const args = parseArgs(op.name, op.args);
	if (!args) return false;
	if (withdraw(tx, call, args.op)) return true;
	const said = standing(tx, call, args);
	return Object.keys(said).length > 0 && keep(tx, call, op, args.task, said);
}

function idOf(op: Ulid): UnheardReportId {
	return deriveRowId<UnheardReportId>(op, 'unheard');
}

function keep(
	tx: Tx,
	call: Call,
	op: Op,
	id: TaskId,
	said: Partial<ReportFields>,
	note = ''
): boolean {
	const task = tx.get('tasks', id);
	if (!task) return false;
	const { occurredAt, receivedAt } = call;
	const who = { person: call.actor.id, op: op.id, n: op.n };
	const about = { project: task.project, task: task.id };
	tx.insert('unheard_reports', {
		...{ id: idOf(op.id), ...about, ...who, said, note, occurredAt, receivedAt }
	});
	return true;
}

/** Nobody is asked about what its author has taken back, as long as nobody has answered. */
function withdraw(tx: Tx, call: Call, op: Ulid): boolean {
	const report = tx.get('unheard_reports', idOf(op));
	if (report?.state !== 'open' || report.person !== call.actor.id) return false;
	tx.update('unheard_reports', report.id, { state: 'withdrawn', ...settling(call) });
	return true;
}

/** Of what a report that was heard had set, what an undo would still put back. */
function standing(
	tx: Tx,
	call: Call,
	undo: { readonly task: TaskId; readonly op: Ulid; readonly to: ReportFields }
): Partial<ReportFields> {
	const event = tx.get('status_events', deriveRowId(undo.op, 'event'));
	const revs = tx.get('tasks', undo.task)?.revs ?? {};
	if (event?.person !== call.actor.id) return {};
	return Object.fromEntries(
		Object.entries(undo.to).filter(([field]) => revs[field]?.op === undo.op)
	);
}
