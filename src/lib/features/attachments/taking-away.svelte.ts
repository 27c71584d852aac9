import { attachmentRemove } from '$lib/domain/commands/attachments';
import type { Rows } from '$lib/domain/entities';
import type { AttachmentId } from '$lib/domain/ids';
import type { Muster } from '$lib/features/session';

type Attachment = Rows['attachments'];

/**
 * Taking photos and voice notes away from a word, as their author or a lead, and putting back what one
 * has taken away oneself, the last one first.
 */
export class TakingAway {
	readonly #muster: Pick<Muster, 'view' | 'files' | 'personId' | 'me'>;
	readonly #rows: () => readonly Attachment[];
	#hasFailed = $state(false);

	readonly #taken: readonly Attachment[] = $derived.by(() =>
		this.#rows()
			.filter((row) => row.removed && row.revs.removed?.person === this.#muster.personId)
			.filter((row) => this.mayTakeAway(row))
			.sort((a, b) => (b.revs.removed?.seq ?? 0) - (a.revs.removed?.seq ?? 0))
	);

	/** @param rows all that the word ever had, what was taken away too */
	constructor(
		muster: Pick<Muster, 'view' | 'files' | 'personId' | 'me'>,
		rows: () => readonly Attachment[]
	) {
		this.#muster = muster;
		this.#rows = rows;
	}

	/** how many one has taken away */
	get count(): number {
		return this.#taken.length;
	}
	/** the one that was taken away last */
	get last(): Attachment | undefined {
		return this.#taken[0];
	}
	/** the phone has not stored it */
	get hasFailed(): boolean {
		return this.#hasFailed;
	}

	mayTakeAway({ id: attachment }: Attachment): boolean {
		const { view, files, personId, me } = this.#muster;
		const actor = { id: personId, role: me?.role ?? ('member' as const) };
		return files !== null && attachmentRemove.authorize(view, actor, { attachment }) === 'ok';
	}

	async takeAway(attachment: AttachmentId): Promise<void> {
		await this.#try(this.#muster.files?.takeAway(attachment));
	}

	async putBack(): Promise<void> {
		if (this.last) await this.#try(this.#muster.files?.putBack(this.last.id));
	}

	async #try(doing: Promise<void> | undefined): Promise<void> {
		this.#hasFailed = false;
		try {
			await doing;
		} catch {
			this.#hasFailed = true;
		}
	}
}
