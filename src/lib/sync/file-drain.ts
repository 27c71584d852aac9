import type { Ms, Ulid } from '../domain/ids';
import {
	FILES_LOCK,
	afterSending,
	cutShort,
	isStillWaiting,
	missedAgain,
	nextFileStep,
	type KeyedChange,
	type Missing
} from './file-rules';
import type { FileStore, FileTransport, PhoneFile, Sent } from './files';
import type { Channel, Clock, Locks, OutboxEntry, Timers } from './ports';
import { nextBatch } from './queue';

/** Browsers end a worker that takes minutes; what is left waits for the next time. */
const MOST_AT_ONCE = 20;
/** A page that is just being closed still holds the lock for a moment. */
const LOCK_ATTEMPTS = 10;
const LOCK_RETRY_MS: Ms = 500;
/** Nothing tells a worker that something was tapped meanwhile. */
const OPS_LOOKED_FOR_MS: Ms = 1_000;

export type FileDrainPorts = {
	readonly clock: Clock;
	readonly timers: Timers;
	readonly locks: Locks;
	readonly channel: Channel;
	readonly store: FileStore;
	readonly transport: FileTransport;
	readonly readOps: () => Promise<readonly OutboxEntry[]>;
};

/**
 * Sends photos and voice notes with no page open, behind all ops, as a page does.
 *
 * @returns true when nothing is left that another attempt could send
 */
export async function drainFiles(ports: FileDrainPorts): Promise<boolean> {
	const { store, clock, readOps, channel } = ports;
	const missing = new Map<Ulid, Missing>();
	await apply(store, cutShort(await store.list(), await readOps()));
	for (let round = 0; round < MOST_AT_ONCE; round++) {
		const ops = await readOps();
		const step = nextFileStep(await store.list(), ops, missing, clock.nowMs());
		if (step.kind === 'idle') return true;
		if (step.kind === 'ops_first') return false;
		const { file } = step;
		const sent =
			step.kind === 'refuse'
				? ({ kind: 'refused', code: step.code } as const)
				: await sendWhenFree(ports, file);
		// A page is sending; it may be closed before it is done.
		if (sent === null) return false;
		const now = await readOps();
		const change = afterSending(file, sent, now, clock.nowMs());
		if (change) {
			await apply(store, [change]);
			channel.post({ type: 'outbox' });
		} else if (sent.kind === 'missing')
			missing.set(file.key, missedAgain(file, undefined, now, clock.nowMs()));
		else if (sent.kind !== 'stopped') return false;
	}
	return false;
}

async function apply(store: FileStore, changes: readonly KeyedChange[]): Promise<void> {
	for (const { key, change } of changes) await store.change(key, change);
}

/** @returns null while a page is sending */
async function sendWhenFree(ports: FileDrainPorts, file: PhoneFile): Promise<Sent | null> {
	const { locks, store, timers } = ports;
	for (let attempt = 1; ; attempt++) {
		const sent = await locks.exclusively(FILES_LOCK, async (): Promise<Sent> =>
			(await isStillWaiting(store, file)) ? await send(ports, file) : { kind: 'stopped' }
		);
		if (sent !== null || attempt === LOCK_ATTEMPTS) return sent;
		await new Promise<void>((resolve) => {
			timers.after(LOCK_RETRY_MS, resolve);
		});
	}
}

/** Makes way for an op that is given meanwhile. */
async function send(
	{ transport, timers, readOps, clock }: FileDrainPorts,
	file: PhoneFile
): Promise<Sent> {
	const stop = new AbortController();
	let cancel = (): void => undefined;
	const look = async (): Promise<void> => {
		const entries = await readOps().catch(() => []);
		if (nextBatch(entries, clock.nowMs(), 1).length > 0) stop.abort();
		else if (!stop.signal.aborted) watch();
	};
	const watch = (): void => {
		cancel = timers.after(OPS_LOOKED_FOR_MS, () => void look());
	};
	watch();
	try {
		return await transport.send(file, () => undefined, stop.signal);
	} finally {
		cancel();
		stop.abort();
	}
}
