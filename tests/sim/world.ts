import type { DeviceId, Ms, PersonId } from '../../src/lib/domain/ids';
import { compareMarks } from '../../src/lib/domain/mark';
import type { Kind, Rows } from '../../src/lib/domain/entities';
import { TransactionLost, type OpLine } from '../../src/lib/domain/protocol/server-store';
import type { PushRequest } from '../../src/lib/domain/protocol/wire';
import type { Ports } from '../../src/lib/sync/ports';
import { brandAs } from '../../src/lib/domain/brand';
import { tapOnce } from './actions';
import { Device, type DeviceWorld, type Program, type Running } from './device';
import { MemoryServer } from './memory-server';
import { MemoryServerStore } from './memory-store';
import { ServerFault, type Phone } from './network';
import { PEOPLE, fillServer } from './organisation';
import { isRestored, NO_FAULTS, type Faults, type Happening, type Plan } from './plan';
import { Chance, TraceHash, mixSeed } from './random';
import { Scheduler } from './scheduler';
import { Restores } from './restores';
import { Taps } from './taps';
import { Violation } from './violation';

const LONGEST_STEPS_MS = 5_000;
const START_MS = Date.UTC(2026, 10, 23, 1);

/** A defect put into the code under test, from outside. */
export type Bug = {
	readonly wrapPorts?: (ports: Ports, running: Running) => Ports;
	readonly store?: (world: World) => MemoryServerStore;
	readonly server?: (
		store: MemoryServerStore,
		random: () => number,
		pageRows: number
	) => MemoryServer;
	/** changes a prototype; @returns what changes it back */
	readonly patch?: () => () => void;
};

/** A server whose machine fails now and then. */
export class FaultyStore extends MemoryServerStore {
	readonly #world: World;

	constructor(world: World) {
		super();
		this.#world = world;
	}

	override insertRow<K extends Kind>(kind: K, row: Rows[K]): void {
		this.#mayFail();
		super.insertRow(kind, row);
	}

	override updateRow<K extends Kind>(kind: K, row: Rows[K], changed: readonly string[]): void {
		this.#mayFail();
		super.updateRow(kind, row, changed);
	}

	override saveOp(line: OpLine): void {
		this.#mayFail();
		super.saveOp(line);
	}

	override rollback(): void {
		const { chance, faults } = this.#world;
		if (chance.isBelow(faults.rollbackFails)) throw new TransactionLost();
		super.rollback();
	}

	#mayFail(): void {
		const { chance, faults } = this.#world;
		if (chance.isBelow(faults.serverFault)) throw new ServerFault('the disk is full');
	}
}

/** Server, phones, people and what befalls them, on virtual time. */
export class World implements DeviceWorld {
	readonly seed: number;
	readonly scheduler = new Scheduler(START_MS);
	readonly server: MemoryServer;
	readonly devices: readonly Device[];
	readonly taps = new Taps();
	readonly hash = new TraceHash();
	readonly strictWire: boolean;
	chance: Chance;
	faults: Faults = NO_FAULTS;
	serverDown = false;
	violation: Violation | null = null;
	readonly start: { readonly head: number };
	readonly restores: Restores;
	readonly #bug: Bug;
	/** programs whose screens have changed in this step */
	readonly #changed = new Set<Program>();

	constructor(plan: Plan, bug: Bug = {}) {
		this.seed = plan.seed;
		this.#bug = bug;
		this.strictWire = plan.strictWire;
		this.chance = new Chance(mixSeed(plan.seed, 2));
		const store = bug.store?.(this) ?? new FaultyStore(this);
		const serverRandom = new Chance(mixSeed(plan.seed, 3)).next;
		this.server =
			bug.server?.(store, serverRandom, plan.pageRows) ??
			new MemoryServer(store, serverRandom, plan.pageRows);
		this.server.restart(START_MS);
		store.transaction(() => fillServer(store, plan.people));
		this.start = { head: store.head() };
		this.restores = new Restores(this, isRestored(plan));
		this.server.onPoke = (poke) => {
			for (const device of this.devices) for (const program of device.programs) program.poke(poke);
		};
		this.devices = Array.from({ length: plan.devices }, (_, index) =>
			this.#makeDevice(index, plan.people)
		);
	}

	get store(): MemoryServerStore {
		return this.server.store;
	}

	wrapPorts = (ports: Ports, running: Running): Ports =>
		this.#bug.wrapPorts?.(ports, running) ?? ports;

	onChange = (program: Program): void => {
		this.#changed.add(program);
	};

	onFault = (error: unknown): void => {
		this.fail(
			error instanceof Violation
				? error
				: new Violation(
						'nothing throws',
						error instanceof Error ? (error.stack ?? error.message) : String(error)
					)
		);
	};

	onPush = (phone: Phone, request: PushRequest): void => {
		this.hash.add(`push ${phone.id} ${request.ops.map((op) => op.id).join()}`);
		this.restores.beforePush();
		let before = 0;
		for (const op of request.ops) {
			const tap = this.taps.byId.get(op.id);
			if (tap?.device.id !== request.device || tap.device.person !== phone.person)
				this.fail(new Violation('no op is sent by another', `${op.id} is sent by ${phone.id}`));
			if (op.n <= before)
				this.fail(
					new Violation('order per device and target', `a batch of ${phone.id} is out of order`)
				);
			before = op.n;
		}
	};

	fail(violation: Violation): void {
		this.violation ??= violation;
	}

	hasFailed(): boolean {
		return this.violation !== null;
	}

	/** Runs on for `ms`, or for so many steps. */
	async run(ms: Ms, steps = Infinity): Promise<void> {
		const untilMs = this.scheduler.nowMs + ms;
		for (let i = 0; i < steps && !this.violation; i++) {
			const label = await this.scheduler.next(untilMs);
			if (label === null) return;
			this.hash.add(`${this.scheduler.nowMs} ${label}`);
			for (const program of this.#changed)
				if (program.alive) this.#guard(() => this.taps.check(program, this.scheduler.nowMs));
			this.#changed.clear();
		}
	}

	async happen(happening: Happening): Promise<void> {
		this.chance = new Chance(happening.salt);
		this.hash.add(JSON.stringify(happening));
		await this.#happen(happening);
		await this.run(happening.runMs);
	}

	checkScreens(): void {
		for (const device of this.devices)
			for (const program of device.programs)
				this.#guard(() => this.taps.check(program, this.scheduler.nowMs));
	}

	async #happen(happening: Happening): Promise<void> {
		switch (happening.do) {
			case 'restart':
				return this.#restart(happening.downMs, () => undefined);
			case 'backup':
				return this.restores.backUp();
			case 'restore':
				return this.#restart(happening.downMs, () => this.restores.restore(happening.which));
			case 'powerCut':
				return this.#restart(happening.downMs, () => this.restores.cutPower(happening.pushes));
			case 'activate':
				return this.activate(PEOPLE[happening.person]?.id, happening.active);
			default:
				return this.#befall(happening);
		}
	}

	/** An administrator's word, which is no op; the machine does not fail meanwhile. */
	activate(person: PersonId | undefined, active: boolean): void {
		const row = person && this.store.get('people', person);
		if (!row || row.active === active) return;
		const { faults } = this;
		this.faults = NO_FAULTS;
		this.store.transaction(() => this.store.updateRow('people', { ...row, active }, ['active']));
		this.faults = faults;
	}

	async #befall(
		happening: Exclude<
			Happening,
			{ do: 'restart' | 'backup' | 'restore' | 'powerCut' | 'activate' }
		>
	): Promise<void> {
		const device = this.devices[happening.device];
		if (!device) return;
		switch (happening.do) {
			case 'tap': {
				const program = this.#tappedIn(device, happening.b);
				if (program) this.#guard(() => tapOnce(program, happening, this));
				return;
			}
			case 'net':
				device.setOnline(happening.online);
				if (happening.online && this.chance.isBelow(0.5))
					for (const program of device.programs) program.engine.wake();
				return;
			case 'crash':
				await this.run(LONGEST_STEPS_MS, happening.steps);
				device.crash(happening.power);
				if (happening.awayMs > 0) await this.run(happening.awayMs);
				return device.open();
			case 'skew':
				device.skewMs = happening.ms;
				return;
			case 'tab': {
				const other = device.programs[happening.which];
				if (device.programs.length < 2) device.open();
				else if (other) device.close(other);
				return;
			}
			case 'freeze': {
				const program = device.programs[happening.which];
				program?.engine.wake();
				await this.run(LONGEST_STEPS_MS, happening.steps);
				if (program)
					program.frozenUntilMs = Math.max(
						program.frozenUntilMs,
						this.scheduler.nowMs + happening.ms
					);
				return;
			}
			case 'drain':
				return device.drain();
			case 'wake':
				for (const program of device.programs) program.engine.wake();
		}
	}

	/** A person looks at one tab, and not faster than the other one can store what was tapped there. */
	#tappedIn(device: Device, choice: number): Program | null {
		const awake = device.programs.filter((one) => one.frozenUntilMs <= this.scheduler.nowMs);
		const busy = device.programs.find((program) => this.taps.isStoring(program));
		if (busy) return awake.includes(busy) ? busy : null;
		return awake[choice % Math.max(1, awake.length)] ?? null;
	}

	async #restart(downMs: Ms, whileDown: () => void): Promise<void> {
		this.serverDown = true;
		await this.run(downMs);
		whileDown();
		if (this.restores.happened) this.taps.unwatch();
		this.server.restart(this.scheduler.nowMs);
		this.serverDown = false;
	}

	#guard(check: () => void): void {
		try {
			check();
		} catch (error) {
			this.onFault(error);
		}
	}

	#makeDevice(index: number, people: number): Device {
		const person = PEOPLE[index % people] ?? { id: brandAs('') };
		const id = brandAs<DeviceId>(`device${index}`.padEnd(15, '0'));
		const device = new Device(this, index, person.id, id);
		device.outbox.onMeta = (before, after) => {
			if (before.resets !== after.resets || !before.seen) return;
			if (!after.seen || compareMarks(after.seen, before.seen) < 0)
				this.fail(
					new Violation(
						'cursors and marks move forward',
						`seen of device ${index}: ${JSON.stringify(before.seen)} → ${JSON.stringify(after.seen)}`
					)
				);
		};
		device.replica.onCursors = (before, after, lost) => {
			for (const [space, cursor] of Object.entries(before.cursors))
				if (!lost.includes(space) && (after.cursors[space] ?? -1) < cursor)
					this.fail(
						new Violation(
							'cursors and marks move forward',
							`${space} on device ${index}: ${cursor} → ${String(after.cursors[space])}`
						)
					);
		};
		return device;
	}
}
