import type {
	OutboxChange,
	OutboxEntry,
	OutboxMeta,
	OutboxState,
	OutboxStore
} from '../sync/ports';
import { StorageFull } from './storage-error';

/** An outbox that gives up what can be had again before it refuses a tap for want of room. */
export class RoomMakingOutbox implements OutboxStore {
	readonly #store: OutboxStore;
	readonly #makeRoom: () => Promise<void>;

	constructor(store: OutboxStore, makeRoom: () => Promise<void>) {
		this.#store = store;
		this.#makeRoom = makeRoom;
	}

	async read(): Promise<OutboxState> {
		return await this.#store.read();
	}

	async append(make: (meta: OutboxMeta) => OutboxEntry): Promise<OutboxEntry> {
		return await this.#withRoom(() => this.#store.append(make));
	}

	async update(change: (state: OutboxState) => OutboxChange): Promise<OutboxState> {
		return await this.#withRoom(() => this.#store.update(change));
	}

	async #withRoom<T>(write: () => Promise<T>): Promise<T> {
		try {
			return await write();
		} catch (error) {
			if (!(error instanceof StorageFull)) throw error;
		}
		await this.#makeRoom();
		return await write();
	}
}
