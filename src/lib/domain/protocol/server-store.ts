import type { Kind, Rows } from '../entities';
import type { DeviceId, Ms, PersonId, Ulid } from '../ids';
import type { Mark, Timeline } from '../mark';
import type { View } from '../tx';
import type { Op, Result } from './wire';

/** One line of the audit log, for ever. */
export type OpLine = {
	readonly op: Op;
	readonly person: PersonId;
	readonly device: DeviceId;
	readonly target: string;
	readonly occurredAt: Ms;
	readonly receivedAt: Ms;
	readonly result: Result;
};
export type KnownOp = {
	readonly person: PersonId;
	readonly result: Result;
	readonly base: Mark | null;
	readonly was: Op['was'] | null;
};

/** The server's side of a push: one transaction with savepoints. SQL in the hooks, memory in the simulation. */
export interface ServerStore extends View {
	timeline(): Timeline;
	/** the counter now, inside the transaction */
	head(): number;
	findOp(id: Ulid): KnownOp | undefined;
	/** When the device's newest op on the target happened; 0 if it had none. */
	lastOccurredAt(device: DeviceId, target: string): Ms;
	saveOp(line: OpLine): void;
	/** @throws DuplicateRow if the id is taken */
	insertRow<K extends Kind>(kind: K, row: Rows[K]): void;
	/** `changed` names the columns to write */
	updateRow<K extends Kind>(kind: K, row: Rows[K], changed: readonly string[]): void;
	savepoint(): void;
	/** @throws TransactionLost when rolling back itself fails: nothing may run after it */
	rollback(): void;
	release(): void;
}

export class TransactionLost extends Error {}
