import type { AttachmentId, Ms, Ulid } from '../domain/ids';
import { MINUTE_MS } from '../domain/time';
import {
	FILES_LOCK,
	afterRows,
	afterSending,
	cutShort,
	expiredFiles,
	isStillWaiting,
	missedAgain,
	nextFileStep,
	refusedSince,
	type FileRow,
	type KeyedChange,
	type Missing
} from './file-rules';
import type { FileStore, FileTransport, PhoneFile, Sent } from './files';
import type { Channel, Clock, Locks, OutboxEntry, Random, Timers } from './ports';
import { Pump, type Round } from './pump';
import { nextBatch } from './queue';
import { obstacleOf } from './retry';

/** Whoever must sign in again, or update, does so later or not at all: bytes are not sent in vain each minute. */
const BARRED_AGAIN_MS: Ms = 5 * MINUTE_MS;
/** Whoever sends holds the way: another tab or the worker, or a page that is just being closed and tells nobody. */
const WAY_AGAIN_MS: Ms = 2_000;
const STOPPED: Sent = { kind: 'stopped' };

export type FileLanePorts = {
	readonly clock: Clock;
	readonly timers: Timers;
	readonly random: Random;
	readonly locks: Locks;
	readonly channel: Channel;
	readonly store: FileStore;
	readonly transport: FileTransport;
	readonly readOps: () => Promise<readonly OutboxEntry[]>;
	/** by the replica and the queue; undefined for a row that is not there */
	readonly rowOf: (attachment: AttachmentId) => FileRow | undefined;
	/** What the store holds now. */
	readonly changed: (files: readonly PhoneFile[]) => void;
	/** More of the one on its way has left. */
	readonly moved: () => void;
};

/**
 * The way of photos and voice notes to the server: one at a time, behind all ops. When an op wants to
 * go while a file is on its way, the file is stopped and begins again after it: sending one twice
 * does no harm.
 */
export class FileLane {
	readonly #ports: FileLanePorts;
	readonly #pump: Pump;
	readonly #missing = new Map<Ulid, Missing>();
	readonly #deafen: () => void;
	#onItsWay: { readonly key: Ulid; readonly stop: AbortController } | null = null;
	#bytes = 0;

	constructor(ports: FileLanePorts) {
		this.#ports = ports;
		this.#pump = new Pump(() => this.#round(), ports.timers, ports.random);
		// Another tab, or the worker, may have sent one: the list of this tab is old, and the way may be free.
		this.#deafen = ports.channel.listen(({ type }) => {
			if (type === 'outbox') this.wake();
		});
	}

	/** How much of it has left, bytes; 0 for one that is not on its way. */
	bytesOf(key: Ulid): number {
		return this.#onItsWay?.key === key ? this.#bytes : 0;
	}

	/** Something may have to go: at once, also while a back-off lasts. */
	wake(): void {
		this.#pump.kick();
	}

	/** The ops or the rows have changed. */
	async heed(): Promise<void> {
		const { clock, readOps } = this.#ports;
		const sending = this.#onItsWay;
		if (!sending) {
			this.#pump.kickIfIdle();
			return;
		}
		// Where the queue cannot be read, something may be in it.
		const ops = await readOps().catch(() => null);
		if (!ops || nextBatch(ops, clock.nowMs(), 1).length > 0) sending.stop.abort();
	}

	stop(): void {
		this.#deafen();
		this.#pump.stop();
		this.#onItsWay?.stop.abort();
	}

	async #round(): Promise<Round> {
		const { store, clock, changed, readOps, locks } = this.#ports;
		const ops = await readOps();
		const files = await this.#tidied(ops);
		changed(files);
		const step = nextFileStep(files, ops, this.#missing, clock.nowMs());
		switch (step.kind) {
			case 'ops_first':
				return { kind: 'done' };
			case 'idle':
				return step.againAt === null
					? { kind: 'done' }
					: { kind: 'wait', delayMs: Math.max(0, step.againAt - clock.nowMs()) };
			case 'refuse': {
				const sent = { kind: 'refused', code: step.code } as const;
				await this.#apply([afterSending(step.file, sent, ops, clock.nowMs())]);
				return { kind: 'again' };
			}
			case 'send': {
				const sent = await locks.exclusively(FILES_LOCK, async () =>
					(await isStillWaiting(store, step.file)) ? await this.#send(step.file) : STOPPED
				);
				return sent === null
					? { kind: 'wait', delayMs: WAY_AGAIN_MS }
					: await this.#after(step.file, sent);
			}
		}
	}

	/** What is stored, after the word of the rows and the queue on it and without what has had its time. */
	async #tidied(ops: readonly OutboxEntry[]): Promise<readonly PhoneFile[]> {
		const { store, clock, rowOf } = this.#ports;
		const found = await store.list();
		const changes = [
			...cutShort(found, ops),
			...refusedSince(found, ops),
			...afterRows(found, rowOf, clock.nowMs())
		];
		await this.#apply(changes);
		const expired = expiredFiles(found, clock.nowMs());
		if (expired.length > 0) await store.remove(expired);
		return changes.length + expired.length > 0 ? await store.list() : found;
	}

	async #apply(changes: readonly (KeyedChange | null)[]): Promise<void> {
		for (const one of changes) if (one) await this.#ports.store.change(one.key, one.change);
	}

	async #send(file: PhoneFile): Promise<Sent> {
		const stop = new AbortController();
		this.#onItsWay = { key: file.key, stop };
		this.#bytes = 0;
		try {
			const sending = this.#ports.transport.send(
				file,
				(bytes) => {
					this.#bytes = bytes;
					this.#ports.moved();
				},
				stop.signal
			);
			// An op that was given in the moment before the file set out.
			void this.heed();
			return await sending;
		} finally {
			this.#onItsWay = null;
			this.#bytes = 0;
		}
	}

	async #after(file: PhoneFile, sent: Sent): Promise<Round> {
		const { clock, readOps } = this.#ports;
		const ops = await readOps();
		const change = afterSending(file, sent, ops, clock.nowMs());
		if (change) {
			await this.#apply([change]);
			this.#ports.channel.post({ type: 'outbox' });
			return { kind: 'again' };
		}
		switch (sent.kind) {
			case 'missing': {
				const before = this.#missing.get(file.key);
				this.#missing.set(file.key, missedAgain(file, before, ops, clock.nowMs()));
				return { kind: 'again' };
			}
			case 'ok':
			case 'refused':
			case 'gone':
			case 'stopped':
				return { kind: 'again' };
			default: {
				const obstacle = obstacleOf(sent);
				return obstacle.kind === 'failed' ? obstacle : { kind: 'wait', delayMs: BARRED_AGAIN_MS };
			}
		}
	}
}
