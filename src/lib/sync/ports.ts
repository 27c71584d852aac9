import type { Kind, Rows } from '../domain/entities';
import type { Space } from '../domain/entity';
import type { Ms, PersonId, RowId, Ulid, DeviceId } from '../domain/ids';
import type { Mark, Timeline } from '../domain/mark';
import type {
	Op,
	PullAnswer,
	PullRequest,
	PushAnswer,
	PushRequest,
	Result
} from '../domain/protocol/wire';

export interface Clock {
	nowMs(): Ms;
}

/** Uniform in [0, 1), injected so that simulations replay. */
export type Random = () => number;

export interface Timers {
	/** Calls `run` once after `delayMs`; the returned function cancels it. */
	after(delayMs: Ms, run: () => void): () => void;
}

/**
 * What came of a request. Only `ok` carries an answer of the right shape; anything that is not
 * one, such as a captive portal's page, is `unreachable`: not sent.
 */
export type Reply<Answer> = { readonly kind: 'ok'; readonly answer: Answer } | Unanswered;
export type Unanswered =
	| { readonly kind: 'unreachable' }
	| { readonly kind: 'unauthorized' }
	| { readonly kind: 'deactivated' }
	| { readonly kind: 'revoked' }
	| { readonly kind: 'too_large' }
	| { readonly kind: 'update_required' }
	| { readonly kind: 'busy'; readonly retryAfterMs: Ms | null };

/** Why an exchange with the server did not happen, or cannot go on by itself. */
export type Obstacle =
	| { readonly kind: 'failed'; readonly retryAfterMs: Ms | null }
	| { readonly kind: 'unauthorized' }
	| { readonly kind: 'deactivated' }
	| { readonly kind: 'revoked' }
	| { readonly kind: 'update_required' };

export interface Transport {
	push(request: PushRequest): Promise<Reply<PushAnswer>>;
	pull(request: PullRequest): Promise<Reply<PullAnswer>>;
}

/** One op on the phone, from the tap until seven days after the server's word. */
export type OutboxEntry = {
	/** version of this record's shape; records of a newer one are kept and sent unchanged */
	readonly v: 1;
	readonly op: Op;
	/** `kind/id` of the op's target: ops on one target keep their order */
	readonly target: string;
	/** null until the server has decided */
	readonly result: Result | null;
	/** not to be sent before; set by `later` */
	readonly notBefore: Ms;
	/** how often the server said `later`, and since when */
	readonly laterCount: number;
	readonly laterSince: Ms | null;
	/** too large or later for a day: shown as not sent, kept; tried again only when asked */
	readonly parked: boolean;
	/** the view has the server's rows: out of the overlay */
	readonly settled: boolean;
	/** the person has seen an outcome that was not `applied` */
	readonly seenByPerson: boolean;
	/** when the server's word arrived; kept seven days from then */
	readonly decidedAt: Ms | null;
};

export type OutboxMeta = {
	readonly v: 1;
	readonly person: PersonId;
	readonly device: DeviceId;
	readonly nextN: number;
	/** the highest mark any answer has given this device */
	readonly seen: Mark | null;
	readonly timeline: Timeline;
	/** serverAt − own clock, from the newest answer, ms */
	readonly offsetMs: Ms;
	/** counts resets: answers to requests made before the last one are dropped */
	readonly resets: number;
	/** after a reset, until the replica of the lost timeline has been cleared */
	readonly replicaStale?: boolean;
	/** the push credential of (person, device); '' before the first sign-in with a connection */
	readonly credential: string;
};

export type OutboxState = { readonly meta: OutboxMeta; readonly entries: readonly OutboxEntry[] };
export type OutboxChange = {
	readonly meta?: Partial<OutboxMeta>;
	readonly put?: readonly OutboxEntry[];
	readonly remove?: readonly Ulid[];
};

/**
 * The queue of one person on one device, durable: promises settle only after the transaction has
 * completed. Tabs and the service worker share it.
 */
export interface OutboxStore {
	read(): Promise<OutboxState>;
	/** Adds one entry, made from the meta as it is inside the transaction; raises `nextN` by one. */
	append(make: (meta: OutboxMeta) => OutboxEntry): Promise<OutboxEntry>;
	/** Reads all, lets `change` decide, writes what it says, in one transaction. */
	update(change: (state: OutboxState) => OutboxChange): Promise<OutboxState>;
}

/** A replica's row: one copy per space that holds it. */
export type StoredRow = {
	readonly space: Space;
	readonly kind: Kind;
	readonly id: RowId;
	readonly seq: number;
	readonly row: Rows[Kind];
};

export type ReplicaState = {
	readonly cursors: Readonly<Record<Space, number>>;
	readonly rows: readonly StoredRow[];
	/** when the last cycle ended, server's clock; 0 before the first */
	readonly syncedAt: Ms;
};

/** One space's part of an answer, to be applied iff the cursor is still `after`. */
export type SpacePage = {
	readonly space: Space;
	readonly after: number;
	readonly to: number;
	readonly put: readonly StoredRow[];
	readonly drop: readonly { readonly kind: Kind; readonly id: RowId }[];
};

/** Rows last pulled, disposable. */
export interface ReplicaStore {
	read(): Promise<ReplicaState>;
	/**
	 * Applies pages and forgets lost spaces in one transaction.
	 *
	 * @param syncedAt set at the end of a cycle
	 * @returns false, and nothing written, when a cursor has moved meanwhile
	 */
	apply(pages: readonly SpacePage[], lost: readonly Space[], syncedAt: Ms | null): Promise<boolean>;
	clear(): Promise<void>;
}

export interface Locks {
	/** Runs `run` alone among tabs and worker; null at once when somebody else is running. */
	exclusively<T>(name: string, run: () => Promise<T>): Promise<T | null>;
}

/** What tabs and the worker of one person tell each other. */
export type Message =
	/** What waits here has changed: an op or, told by whoever sends it, a photo or voice note. */
	| { readonly type: 'outbox' }
	| {
			readonly type: 'pages';
			readonly pages: readonly SpacePage[];
			readonly lost: readonly Space[];
			readonly syncedAt: Ms | null;
	  }
	| { readonly type: 'cleared' };

export interface Channel {
	post(message: Message): void;
	listen(hear: (message: Message) => void): () => void;
}

/**
 * Pokes: "space p:42 is at 1017". Carries no data; may be lost, doubled or early. A connection
 * begins with one for each space, so that whoever pulled before it knows whether to pull again.
 */
export interface Pokes {
	/** Replaces what is listened to. */
	follow(spaces: readonly Space[]): void;
	listen(
		hear: (poke: { space: Space; head: Mark }) => void,
		connected: (live: boolean) => void
	): () => void;
}

export type Ports = {
	readonly clock: Clock;
	readonly random: Random;
	readonly timers: Timers;
	readonly transport: Transport;
	readonly outbox: OutboxStore;
	readonly replica: ReplicaStore;
	readonly locks: Locks;
	readonly channel: Channel;
	readonly pokes: Pokes;
	/** False for a page that nobody sees: it leaves asking for news to others, until it is woken. */
	readonly isVisible: () => boolean;
};
