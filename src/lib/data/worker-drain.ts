import type { PersonId } from '../domain/ids';
import { Drain, type DrainStep } from '../sync/drain';
import { drainFiles } from '../sync/file-drain';
import type { Locks } from '../sync/ports';
import { isStuck, isUndecided } from '../sync/queue';
import { TabChannel } from './broadcast-channel';
import { systemClock } from './clock';
import { DeviceStore } from './device-store';
import { IdbFiles } from './idb-files';
import { IdbOutbox } from './idb-outbox';
import { HttpTransport } from './http-transport';
import { cryptoRandom } from './random';
import { systemTimers } from './timers';
import { locksOf } from './web-locks';
import { WorkerFiles } from './worker-files';

const LOCK_ATTEMPTS = 10;
const LOCK_RETRY_MS = 500;

/**
 * Sends what waits on this device by push credentials alone, for everybody whose credential still
 * counts: with no page open, after a session has ended.
 *
 * @returns true when nothing is left that another attempt could send
 */
export async function drainDevice(fetch: typeof globalThis.fetch): Promise<boolean> {
	const device = new DeviceStore();
	try {
		const results: boolean[] = [];
		for (const { personId } of await device.readPeople()) {
			results.push(await drainPerson(device, personId, fetch));
		}
		return results.every(Boolean);
	} finally {
		await device.close();
	}
}

async function drainPerson(
	device: DeviceStore,
	person: PersonId,
	fetch: typeof globalThis.fetch
): Promise<boolean> {
	const id = await device.readDevice(person);
	const outbox = new IdbOutbox(person, id);
	const channel = new TabChannel(person);
	const locks = locksOf(person, systemClock, systemTimers);
	const store = new IdbFiles(person);
	try {
		const { credential } = (await outbox.read()).meta;
		if (credential === '') return true;
		const isOpsDone = await drainOps({ outbox, credential, channel, locks }, fetch);
		const isFilesDone = await drainFiles({
			...{ clock: systemClock, timers: systemTimers, locks, channel, store },
			transport: new WorkerFiles({
				...{ device: id, credential },
				fetch: (path, init) => fetch(path, init),
				bytesOf: ({ key }) => store.bytesOf(key)
			}),
			readOps: async () => (await outbox.read()).entries
		});
		return isOpsDone && isFilesDone;
	} finally {
		channel.close();
		await Promise.all([outbox.close(), store.close()]);
	}
}

type OpsPorts = {
	readonly outbox: IdbOutbox;
	readonly credential: string;
	readonly channel: TabChannel;
	readonly locks: Locks;
};

async function drainOps(
	{ outbox, credential, channel, locks }: OpsPorts,
	fetch: typeof globalThis.fetch
): Promise<boolean> {
	const { entries } = await outbox.read();
	if (!entries.some((entry) => isUndecided(entry) && !entry.parked)) return true;
	const transport = new HttpTransport((path, init) => fetch(path, init), systemClock, {
		token: () => Promise.resolve(null),
		credential: () => Promise.resolve(credential)
	});
	const drain = new Drain({ clock: systemClock, random: cryptoRandom, transport, outbox, locks });
	const step = await runWhenFree(drain);
	channel.post({ type: 'outbox' });
	return isOver(step) || !(await hasSendable(outbox));
}

/** A page that is just being closed still holds the lock for a moment. */
async function runWhenFree(drain: Drain): Promise<DrainStep> {
	for (let attempt = 1; ; attempt++) {
		const step = await drain.run();
		if (step.kind !== 'elsewhere' || attempt === LOCK_ATTEMPTS) return step;
		await new Promise<void>((resolve) => {
			systemTimers.after(LOCK_RETRY_MS, resolve);
		});
	}
}

/** A page is sending, or the server's word is that it will not be sent from here; one 401 is not yet that. */
function isOver({ kind }: DrainStep): boolean {
	return kind !== 'failed' && kind !== 'unauthorized';
}

async function hasSendable(outbox: IdbOutbox): Promise<boolean> {
	const { entries } = await outbox.read();
	const nowMs = systemClock.nowMs();
	return entries.some((entry) => isUndecided(entry) && !isStuck(entry, nowMs));
}
