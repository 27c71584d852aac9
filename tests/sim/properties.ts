import { isOpenIssue } from '../../src/lib/domain/commands/late-issue';
import { EVENT_DAYS_HELD, KINDS } from '../../src/lib/domain/entities';
import type { Space } from '../../src/lib/domain/entity';
import type { Ms } from '../../src/lib/domain/ids';
import { isValidMark } from '../../src/lib/domain/mark';
import type { OpLine } from '../../src/lib/domain/protocol/server-store';
import { DAY_MS } from '../../src/lib/domain/time';
import { brandAs } from '../../src/lib/domain/brand';
import { spacesToOpen } from '../../src/lib/domain/rules/rights';
import { isPastHolding } from '../../src/lib/data/replica-pruning';
import { KEPT_MS } from '../../src/lib/sync/queue';
import { queueItem } from '../../src/lib/sync/status';
import type { Device } from './device';
import type { ChangeLine, MemoryServerStore } from './memory-store';
import { checkBelieved } from './believed';
import { isNewer } from './newer';
import { arePhotosQuiet, checkPhotos, checkPhotosQuiet } from './photos';
import { checkReplay } from './replay';
import { sameJson } from './plain';
import { Seat } from './shared-phone';
import type { Tap } from './taps';
import { checkUnheard } from './unheard';
import { hold } from './violation';
import type { World } from './world';

/** A week after the server's word, less what a clock may be wrong by. */
const SURELY_KEPT_MS = 5 * DAY_MS;

/** True at any time, also in the middle of things. */
export function checkAlways(world: World): void {
	checkNothingLost(world);
	checkOutboxes(world);
	checkNewer(world);
	checkOwners(world);
	checkOneEffect(world.store.log);
	checkOrder(world.store.log);
	if (world.hasPhotos) checkPhotos(world);
}

/** True once all is quiet. */
export function checkQuiet(world: World): void {
	checkAlways(world);
	checkAllArrived(world);
	checkUnheard(world);
	if (world.hasPhotos) checkPhotosQuiet(world);
	checkLateOnList(world.store);
	if (world.restores.isOn) {
		world.restores.check();
		checkBelieved(world);
	} else checkReplay(world);
	checkCards(world);
	for (const device of world.devices) {
		if (!device.isIn) {
			checkLeft(device);
			continue;
		}
		checkOver(world, device);
		checkReplica(world, device);
		checkScreen(device);
		checkRefusals(world, device);
	}
}

/** A task of the plan that is late is on the issue list, once, and none that is not, unless by hand; also after restores. */
function checkLateOnList(store: MemoryServerStore): void {
	const isOpenAgain = (id: string): boolean =>
		store
			.list('issue_events', 'issue', id)
			.some(({ action }) => action === 'reopen' || action === 'undo');
	for (const { id, status, removed } of store.all('tasks')) {
		const late = store.list('issues', 'task', id).filter(({ source }) => source === 'late');
		const open = late.filter((issue) => isOpenIssue(issue) && !isOpenAgain(issue.id));
		const listed = late.some(({ state }) => state !== 'withdrawn');
		const isDue = status === 'late' && !removed;
		const holds = isDue ? listed && open.length <= 1 : open.length === 0;
		hold('a late task is on the list once', holds, () => {
			return `${id} is ${removed ? 'removed' : status}, and the list has of it: ${JSON.stringify(late)}`;
		});
	}
}

/** Whatever a phone had stored is in the log, also of a server that had lost it. */
function checkAllArrived(world: World): void {
	for (const tap of world.taps.byId.values())
		hold('nothing lost', !isKept(tap) || world.store.findOp(tap.id) !== undefined, () => {
			return `${tap.name} ${tap.id} of device ${tap.device.index} is not in the log`;
		});
}

/** The phone has it, and its person has not put it aside instead of having it sent. */
function isKept(tap: Tap): boolean {
	return tap.stored === 'kept' && !(tap.dismissed && !tap.device.outbox.entries.has(tap.id));
}

export function isQuiet(world: World): boolean {
	const isOfOneMind = world.shared?.isOfOneMind ?? true;
	return (
		isOfOneMind &&
		world.devices.every((device) => {
			if (!device.isIn) return true;
			if (!arePhotosQuiet(device, world.store)) return false;
			const { entries } = device.outbox;
			const actor = world.server.actor(device.person);
			const { cursors } = device.replica.held;
			const head = world.store.head();
			return (
				isPlaced(world, device) &&
				device.programs.every((program) => program.frozenUntilMs <= world.scheduler.nowMs) &&
				[...entries.values()].every((entry) => entry.settled) &&
				actor !== null &&
				[...spacesDue(world, device)].every((space) => cursors[space] === head)
			);
		})
	);
}

/** Whoever has signed out has had everything sent while it was their turn, and left no rows. */
function checkLeft(device: Device): void {
	const { index, outbox, replica, programs } = device;
	hold('nobody has another’s queue', programs.length === 0, () => {
		return `a tab still shows ${device.person}, who has signed out, on device ${index}`;
	});
	hold(
		'queues empty',
		[...outbox.entries.values()].every(({ result }) => result !== null),
		() => {
			return `device ${index} still has a queue, and its person has been back`;
		}
	);
	const mayStillSend = device instanceof Seat && device.hasSignedOut && device.credential !== '';
	hold('no op is sent by another', !mayStillSend, () => {
		return `device ${index} may still send for somebody who has signed out`;
	});
	const isClean = replica.held.rows.size === 0 || !(device instanceof Seat && device.isForgotten);
	hold('no row out of scope stays on the phone', isClean, () => {
		return `device ${index} still has rows of somebody who has signed out`;
	});
}

/** A queue is its own person's, on the disk and on every screen. */
function checkOwners({ devices, taps, shared }: World): void {
	if (!shared) return;
	for (const device of devices) {
		const shown = device.programs.flatMap(({ engine }) => engine.queue.map(({ id }) => id));
		for (const id of [...device.outbox.entries.keys(), ...shown])
			hold('nobody has another’s queue', taps.byId.get(brandAs(id))?.device === device, () => {
				return `${id} is on device ${device.index} of ${device.person}`;
			});
	}
}

/** What the phone is to hold: its person's spaces, and those that are looked at on it. */
export function spacesDue({ server, store }: World, device: Device): Set<Space> {
	const actor = server.actor(device.person);
	if (!actor) return new Set();
	const looked = spacesToOpen(store, actor).filter((space) => device.looksAt(space));
	return server.servedSpaces(actor, looked);
}

/** The phone is on the server's timeline. */
function isPlaced(world: World, device: Device): boolean {
	const { seen } = device.outbox.meta;
	return seen === null || isValidMark(seen, world.store.timeline(), world.store.head());
}

/** All that is open was put off, and by a server that every phone has met. */
export function isPutOff(world: World): boolean {
	return world.devices.every((device) => {
		if (!device.isIn) return true;
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
			return `device ${device.index}: ${JSON.stringify(device.replica.held.cursors)} of ${world.store.head()}, unsettled ${JSON.stringify(open)}, status ${JSON.stringify(device.programs[0]?.engine.status)}, photos ${JSON.stringify(device.photos.files)}`;
		})
		.join('\n');
}

function checkNothingLost(world: World): void {
	for (const tap of world.taps.byId.values()) {
		if (!isKept(tap) || world.store.findOp(tap.id)) continue;
		hold('nothing lost', tap.device.outbox.entries.has(tap.id), () => {
			return `${tap.name} ${tap.id} of device ${tap.device.index} is neither in the log nor in its queue`;
		});
	}
}

/** Whatever befalls a phone, what was tapped stays on it, also for days after it was decided. */
function checkOutboxes(world: World): void {
	for (const tap of world.taps.byId.values()) {
		const { outbox, index } = tap.device;
		const appendedAtMs = outbox.appendedAtMs.get(tap.id) ?? -Infinity;
		if (!isKept(tap) || world.scheduler.nowMs - appendedAtMs > SURELY_KEPT_MS) continue;
		hold('the outbox survives', outbox.entries.has(tap.id), () => {
			return `${tap.name} ${tap.id} has left device ${index}`;
		});
	}
}

/** What the server does not know yet is nobody's to decide. */
function checkNewer({ taps, server }: World): void {
	if (server.isUpdated) return;
	for (const tap of taps.byId.values()) {
		const entry = tap.device.outbox.entries.get(tap.id);
		hold('a newer word waits for its server', !entry?.result || !isNewer(entry.op), () => {
			return `${tap.name} ${tap.id} of device ${tap.device.index} is ${String(entry?.result?.outcome)}`;
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

/** An event that no pull brings any more. */
function isOver(store: MemoryServerStore, { kind, id }: ChangeLine, nowMs: Ms): boolean {
	if (kind !== 'status_events') return false;
	return (store.get(kind, id)?.receivedAt ?? nowMs) < nowMs - EVENT_DAYS_HELD * DAY_MS;
}

/** Old events go, and so does what the server has decided long ago and nobody need look at. */
function checkOver(
	{ scheduler, restores }: World,
	{ index, skewMs, outbox, replica }: Device
): void {
	const property = 'what is over leaves the phone';
	const { nowMs } = scheduler;
	for (const [key, row] of replica.held.rows)
		hold(property, !isPastHolding(row, nowMs), () => `device ${index} still has ${key}`);
	// A week may have passed for a restored server, and nobody have asked it for news since.
	if (restores.happened) return;
	for (const entry of outbox.entries.values()) {
		const ageMs = nowMs + skewMs - (entry.decidedAt ?? Infinity);
		const isDue = entry.settled && queueItem(entry, nowMs) === null && ageMs > KEPT_MS + DAY_MS;
		hold(property, !isDue, () => `device ${index} still keeps ${entry.op.name} ${entry.op.id}`);
	}
}

function checkReplica(world: World, device: Device): void {
	const property = 'replicas equal the server';
	const held = spacesDue(world, device);
	const { rows, cursors } = device.replica.held;
	for (const [key, { space }] of rows)
		hold('no row out of scope stays on the phone', held.has(space), () => {
			return `device ${device.index} still has ${key}`;
		});
	hold(property, sameJson(Object.keys(cursors).sort(), [...held].sort()), () => {
		return `device ${device.index} holds ${Object.keys(cursors).join()}, should hold ${[...held].join()}`;
	});
	const { nowMs } = world.scheduler;
	const expected = [...world.store.changes.values()].filter(
		(line) => held.has(line.space) && !line.deleted && !isOver(world.store, line, nowMs)
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
		const asked = line.target.startsWith('tasks/') && line.op.name !== 'task.undo';
		const { outcome } = line.result;
		if (outcome === 'refused' || (outcome === 'superseded' && !asked))
			hold('every refusal is shown', shown.get(line.op.id) === outcome, () => {
				return `${line.op.name} ${line.op.id} was ${outcome} and device ${device.index} shows ${String(shown.get(line.op.id))}`;
			});
	}
}
