import { attachmentAdd } from '../domain/commands/attachments';
import type { AttachmentId, Ulid } from '../domain/ids';
import { parse } from '../domain/parse';
import type { Dispatched, Engine } from './engine';
import { cutShort, givenTo } from './file-rules';
import { isUnsent, type FileOwner, type FileStore, type PhoneFile } from './files';
import type { OutboxEntry } from './ports';

export type FileGivingPorts = {
	readonly store: FileStore;
	readonly dispatch: Engine['dispatch'];
	readonly readOps: () => Promise<readonly OutboxEntry[]>;
};

/**
 * Has files belong to words. The op that gives a file names it: where the app ends between the op and
 * the file, the queue tells later that it was given.
 */
export class FileGiving {
	readonly #ports: FileGivingPorts;
	#turn: Promise<unknown> = Promise.resolve();

	constructor(ports: FileGivingPorts) {
		this.#ports = ports;
	}

	/**
	 * Everything that is kept for a form belongs to that word from now on.
	 *
	 * @returns settles when the phone has stored it; rejects when it could not, and the rest is kept as it was
	 */
	give(draft: string, owner: FileOwner): Promise<void> {
		return this.#inTurn(() => this.#giveAll(draft, owner));
	}

	/** One that was not taken is sent again; where it was its row that was refused, that is given again. */
	retry(key: Ulid): Promise<void> {
		return this.#inTurn(() => this.#retry(key));
	}

	/** It no longer belongs to its word; one that has not gone yet stays on the phone as long as it may be put back. */
	async takeAway(attachment: AttachmentId): Promise<void> {
		const { store, dispatch } = this.#ports;
		const { op, stored } = dispatch('attachment.remove', { attachment });
		await stored;
		const file = (await store.list()).find((one) => one.attachment === attachment);
		if (!file) return;
		const aside = { state: 'aside', sentAt: op.clientAt, refusal: '' } as const;
		await store.change(file.key, (now) => (isUnsent(now) ? aside : null));
	}

	async putBack(attachment: AttachmentId): Promise<void> {
		await this.#ports.dispatch('attachment.restore', { attachment }).stored;
	}

	async #giveAll(draft: string, owner: FileOwner): Promise<void> {
		const { store, readOps } = this.#ports;
		const files = (await store.list()).filter(
			(file) => file.state === 'draft' && file.draft === draft
		);
		if (files.length === 0) return;
		// The app ended as it was given, and the file has not heard of it yet.
		const given = new Set(cutShort(files, await readOps()).map(({ key }) => key));
		const drafts = files.filter(({ key }) => !given.has(key));
		await Promise.all(drafts.map((file) => this.#give(file, owner)));
	}

	async #retry(key: Ulid): Promise<void> {
		const { store, readOps } = this.#ports;
		const file = (await store.list()).find((one) => one.key === key);
		if (file?.state !== 'refused') return;
		const entry = (await readOps()).find(({ op }) => op.id === file.op);
		const hasRow = entry !== undefined && entry.result?.outcome !== 'refused';
		const isGone = file.refusal === 'missing' || (entry !== undefined && !hasRow);
		if (isGone && file.owner) await this.#give(file, file.owner);
		else
			await store.change(key, ({ state }) =>
				state === 'refused' ? { state: 'waiting', refusal: '' } : null
			);
	}

	/** One after another: what the one before has given is found given. */
	#inTurn(run: () => Promise<void>): Promise<void> {
		const turn = this.#turn.then(run);
		this.#turn = turn.catch(() => undefined);
		return turn;
	}

	async #give(file: PhoneFile, owner: FileOwner): Promise<void> {
		const { op, stored } = this.#dispatchAdd(file, owner);
		await stored;
		await this.#ports.store.change(file.key, ({ state }) =>
			state === 'draft' || state === 'refused' ? givenTo(op.id, owner) : null
		);
	}

	#dispatchAdd({ key, form, mime, sizeBytes, ...more }: PhoneFile, owner: FileOwner): Dispatched {
		const { width, height, durationMs } = more;
		const shape = form === 'photo' ? { width, height } : { durationMs };
		const told = { ...owner, file: key, form, mime, sizeBytes, ...shape };
		const args = parse(attachmentAdd.args, told);
		if (!args) throw new Error(`${key} is no file that can be given`);
		return this.#ports.dispatch('attachment.add', args);
	}
}
