import type { DeviceId, PersonId } from '../domain/ids';
import type {
	OutboxChange,
	OutboxEntry,
	OutboxMeta,
	OutboxState,
	OutboxStore
} from '../sync/ports';
import { inOrder, newMeta } from './outbox-records';

/** A queue that lasts as long as the object: for tests and simulation. */
export class MemoryOutbox implements OutboxStore {
	#meta: OutboxMeta;
	#entries = new Map<string, OutboxEntry>();

	constructor(person: PersonId, device: DeviceId) {
		this.#meta = newMeta(person, device);
	}

	async read(): Promise<OutboxState> {
		await Promise.resolve();
		return this.#state();
	}

	async append(make: (meta: OutboxMeta) => OutboxEntry): Promise<OutboxEntry> {
		await Promise.resolve();
		const entry = make(this.#meta);
		if (this.#entries.has(entry.op.id)) throw new Error(`the queue holds ${entry.op.id}`);
		this.#entries.set(entry.op.id, structuredClone(entry));
		this.#meta = { ...this.#meta, nextN: this.#meta.nextN + 1 };
		return entry;
	}

	async update(change: (state: OutboxState) => OutboxChange): Promise<OutboxState> {
		await Promise.resolve();
		const { meta, put = [], remove = [] } = change(this.#state());
		const kept = put.map((entry) => structuredClone(entry));
		this.#meta = { ...this.#meta, ...meta };
		for (const id of remove) this.#entries.delete(id);
		for (const entry of kept) this.#entries.set(entry.op.id, entry);
		return this.#state();
	}

	#state(): OutboxState {
		return { meta: this.#meta, entries: inOrder([...this.#entries.values()]) };
	}
}
