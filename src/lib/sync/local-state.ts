import { ORG_ROLES, type Kind } from '../domain/entities';
import type { Actor } from '../domain/command';
import { makeUlid, type Ms, type PersonId, type RowId, type Ulid } from '../domain/ids';
import { markAt, type Mark } from '../domain/mark';
import { overlayOp } from '../domain/protocol/overlay';
import type { Op } from '../domain/protocol/wire';
import { commandOf, mustParseArgs, type CommandName } from '../domain/registry';
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
		this.#meta = state.meta;
		const appendedSince = this.#entries.filter((entry) => entry.op.n >= state.meta.nextN);
		this.#entries = [...state.entries, ...appendedSince].sort(byOrder);
		const kept = new Set(this.#entries.map((entry) => entry.op.id));
		this.#unsaved = this.#unsaved.filter((entry) => !kept.has(entry.op.id));
		this.#follow();
	}

	load(replica: ReplicaState): void {
		this.replica.load(replica);
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
		this.#overlaid += wordsOf([unsaved]);
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
		if (this.#overlaid !== wordsOf(this.#overlaying())) this.#rebuild();
	}

	#rebuild(): void {
		this.#waiting = null;
		this.#version++;
		this.overlay.clear();
		const entries = this.#overlaying();
		this.#overlaid = wordsOf(entries);
		for (const entry of entries) this.#apply(entry);
	}

	#overlaying(): OutboxEntry[] {
		const reachSeq = this.replica.reachSeq;
		return this.entries.filter((entry) => !entry.settled || isAhead(entry, reachSeq));
	}

	/** Fixes everything about an op now; only its number waits for the outbox transaction. */
	compose(name: CommandName, given: unknown, clock: Clock, random: Random): Composed {
		const args = mustParseArgs(name, given);
		const clientAt: Ms = clock.nowMs();
		const id: Ulid = makeUlid(clientAt, random);
		const command = commandOf(name);
		const { kind, id: row } = command.target(args, id);
		const base = this.#markOf(kind, row);
		const { seen: made, offsetMs } = this.meta;
		return (n) => {
			const op: Op = { id, n, name, v: command.version, args, clientAt, offsetMs, made, base };
			return newEntry(op, `${kind}/${row}`);
		};
	}

	#markOf(kind: Kind, id: RowId): Mark | null {
		const seq = this.replica.seqOf(kind, id);
		return seq === 0 ? null : markAt(this.meta.timeline, seq);
	}

	#apply(entry: OutboxEntry): void {
		const role = this.replica.get('people', this.#person)?.role ?? ORG_ROLES[0];
		const actor: Actor = { id: this.#person, role };
		overlayOp(this.overlay, this.replica, entry, { actor, device: this.meta.device });
	}
}

function wordsOf(entries: readonly OutboxEntry[]): string {
	const words = entries.map(({ op, result }) => {
		return ` ${op.id} ${String(result?.mark.seq)} ${String(op.was?.outcome)}`;
	});
	return words.join('');
}

/** Another tab has pulled what this op did, or a power cut took it back: here it is not to be seen yet. */
function isAhead({ result }: OutboxEntry, reachSeq: number): boolean {
	if (result?.outcome !== 'applied' && result?.outcome !== 'noop') return false;
	return result.mark.seq > reachSeq;
}
