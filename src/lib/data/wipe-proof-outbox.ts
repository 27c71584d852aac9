import type {
	OutboxChange,
	OutboxEntry,
	OutboxMeta,
	OutboxState,
	OutboxStore
} from '../sync/ports';
import { isUndecided } from '../sync/queue';
import { inOrder } from './outbox-records';
import { StorageFailed, StorageFull } from './storage-error';

/**
 * Where the queue is. `written_back`: the browser's storage was cleared, and the queue is in it
 * again. `held`: storage gives or takes nothing, and the queue is in this page's memory alone.
 * `full`: it is stored, but nothing can be added to it, not even what the server says.
 */
export type Keeping = 'stored' | 'written_back' | 'held' | 'full';

/**
 * An outbox that survives its database while a page is open: what the page has seen of the queue it
 * writes back, and while it cannot, it goes on from memory, so that the queue can still be sent.
 * A tap is never taken on memory alone.
 */
export class WipeProofOutbox implements OutboxStore {
	readonly #store: OutboxStore;
	readonly #heard: (keeping: Keeping) => void;
	#last: OutboxState | null = null;
	#keeping: Keeping = 'stored';

	/** @param heard called whenever the queue has come to be kept in another way */
	constructor(store: OutboxStore, heard: (keeping: Keeping) => void) {
		this.#store = store;
		this.#heard = heard;
	}

	async read(): Promise<OutboxState> {
		try {
			const state = await this.#store.read();
			return this.#isWiped(state.meta) ? await this.#writeBack() : this.#remember(state);
		} catch (error) {
			const last = this.#held(error);
			if (last) return last;
			throw error;
		}
	}

	async append(make: (meta: OutboxMeta) => OutboxEntry): Promise<OutboxEntry> {
		// What has not been seen cannot be written back.
		if (!this.#last) await this.read();
		const entry = await this.#unlessWiped((check) =>
			this.#store.append((meta) => {
				check(meta);
				return make(meta);
			})
		);
		const last = this.#last;
		if (last && last.meta.nextN <= entry.op.n) {
			const meta = { ...last.meta, nextN: entry.op.n + 1 };
			this.#last = { meta, entries: [...last.entries, entry] };
		}
		return entry;
	}

	async update(change: (state: OutboxState) => OutboxChange): Promise<OutboxState> {
		try {
			const state = await this.#unlessWiped((check) =>
				this.#store.update((found) => {
					check(found.meta);
					return change(found);
				})
			);
			if (this.#keeping === 'full') this.#keep('stored');
			return this.#remember(state);
		} catch (error) {
			if (error instanceof StorageFull && this.#keeping !== 'held') this.#keep('full');
			// Only where reading has failed too: a phone that is merely full still has its queue.
			const last = this.#keeping === 'held' ? this.#held(error) : null;
			if (!last) throw error;
			return (this.#last = changed(last, change(last)));
		}
	}

	/** Numbers only rise, so a database with lower ones is not the one that was read before. */
	#isWiped(meta: OutboxMeta): boolean {
		return this.#last !== null && meta.nextN < this.#last.meta.nextN;
	}

	async #unlessWiped<T>(write: (check: (meta: OutboxMeta) => void) => Promise<T>): Promise<T> {
		try {
			return await write((meta) => {
				if (this.#isWiped(meta)) throw new Wiped();
			});
		} catch (error) {
			if (!(error instanceof Wiped)) throw error;
		}
		await this.#writeBack();
		return await write(() => undefined);
	}

	async #writeBack(): Promise<OutboxState> {
		const state = await this.#store.update((found) => {
			const last = this.#last;
			// Another tab may have been faster.
			if (!last || !this.#isWiped(found.meta)) return {};
			const there = new Set(found.entries.map((entry) => entry.op.id));
			return { meta: last.meta, put: last.entries.filter((entry) => !there.has(entry.op.id)) };
		});
		this.#keep('written_back');
		return this.#remember(state);
	}

	#remember(state: OutboxState): OutboxState {
		this.#last = state;
		const isOver = this.#keeping === 'written_back' && !state.entries.some(isUndecided);
		if (this.#keeping === 'held' || isOver) this.#keep('stored');
		return state;
	}

	/** What to go on with after `error`; null where that is for the caller to bear. */
	#held(error: unknown): OutboxState | null {
		const last = this.#last;
		if (!(error instanceof StorageFailed) || !last) return null;
		// To the end: also the answers to what was sent from memory are there.
		if (this.#keeping !== 'held' && !last.entries.some(isUndecided)) return null;
		this.#keep('held');
		return last;
	}

	#keep(keeping: Keeping): void {
		if (keeping === this.#keeping) return;
		this.#keeping = keeping;
		this.#heard(keeping);
	}
}

class Wiped extends Error {
	override readonly name = 'Wiped';
}

function changed(state: OutboxState, { meta, put = [], remove = [] }: OutboxChange): OutboxState {
	const gone = new Set([...remove, ...put.map((entry) => entry.op.id)]);
	const kept = state.entries.filter((entry) => !gone.has(entry.op.id));
	return { meta: { ...state.meta, ...meta }, entries: inOrder([...kept, ...put]) };
}
