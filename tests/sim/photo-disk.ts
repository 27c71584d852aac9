import type { Ulid } from '../../src/lib/domain/ids';
import {
	isUnsent,
	type FileChange,
	type FileStore,
	type PhoneFile
} from '../../src/lib/sync/files';
import type { Owner } from './scheduler';
import { Disk, type DiskWorld } from './storage';

/** What a phone's database of photos holds; strict, so a power cut takes nothing from it. */
export class PhotoDisk extends Disk {
	readonly held = new Map<Ulid, PhoneFile>();

	constructor(world: DiskWorld) {
		super(world, 'photos');
	}

	get files(): PhoneFile[] {
		return [...this.held.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
	}

	/** As on a sign-out: what the server has, and what was taken away, goes. */
	forgetSeen(): void {
		for (const { key, state } of this.files)
			if (state === 'sent' || state === 'aside') this.held.delete(key);
	}
}

/** A program's connection to it. */
export class SimPhotos implements FileStore {
	readonly #disk: PhotoDisk;
	readonly #owner: Owner;

	constructor(disk: PhotoDisk, owner: Owner) {
		this.#disk = disk;
		this.#owner = owner;
	}

	list(): Promise<readonly PhoneFile[]> {
		return this.#disk.transact(this.#owner, 'read', () => this.#disk.files);
	}

	async countUnsent(): Promise<number> {
		return (await this.list()).filter(isUnsent).length;
	}

	add(file: PhoneFile): Promise<void> {
		return this.#disk.transact(this.#owner, 'write', () => {
			this.#disk.held.set(file.key, file);
		});
	}

	change(key: Ulid, change: FileChange): Promise<void> {
		return this.#disk.transact(this.#owner, 'write', () => {
			const file = this.#disk.held.get(key);
			const set = file && change(file);
			if (file && set) this.#disk.held.set(key, { ...file, ...set });
		});
	}

	remove(keys: readonly Ulid[]): Promise<void> {
		return this.#disk.transact(this.#owner, 'write', () => {
			for (const key of keys) this.#disk.held.delete(key);
		});
	}
}
