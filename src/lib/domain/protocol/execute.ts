import * as v from 'valibot';
import type { Actor, Call, Command, RefusalCode, Target } from '../command';
import type { Revs } from '../entity';
import { deriveRowId, type DeviceId, type Ms } from '../ids';
import { isValidMark, restoredAtMs, type Mark } from '../mark';
import { commandOf, isCommandName } from '../registry';
import { DAY_MS } from '../time';
import { DuplicateRow, MissingRow } from '../tx';
import { OpTx } from './op-tx';
import { TransactionLost, type ServerStore } from './server-store';
import { passOn } from './unheard';
import { isTooLarge, type Op, type Result } from './wire';

/** After a restore, what is missing or forbidden may still come back from another phone, this long. */
const HEALING_MS = 7 * DAY_MS;

/** Who sends, and when. */
export type Sender = {
	readonly actor: Actor;
	readonly device: DeviceId;
	readonly receivedAt: Ms;
	/** targets with an op that is `later`: what stands behind it waits too; `*` when it cannot be told which */
	readonly waiting: Set<string>;
};

const ANY_TARGET = '*';

type Done = Omit<Result, 'id' | 'mark' | 'occurredAt'>;

/** Runs one op in the server's transaction: known, or parse, authorise, apply, log. */
export function executeOp(store: ServerStore, sender: Sender, op: Op): Result {
	const known = store.findOp(op.id);
	const mark = nextMark(store);
	if (known)
		return known.person === sender.actor.id
			? known.result
			: { id: op.id, outcome: 'refused', code: 'op_id_taken', mark };
	const command = isCommandName(op.name) ? commandOf(op.name) : null;
	if (!command || op.v > command.version || sender.waiting.has(ANY_TARGET))
		return later(sender, op, ANY_TARGET, mark);
	let target = ANY_TARGET;
	store.savepoint();
	try {
		return runOp(store, sender, op, command, mark, (name) => (target = name));
	} catch (error) {
		if (error instanceof TransactionLost) throw error;
		store.rollback();
		if (error instanceof DuplicateRow || error instanceof MissingRow)
			return logOp(store, sender, op, target, sender.receivedAt, {
				id: op.id,
				mark,
				outcome: 'refused',
				code: 'invalid'
			});
		// A bug of ours must never cost a person's word.
		return later(sender, op, target, mark);
	} finally {
		store.release();
	}
}

function later(sender: Sender, op: Op, target: string, mark: Mark): Result {
	sender.waiting.add(target);
	return { id: op.id, outcome: 'later', mark };
}

/** The boot in force and the next number, the same one that `revs` will carry. */
function nextMark(store: ServerStore): Mark {
	const boot = store.timeline().at(-1);
	if (!boot) throw new Error('the server has no boot');
	return { boot: boot[0], seq: store.head() + 1 };
}

function runOp(
	store: ServerStore,
	sender: Sender,
	op: Op,
	command: Command,
	mark: Mark,
	aimAt: (target: string) => void
): Result {
	const parsed = v.safeParse(command.args, op.args);
	if (!parsed.success || isTooLarge(op.args))
		return logOp(store, sender, op, '', sender.receivedAt, {
			id: op.id,
			mark,
			outcome: 'refused',
			code: 'invalid'
		});
	const args = parsed.output;
	const target = command.target(args, op.id);
	const targetName = `${target.kind}/${target.id}`;
	aimAt(targetName);
	if (sender.waiting.has(targetName)) return later(sender, op, targetName, mark);
	const revs = store.get(target.kind, target.id)?.revs ?? null;
	const at = occurredAt(store, sender, op, revs, targetName);
	const code = refusal(store, sender, op, command.authorize(store, sender.actor, args));
	if (code === 'later') return later(sender, op, targetName, mark);
	const call = callOf(sender, op, at);
	const done: Done =
		code === 'ok'
			? applyOp(store, call, op, command, args, target)
			: refuseOp(store, call, op, target, code);
	return logOp(store, sender, op, targetName, at, { id: op.id, mark, occurredAt: at, ...done });
}

/** `missing` and `forbidden` are not final while a restored server is still being healed by phones. */
function refusal(
	store: ServerStore,
	sender: Sender,
	op: Op,
	code: 'ok' | RefusalCode
): 'ok' | RefusalCode | 'later' {
	// What it is about was not over when it was applied, and may have ended again sooner than it came back.
	const isHeard = code === 'over' && op.was?.outcome === 'applied';
	if (code === 'ok' || isHeard) return op.was?.outcome === 'refused' ? 'refused_before' : 'ok';
	if (code !== 'missing' && code !== 'forbidden') return code;
	const healedAt = healedAtMs(store, op);
	return healedAt !== null && sender.receivedAt < healedAt ? 'later' : code;
}

/** When a restored server no longer waits for what the op needs; null where it has lost nothing of it. */
function healedAtMs(store: ServerStore, op: Op): Ms | null {
	const timeline = store.timeline();
	const lost = [op.made, op.was?.mark ?? null].find(
		(mark) => mark !== null && !isValidMark(mark, timeline, store.head())
	);
	const restoredAt = lost ? restoredAtMs(lost, timeline) : null;
	return restoredAt === null ? null : restoredAt + HEALING_MS;
}

function callOf(sender: Sender, op: Op, at: Ms): Call {
	return {
		actor: sender.actor,
		op: op.id,
		device: sender.device,
		occurredAt: at,
		receivedAt: sender.receivedAt,
		again: op.was?.outcome === 'applied'
	};
}

/** Final; but what its author may no longer say goes to those who lead, if it had been said in time. */
function refuseOp(store: ServerStore, call: Call, op: Op, target: Target, code: RefusalCode): Done {
	const hasLostRight =
		code === 'left_project' ||
		(code === 'forbidden' && healedAtMs(store, op) !== null) ||
		op.was?.passedOn === true;
	const isPassedOn = hasLostRight && passOn(new OpTx(store, op, call, target), call, op);
	return { outcome: 'refused', code, ...(isPassedOn ? { passedOn: true } : {}) };
}

function applyOp(
	store: ServerStore,
	call: Call,
	op: Op,
	command: Command,
	args: unknown,
	target: Target
): Done {
	const tx = new OpTx(store, op, call, target);
	command.apply(tx, call, args);
	const set = [...tx.setFields];
	if (tx.superseded) {
		if (!tx.quiet) openConflict(store, call, tx, target, args);
		const winner = tx.winner;
		return {
			outcome: 'superseded',
			set,
			...(tx.quiet ? {} : { asked: [...tx.disagreements.keys()] }),
			...(winner ? { by: winner.person, at: winner.at } : {})
		};
	}
	return set.length > 0 || tx.madeTarget ? { outcome: 'applied', set } : { outcome: 'noop' };
}

/** One open line per task and author: of what was not settled before, the newest word on each field counts. */
function openConflict(
	store: ServerStore,
	call: Call,
	tx: OpTx,
	target: Target,
	args: unknown
): void {
	if (target.kind !== 'tasks') return;
	const task = store.get('tasks', target.id);
	if (!task) return;
	const open = store
		.list('conflicts', 'task', task.id)
		.find((row) => row.open && row.author === call.actor.id);
	const said = {
		authorAt: call.occurredAt,
		...(tx.winner ? { other: tx.winner.person, otherAt: tx.winner.at } : {}),
		op: call.op,
		note: noteOf(args),
		fields: { ...open?.fields, ...Object.fromEntries(tx.disagreements) }
	};
	if (open) store.updateRow('conflicts', { ...open, ...said }, Object.keys(said));
	else
		tx.insert('conflicts', {
			id: deriveRowId(call.op, 'conflict'),
			project: task.project,
			task: task.id,
			author: call.actor.id,
			...said
		});
}

function noteOf(args: unknown): string {
	return typeof args === 'object' &&
		args !== null &&
		'note' in args &&
		typeof args.note === 'string'
		? args.note
		: '';
}

/**
 * When it happened, for people and charts: the author's clock, corrected by what the phone knew
 * of its error, and clamped: not after receipt, not before what its base saw, nor before the
 * device's previous op on the target. Sent again, it happened when it had happened.
 */
function occurredAt(
	store: ServerStore,
	sender: Sender,
	op: Op,
	revs: Revs | null,
	target: string
): Ms {
	let earliest = store.lastOccurredAt(sender.device, target);
	const before = op.was?.occurredAt;
	if (before !== undefined) return Math.min(sender.receivedAt, Math.max(before, earliest));
	for (const rev of Object.values(revs ?? {}))
		if (op.base && rev.seq <= op.base.seq) earliest = Math.max(earliest, rev.receivedAt);
	return Math.min(sender.receivedAt, Math.max(op.clientAt + op.offsetMs, earliest));
}

function logOp(
	store: ServerStore,
	sender: Sender,
	op: Op,
	target: string,
	at: Ms,
	result: Result
): Result {
	store.saveOp({
		op,
		person: sender.actor.id,
		device: sender.device,
		target,
		occurredAt: at,
		receivedAt: sender.receivedAt,
		result
	});
	return result;
}
