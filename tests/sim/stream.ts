import type { Space } from '../../src/lib/domain/entity';
import type { PersonId } from '../../src/lib/domain/ids';
import type { Pokes } from '../../src/lib/sync/ports';
import type { Faults } from './happenings';
import type { MemoryServer, Poke } from './memory-server';
import type { Chance } from './random';
import type { Owner, Scheduler } from './scheduler';

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

export type StreamWorld = {
	readonly scheduler: Scheduler;
	readonly chance: Chance;
	readonly faults: Faults;
	readonly server: MemoryServer;
	readonly serverDown: boolean;
};
type Listener = Owner & {
	readonly device: {
		readonly online: boolean;
		readonly person: PersonId;
		readonly session: string;
	};
};

/**
 * What a tab listens to: a stream from the server, and a request that names all of its topics. What
 * happens before that has arrived is not told, so each topic begins with where its space stands.
 */
export class SimStream implements Pokes {
	readonly #world: StreamWorld;
	readonly #listener: Listener;
	#wanted: readonly Space[] = [];
	/** what the server tells of */
	#subscribed: ReadonlySet<Space> = new Set();
	#hear: ((poke: Poke) => void) | null = null;
	#connected: ((live: boolean) => void) | null = null;
	/** so many requests have been made: only the last one counts */
	#asked = 0;
	#failures = 0;
	isLive = false;

	constructor(world: StreamWorld, listener: Listener) {
		this.#world = world;
		this.#listener = listener;
	}

	follow(spaces: readonly Space[]): void {
		const wanted = [...spaces].sort();
		if (wanted.join() === this.#wanted.join()) return;
		this.#wanted = wanted;
		this.#subscribe(1, 400);
	}

	listen(hear: (poke: Poke) => void, connected: (live: boolean) => void): () => void {
		this.#hear = hear;
		this.#connected = connected;
		this.#subscribe(1, 400);
		return () => {
			this.#hear = null;
			this.#connected = null;
		};
	}

	/** The connection has gone, or another one is needed. */
	reconnect(): void {
		this.#failures = 0;
		this.#break();
	}

	/** The server has something new. */
	tell(poke: Poke): void {
		const { chance, faults } = this.#world;
		if (!this.#subscribed.has(poke.space) || !this.#mayHear(poke.space)) return;
		if (chance.isBelow(faults.pokeLost)) return;
		const times = chance.isBelow(faults.pokeDoubled) ? 2 : 1;
		for (let i = 0; i < times; i++) this.#send(poke, i === 0 ? 150 : 20_000);
	}

	#subscribe(leastMs: number, mostMs: number): void {
		if (!this.#hear || this.#wanted.length === 0) return;
		const { scheduler, chance } = this.#world;
		const asked = ++this.#asked;
		scheduler.after(chance.integer(leastMs, mostMs), 'subscribes', this.#listener, () => {
			if (asked === this.#asked) this.#arrive();
		});
	}

	#arrive(): void {
		const { chance, faults, server, serverDown } = this.#world;
		const isHeard =
			this.#listener.device.online && !serverDown && !chance.isBelow(faults.lostRequest);
		if (!isHeard || !this.#wanted.every((space) => this.#mayHear(space))) return this.#break();
		this.#subscribed = new Set(this.#wanted);
		this.#failures = 0;
		this.#setLive(true);
		for (const space of this.#wanted) this.tell(server.greeting(space));
	}

	/** The stream ends, and another one begins a while later. */
	#break(): void {
		this.#subscribed = new Set();
		this.#setLive(false);
		this.#failures++;
		this.#subscribe(FIRST_RETRY_MS, Math.min(LONGEST_RETRY_MS, 2 ** this.#failures * 1_000));
	}

	#send(poke: Poke, mostMs: number): void {
		const { scheduler, chance } = this.#world;
		scheduler.after(chance.integer(1, mostMs), 'poke', this.#listener, () => {
			if (this.#listener.device.online) this.#hear?.(poke);
		});
	}

	#mayHear(space: Space): boolean {
		const { person, session } = this.#listener.device;
		return session === 'good' && this.#world.server.mayHear(person, space);
	}

	#setLive(live: boolean): void {
		if (live === this.isLive) return;
		this.isLive = live;
		this.#connected?.(live);
	}
}
