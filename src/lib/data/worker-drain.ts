import type { PersonId } from '../domain/ids';
import { Drain, type DrainStep } from '../sync/drain';
import { isStuck, isUndecided } from '../sync/queue';
import { TabChannel } from './broadcast-channel';
import { systemClock } from './clock';
import { DeviceStore } from './device-store';
import { IdbOutbox } from './idb-outbox';
import { HttpTransport } from './http-transport';
import { cryptoRandom } from './random';
import { systemTimers } from './timers';
import { locksOf } from './web-locks';

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
	const outbox = new IdbOutbox(person, await device.readDevice(person));
	const channel = new TabChannel(person);
	try {
		const { meta, entries } = await outbox.read();
		const waiting = entries.some((entry) => isUndecided(entry) && !entry.parked);
		if (!waiting || meta.credential === '') return true;
		const transport = new HttpTransport((path, init) => fetch(path, init), systemClock, {
			token: () => Promise.resolve(null),
			credential: () => Promise.resolve(meta.credential)
		});
		const drain = new Drain({
			clock: systemClock,
			random: cryptoRandom,
			transport,
			outbox,
			locks: locksOf(person, systemClock, systemTimers)
		});
		const step = await runWhenFree(drain);
		channel.post({ type: 'outbox' });
		return isOver(step) || !(await hasSendable(outbox));
	} finally {
		channel.close();
		await outbox.close();
	}
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

/** A page is sending, or the server's word is that it will not be sent from here. */
function isOver(step: DrainStep): boolean {
	return step.kind !== 'failed';
}

async function hasSendable(outbox: IdbOutbox): Promise<boolean> {
	const { entries } = await outbox.read();
	const nowMs = systemClock.nowMs();
	return entries.some((entry) => isUndecided(entry) && !isStuck(entry, nowMs));
}
