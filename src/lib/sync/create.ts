import type { Space } from '../domain/entity';
import type { Ms, PersonId, Ulid } from '../domain/ids';
import type { Mark } from '../domain/mark';
import type { CommandArgs, CommandName } from '../domain/registry';
import { openCards } from '../domain/rules/open-cards';
import type { View } from '../domain/tx';
import { Doubt } from './doubt';
import { Drain } from './drain';
import type { Dispatched, Engine } from './engine';
import { settle } from './heal';
import { LocalState, type Composed } from './local-state';
import type { Message, Obstacle, OutboxEntry, Ports } from './ports';
import { Pull, type PullStep } from './pull';
import { Pump, type Round } from './pump';
import { KEPT_MS, isUndecided, nextAttemptAt } from './queue';
import { AT_FIRST, isObstructed, queueItem, statusOf } from './status';
import type { Circumstances, QueueItem, SyncStatus } from './status';

const POLL_MS = 60_000;
const LOCK_RETRY_MS = 1_000;
/** A person is needed; but the server may also think better of it, and no event would tell. */
const LATER_PERHAPS: Round = { kind: 'wait', delayMs: POLL_MS };

export function createEngine(ports: Ports, who: { readonly person: PersonId }): Engine {
	return new MusterEngine(ports, who.person);
}

class MusterEngine implements Engine {
	readonly #ports: Ports;
	readonly #person: PersonId;
	readonly #local: LocalState;
	readonly #drain: Drain;
	readonly #pull: Pull;
	readonly #pushing: Pump;
	readonly #pulling: Pump;
	readonly #doubt = new Doubt();
	readonly #listeners = new Set<() => void>();
	readonly #stops: (() => void)[] = [];
	#appending: Promise<unknown> = Promise.resolve();
	#reading: Promise<unknown> = Promise.resolve();
	#open: readonly Space[] = [];
	#circumstances = AT_FIRST;
	#announced = false;
	#status: SyncStatus | null = null;

	constructor(ports: Ports, person: PersonId) {
		this.#ports = ports;
		this.#person = person;
		this.#local = new LocalState(person);
		this.#drain = new Drain(ports);
		this.#pull = new Pull(ports, this.#local.replica);
		this.#pushing = new Pump(() => this.#pushRound(), ports.timers, ports.random);
		this.#pulling = new Pump(() => this.#pullRound(), ports.timers, ports.random);
	}

	get view(): View {
		return this.#local.overlay;
	}

	get viewVersion(): number {
		return this.#local.version;
	}

	get status(): SyncStatus {
		return (this.#status ??= statusOf({
			...this.#circumstances,
			entries: this.#local.entries,
			choices: openCards(this.#local.overlay, this.#person).length,
			syncedAt: this.#local.replica.syncedAt,
			nowMs: this.#ports.clock.nowMs()
		}));
	}

	get queue(): readonly QueueItem[] {
		const nowMs = this.#ports.clock.nowMs();
		return this.#local.entries.flatMap((entry) => queueItem(entry, nowMs) ?? []);
	}

	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	async start(): Promise<void> {
		const { outbox, replica, channel, pokes } = this.#ports;
		// In this order: the timeline must not be older than the rows, or their marks would be wrong.
		const rows = await replica.read();
		const state = await outbox.read();
		this.#local.load(rows);
		this.#local.take(state);
		this.#stops.push(
			// What could not be read now is found with the next pull.
			channel.listen((message) => void this.#hear(message).catch(() => this.wake())),
			pokes.listen(
				({ space, head }) => this.#hearPoke(space, head),
				(live) => this.#note({ live })
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
		}))
			.catch(() => undefined)
			.then(() => this.wake());
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
		return this.#local.waiting.ops.has(op);
	}

	isTargetQueued(target: string): boolean {
		return this.#local.waiting.targets.has(target);
	}

	dispatch<N extends CommandName>(name: N, args: CommandArgs[N]): Dispatched {
		const { clock, random } = this.#ports;
		const make = this.#local.compose(name, args, clock, random);
		const provisional = make(Number.MAX_SAFE_INTEGER);
		this.#local.show(provisional);
		this.#announce();
		return { op: provisional.op, stored: this.#append(provisional, make) };
	}

	/** One after another, so that numbers follow the order of the taps. */
	#append(provisional: OutboxEntry, make: Composed): Promise<void> {
		const { outbox, channel } = this.#ports;
		const appended = this.#appending.then(async () => {
			try {
				const entry = await outbox.append((meta) => make(meta.nextN));
				this.#local.saved(provisional, entry);
				this.#note({ storageFailed: false });
			} catch (error) {
				this.#local.takeBack(provisional);
				this.#note({ storageFailed: true });
				throw error;
			}
			channel.post({ type: 'outbox' });
			this.#pushing.kick();
		});
		this.#appending = appended.catch(() => undefined);
		return appended;
	}

	async #pushRound(): Promise<Round> {
		this.#note({ sending: this.#local.waiting.ops.size > 0 });
		const askedAtMs = this.#ports.clock.nowMs();
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
				this.#pulling.kick();
				return { kind: 'again' };
			case 'elsewhere':
				return { kind: 'wait', delayMs: LOCK_RETRY_MS };
			case 'idle':
				return this.#restUntilNextAttempt();
			default:
				return this.#stopped(step, askedAtMs);
		}
	}

	#restUntilNextAttempt(): Round {
		// Another tab may have brought what this one could not: a pull tells whether the server is there.
		if (!this.#circumstances.reachable) this.#pulling.kick();
		const at = nextAttemptAt(this.#local.entries);
		if (at === null) return { kind: 'done' };
		const dueInMs = at - this.#ports.clock.nowMs();
		// Never for long: the clock may have been set back since `at` was noted.
		return { kind: 'wait', delayMs: Math.min(POLL_MS, Math.max(LOCK_RETRY_MS, dueInMs)) };
	}

	async #pullRound(): Promise<Round> {
		if (!this.#ports.isVisible()) return { kind: 'done' };
		const askedAtMs = this.#ports.clock.nowMs();
		const step = await this.#ports.locks.exclusively('pull', () => this.#pull.step(this.#open));
		if (step === null) return { kind: 'wait', delayMs: LOCK_RETRY_MS };
		switch (step.kind) {
			case 'pages':
				return this.#takePages(step);
			case 'moved':
				await this.#reload();
				return { kind: 'again' };
			case 'reset':
				this.#forgetReplica();
				await this.#readOutbox();
				this.#pushing.kick();
				return { kind: 'again' };
			default:
				return this.#stopped(step, askedAtMs);
		}
	}

	async #takePages(step: Extract<PullStep, { kind: 'pages' }>): Promise<Round> {
		const { channel, pokes, clock } = this.#ports;
		const { pages, lost, syncedAt, head } = step;
		await this.#readOutbox();
		if (this.#local.replica.fits(pages)) this.#local.apply(pages, lost, syncedAt);
		else await this.#reload();
		this.#announce();
		channel.post({ type: 'pages', pages, lost, syncedAt });
		if (head === null) {
			this.#note({ reachable: true });
			return { kind: 'again' };
		}
		await this.#ports.outbox.update((state) => settle(state, head, clock.nowMs(), KEPT_MS));
		await this.#readOutbox();
		this.#doubt.end();
		if (isObstructed(this.#circumstances)) this.#pushing.kick();
		this.#note({ reachable: true, signedOut: false, deactivated: false, updateRequired: false });
		pokes.follow(Object.keys(this.#local.replica.cursors));
		return { kind: 'wait', delayMs: POLL_MS };
	}

	/** What cannot go on by itself, or not now. */
	async #stopped(step: Obstacle, askedAtMs: Ms): Promise<Round> {
		switch (step.kind) {
			case 'unauthorized': {
				const delayMs = this.#doubt.hear(askedAtMs, this.#ports.clock.nowMs());
				this.#note({ reachable: true, ...(delayMs === null ? { signedOut: true } : {}) });
				return delayMs === null ? LATER_PERHAPS : { kind: 'wait', delayMs };
			}
			case 'deactivated':
			case 'revoked':
				this.#note({ reachable: true, [step.kind === 'revoked' ? 'signedOut' : step.kind]: true });
				await this.#ports.replica.clear();
				this.#forgetReplica();
				// It has ended: signing in here gives another one.
				await this.#ports.outbox.update(() => ({ meta: { credential: '' } }));
				return LATER_PERHAPS;
			case 'update_required':
				this.#note({ updateRequired: true, reachable: true });
				return LATER_PERHAPS;
			case 'failed':
				this.#note({ reachable: false });
				return step;
		}
	}

	/** The rows on the phone are gone: the server was restored, or they are no longer this person's to see. */
	#forgetReplica(): void {
		this.#local.load({ cursors: {}, rows: [], syncedAt: 0 });
		this.#announce();
		this.#ports.channel.post({ type: 'cleared' });
	}

	async #hear(message: Message): Promise<void> {
		const waiting = this.#local.waiting.ops.size;
		await this.#readOutbox();
		if (message.type === 'outbox') {
			// The worker has reached the server where this tab had given up for a while.
			const isAnswered = this.#local.waiting.ops.size < waiting;
			if (isAnswered && !this.#circumstances.reachable) this.#pulling.kick();
			return;
		}
		if (message.type === 'pages' && this.#local.replica.fits(message.pages)) {
			this.#local.apply(message.pages, message.lost, message.syncedAt);
			this.#announce();
		} else await this.#reload();
	}

	/** Rows first, then the timeline that gives them their marks. */
	async #reload(): Promise<void> {
		const rows = await this.#ports.replica.read();
		await this.#readOutbox();
		this.#local.load(rows);
		this.#announce();
	}

	#hearPoke(space: Space, head: Mark): void {
		const cursor = this.#local.replica.cursors[space] ?? 0;
		if (cursor < head.seq || this.#local.meta.seen?.boot !== head.boot) this.#pulling.kick();
	}

	/** One reading after another, so that an older state never replaces a newer one. */
	#readOutbox(): Promise<void> {
		const read = this.#reading.then(async () => {
			this.#local.take(await this.#ports.outbox.read());
			this.#announce();
			// The tab that was tapped in may be gone.
			if (this.#local.waiting.ops.size > 0) this.#pushing.kickIfIdle();
		});
		this.#reading = read.catch(() => undefined);
		return read;
	}

	async #changeOutbox(change: Parameters<Ports['outbox']['update']>[0]): Promise<void> {
		await this.#ports.outbox.update(change);
		this.#note({ storageFailed: false });
		await this.#readOutbox();
		this.#ports.channel.post({ type: 'outbox' });
	}

	#note(now: Partial<Circumstances>): void {
		this.#circumstances = { ...this.#circumstances, ...now };
		this.#announce();
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
