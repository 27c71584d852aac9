import { RoomMakingOutbox } from '../../src/lib/data/room-making-outbox';
import type { Ms } from '../../src/lib/domain/ids';
import type { Channel, Locks, Pokes, Ports } from '../../src/lib/sync/ports';
import { SimTransport, type NetworkWorld, type Phone } from './network';
import { Chance } from './random';
import type { Owner } from './scheduler';
import {
	SimOutbox,
	SimReplica,
	type DiskWorld,
	type OutboxDisk,
	type ReplicaDisk
} from './storage';

/** A holder lets go after so long; one that is frozen cannot, and is robbed later. */
const LOCK_HELD_MS = 20_000;
const LOCK_STOLEN_MS = 60_000;

export type PortsWorld = DiskWorld &
	NetworkWorld & {
		readonly seed: number;
		/** planted bugs stand between engine and ports */
		readonly wrapPorts: (ports: Ports, running: Running) => Ports;
	};

/** Where a program runs, and what outlasts it. */
type Home = Phone & {
	readonly world: PortsWorld;
	readonly index: number;
	readonly outbox: OutboxDisk;
	readonly replica: ReplicaDisk;
	readonly locks: Map<string, Held>;
	readonly skewMs: Ms;
};

/** A tab or a worker. */
export interface Running extends Owner {
	readonly device: Home;
	readonly isWorker: boolean;
	/** a page that somebody looks at */
	readonly isVisible: boolean;
}

export type Held = { readonly holder: Running; readonly sinceMs: Ms };

export function portsOf(running: Running, seed: number, channel: Channel, pokes: Pokes): Ports {
	const { device, isWorker } = running;
	const { world } = device;
	const replica = new SimReplica(device.replica, running);
	const ports: Ports = {
		clock: { nowMs: () => world.scheduler.nowMs + device.skewMs },
		random: new Chance(seed).next,
		timers: { after: (delayMs, run) => world.scheduler.after(delayMs, 'timer', running, run) },
		transport: new SimTransport(world, device, running, !isWorker),
		outbox: new RoomMakingOutbox(new SimOutbox(device.outbox, running), () => replica.clear()),
		replica,
		locks: locksOf(running),
		channel,
		pokes,
		isVisible: () => running.isVisible
	};
	return world.wrapPorts(ports, running);
}

export function locksOf(running: Running): Locks {
	const { device } = running;
	const { world } = device;
	return {
		exclusively: async <T>(name: string, run: () => Promise<T>): Promise<T | null> => {
			await new Promise<void>((resolve) => {
				world.scheduler.after(world.chance.integer(0, 2), 'lock', running, resolve);
			});
			const held = device.locks.get(name);
			if (held && isHeld(held, world.scheduler.nowMs)) return null;
			const own: Held = { holder: running, sinceMs: world.scheduler.nowMs };
			device.locks.set(name, own);
			try {
				return await run();
			} finally {
				if (device.locks.get(name) === own) device.locks.delete(name);
			}
		}
	};
}

function isHeld({ holder, sinceMs }: Held, nowMs: Ms): boolean {
	const limitMs = holder.frozenUntilMs > nowMs ? LOCK_STOLEN_MS : LOCK_HELD_MS;
	return holder.alive && nowMs - sinceMs < limitMs;
}
