import type { Actor } from '../../src/lib/domain/command';
import type { Space } from '../../src/lib/domain/entity';
import type { Ms } from '../../src/lib/domain/ids';
import type { PushAnswer, PushRequest } from '../../src/lib/domain/protocol/wire';
import type { OutboxState, Ports } from '../../src/lib/sync/ports';
import { isPastHolding } from '../../src/lib/data/replica-pruning';
import { MemoryServer, type Poke } from './memory-server';
import { isNewer } from './newer';
import type { Running } from './phone-ports';
import { serverOf, withPush, withUpdate, type Planted } from './planted';

/** A subscription begins with silence. */
class NeverGreets extends MemoryServer {
	override greeting(space: Space): Poke {
		return { space, head: { ...this.headMark(), seq: 0 } };
	}
}

/** What was heard of once is not asked for again. */
function hearsOnce(ports: Ports): Ports {
	const heard = new Map<Space, number>();
	const { pokes } = ports;
	return {
		...ports,
		pokes: {
			follow: (spaces) => pokes.follow(spaces),
			listen: (hear, connected) =>
				pokes.listen((poke) => {
					if (poke.head.seq <= (heard.get(poke.space) ?? 0)) return;
					heard.set(poke.space, poke.head.seq);
					hear(poke);
				}, connected)
		}
	};
}

/** What it does not know is not valid. */
class RefusesTheUnknown extends MemoryServer {
	protected override handle(actor: Actor, request: PushRequest, nowMs: Ms): PushAnswer {
		const ops = request.ops.filter((op) => !isNewer(op));
		const answer = super.handle(actor, { ...request, ops }, nowMs);
		if ('reset' in answer) return answer;
		const refused = request.ops.filter(isNewer).map(({ id }) => {
			const mark = { ...answer.head, seq: answer.head.seq + 1 };
			return { id, outcome: 'refused' as const, code: 'invalid' as const, mark };
		});
		return { ...answer, results: [...answer.results, ...refused] };
	}
}

/** Each batch begins with what waits for a newer server, which then looks at nothing behind it. */
const withAllThatWaits = (ports: Ports): Ports =>
	withPush(ports, async (request) => {
		const { entries } = await ports.outbox.read();
		const sent = new Set(request.ops.map(({ id }) => id));
		const waiting = entries.filter(({ op, result }) => result === null && isNewer(op));
		const ops = waiting.flatMap(({ op }) => (sent.has(op.id) ? [] : [op]));
		const all = [...ops, ...request.ops].sort((a, b) => a.n - b.n);
		return await ports.transport.push({ ...request, ops: all });
	});

const readsWhatItKnows = (ports: Ports): Ports => {
	const { outbox } = ports;
	const known = (state: OutboxState): OutboxState => ({
		...state,
		entries: state.entries.filter(({ op }) => !isNewer(op))
	});
	return {
		...ports,
		outbox: {
			read: async () => known(await outbox.read()),
			append: (make) => outbox.append(make),
			update: (change) => outbox.update((state) => change(known(state)))
		}
	};
};

/** The replica as it is read when it goes by another time than that of its last cycle. */
const withPrunedAt = (ports: Ports, { device }: Running, at: () => Ms): Ports => ({
	...ports,
	replica: {
		read: async () => {
			const { held } = device.replica;
			const { syncedAt } = await ports.replica.read();
			const kept = [...held.rows].filter(([, row]) => !isPastHolding(row, at()));
			device.replica.held = { ...held, rows: new Map(kept) };
			return { ...held, rows: kept.map(([, row]) => row), syncedAt };
		},
		apply: (...asked) => ports.replica.apply(...asked),
		clear: () => ports.replica.clear()
	}
});

const withOpen = (
	ports: Ports,
	alter: (open: readonly Space[], held: readonly Space[]) => readonly Space[]
): Ports => ({
	...ports,
	transport: {
		push: (request) => ports.transport.push(request),
		pull: (request) => {
			const open = alter(request.open ?? [], Object.keys(request.cursors));
			return ports.transport.pull({ ...request, open: [...open] });
		}
	}
});

/** Defects in what a phone does beside sending: listening, looking at projects, being out of sight. */
export const USAGE_BUGS: readonly Planted[] = [
	{
		name: 'a subscription does not begin with where its spaces stand',
		seed: 4,
		breaks: 'news comes by itself',
		server: serverOf(NeverGreets)
	},
	{
		name: 'a poke is heard once for each head, however early it came',
		seed: 200_324,
		breaks: 'news comes by itself',
		wrapPorts: hearsOnce
	},
	{
		name: 'a project that is looked at is not asked for',
		seed: 6,
		breaks: 'quiet comes',
		wrapPorts: (ports) => withOpen(ports, () => [])
	},
	{
		name: 'a project that is no longer looked at stays on the phone',
		seed: 37,
		breaks: 'no row out of scope stays on the phone',
		wrapPorts: (ports) =>
			withOpen(ports, (open, held) => [...open, ...held.filter((space) => space.startsWith('p:'))])
	},
	{
		name: 'a page asks for news, seen or not',
		seed: 28,
		breaks: 'a page out of sight does not ask',
		wrapPorts: (ports) => ({ ...ports, isVisible: () => true })
	},
	{
		name: 'a page that was hidden once does not look again',
		seed: 44,
		breaks: 'quiet comes',
		wrapPorts: (ports) => {
			let wasHidden = false;
			const isVisible = (): boolean => {
				wasHidden ||= !ports.isVisible();
				return !wasHidden;
			};
			return { ...ports, isVisible };
		}
	},
	{
		name: 'a word that the server does not know is refused',
		seed: 1,
		breaks: 'a newer word waits for its server',
		server: serverOf(RefusesTheUnknown)
	},
	{
		name: 'a word of a newer app holds up the whole queue',
		seed: 28,
		breaks: 'queues empty',
		wrapPorts: withAllThatWaits
	},
	{
		name: 'a word of a newer app is not read from the queue',
		seed: 9,
		breaks: 'what is not sent is listed',
		wrapPorts: readsWhatItKnows
	},
	{
		name: 'rows that are over stay on the phone',
		seed: 144,
		breaks: 'what is over leaves the phone',
		wrapPorts: (ports, running) => withPrunedAt(ports, running, () => 0)
	},
	{
		name: 'rows are over by the phone’s own clock',
		seed: 9,
		breaks: 'replicas equal the server',
		wrapPorts: (ports, running) => withPrunedAt(ports, running, () => ports.clock.nowMs())
	},
	{
		name: 'what was decided is kept for ever',
		seed: 9,
		breaks: 'what is over leaves the phone',
		wrapPorts: (ports) =>
			withUpdate(ports, ({ remove = [], ...change }, { entries }) => {
				const decided = new Set(entries.flatMap(({ op, result }) => (result ? [op.id] : [])));
				return { ...change, remove: remove.filter((id) => !decided.has(id)) };
			})
	}
];
