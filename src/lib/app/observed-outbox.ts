import type { Ms } from '$lib/domain/ids';
import type {
	OutboxChange,
	OutboxEntry,
	OutboxMeta,
	OutboxState,
	OutboxStore
} from '$lib/sync/ports';

/** An outbox that remembers how far the server's clock was from this device's. */
export class ObservedOutbox implements OutboxStore {
	#store: OutboxStore;
	#offsetMs: Ms = 0;

	constructor(store: OutboxStore) {
		this.#store = store;
	}

	/** server's clock − own clock, from the newest answer; 0 before the first */
	get offsetMs(): Ms {
		return this.#offsetMs;
	}

	/** From now on everything goes through what `wrap` makes of the store. */
	wrap(wrap: (store: OutboxStore) => OutboxStore): void {
		this.#store = wrap(this.#store);
	}

	async read(): Promise<OutboxState> {
		return this.#observed(await this.#store.read());
	}

	async append(make: (meta: OutboxMeta) => OutboxEntry): Promise<OutboxEntry> {
		return await this.#store.append(make);
	}

	async update(change: (state: OutboxState) => OutboxChange): Promise<OutboxState> {
		return this.#observed(await this.#store.update(change));
	}

	#observed(state: OutboxState): OutboxState {
		this.#offsetMs = state.meta.offsetMs;
		return state;
	}
}
