import type { CommandArgs, CommandName } from '../domain/registry';
import type { Space } from '../domain/entity';
import type { Ulid } from '../domain/ids';
import type { Op } from '../domain/protocol/wire';
import type { View } from '../domain/tx';
import type { QueueItem, SyncStatus } from './status';

/** What a command gives back at once: it is on the screen; `stored` says when it is on the phone. */
export type Dispatched = {
	readonly op: Op;
	/** resolves when the outbox transaction has completed; rejects when the phone could not keep it */
	readonly stored: Promise<void>;
};

/** The whole of the sync engine, as screens see it. */
export interface Engine {
	/** The replica with undecided ops on top: what screens show. Rows are new objects when they change. */
	readonly view: View;
	/** Another number whenever the view may show something else; the same while only the status changed. */
	readonly viewVersion: number;
	readonly status: SyncStatus;
	readonly queue: readonly QueueItem[];
	/** Calls back after anything of the above changed, at most once per task of the event loop. */
	subscribe(listener: () => void): () => void;
	dispatch<N extends CommandName>(name: N, args: CommandArgs[N]): Dispatched;
	/** True while the op is not in the server's word yet: ⇡ beside its row. */
	isQueued(op: Ulid): boolean;
	/** True if any undecided op is about this target, `kind/id`. */
	isTargetQueued(target: string): boolean;
	/** The person has seen a refused or parked op and puts it aside; a parked one is dropped from the queue. */
	dismiss(op: Ulid): Promise<void>;
	/** Tries everything again now, parked ops too. */
	retry(): void;
	/** Holds further spaces that the person may read, such as an executive's projects, until told otherwise. */
	open(spaces: readonly Space[]): void;
	/** Something may be new: on open, wake, `online`, push. */
	wake(): void;
	start(): Promise<void>;
	stop(): void;
}
