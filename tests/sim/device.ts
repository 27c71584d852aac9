import type { Space } from '../../src/lib/domain/entity';
import type { DeviceId, Ms, PersonId } from '../../src/lib/domain/ids';
import { createEngine } from '../../src/lib/sync/create';
import { Drain } from '../../src/lib/sync/drain';
import type { Engine } from '../../src/lib/sync/engine';
import type { Channel, Locks, Message, Pokes, Ports } from '../../src/lib/sync/ports';
import type { Poke } from './memory-server';
import { SimTransport, type NetworkWorld } from './network';
import { Chance, mixSeed } from './random';
import type { Owner } from './scheduler';
import { OutboxDisk, ReplicaDisk, SimOutbox, SimReplica, type DiskWorld } from './storage';

/** A holder lets go after so long; one that is frozen cannot, and is robbed later. */
const LOCK_HELD_MS = 20_000;
const LOCK_STOLEN_MS = 60_000;

export type DeviceWorld = DiskWorld &
	NetworkWorld & {
		readonly seed: number;
		/** planted bugs stand between engine and ports */
		readonly wrapPorts: (ports: Ports, running: Running) => Ports;
		readonly onChange: (program: Program) => void;
	};

/** A tab or a worker. */
export interface Running extends Owner {
	readonly device: Device;
}
type Held = { readonly holder: Running; readonly sinceMs: Ms };

/** A phone of one person: its databases outlast its programs. */
export class Device {
	readonly index: number;
	readonly person: PersonId;
	readonly id: DeviceId;
	readonly outbox: OutboxDisk;
	readonly replica: ReplicaDisk;
	readonly locks = new Map<string, Held>();
	readonly world: DeviceWorld;
	online = true;
	skewMs = 0;
	programs: Program[] = [];
	#workers: Worker[] = [];
	#started = 0;

	constructor(world: DeviceWorld, index: number, person: PersonId, id: DeviceId) {
		this.world = world;
		this.index = index;
		this.person = person;
		this.id = id;
		this.outbox = new OutboxDisk(world, {
			v: 1,
			person,
			device: id,
			nextN: 1,
			seen: null,
			timeline: [],
			offsetMs: 0,
			resets: 0,
			credential: ''
		});
		this.replica = new ReplicaDisk(world);
	}

	/** Opens the app on this phone, in a tab of its own. */
	open(): void {
		const program = new Program(this, this.#nextSeed());
		this.programs.push(program);
		program.start();
	}

	/** The service worker sends what waits. */
	drain(): void {
		const worker = new Worker(this, this.#nextSeed());
		this.#workers.push(worker);
		worker.start();
	}

	/** Every program on the phone dies between two steps; `power`: the replica forgets what was not flushed. */
	crash(power: boolean): void {
		for (const program of this.programs) this.close(program);
		for (const worker of this.#workers) this.#end(worker);
		if (power) this.replica.loseLast();
		this.#workers = [];
		this.locks.clear();
	}

	/** One tab goes, in the middle of what it does. */
	close(program: Program): void {
		this.#end(program);
		this.programs = this.programs.filter((other) => other !== program);
	}

	setOnline(online: boolean): void {
		if (this.online === online) return;
		this.online = online;
		for (const program of this.programs) program.tellConnected();
	}

	#end(running: Running & { alive: boolean }): void {
		running.alive = false;
		this.outbox.crash(running);
		this.replica.crash(running);
	}

	#nextSeed(): number {
		return mixSeed(this.world.seed, 1000 + this.index * 97 + this.#started++);
	}
}

function portsOf(running: Running, seed: number, channel: Channel, pokes: Pokes): Ports {
	const { device } = running;
	const { world } = device;
	const ports: Ports = {
		clock: { nowMs: () => world.scheduler.nowMs + device.skewMs },
		random: new Chance(seed).next,
		timers: { after: (delayMs, run) => world.scheduler.after(delayMs, 'timer', running, run) },
		transport: new SimTransport(world, device, running),
		outbox: new SimOutbox(device.outbox, running),
		replica: new SimReplica(device.replica, running),
		locks: locksOf(running),
		channel,
		pokes,
		isVisible: () => true
	};
	return world.wrapPorts(ports, running);
}

function locksOf(running: Running): Locks {
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

/** Tells the other tabs. */
function post(from: Running, message: Message): void {
	for (const other of from.device.programs) if (other !== from) other.hear(message);
}

/** The service worker, which only sends. */
class Worker implements Running {
	alive = true;
	frozenUntilMs = 0;
	readonly device: Device;
	readonly #drain: Drain;

	constructor(device: Device, seed: number) {
		this.device = device;
		const none = (): (() => void) => () => undefined;
		const channel: Channel = { post: (message) => post(this, message), listen: none };
		this.#drain = new Drain(portsOf(this, seed, channel, { follow: none, listen: none }));
	}

	start(): void {
		const over = (): void => {
			post(this, { type: 'outbox' });
			this.alive = false;
		};
		void this.#drain.run().then(over, over);
	}
}

/** One tab with its engine. */
export class Program implements Running {
	alive = true;
	frozenUntilMs = 0;
	started = false;
	readonly openedAtMs: Ms;
	readonly device: Device;
	readonly engine: Engine;
	#heardAtMs: Ms = 0;
	#followed: ReadonlySet<Space> = new Set();
	#hearPoke: ((poke: Poke) => void) | null = null;
	#connected: ((live: boolean) => void) | null = null;
	#hearMessage: ((message: Message) => void) | null = null;

	constructor(device: Device, seed: number) {
		this.device = device;
		this.openedAtMs = device.world.scheduler.nowMs;
		const ports = portsOf(this, seed, this.#channel(), this.#pokes());
		this.engine = createEngine(ports, { person: device.person });
	}

	start(): void {
		this.engine.subscribe(() => this.device.world.onChange(this));
		void this.engine.start().then(
			() => (this.started = true),
			(error: unknown) => this.device.world.onFault(error)
		);
	}

	tellConnected(): void {
		const { scheduler, chance } = this.device.world;
		scheduler.after(chance.integer(1, 400), 'stream', this, () =>
			this.#connected?.(this.device.online)
		);
	}

	/** A poke is on its way; it may be lost, doubled, late. */
	poke(poke: Poke): void {
		const { scheduler, chance, faults } = this.device.world;
		if (!this.#followed.has(poke.space) || chance.isBelow(faults.pokeLost)) return;
		const times = chance.isBelow(faults.pokeDoubled) ? 2 : 1;
		for (let i = 0; i < times; i++)
			scheduler.after(chance.integer(1, i === 0 ? 150 : 20_000), 'poke', this, () => {
				if (this.device.online) this.#hearPoke?.(poke);
			});
	}

	hear(message: Message): void {
		const { scheduler, chance } = this.device.world;
		// In order, as a BroadcastChannel.
		this.#heardAtMs = Math.max(this.#heardAtMs, scheduler.nowMs + chance.integer(0, 5));
		scheduler.after(this.#heardAtMs - scheduler.nowMs, 'message', this, () =>
			this.#hearMessage?.(message)
		);
	}

	#channel(): Channel {
		return {
			post: (message) => post(this, message),
			listen: (hear) => {
				this.#hearMessage = hear;
				return () => (this.#hearMessage = null);
			}
		};
	}

	#pokes(): Pokes {
		return {
			follow: (spaces) => (this.#followed = new Set(spaces)),
			listen: (hear, connected) => {
				this.#hearPoke = hear;
				this.#connected = connected;
				this.tellConnected();
				return () => {
					this.#hearPoke = null;
					this.#connected = null;
				};
			}
		};
	}
}
