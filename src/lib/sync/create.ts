import { ORG_ROLES } from '../domain/entities';
import type { Actor } from '../domain/command';
import type { Space } from '../domain/entity';
import { makeUlid, type PersonId, type RowId, type Ulid } from '../domain/ids';
import { markAt, type Mark } from '../domain/mark';
import { overlayOp } from '../domain/protocol/overlay';
import type { Op } from '../domain/protocol/wire';
import { commandOf, mustParseArgs, type CommandArgs, type CommandName } from '../domain/registry';
import type { View } from '../domain/tx';
import { Drain } from './drain';
import type { Dispatched, Engine } from './engine';
import { settle } from './heal';
import type { Message, Obstacle, OutboxEntry, OutboxMeta, OutboxState, Ports } from './ports';
import { Pull, type PullStep } from './pull';
import { Pump, type Round } from './pump';
import { KEPT_MS, byOrder, isUndecided, nextAttemptAt } from './queue';
import { OverlayView, ReplicaView } from './replica-view';
import { statusOf, type Circumstances, type QueueItem, type SyncStatus, queueItem } from './status';

const POLL_MS = 60_000;
const LOCK_RETRY_MS = 1_000;

export function createEngine(ports: Ports, who: { readonly person: PersonId }): Engine {
	return new MusterEngine(ports, who.person);
}

class MusterEngine implements Engine {
	readonly #ports: Ports;
	readonly #person: PersonId;
	readonly #replica = new ReplicaView();
	readonly #overlay = new OverlayView(this.#replica);
	readonly #drain: Drain;
	readonly #pull: Pull;
	readonly #pushing: Pump;
	readonly #pulling: Pump;
	readonly #listeners = new Set<() => void>();
	readonly #stops: (() => void)[] = [];
	#meta: OutboxMeta | null = null;
	#entries: readonly OutboxEntry[] = [];
	/** on the screen, not yet on the phone */
	#unsaved: readonly OutboxEntry[] = [];
	#appending: Promise<unknown> = Promise.resolve();
	#reading: Promise<unknown> = Promise.resolve();
	#open: readonly Space[] = [];
	#circumstances: Circumstances = {
		reachable: true,
		live: false,
		sending: false,
		signedOut: false,
		deactivated: false,
		updateRequired: false,
		storageFailed: false
	};
	#announced = false;
	#status: SyncStatus | null = null;

	constructor(ports: Ports, person: PersonId) {
		this.#ports = ports;
		this.#person = person;
		this.#drain = new Drain(ports);
		this.#pull = new Pull(ports, this.#replica);
		this.#pushing = new Pump(() => this.#pushRound(), ports.timers, ports.random);
		this.#pulling = new Pump(() => this.#pullRound(), ports.timers, ports.random);
	}

	get view(): View {
		return this.#overlay;
	}

	get status(): SyncStatus {
		this.#status ??= statusOf({
			...this.#circumstances,
			entries: [...this.#entries, ...this.#unsaved],
			conflicts: this.#overlay.list('conflicts', 'author', this.#person),
			syncedAt: this.#replica.syncedAt,
			nowMs: this.#ports.clock.nowMs()
		});
		return this.#status;
	}

	get queue(): readonly QueueItem[] {
		const nowMs = this.#ports.clock.nowMs();
		return [...this.#entries, ...this.#unsaved].flatMap((entry) => queueItem(entry, nowMs) ?? []);
	}

	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	async start(): Promise<void> {
		const { outbox, replica, channel, pokes } = this.#ports;
		const [state, rows] = await Promise.all([outbox.read(), replica.read()]);
		this.#replica.load(rows);
		this.#take(state);
		this.#stops.push(
			channel.listen((message) => void this.#hear(message)),
			pokes.listen(
				({ space, head }) => this.#hearPoke(space, head),
				(live) => this.#note({ live }, () => live && this.#pulling.kick())
			)
		);
		pokes.follow(Object.keys(rows.cursors));
		this.wake();
	}

	stop(): void {
		this.#pushing.stop();
		this.#pulling.stop();
		for (const stop of this.#stops.splice(0)) stop();
	}

	wake(): void {
		this.#pushing.kick();
		this.#pulling.kick();
	}

	open(spaces: readonly Space[]): void {
		if (spaces.join() === this.#open.join()) return;
		this.#open = [...spaces];
		this.#pulling.kick();
	}

	retry(): void {
		void this.#changeOutbox((state) => ({
			put: state.entries
				.filter((entry) => isUndecided(entry) && (entry.parked || entry.notBefore > 0))
				.map((entry) => ({ ...entry, parked: false, notBefore: 0 }))
		})).then(() => this.wake());
	}

	async dismiss(op: Ulid): Promise<void> {
		await this.#changeOutbox((state) => {
			const entry = state.entries.find((other) => other.op.id === op);
			if (!entry) return {};
			if (entry.result !== null) return { put: [{ ...entry, seenByPerson: true }] };
			return entry.parked ? { remove: [op] } : {};
		});
	}

	isQueued(op: Ulid): boolean {
		return this.#undecided().some((entry) => entry.op.id === op);
	}

	isTargetQueued(target: string): boolean {
		return this.#undecided().some((entry) => entry.target === target);
	}

	dispatch<N extends CommandName>(name: N, args: CommandArgs[N]): Dispatched {
		const make = this.#composer(name, args);
		const provisional = make(Number.MAX_SAFE_INTEGER);
		this.#unsaved = [...this.#unsaved, provisional];
		this.#applyOne(provisional);
		this.#announce();
		return { op: provisional.op, stored: this.#append(provisional, make) };
	}

	/** Fixes everything about the op now; only its number waits for the outbox transaction. */
	#composer(name: CommandName, given: unknown): (n: number) => OutboxEntry {
		const { clock, random } = this.#ports;
		const args = mustParseArgs(name, given);
		const clientAt = clock.nowMs();
		const id = makeUlid(clientAt, random);
		const command = commandOf(name);
		const { kind, id: row } = command.target(args, id);
		const base = this.#markOf(kind, row);
		const { seen: made, offsetMs } = this.#mustMeta();
		return (n) => {
			const op: Op = {
				id,
				n,
				name,
				v: command.version,
				args,
				clientAt,
				offsetMs,
				made,
				base
			};
			return { ...NEW_ENTRY, op, target: `${kind}/${row}` };
		};
	}

	#markOf(kind: Parameters<ReplicaView['seqOf']>[0], id: RowId): Mark | null {
		const seq = this.#replica.seqOf(kind, id);
		return seq === 0 ? null : markAt(this.#mustMeta().timeline, seq);
	}

	/** One after another, so that numbers follow the order of the taps. */
	#append(provisional: OutboxEntry, make: (n: number) => OutboxEntry): Promise<void> {
		const { outbox, channel } = this.#ports;
		const appended = this.#appending.then(async () => {
			try {
				const entry = await outbox.append((meta) => make(meta.nextN));
				if (!this.#entries.some((other) => other.op.id === entry.op.id))
					this.#entries = [...this.#entries, entry];
				this.#note({ storageFailed: false });
			} catch (error) {
				this.#note({ storageFailed: true });
				throw error;
			} finally {
				this.#unsaved = this.#unsaved.filter((other) => other !== provisional);
				this.#rebuild();
			}
			channel.post({ type: 'outbox' });
			this.#pushing.kick();
		});
		this.#appending = appended.catch(() => undefined);
		return appended;
	}

	async #pushRound(): Promise<Round> {
		this.#note({ sending: this.#undecided().length > 0 });
		const step = await this.#drain.step();
		if (step.kind !== 'idle' && step.kind !== 'elsewhere') await this.#readOutbox();
		this.#note({ sending: false });
		switch (step.kind) {
			case 'progress':
				this.#note({ reachable: true });
				this.#pulling.kick();
				this.#ports.channel.post({ type: 'outbox' });
				return { kind: 'again' };
			case 'reset':
				await this.#startOver();
				return { kind: 'again' };
			case 'elsewhere':
				return { kind: 'wait', delayMs: LOCK_RETRY_MS };
			case 'idle':
				return this.#restUntilNextAttempt();
			default:
				return this.#stopped(step);
		}
	}

	#restUntilNextAttempt(): Round {
		const at = nextAttemptAt(this.#entries);
		if (at === null) return { kind: 'done' };
		return { kind: 'wait', delayMs: Math.max(LOCK_RETRY_MS, at - this.#ports.clock.nowMs()) };
	}

	async #pullRound(): Promise<Round> {
		const step = await this.#ports.locks.exclusively('pull', () => this.#pull.step(this.#open));
		if (step === null) return { kind: 'wait', delayMs: LOCK_RETRY_MS };
		switch (step.kind) {
			case 'pages':
				return this.#takePages(step);
			case 'moved':
				this.#replica.load(await this.#ports.replica.read());
				this.#rebuild();
				return { kind: 'again' };
			case 'reset':
				await this.#readOutbox();
				await this.#startOver();
				return { kind: 'again' };
			default:
				return this.#stopped(step);
		}
	}

	async #takePages(step: Extract<PullStep, { kind: 'pages' }>): Promise<Round> {
		const { channel, pokes, clock } = this.#ports;
		const { pages, lost, syncedAt, head } = step;
		if (this.#replica.fits(pages)) this.#replica.apply(pages, lost, syncedAt);
		else this.#replica.load(await this.#ports.replica.read());
		channel.post({ type: 'pages', pages, lost, syncedAt });
		if (head === null) {
			this.#note({ reachable: true });
			this.#rebuild();
			return { kind: 'again' };
		}
		await this.#ports.outbox.update((state) => settle(state, head, clock.nowMs(), KEPT_MS));
		await this.#readOutbox();
		this.#note({ reachable: true, signedOut: false });
		pokes.follow(Object.keys(this.#replica.cursors));
		return { kind: 'wait', delayMs: POLL_MS };
	}

	/** What cannot go on by itself, or not now. */
	async #stopped(step: Obstacle): Promise<Round> {
		switch (step.kind) {
			case 'unauthorized':
				this.#note({ signedOut: true, reachable: true });
				return { kind: 'stuck' };
			case 'deactivated':
				this.#note({ deactivated: true, reachable: true });
				await this.#wipeReplica();
				return { kind: 'stuck' };
			case 'update_required':
				this.#note({ updateRequired: true, reachable: true });
				return { kind: 'stuck' };
			case 'failed':
				this.#note({ reachable: false });
				return step;
		}
	}

	/** The server was restored: the replica is built anew from 0, and what was lost goes back. */
	async #startOver(): Promise<void> {
		await this.#wipeReplica();
		this.#pulling.kick();
		this.#pushing.kick();
	}

	async #wipeReplica(): Promise<void> {
		const { replica, channel } = this.#ports;
		await replica.clear();
		this.#replica.load({ cursors: {}, rows: [], syncedAt: 0 });
		this.#rebuild();
		channel.post({ type: 'cleared' });
	}

	async #hear(message: Message): Promise<void> {
		if (message.type === 'outbox') return this.#readOutbox();
		if (message.type === 'pages' && this.#replica.fits(message.pages)) {
			this.#replica.apply(message.pages, message.lost, message.syncedAt);
			return this.#readOutbox();
		}
		this.#replica.load(await this.#ports.replica.read());
		return this.#readOutbox();
	}

	#hearPoke(space: Space, head: Mark): void {
		const cursor = this.#replica.cursors[space] ?? 0;
		if (cursor < head.seq || this.#meta?.seen?.boot !== head.boot) this.#pulling.kick();
	}

	/** One reading after another, so that an older state never replaces a newer one. */
	#readOutbox(): Promise<void> {
		const read = this.#reading.then(async () => this.#take(await this.#ports.outbox.read()));
		this.#reading = read.catch(() => undefined);
		return read;
	}

	async #changeOutbox(change: Parameters<Ports['outbox']['update']>[0]): Promise<void> {
		await this.#ports.outbox.update(change);
		await this.#readOutbox();
		this.#ports.channel.post({ type: 'outbox' });
	}

	#take(state: OutboxState): void {
		this.#meta = state.meta;
		const appendedSince = this.#entries.filter((entry) => entry.op.n >= state.meta.nextN);
		this.#entries = [...state.entries, ...appendedSince].sort(byOrder);
		const kept = new Set(this.#entries.map((entry) => entry.op.id));
		this.#unsaved = this.#unsaved.filter((entry) => !kept.has(entry.op.id));
		this.#rebuild();
	}

	#rebuild(): void {
		this.#overlay.clear();
		for (const entry of this.#entries) if (!entry.settled) this.#applyOne(entry);
		for (const entry of this.#unsaved) this.#applyOne(entry);
		this.#announce();
	}

	#applyOne(entry: OutboxEntry): void {
		const role = this.#replica.get('people', this.#person)?.role ?? ORG_ROLES[0];
		const actor: Actor = { id: this.#person, role };
		overlayOp(this.#overlay, this.#replica, entry, { actor, device: this.#mustMeta().device });
	}

	#undecided(): readonly OutboxEntry[] {
		return [...this.#entries, ...this.#unsaved].filter(isUndecided);
	}

	#mustMeta(): OutboxMeta {
		if (!this.#meta) throw new Error('the engine has not been started');
		return this.#meta;
	}

	#note(now: Partial<Circumstances>, then?: () => unknown): void {
		this.#circumstances = { ...this.#circumstances, ...now };
		this.#announce();
		then?.();
	}

	/** Listeners hear of it once, after everything that belongs together has changed. */
	#announce(): void {
		this.#status = null;
		if (this.#announced) return;
		this.#announced = true;
		queueMicrotask(() => {
			this.#announced = false;
			for (const listener of this.#listeners) listener();
		});
	}
}

const NEW_ENTRY = {
	v: 1,
	result: null,
	notBefore: 0,
	laterCount: 0,
	laterSince: null,
	parked: false,
	settled: false,
	seenByPerson: false,
	decidedAt: null
} as const;
