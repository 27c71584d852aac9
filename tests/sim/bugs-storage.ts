import { StorageFailed, StorageFull } from '../../src/lib/data/storage-error';
import type { OutboxEntry, OutboxStore, Ports } from '../../src/lib/sync/ports';
import type { Running } from './phone-ports';
import { withUpdate, type Planted } from './planted';

/** `onto` says what comes of a transaction that failed. */
const withOutbox = (
	ports: Ports,
	onto: { readonly [Access in keyof OutboxStore]?: OutboxStore[Access] }
): Ports => {
	const { outbox } = ports;
	return {
		...ports,
		outbox: {
			read: onto.read ?? (() => outbox.read()),
			append: onto.append ?? ((make) => outbox.append(make)),
			update: onto.update ?? ((change) => outbox.update(change))
		}
	};
};

function saysStoredWhenFull(ports: Ports, { device }: Running): Ports {
	return withOutbox(ports, {
		append: async (make) => {
			try {
				return await ports.outbox.append(make);
			} catch (error) {
				if (error instanceof StorageFull) return make(device.outbox.meta);
				throw error;
			}
		}
	});
}

/** Defects in what a phone makes of storage that does not do as it is asked. */
export const STORAGE_BUGS: readonly Planted[] = [
	{
		name: 'the replica is cleared with relaxed durability',
		seed: 201_435,
		breaks: 'replicas equal the server',
		wrapPorts: (ports, running) => {
			const disk = running.device.replica;
			return {
				...ports,
				replica: {
					read: () => ports.replica.read(),
					apply: (...args) => ports.replica.apply(...args),
					clear: () => disk.transact(running, 'sure', () => disk.clear(true))
				}
			};
		}
	},
	{
		name: 'a tap that a full phone did not take is said to be stored',
		seed: 25,
		breaks: 'nothing lost',
		wrapPorts: saysStoredWhenFull
	},
	{
		name: 'room is made by emptying the queue',
		seed: 142,
		breaks: 'the outbox survives',
		wrapPorts: (ports, { device }) =>
			withOutbox(ports, {
				update: (change) =>
					ports.outbox.update(change).catch((error: unknown) => {
						if (error instanceof StorageFull) device.outbox.entries.clear();
						throw error;
					})
			})
	},
	{
		name: 'a decided op leaves the phone with its week unspent',
		seed: 1,
		breaks: 'the outbox survives',
		wrapPorts: (ports) =>
			withUpdate(ports, (change) => {
				const over = (change.put ?? []).filter((entry) => entry.settled);
				return {
					...change,
					put: (change.put ?? []).filter((entry) => !entry.settled),
					remove: [...(change.remove ?? []), ...over.map((entry) => entry.op.id)]
				};
			})
	},
	{
		name: 'a parked op is read as one that waits its turn',
		seed: 63,
		breaks: 'what is not sent is listed',
		wrapPorts: (ports) =>
			withOutbox(ports, {
				read: async () => {
					const state = await ports.outbox.read();
					const notBefore = ports.clock.nowMs() + 60_000;
					const asWaiting = (entry: OutboxEntry): OutboxEntry =>
						entry.parked ? { ...entry, parked: false, notBefore } : entry;
					return { ...state, entries: state.entries.map(asWaiting) };
				}
			})
	},
	{
		name: 'a queue that cannot be read is taken for an empty one',
		seed: 53,
		breaks: 'no flicker',
		wrapPorts: (ports, { device }) =>
			withOutbox(ports, {
				read: () =>
					ports.outbox.read().catch((error: unknown) => {
						if (error instanceof StorageFailed) return { meta: device.outbox.meta, entries: [] };
						throw error;
					})
			})
	}
];
