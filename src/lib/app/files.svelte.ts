import { TabChannel } from '$lib/data/broadcast-channel';
import { systemClock } from '$lib/data/clock';
import { IdbFiles } from '$lib/data/idb-files';
import { makePhoto } from '$lib/data/photo';
import { cryptoRandom } from '$lib/data/random';
import { StorageFull } from '$lib/data/storage-error';
import { systemTimers } from '$lib/data/timers';
import { XhrFiles } from '$lib/data/xhr-files';
import {
	LARGEST_BYTES,
	LONGEST_VOICE_MS,
	MIME_TYPES,
	MOST_ATTACHMENTS
} from '$lib/domain/commands/attachments';
import { makeUlid, type AttachmentId, type Ms, type RowId, type Ulid } from '$lib/domain/ids';
import { learnShiftCommands } from '$lib/domain/shift';
import type { FileDesk, FileNotKept, Muster } from '$lib/features/session';
import { FileGiving } from '$lib/sync/file-giving';
import { FileLane } from '$lib/sync/file-lane';
import type { FileRow } from '$lib/sync/file-rules';
import { isUnsent, type FileOwner, type PhoneFile } from '$lib/sync/files';
import { isObstructed, type SyncStatus } from '$lib/sync/status';
import type { Running } from './session';
import { onWakeUps } from './wake-ups';

type Added = Pick<PhoneFile, 'form' | 'mime' | 'sizeBytes' | 'width' | 'height' | 'durationMs'>;

/** A person's photos and voice notes on this phone, and their way to the server; runs while they are signed in. */
export class PhoneFiles implements FileDesk {
	readonly #running: Running;
	readonly #giving: FileGiving;
	readonly #store: IdbFiles;
	readonly #channel: TabChannel;
	readonly #transport: XhrFiles;
	readonly #lane: FileLane;
	readonly #stops: (() => void)[] = [];
	#files: readonly PhoneFile[] = $state.raw([]);
	/** raised whenever more has left */
	#moves = $state(0);
	#isObstructed = false;
	#isOver = false;
	/** the pull after which small pictures were looked through last, server's clock */
	#tidiedAt: Ms | null = null;

	constructor(running: Running, dispatch: Muster['dispatch']) {
		learnShiftCommands();
		this.#running = running;
		this.#store = new IdbFiles(running.person);
		this.#channel = new TabChannel(running.person);
		this.#transport = new XhrFiles({
			clock: systemClock,
			identity: {
				device: running.device,
				token: () => running.token(),
				credential: async () => (await running.outbox.read()).meta.credential
			},
			bytesOf: ({ key }) => this.#store.bytesOf(key)
		});
		const readOps = async () => (await running.outbox.read()).entries;
		this.#giving = new FileGiving({ store: this.#store, dispatch, readOps });
		this.#lane = new FileLane({
			clock: systemClock,
			timers: systemTimers,
			random: cryptoRandom,
			locks: running.locks,
			channel: this.#channel,
			store: this.#store,
			transport: this.#transport,
			readOps,
			rowOf: (id) => this.#rowOf(id),
			changed: (files) => {
				this.#files = files;
			},
			moved: () => {
				this.#moves++;
			}
		});
	}

	/** Goes on with what an earlier page has left. */
	start(): void {
		this.#stops.push(
			this.#running.engine.subscribe(() => this.#heed()),
			onWakeUps(() => this.#lane.wake())
		);
		this.#lane.wake();
	}

	async stop(): Promise<void> {
		this.#isOver = true;
		for (const stop of this.#stops.splice(0)) stop();
		this.#lane.stop();
		this.#channel.close();
		await this.#store.close();
	}

	get files(): readonly PhoneFile[] {
		return this.#files;
	}

	get waiting(): number {
		return this.#files.filter(isUnsent).length;
	}

	bytesSentOf(key: Ulid): number {
		return this.#moves < 0 ? 0 : this.#lane.bytesOf(key);
	}

	async addPhoto(draft: string, photo: File): Promise<FileNotKept | null> {
		const made = await makePhoto(photo);
		if (typeof made === 'string') return made;
		const { bytes, thumb, mime, width, height } = made;
		const told = { form: 'photo', mime, sizeBytes: bytes.byteLength, width, height } as const;
		return await this.#add(draft, { ...told, durationMs: 0 }, bytes, thumb);
	}

	async addVoice(draft: string, recording: Blob, durationMs: Ms): Promise<FileNotKept | null> {
		const [mime = ''] = recording.type.split(';');
		const isKnown = MIME_TYPES.voice.some((known) => known === mime);
		if (!isKnown || recording.size === 0) return 'failed';
		if (recording.size > LARGEST_BYTES.voice) return 'too_large';
		const bytes = await recording.arrayBuffer();
		const told = { form: 'voice', mime, sizeBytes: bytes.byteLength, width: 0, height: 0 } as const;
		const heard = Math.min(LONGEST_VOICE_MS, Math.round(durationMs));
		return await this.#add(draft, { ...told, durationMs: heard }, bytes, null);
	}

	async remove(key: Ulid): Promise<void> {
		const file = this.#files.find((one) => one.key === key);
		// Its row would be on its way for ever.
		if (file && file.attachment !== '' && this.#rowOf(file.attachment)?.removed === false)
			await this.#giving.takeAway(file.attachment);
		await this.#store.remove([key]);
		await this.#refresh();
	}

	async give(draft: string, owner: FileOwner): Promise<void> {
		try {
			await this.#giving.give(draft, owner);
		} finally {
			await this.#refresh();
			this.#lane.wake();
		}
	}

	async retry(key: Ulid): Promise<void> {
		await this.#giving.retry(key);
		await this.#refresh();
		this.#lane.wake();
	}

	async takeAway(attachment: AttachmentId): Promise<void> {
		await this.#giving.takeAway(attachment);
		await this.#refresh();
	}

	async putBack(attachment: AttachmentId): Promise<void> {
		await this.#giving.putBack(attachment);
		this.#lane.wake();
	}

	async readFile(name: AttachmentId | Ulid, size: 'small' | 'whole'): Promise<Blob | null> {
		const own = this.#files.find(({ key, attachment }) => key === name || attachment === name);
		const isWhole = size === 'whole' || own?.form === 'voice';
		const thumb = isWhole ? null : await this.#store.thumbOf(name);
		// Where room was needed, small pictures have given way, and one's own photo is there all the same.
		const kept = thumb ?? (await this.#ownBytes(own));
		if (kept) return kept;
		if (own && own.state !== 'sent') return null;
		// A name that is no key of this phone's is an attachment's.
		const id = own ? own.attachment : (name as AttachmentId);
		const fetched = id === '' ? null : await this.#transport.fetchFile(id, !isWhole);
		if (fetched && !isWhole) void this.#keepThumb(name, fetched);
		return fetched;
	}

	async #add(
		draft: string,
		added: Added,
		bytes: ArrayBuffer,
		thumb: ArrayBuffer | null
	): Promise<FileNotKept | null> {
		const there = (await this.#store.list()).filter((file) => file.draft === draft);
		if (there.length >= MOST_ATTACHMENTS) return 'too_many';
		const key = makeUlid(systemClock.nowMs(), cryptoRandom);
		const file: PhoneFile = {
			...{ v: 1, key, ...added, state: 'draft', draft },
			...{ op: '', attachment: '', refusal: '', sentAt: 0, confirmed: false }
		};
		try {
			await this.#store.add(file, bytes, thumb);
		} catch (error) {
			return error instanceof StorageFull ? 'full' : 'failed';
		}
		await this.#refresh();
		return null;
	}

	async #ownBytes(own: PhoneFile | undefined): Promise<Blob | null> {
		const bytes = own && (await this.#store.bytesOf(own.key));
		return bytes ? new Blob([bytes], { type: own.mime }) : null;
	}

	async #keepThumb(name: string, small: Blob): Promise<void> {
		const bytes = await small.arrayBuffer();
		// Whoever has left meanwhile leaves nothing that they have seen.
		if (this.#isOver) return;
		// A phone without room shows it all the same.
		await this.#store
			.keepThumb(name, bytes, small.type, systemClock.nowMs())
			.catch(() => undefined);
	}

	async #refresh(): Promise<void> {
		this.#files = await this.#store.list();
	}

	#rowOf(id: RowId): FileRow | undefined {
		return this.#running.engine.view.get('attachments', id);
	}

	#heed(): void {
		const { status } = this.#running.engine;
		const wasObstructed = this.#isObstructed;
		this.#isObstructed = isObstructed(status);
		// Somebody has signed in again, or updated.
		if (wasObstructed && !this.#isObstructed) this.#lane.wake();
		void this.#lane.heed();
		void this.#forgetUnseen(status).catch(() => undefined);
	}

	/** What one may no longer read is not to be looked at here either. */
	async #forgetUnseen({ empty, syncedAt }: SyncStatus): Promise<void> {
		if (syncedAt === this.#tidiedAt || (empty && !this.#isObstructed)) return;
		this.#tidiedAt = syncedAt;
		// Access has ended, and the rows with it.
		if (empty) await this.#store.dropWhatCanGo();
		else await this.#store.dropThumbs((id) => this.#rowOf(id)?.removed === false);
	}
}
