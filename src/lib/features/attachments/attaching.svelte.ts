import type { Ms, Ulid } from '$lib/domain/ids';
import type { FileNotKept, Muster } from '$lib/features/session';
import type { FileOwner, PhoneFile } from '$lib/sync/files';

/** What is being added to a form: photos and voice notes, kept on the phone from the moment they are there. */
export class Attaching {
	readonly #muster: Pick<Muster, 'files'>;
	readonly #draft: () => string;
	#making = $state(0);
	#problem: FileNotKept | null = $state(null);

	/** what is kept for the form and not given yet; outlives a reload */
	readonly files: readonly PhoneFile[] = $derived.by(() => {
		const draft = this.#draft();
		const all = this.#muster.files?.files ?? [];
		return all.filter((file) => file.state === 'draft' && file.draft === draft);
	});

	/** @param draft the form's own name on this phone, such as `report.<task>` */
	constructor(muster: Pick<Muster, 'files'>, draft: () => string) {
		this.#muster = muster;
		this.#draft = draft;
	}

	/** a photo is being made small */
	get isMaking(): boolean {
		return this.#making > 0;
	}
	/** why the last one was not kept; null when it was */
	get problem(): FileNotKept | null {
		return this.#problem;
	}

	/** One after the other: a phone may not have the memory for two. */
	async addPhotos(photos: readonly File[]): Promise<void> {
		this.#problem = null;
		for (const photo of photos) await this.#add((draft) => this.#addPhoto(draft, photo));
	}

	async addVoice(recording: Blob, durationMs: Ms): Promise<void> {
		this.#problem = null;
		await this.#add(async (draft) =>
			this.#muster.files
				? await this.#muster.files.addVoice(draft, recording, durationMs)
				: 'failed'
		);
	}

	async remove(key: Ulid): Promise<void> {
		this.#problem = null;
		await this.#muster.files?.remove(key).catch(() => (this.#problem = 'failed'));
	}

	/**
	 * All of it belongs to that row now, and goes after the ops.
	 *
	 * @returns settles when the phone has stored it; rejects when it could not, and it is a draft as before
	 */
	async give(owner: FileOwner): Promise<void> {
		await this.#muster.files?.give(this.#draft(), owner);
	}

	async #addPhoto(draft: string, photo: File): Promise<FileNotKept | null> {
		return this.#muster.files ? await this.#muster.files.addPhoto(draft, photo) : 'failed';
	}

	async #add(add: (draft: string) => Promise<FileNotKept | null>): Promise<void> {
		this.#making++;
		try {
			const problem = await add(this.#draft());
			if (problem !== null) this.#problem = problem;
		} catch {
			this.#problem = 'failed';
		} finally {
			this.#making--;
		}
	}
}
