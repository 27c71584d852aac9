import type { Attachment } from 'svelte/attachments';
import type { AttachmentId, Ulid } from '$lib/domain/ids';
import type { FileDesk } from '$lib/features/session';

/**
 * A file as an address that an element can show, as long as the element can be seen: what has left the
 * screen gives its memory back.
 */
export class ShownFile {
	readonly #files: () => FileDesk | null;
	readonly #name: () => AttachmentId | Ulid;
	readonly #size: 'small' | 'whole';
	#url: string | null = $state(null);
	#isMissing = $state(false);

	constructor(
		files: () => FileDesk | null,
		name: () => AttachmentId | Ulid,
		size: 'small' | 'whole'
	) {
		this.#files = files;
		this.#name = name;
		this.#size = size;
	}

	get url(): string | null {
		return this.#url;
	}
	/** it cannot be had now */
	get isMissing(): boolean {
		return this.#isMissing;
	}

	/** For the element that shows it. */
	readonly whileSeen: Attachment<HTMLElement> = (element) => {
		const files = this.#files();
		const name = this.#name();
		if (!files) return;
		let isSeen = false;
		const observer = new IntersectionObserver(([entry]) => {
			isSeen = entry?.isIntersecting === true;
			if (!isSeen) this.#release();
			else if (this.#url === null) void this.#show(files, name, () => isSeen);
		});
		observer.observe(element);
		return () => {
			isSeen = false;
			observer.disconnect();
			this.#release();
		};
	};

	async #show(files: FileDesk, name: AttachmentId | Ulid, isWanted: () => boolean): Promise<void> {
		const blob = await files.readFile(name, this.#size).catch(() => null);
		if (!isWanted()) return;
		this.#release();
		this.#isMissing = blob === null;
		if (blob) this.#url = URL.createObjectURL(blob);
	}

	#release(): void {
		if (this.#url !== null) URL.revokeObjectURL(this.#url);
		this.#url = null;
	}
}
