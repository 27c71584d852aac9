import { systemClock } from '$lib/data/clock';
import { HttpTransport } from '$lib/data/http-transport';
import { MemoryOutbox } from '$lib/data/memory-outbox';
import { MemoryReplica } from '$lib/data/memory-replica';
import { cryptoRandom } from '$lib/data/random';
import { systemTimers } from '$lib/data/timers';
import { deriveRowId, type DeviceId, type PersonId } from '$lib/domain/ids';
import { createEngine } from '$lib/sync/create';
import type { Engine } from '$lib/sync/engine';
import type { Channel, Locks, OutboxStore, Pokes, ReplicaStore } from '$lib/sync/ports';
import type { Client } from './client';
import { personId } from './factory';
import type { Site } from './site';

/** The app's own engine on a phone with one tab, whose storage is memory. */
export type EnginePhone = {
	readonly name: string;
	readonly engine: Engine;
	readonly outbox: OutboxStore;
	readonly replica: ReplicaStore;
};

/** One tab has nobody to talk to. */
const oneTab: Channel = { post: () => undefined, listen: () => () => undefined };
/** None ever comes: the phone lives by its timers and by being woken. */
const noPokes: Pokes = { follow: () => undefined, listen: () => () => undefined };

function ownLocks(): Locks {
	const held = new Set<string>();
	return {
		async exclusively(name, run) {
			if (held.has(name)) return null;
			held.add(name);
			try {
				return await run();
			} finally {
				held.delete(name);
			}
		}
	};
}

export async function startEnginePhone(
	site: Site,
	name: string,
	session?: Client
): Promise<EnginePhone> {
	const { url, token } = session ?? (await site.signIn(name));
	const person = personId(name);
	const device = deriveRowId<DeviceId>('device', `engine of ${name}`);
	const send: Fetch = (path, init) => fetch(url + path, init);
	return { name, ...(await startEngine({ person, device, token }, send)) };
}

type Fetch = ConstructorParameters<typeof HttpTransport>[0];
type Owner = {
	readonly person: PersonId;
	readonly device: DeviceId;
	readonly token: string | null;
};

/** @param send reaches the server, or fails as a phone without a network does */
export async function startEngine(
	{ person, device, token }: Owner,
	send: Fetch
): Promise<Omit<EnginePhone, 'name'>> {
	const outbox = new MemoryOutbox(person, device);
	const replica = new MemoryReplica();
	const identity = {
		token: () => Promise.resolve(token),
		credential: async () => (await outbox.read()).meta.credential || null
	};
	const engine = createEngine(
		{
			clock: systemClock,
			random: cryptoRandom,
			timers: systemTimers,
			transport: new HttpTransport(send, systemClock, identity),
			outbox,
			replica,
			locks: ownLocks(),
			channel: oneTab,
			pokes: noPokes,
			isVisible: () => true
		},
		{ person }
	);
	await engine.start();
	return { engine, outbox, replica };
}
