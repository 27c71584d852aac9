import { ReplicaView } from '../../src/lib/sync/replica-view';
import { OpTx } from '../../src/lib/domain/protocol/op-tx';
import type { Kind } from '../../src/lib/domain/entities';
import { deriveRowId, type DeviceId } from '../../src/lib/domain/ids';
import type { Op } from '../../src/lib/domain/protocol/wire';
import type { Patch, UpdateOutcome } from '../../src/lib/domain/tx';
import type { OutboxEntry, OutboxMeta, Ports } from '../../src/lib/sync/ports';
import type { Running } from './phone-ports';
import { withPages } from './storage';
import {
	NeverKnows,
	NeverRollsBack,
	ForgetsWhenItHappened,
	OpensNoCards,
	KeepsNothingUnheard,
	LeavesNoTombstones,
	CountsOutside,
	CutsCarelessly,
	ForgetsWhatWaits,
	NeverResets,
	LastWriterWins,
	FailsOnStrangers
} from './faulty-servers';
import { NETWORK_BUGS } from './bugs-network';
import { REPLAY_BUGS } from './bugs-replay';
import { PHOTO_BUGS } from './bugs-photos';
import { SESSION_BUGS } from './bugs-session';
import { STORAGE_BUGS } from './bugs-storage';
import { serverOf, withPush, withReplica, withUpdate, type Planted } from './planted';
import { USAGE_BUGS } from './bugs-usage';

function dropsOn401(ports: Ports, running: Running): Ports {
	return withPush(ports, async (request) => {
		const reply = await ports.transport.push(request);
		if (reply.kind === 'unauthorized')
			for (const op of request.ops) running.device.outbox.entries.delete(op.id);
		return reply;
	});
}

/** An answer that refuses something is taken for none. */
function cannotReadRefusals(ports: Ports): Ports {
	return withPush(ports, async (request) => {
		const reply = await ports.transport.push(request);
		if (reply.kind !== 'ok' || !('results' in reply.answer)) return reply;
		const { results } = reply.answer;
		return results.some(({ outcome }) => outcome === 'refused') ? { kind: 'unreachable' } : reply;
	});
}

function tearsPages(ports: Ports, running: Running): Ports {
	const disk = running.device.replica;
	return withReplica(ports, async (pages, lost, syncedAt) => {
		const fits = await disk.transact(running, 'sure', () => {
			const { cursors } = disk.held;
			if (pages.some((page) => (cursors[page.space] ?? 0) !== page.after)) return false;
			const moved = pages.map((page) => ({ ...page, put: [], drop: [] }));
			disk.write(withPages(disk.held, moved, [], null), []);
			return true;
		});
		if (!fits) return false;
		await disk.transact(running, 'sure', () =>
			disk.write(withPages(disk.held, pages, lost, syncedAt), lost)
		);
		return true;
	});
}

function saysStoredTooEarly(ports: Ports, running: Running): Ports {
	const { outbox } = ports;
	let nextN = 0;
	return {
		...ports,
		outbox: {
			read: () => outbox.read(),
			update: (change) => outbox.update(change),
			append: (make) => {
				const meta: OutboxMeta = running.device.outbox.meta;
				nextN = Math.max(nextN + 1, meta.nextN);
				const entry: OutboxEntry = make({ ...meta, nextN });
				void outbox.append(() => entry).catch(() => undefined);
				return Promise.resolve(entry);
			}
		}
	};
}

/** Takes back `to` whatever has become of the fields since. */
function patchRevert(): () => void {
	// eslint-disable-next-line @typescript-eslint/unbound-method -- put back as it was
	const { revert } = OpTx.prototype;
	OpTx.prototype.revert = function <K extends Kind>(
		this: OpTx,
		kind: K,
		id: string,
		to: Patch<K>
	): UpdateOutcome {
		this.quiet = true;
		return this.update(kind, id, to);
	};
	return () => {
		OpTx.prototype.revert = revert;
	};
}

/** What is sent again after a restore goes out changed. */
const withResent = (ports: Ports, alter: (op: Op) => Op): Ports =>
	withPush(ports, (request) =>
		ports.transport.push({ ...request, ops: request.ops.map((op) => (op.was ? alter(op) : op)) })
	);

function withoutWas({ was: _was, ...op }: Op): Op {
	return op;
}

/** As if its author had seen everything. */
const withFarFork = (op: Op): Op => ({ ...op, fork: Number.MAX_SAFE_INTEGER });

function settingAll(op: Op): Op {
	const set = ['status', 'percent', 'cause', 'expectedDay', 'title', 'dueDay', 'owner', 'phase'];
	return op.was ? { ...op, was: { ...op.was, outcome: 'applied', set } } : op;
}

/** As if a tab's rows held everything. */
function patchReach(): () => void {
	const real = Object.getOwnPropertyDescriptor(ReplicaView.prototype, 'reachSeq') ?? {};
	Object.defineProperty(ReplicaView.prototype, 'reachSeq', {
		configurable: true,
		get: () => Infinity
	});
	return () => {
		Object.defineProperty(ReplicaView.prototype, 'reachSeq', real);
	};
}

/** Defects that the simulation must find, or it proves nothing. */
export const PLANTED_BUGS: readonly Planted[] = [
	{
		name: 'an op leaves the queue when it is sent, not when it is answered',
		seed: 3,
		breaks: 'no flicker',
		wrapPorts: (ports, { device }) =>
			withPush(ports, (request) => {
				for (const op of request.ops) device.outbox.entries.delete(op.id);
				return ports.transport.push(request);
			})
	},
	{ name: 'a 401 empties the batch', seed: 10, breaks: 'nothing lost', wrapPorts: dropsOn401 },
	{
		name: 'an answered op leaves the overlay before the pull that shows it',
		seed: 30,
		breaks: 'no flicker',
		wrapPorts: (ports) =>
			withUpdate(ports, (change) => ({
				...change,
				put: (change.put ?? []).map((entry) => ({ ...entry, settled: entry.result !== null }))
			})),
		// A tab would see that its rows are behind.
		patch: patchReach
	},
	{
		name: 'a refused op is dropped without a word',
		seed: 2,
		breaks: 'no flicker',
		wrapPorts: (ports) =>
			withUpdate(ports, (change) => {
				const refused = (change.put ?? []).filter((entry) => entry.result?.outcome === 'refused');
				return {
					...change,
					put: (change.put ?? []).filter((entry) => !refused.includes(entry)),
					remove: [...(change.remove ?? []), ...refused.map((entry) => entry.op.id)]
				};
			})
	},
	{
		name: 'the screen says stored before the transaction has completed',
		seed: 1,
		breaks: 'nothing lost',
		wrapPorts: saysStoredTooEarly
	},
	{
		name: 'cursors and rows of a page are written apart',
		seed: 1,
		breaks: 'replicas equal the server',
		wrapPorts: tearsPages
	},
	{
		name: 'a page is applied wherever the cursor stands',
		seed: 106,
		breaks: 'cursors and marks move forward',
		wrapPorts: (ports, running) => {
			const disk = running.device.replica;
			return withReplica(ports, (pages, lost, syncedAt) =>
				disk.transact(running, 'sure', () => {
					disk.write(withPages(disk.held, pages, lost, syncedAt), lost);
					return true;
				})
			);
		}
	},
	{
		name: 'rows of a lost space stay on the phone',
		seed: 24,
		breaks: 'no row out of scope stays on the phone',
		wrapPorts: (ports) =>
			withReplica(ports, (pages, _lost, syncedAt) => ports.replica.apply(pages, [], syncedAt))
	},
	{
		name: 'a batch is ordered by the phone’s clock',
		seed: 7,
		breaks: 'order per device and target',
		wrapPorts: (ports) =>
			withPush(ports, (request) =>
				ports.transport.push({
					...request,
					ops: [...request.ops].sort((a, b) => a.clientAt - b.clientAt)
				})
			)
	},
	{
		name: 'a batch starts at the newest op',
		seed: 1,
		breaks: 'order per device and target',
		wrapPorts: (ports) =>
			withPush(ports, (request) => ports.transport.push({ ...request, ops: request.ops.slice(-1) }))
	},
	{
		name: 'a known op is executed again',
		seed: 2,
		breaks: 'one effect',
		store: (world) => new NeverKnows(world)
	},
	{
		name: 'a failed op is not rolled back to its savepoint',
		seed: 8,
		breaks: 'rows are the replay of the log',
		store: (world) => new NeverRollsBack(world)
	},
	{
		name: 'a row that moves leaves no tombstone',
		seed: 4,
		breaks: 'replicas equal the server',
		store: (world) => new LeavesNoTombstones(world)
	},
	{
		name: 'the counter is raised outside the transaction',
		seed: 4,
		breaks: 'replicas equal the server',
		server: serverOf(CountsOutside)
	},
	{
		name: 'a cut page moves every cursor to head',
		seed: 2,
		breaks: 'replicas equal the server',
		server: serverOf(CutsCarelessly)
	},
	{
		name: 'an op overtakes one that waits on the same target',
		seed: 8,
		breaks: 'order per device and target',
		server: serverOf(ForgetsWhatWaits)
	},
	{
		name: 'the last writer wins',
		seed: 6,
		breaks: 'a base is what the screen had shown',
		server: serverOf(LastWriterWins)
	},
	{
		name: 'an undo ignores what has happened since',
		seed: 17,
		breaks: 'rows are the replay of the log',
		patch: patchRevert
	},
	{
		name: 'what was decided before a restore is not handed back',
		seed: 3,
		breaks: 'nothing lost',
		wrapPorts: (ports) =>
			withUpdate(ports, (change) => ({
				...change,
				put: (change.put ?? []).filter((entry) => !entry.op.was || entry.result !== null)
			}))
	},
	{
		name: 'an op is sent again as if it were new',
		seed: 111,
		breaks: 'a restore changes nothing',
		wrapPorts: (ports) => withResent(ports, withoutWas)
	},
	{
		name: 'the fork is taken for the end of the timeline',
		seed: 127,
		breaks: 'a restore changes nothing',
		wrapPorts: (ports) => withResent(ports, withFarFork)
	},
	{
		name: 'an op that is sent again sets more than it had set',
		seed: 43,
		breaks: 'a restore changes nothing',
		wrapPorts: (ports) => withResent(ports, settingAll)
	},
	{
		name: 'a restored server goes on as the one that it was',
		seed: 19,
		breaks: 'order per device and target',
		server: serverOf(NeverResets)
	},
	{
		name: 'an op that is refused wedges the queue',
		seed: 2,
		breaks: 'quiet comes',
		wrapPorts: cannotReadRefusals
	},
	{
		name: 'tabs do not tell each other what they have',
		seed: 75,
		breaks: 'nothing but the replica shows after quiet',
		wrapPorts: (ports) => ({ ...ports, channel: { ...ports.channel, post: () => undefined } })
	},
	{
		name: 'a queue is sent in the name of another device',
		seed: 1,
		breaks: 'no op is sent by another',
		wrapPorts: (ports) =>
			withPush(ports, (request) =>
				ports.transport.push({ ...request, device: deriveRowId<DeviceId>(request.device) })
			)
	},
	{
		name: 'a disagreement is settled as it arises',
		seed: 19,
		breaks: 'every disagreement has its card',
		store: (world) => new OpensNoCards(world)
	},
	{
		name: 'an op may have happened before an earlier one of its device',
		seed: 12,
		breaks: 'time runs forward per device and target',
		store: (world) => new ForgetsWhenItHappened(world)
	},
	{
		name: 'a pull fails on a cursor of a space that is lost',
		seed: 23,
		breaks: 'nothing throws',
		server: serverOf(FailsOnStrangers)
	},
	{
		name: 'a refused op is put aside unasked',
		seed: 1,
		breaks: 'every refusal is shown',
		wrapPorts: (ports) =>
			withUpdate(ports, (change) => ({
				...change,
				put: (change.put ?? []).map((entry) =>
					entry.result?.outcome === 'refused' ? { ...entry, seenByPerson: true } : entry
				)
			}))
	},
	{
		name: 'what somebody says who has left is refused, and that is all',
		seed: 5,
		breaks: 'what was said before leaving reaches the lead',
		store: (world) => new KeepsNothingUnheard(world)
	},
	...NETWORK_BUGS,
	...STORAGE_BUGS,
	...USAGE_BUGS,
	...REPLAY_BUGS,
	...SESSION_BUGS,
	...PHOTO_BUGS
];
