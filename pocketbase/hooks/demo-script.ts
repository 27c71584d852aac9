import type { Kind } from '$lib/domain/entities';
import type { DeviceId, Ms, PersonId, Ulid } from '$lib/domain/ids';
import type { Op, OutcomeKind } from '$lib/domain/protocol/wire';
import type { NewRow } from '$lib/domain/tx';

/**
 * What `pocketbase demo-fill <file.json>` reads: first the rows, as they are; then the accounts;
 * then every push, oldest first, through the commands with the clock at its `atMs`.
 */
export type DemoScript = {
	readonly rows: readonly DemoRow[];
	readonly accounts: readonly DemoAccount[];
	readonly pushes: readonly DemoPush[];
};

/** A row that no command makes: its id, and the columns that differ from their initial values. */
export type DemoRow = { [K in Kind]: { readonly kind: K; readonly row: NewRow<K> } }[Kind];

/** How a person of `rows` signs in; `email` and `staffNumber` may be '', but not both. */
export type DemoAccount = {
	readonly person: PersonId;
	readonly email: string;
	readonly staffNumber: string;
	readonly password: string;
};

export type DemoPush = {
	/** when the server receives it; never earlier than the push before it */
	readonly atMs: Ms;
	readonly person: PersonId;
	readonly device: DeviceId;
	/** at most 50 */
	readonly ops: readonly DemoOp[];
};

export type DemoOp = Omit<Op, 'made' | 'base' | 'fork' | 'was'> & {
	/**
	 * The newest op that the author's screen showed; null: none. Without it the author had seen
	 * everything, so that nothing conflicts.
	 */
	readonly sawUpTo?: Ulid | null;
	/** `applied` without it, and `noop` passes too; anything else must be said here */
	readonly expect?: Exclude<OutcomeKind, 'later'>;
};
