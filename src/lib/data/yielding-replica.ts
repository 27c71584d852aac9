import type { Space } from '../domain/entity';
import type { Ms } from '../domain/ids';
import type { ReplicaState, ReplicaStore, SpacePage } from '../sync/ports';
import { MemoryReplica } from './memory-replica';
import { StorageFull } from './storage-error';

/**
 * A replica that gives up its place in the phone's storage before a tap is refused, and needs none
 * to go on: while the phone is full its rows are in memory, and screens go on showing them. At the
 * end of each cycle it tries to have its place again.
 */
export class YieldingReplica implements ReplicaStore {
	readonly #store: ReplicaStore;
	#memory: MemoryReplica | null = null;

	constructor(store: ReplicaStore) {
		this.#store = store;
	}

	async read(): Promise<ReplicaState> {
		return await (this.#memory ?? this.#store).read();
	}

	async apply(
		pages: readonly SpacePage[],
		lost: readonly Space[],
		syncedAt: Ms | null
	): Promise<boolean> {
		if (!this.#memory) {
			try {
				return await this.#store.apply(pages, lost, syncedAt);
			} catch (error) {
				if (!(error instanceof StorageFull)) throw error;
			}
		}
		const memory = await this.#inMemory();
		const applied = await memory.apply(pages, lost, syncedAt);
		if (applied && syncedAt !== null) await this.#takePlace(memory);
		return applied;
	}

	async clear(): Promise<void> {
		this.#memory = null;
		await this.#store.clear();
	}

	/** Leaves its room to others. */
	async giveWay(): Promise<void> {
		await this.#inMemory();
		await this.#store.clear();
	}

	async #inMemory(): Promise<MemoryReplica> {
		if (this.#memory) return this.#memory;
		const memory = new MemoryReplica();
		await copy(await this.#store.read(), memory);
		return (this.#memory ??= memory);
	}

	async #takePlace(memory: MemoryReplica): Promise<void> {
		try {
			await this.#store.clear();
			if (await copy(await memory.read(), this.#store)) this.#memory = null;
		} catch (error) {
			if (!(error instanceof StorageFull)) throw error;
		}
	}
}

async function copy(from: ReplicaState, to: ReplicaStore): Promise<boolean> {
	const { cursors, rows, syncedAt } = from;
	const pages = Object.entries(cursors).map(([space, cursor]) => {
		const put = rows.filter((row) => row.space === space);
		return { space, after: 0, to: cursor, put, drop: [] };
	});
	return await to.apply(pages, [], syncedAt);
}
