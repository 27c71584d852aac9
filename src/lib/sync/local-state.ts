import { ORG_ROLES, type Kind } from '../domain/entities';
import type { Actor } from '../domain/command';
import { makeUlid, type Ms, type PersonId, type RowId, type Ulid } from '../domain/ids';
import { forkOf, markAt, type Mark, type Timeline } from '../domain/mark';
import { overlayOp } from '../domain/protocol/overlay';
import type { Op, Result } from '../domain/protocol/wire';
import { commandOf, isCommandName, mustParseArgs, type CommandName } from '../domain/registry';
import type { Space } from '../domain/entity';
import type {
	Clock,
	OutboxEntry,
	OutboxMeta,
	OutboxState,
	Random,
	ReplicaState,
	SpacePage
} from './ports';
import { byOrder, isUndecided, newEntry } from './queue';
import { OverlayView, ReplicaView } from './replica-view';

/** Makes an op's entry once its number is known. */
export type Composed = (n: number) => OutboxEntry;

type Waiting = { readonly ops: ReadonlySet<Ulid>; readonly targets: ReadonlySet<string> };

/** What one tab has in memory: the replica, the queue, and the overlay that follows from both. */
export class LocalState {
	readonly replica = new ReplicaView();
	readonly overlay = new OverlayView(this.replica);
	readonly #person: PersonId;
	#meta: OutboxMeta | null = null;
	#entries: readonly OutboxEntry[] = [];
	/** on the screen, not yet on the phone */
	#unsaved: readonly OutboxEntry[] = [];
	/** the timeline of the rows in memory, where a restore has ended it; empty when it is not known */
	#lost: Timeline | null = null;
	#waiting: Waiting | null = null;
	#version = 0;
	/** which ops the overlay is made of, in order, and what is known of them */
	#overlaid = '';

	constructor(person: PersonId) {
		this.#person = person;
	}

	get entries(): readonly OutboxEntry[] {
		return [...this.#entries, ...this.#unsaved];
	}

	/** Ops and targets that the server has not decided; asked for once per row on the screen. */
	get waiting(): Waiting {
		if (!this.#waiting) {
			const undecided = this.entries.filter(isUndecided);
			this.#waiting = {
				ops: new Set(undecided.map((entry) => entry.op.id)),
				targets: new Set(undecided.map((entry) => entry.target))
			};
		}
		return this.#waiting;
	}

	get meta(): OutboxMeta {
		if (!this.#meta) throw new Error('the engine has not been started');
		return this.#meta;
	}

	get version(): number {
		return this.#version;
	}

	/** Takes the outbox as it was read; what was appended since that reading stays. */
	take(state: OutboxState): void {
		const before = this.#meta;
		this.#meta = state.meta;
		const isReset = before ? before.resets !== state.meta.resets : state.meta.replicaStale;
		if (isReset && !this.replica.isEmpty) this.#lost ??= before?.timeline ?? [];
		const appendedSince = this.#entries.filter((entry) => entry.op.n >= state.meta.nextN);
		this.#entries = [...state.entries, ...appendedSince].sort(byOrder);
		const kept = new Set(this.#entries.map((entry) => entry.op.id));
		this.#unsaved = this.#unsaved.filter((entry) => !kept.has(entry.op.id));
		this.#follow();
	}

	load(replica: ReplicaState): void {
		this.replica.load(replica);
		const isStale = this.#meta?.replicaStale && !this.replica.isEmpty;
		this.#lost = isStale ? (this.#lost ?? []) : null;
		if (this.#meta) this.#rebuild();
	}

	/** Rows that were pulled; the overlay follows at once, as the next tap's base is what stands here. */
	apply(pages: readonly SpacePage[], lost: readonly Space[], syncedAt: Ms | null): void {
		this.replica.apply(pages, lost, syncedAt);
		this.#rebuild();
	}

	show(unsaved: OutboxEntry): void {
		this.#unsaved = [...this.#unsaved, unsaved];
		this.#waiting = null;
		this.#version++;
		this.#overlaid += this.#wordsOf([unsaved]);
		this.#apply(unsaved);
	}

	/** The entry is on the phone now, under its number. */
	saved(unsaved: OutboxEntry, entry: OutboxEntry): void {
		if (!this.#entries.some((other) => other.op.id === entry.op.id))
			this.#entries = [...this.#entries, entry];
		this.takeBack(unsaved);
	}

	takeBack(unsaved: OutboxEntry): void {
		this.#unsaved = this.#unsaved.filter((other) => other !== unsaved);
		this.#follow();
	}

	/** The queue has changed: the overlay need not be made anew while the same ops lie on the same rows. */
	#follow(): void {
		this.#waiting = null;
		if (this.#overlaid !== this.#wordsOf(this.#overlaying())) this.#rebuild();
	}

	#rebuild(): void {
		this.#waiting = null;
		this.#version++;
		this.overlay.clear();
		const entries = this.#overlaying();
		this.#overlaid = this.#wordsOf(entries);
		for (const entry of entries) this.#apply(entry);
	}

	#overlaying(): OutboxEntry[] {
		return this.entries.filter((entry) => !entry.settled || this.#isAhead(entry));
	}

	/** Another tab has pulled what this op did, or a power cut took it back: here it is not to be seen yet. */
	#isAhead({ result }: OutboxEntry): boolean {
		if (result?.outcome !== 'applied' && result?.outcome !== 'noop') return false;
		if (this.#lost) return result.mark.boot === this.meta.timeline.at(-1)?.[0];
		return result.mark.seq > this.replica.reachSeq;
	}

	/** What is known of the server's word on an op, as far as the rows in memory can have it. */
	#resultOf({ result }: OutboxEntry): Result | null {
		return this.#lost ? null : result;
	}

	#wordsOf(entries: readonly OutboxEntry[]): string {
		const words = entries.map((entry) => {
			const { op } = entry;
			const known = isCommandName(op.name);
			return ` ${op.id} ${String(this.#resultOf(entry)?.mark.seq)} ${String(op.was?.outcome)} ${String(known)}`;
		});
		return words.join('');
	}

	/** Fixes everything about an op now; only its number waits for the outbox transaction. */
	compose(name: CommandName, given: unknown, clock: Clock, random: Random): Composed {
		const args = mustParseArgs(name, given);
		const clientAt: Ms = clock.nowMs();
		const id: Ulid = makeUlid(clientAt, random);
		const command = commandOf(name);
		const { kind, id: row } = command.target(args, id);
		const base = this.#markOf(kind, row);
		const { seen: made, offsetMs, timeline } = this.meta;
		// The rows on the screen are of a timeline that has ended: the server must know how far it goes along.
		const fork = base && this.#lost ? forkOf(this.#lost, Infinity, timeline, Infinity) : null;
		const past = fork === null ? { base } : { base, fork };
		return (n) => {
			const op: Op = { id, n, name, v: command.version, args, clientAt, offsetMs, made, ...past };
			return newEntry(op, `${kind}/${row}`);
		};
	}

	#markOf(kind: Kind, id: RowId): Mark | null {
		const seq = this.replica.seqOf(kind, id);
		return seq === 0 ? null : markAt(this.#lost ?? this.meta.timeline, seq);
	}

	#apply(entry: OutboxEntry): void {
		const role = this.replica.get('people', this.#person)?.role ?? ORG_ROLES[0];
		const actor: Actor = { id: this.#person, role };
		const known = { op: entry.op, result: this.#resultOf(entry) };
		overlayOp(this.overlay, this.replica, known, { actor, device: this.meta.device });
	}
}
