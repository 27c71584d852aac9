import { KINDS, type Kind } from '../../src/lib/domain/entities';
import { isValidMark } from '../../src/lib/domain/mark';
import type { OpLine } from '../../src/lib/domain/protocol/server-store';
import { heldSpaces } from '../../src/lib/domain/rules/rights';
import type { Device } from './device';
import { Oracle, plainRows, type Plain, type Stamp } from './oracle';
import { replayCommand } from './oracle-commands';
import { sameJson } from './plain';
import type { Taps } from './taps';
import { Violation, type Property } from './violation';
import type { World } from './world';

function hold(property: Property, holds: boolean, what: () => string): void {
	if (!holds) throw new Violation(property, what());
}

/** True at any time, also in the middle of things. */
export function checkAlways(world: World): void {
	checkNothingLost(world);
	checkOneEffect(world.store.log);
	checkOrder(world.store.log);
}

/** True once all is quiet. */
export function checkQuiet(world: World, start: { rows: [Kind, Plain][]; head: number }): void {
	checkAlways(world);
	checkAllArrived(world);
	if (world.restores.isOn) world.restores.check();
	else checkReplay(world, start);
	checkCards(world);
	for (const device of world.devices) {
		checkReplica(world, device);
		checkScreen(device);
		checkRefusals(world, device);
	}
}

/** Whatever a phone had stored is in the log, also of a server that had lost it. */
function checkAllArrived(world: World): void {
	for (const tap of world.taps.byId.values())
		hold('nothing lost', tap.stored !== 'kept' || world.store.findOp(tap.id) !== undefined, () => {
			return `${tap.name} ${tap.id} of device ${tap.device.index} is not in the log`;
		});
}

export function isQuiet(world: World): boolean {
	return world.devices.every((device) => {
		const { entries } = device.outbox;
		const actor = world.server.actor(device.person);
		const { cursors } = device.replica.held;
		const head = world.store.head();
		return (
			isPlaced(world, device) &&
			device.programs.every((program) => program.frozenUntilMs <= world.scheduler.nowMs) &&
			[...entries.values()].every((entry) => entry.settled) &&
			actor !== null &&
			heldSpaces(world.store, actor).every((space) => cursors[space] === head)
		);
	});
}

/** The phone is on the server's timeline. */
function isPlaced(world: World, device: Device): boolean {
	const { seen } = device.outbox.meta;
	return seen === null || isValidMark(seen, world.store.timeline(), world.store.head());
}

/** All that is open was put off, and by a server that every phone has met. */
export function isPutOff(world: World): boolean {
	return world.devices.every((device) => {
		const open = [...device.outbox.entries.values()].filter((entry) => entry.result === null);
		const putOff = new Set(
			open.filter((entry) => entry.laterCount > 0).map(({ target }) => target)
		);
		return isPlaced(world, device) && open.every((entry) => putOff.has(entry.target));
	});
}

/** What keeps it from being quiet, in words. */
export function unrest(world: World): string {
	return world.devices
		.map((device) => {
			const open = [...device.outbox.entries.values()].filter((entry) => !entry.settled);
			return `device ${device.index}: ${JSON.stringify(device.replica.held.cursors)} of ${world.store.head()}, unsettled ${JSON.stringify(open)}, status ${JSON.stringify(device.programs[0]?.engine.status)}`;
		})
		.join('\n');
}

function checkNothingLost(world: World): void {
	for (const tap of world.taps.byId.values()) {
		if (tap.stored !== 'kept' || world.store.findOp(tap.id)) continue;
		hold('nothing lost', tap.device.outbox.entries.has(tap.id), () => {
			return `${tap.name} ${tap.id} of device ${tap.device.index} is neither in the log nor in its queue`;
		});
	}
}

function checkOneEffect(log: readonly OpLine[]): void {
	const seen = new Set<string>();
	for (const { op } of log) {
		hold('one effect', !seen.has(op.id), () => `${op.id} is in the log twice`);
		seen.add(op.id);
	}
}

function checkOrder(log: readonly OpLine[]): void {
	const last = new Map<string, OpLine>();
	for (const line of log) {
		const key = `${line.device} ${line.target}`;
		const before = last.get(key);
		if (before) {
			hold(
				'order per device and target',
				before.op.n < line.op.n,
				() => `${key}: ${before.op.n}, then ${line.op.n}`
			);
			hold(
				'time runs forward per device and target',
				line.target === '' || before.occurredAt <= line.occurredAt,
				() => `${key}: ${before.occurredAt}, then ${line.occurredAt}`
			);
		}
		last.set(key, line);
	}
}

function checkReplay(world: World, start: { rows: [Kind, Plain][]; head: number }): void {
	const property = 'rows are the replay of the log';
	const oracle = new Oracle(start);
	oracle.onJudged = (line, field, last, unseen) =>
		checkBase(world.taps, oracle, line, field, last, unseen);
	for (const line of world.store.log) {
		const verdict = oracle.replay(line, replayCommand);
		const { outcome, code, set } = line.result;
		const told = { outcome, code, set: [...(set ?? [])].sort() };
		const meant = {
			outcome: verdict.outcome,
			code: verdict.code,
			set: [...(verdict.set ?? [])].sort()
		};
		hold(property, sameJson(told, meant), () => {
			return `${line.op.name} ${line.op.id}: ${JSON.stringify(told)}, should be ${JSON.stringify(meant)}`;
		});
		hold(property, line.result.mark.seq === oracle.seq, () => {
			return `${line.op.name} ${line.op.id} has mark ${line.result.mark.seq}, should have ${oracle.seq}`;
		});
	}
	compareRows(world, oracle);
}

function compareRows(world: World, oracle: Oracle): void {
	const property = 'rows are the replay of the log';
	const rows = plainRows(world.store, KINDS);
	hold(
		property,
		rows.length === oracle.rows.size,
		() => `${rows.length} rows, not ${oracle.rows.size}`
	);
	for (const [kind, row] of rows) {
		const id = String(row['id']);
		const meant = oracle.get(kind, id);
		hold(property, sameJson(row, meant), () => {
			return `${kind}/${id} is ${JSON.stringify(row)}, should be ${JSON.stringify(meant)}`;
		});
		for (const [field, rev] of Object.entries(world.store.get(kind, id)?.revs ?? {})) {
			const stamp = oracle.stamps.get(`${kind}/${id}/${field}`);
			const { op, person, device, n, seq, at } = rev;
			const told: Stamp = { op, person, device, n, seq, at };
			hold(property, sameJson(told, stamp), () => {
				return `${kind}/${id}/${field} was last changed by ${JSON.stringify(told)}, should be ${JSON.stringify(stamp)}`;
			});
		}
	}
}

/** The base of an op speaks for what its author's screen had shown, field by field. */
function checkBase(
	taps: Taps,
	oracle: Oracle,
	line: OpLine,
	field: string,
	last: string,
	unseen: boolean
): void {
	const name = field.split('/')[2] ?? '';
	const shown = taps.byId.get(line.op.id)?.shown.get(name);
	if (shown === undefined) return;
	const history = oracle.history.get(field) ?? [];
	const shownAt = shown === null ? -1 : history.indexOf(shown);
	const reallyUnseen = history.indexOf(last) > shownAt;
	hold('a base is what the screen had shown', reallyUnseen === unseen, () => {
		return `${line.op.name} ${line.op.id} on ${field}: the screen showed ${String(shown)}, the last change was ${last}, the base says ${unseen ? 'unseen' : 'seen'}`;
	});
}

/** What a person disagreed about is on a card: open, or settled since. */
function checkCards(world: World): void {
	const place = new Map(world.store.log.map((line, index) => [line.op.id, index]));
	for (const [index, line] of world.store.log.entries()) {
		if (line.result.outcome !== 'superseded' || line.op.name === 'task.undo') continue;
		if (!line.target.startsWith('tasks/')) continue;
		const cards = world.store.list('conflicts', 'task', line.target.slice('tasks/'.length));
		const card = cards.find(
			(row) => row.author === line.person && (place.get(row.op) ?? -1) >= index
		);
		hold(
			'every disagreement has its card',
			card !== undefined && (card.open || card.settledBy !== ''),
			() => {
				return `${line.op.name} ${line.op.id} was superseded and nobody is asked`;
			}
		);
	}
}

function checkReplica(world: World, device: Device): void {
	const property = 'replicas equal the server';
	const actor = world.server.actor(device.person);
	const held = new Set(actor ? heldSpaces(world.store, actor) : []);
	const { rows, cursors } = device.replica.held;
	hold(property, sameJson(Object.keys(cursors).sort(), [...held].sort()), () => {
		return `device ${device.index} holds ${Object.keys(cursors).join()}, should hold ${[...held].join()}`;
	});
	const expected = [...world.store.changes.values()].filter(
		(line) => held.has(line.space) && !line.deleted
	);
	for (const line of expected) {
		const key = `${line.space} ${line.kind} ${line.id}`;
		const stored = rows.get(key);
		hold(
			property,
			stored?.seq === line.seq && sameJson(stored.row, world.store.get(line.kind, line.id)),
			() => {
				return `device ${device.index} has ${JSON.stringify(stored)} for ${key}, should be ${JSON.stringify(world.store.get(line.kind, line.id))} at ${line.seq}`;
			}
		);
	}
	hold(property, rows.size === expected.length, () => {
		const keys = new Set(expected.map((line) => `${line.space} ${line.kind} ${line.id}`));
		return `device ${device.index} still has ${[...rows.keys()].filter((key) => !keys.has(key)).join()}`;
	});
}

/** After quiet the screen is the replica: no overlay, nothing left over in memory. */
function checkScreen(device: Device): void {
	const property = 'nothing but the replica shows after quiet';
	for (const program of device.programs)
		for (const kind of KINDS) {
			const newest = new Map<string, { seq: number; row: unknown }>();
			for (const stored of device.replica.held.rows.values())
				if (stored.kind === kind && stored.seq > (newest.get(stored.id)?.seq ?? -1))
					newest.set(stored.id, stored);
			const shown = program.engine.view.all(kind);
			hold(property, shown.length === newest.size, () => {
				return `device ${device.index} shows ${shown.length} ${kind}, has ${newest.size}`;
			});
			for (const row of shown)
				hold(property, sameJson(row, newest.get(row.id)?.row), () => {
					return `device ${device.index} shows ${JSON.stringify(row)}, has ${JSON.stringify(newest.get(row.id))}`;
				});
		}
}

/** Refused ops stay on the sync screen until the person puts them aside. */
function checkRefusals(world: World, device: Device): void {
	const [program] = device.programs;
	if (!program) return;
	const shown = new Map(program.engine.queue.map((item) => [item.id, item.state]));
	for (const line of world.store.log) {
		const tap = world.taps.byId.get(line.op.id);
		if (tap?.device !== device || tap.dismissed) continue;
		const asked = line.target.startsWith('tasks/');
		const { outcome } = line.result;
		if (outcome === 'refused' || (outcome === 'superseded' && !asked))
			hold('every refusal is shown', shown.get(line.op.id) === outcome, () => {
				return `${line.op.name} ${line.op.id} was ${outcome} and device ${device.index} shows ${String(shown.get(line.op.id))}`;
			});
	}
}
