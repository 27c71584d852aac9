import type { DeviceId, Ms, PersonId } from '../../src/lib/domain/ids';
import type { PushRequest } from '../../src/lib/domain/protocol/wire';
import type { Ports } from '../../src/lib/sync/ports';
import { DAY_MS } from '../../src/lib/domain/time';
import { learnBoardCommands } from '../../src/lib/domain/board';
import { brandAs } from '../../src/lib/domain/brand';
import { tapOnce } from './actions';
import { Device, checkSeen, type DeviceWorld, type Program } from './device';
import { FaultyStore } from './faulty-store';
import { MemoryServer } from './memory-server';
import type { MemoryServerStore } from './memory-store';
import type { Phone } from './network';
import { startOf, type Start } from './oracle';
import { PEOPLE, PROJECTS, fillServer } from './organisation';
import { GUEST, NO_FAULTS, type Faults, type Happening, type Plan } from './happenings';
import { Chance, TraceHash, mixSeed } from './random';
import { Scheduler, type Owner } from './scheduler';
import { tapNewer } from './newer-taps';
import type { Running } from './phone-ports';
import { isPhotoTap } from './photo-taps';
import { Photos } from './photos';
import type { PhotoPorts } from './program-photos';
import { Restores, isRestored } from './restores';
import { Seat, SharedPhone } from './shared-phone';
import { Taps } from './taps';
import { Violation } from './violation';
import { watchMarks } from './watch-marks';

learnBoardCommands();

const LONGEST_STEPS_MS = 5_000;
const START_MS = Date.UTC(2026, 10, 23, 1);

/** A defect put into the code under test, from outside. */
export type Bug = {
	readonly wrapPorts?: (ports: Ports, running: Running) => Ports;
	readonly store?: (world: World) => MemoryServerStore;
	/** stands between the way of photos and a phone */
	readonly wrapPhotos?: (ports: PhotoPorts, running: Running) => PhotoPorts;
	readonly server?: (
		store: MemoryServerStore,
		random: () => number,
		pageRows: number
	) => MemoryServer;
	/** changes a prototype; @returns what changes it back */
	readonly patch?: () => () => void;
};

/** Server, phones, people and what befalls them, on virtual time. */
export class World implements DeviceWorld {
	readonly seed: number;
	readonly scheduler = new Scheduler(START_MS);
	readonly server: MemoryServer;
	readonly devices: readonly Device[];
	readonly taps = new Taps();
	readonly photos = new Photos();
	readonly hasPhotos: boolean;
	readonly hash = new TraceHash();
	readonly strictWire: boolean;
	chance: Chance;
	faults: Faults = NO_FAULTS;
	serverDown = false;
	violation: Violation | null = null;
	/** what the rows are a replay from: the first ones, or a backup's */
	start: Start;
	readonly restores: Restores;
	/** the phone that two people use one after another */
	readonly shared: SharedPhone | null = null;
	readonly #bug: Bug;
	/** programs whose screens have changed in this step */
	readonly #changed = new Set<Program>();

	constructor(plan: Plan, bug: Bug = {}) {
		this.seed = plan.seed;
		this.#bug = bug;
		this.strictWire = plan.strictWire;
		this.hasPhotos = plan.happenings.some((one) => one.do === 'tap' && isPhotoTap(one.tap));
		this.chance = new Chance(mixSeed(plan.seed, 2));
		const store = bug.store?.(this) ?? new FaultyStore(this);
		const serverRandom = new Chance(mixSeed(plan.seed, 3)).next;
		this.server =
			bug.server?.(store, serverRandom, plan.pageRows) ??
			new MemoryServer(store, serverRandom, plan.pageRows);
		this.server.restart(START_MS);
		store.transaction(() => fillServer(store, plan.people));
		this.start = startOf(store);
		this.restores = new Restores(this, isRestored(plan));
		this.server.onPoke = (poke) => {
			for (const device of this.devices)
				for (const program of device.programs) program.stream.tell(poke);
		};
		this.server.onPhoto = (id, uploadedAt) => {
			this.start.edits.push({
				...{ at: this.store.log.length, kind: 'attachments', id },
				fields: { uploadedAt }
			});
		};
		const own = Array.from({ length: plan.devices }, (_, index) =>
			this.#makeDevice(index, index % plan.people, index === plan.guest?.device ? Seat : Device)
		);
		const host = own.find((device) => device instanceof Seat);
		const guest = host && plan.guest && this.#makeDevice(GUEST, plan.guest.person, Seat);
		if (host && guest instanceof Seat) this.shared = new SharedPhone(this, host, guest);
		this.devices = guest ? [...own, guest] : own;
	}

	get store(): MemoryServerStore {
		return this.server.store;
	}

	wrapPorts = (ports: Ports, running: Running): Ports =>
		this.#bug.wrapPorts?.(ports, running) ?? ports;

	wrapPhotos = (ports: PhotoPorts, running: Running): PhotoPorts =>
		this.#bug.wrapPhotos?.(ports, running) ?? ports;

	onPhoto: DeviceWorld['onPhoto'] = (what, phone, file, sinceMs) => {
		const { nowMs } = this.scheduler;
		this.hash.add(`photo ${what} ${phone.id} ${file.key}`);
		this.#guard(() => this.photos.checkOwner(phone, file));
		if (what === 'arrives') this.#guard(() => this.photos.checkWay(file, sinceMs, nowMs));
	};

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

	onSent = (what: 'push' | 'pull', owner: Owner): void => {
		if (what === 'push') this.#pokeEarly();
		else this.#guard(() => checkSeen(owner, this.scheduler.nowMs));
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
			case 'update':
				return this.update(happening.downMs);
			case 'days':
				return this.pass(happening.days * DAY_MS);
			case 'backup':
				return this.restores.backUp();
			case 'restore':
				return this.#restart(happening.downMs, () =>
					this.#setBack(() => this.restores.restore(happening.which))
				);
			case 'powerCut':
				return this.#restart(happening.downMs, () =>
					this.#setBack(() => this.restores.cutPower(happening.pushes))
				);
			case 'activate':
				return this.activate(PEOPLE[happening.person]?.id, happening.active);
			default:
				return this.#befall(happening);
		}
	}

	/** Nobody looks at a phone for so long. */
	async pass(ms: Ms): Promise<void> {
		for (const device of this.devices) device.crash(false);
		await this.run(ms);
		for (const device of this.devices) device.open();
	}

	async update(downMs: Ms): Promise<void> {
		await this.#restart(downMs, () => (this.server.isUpdated = true));
	}

	/** An administrator's word, which is no op; the machine does not fail meanwhile. */
	activate(person: PersonId | undefined, active: boolean): void {
		const row = person && this.store.get('people', person);
		if (!row || row.active === active) return;
		const { faults } = this;
		this.faults = NO_FAULTS;
		this.store.transaction(() => this.store.updateRow('people', { ...row, active }, ['active']));
		const at = this.store.log.length;
		this.start.edits.push({ at, kind: 'people', id: row.id, fields: { active } });
		this.faults = faults;
		// Its app fetches another push credential.
		for (const device of active ? this.devices : [])
			if (device.person === person && device.session === 'good') device.signIn();
	}

	async #befall(
		happening: Exclude<
			Happening,
			{ do: 'restart' | 'update' | 'days' | 'backup' | 'restore' | 'powerCut' | 'activate' }
		>
	): Promise<void> {
		const device = this.devices.find(({ index }) => index === happening.device);
		if (!device) return;
		const { shared } = this;
		const onPhone = shared?.seats.some((seat) => seat === device) ? shared.seats : [device];
		switch (happening.do) {
			case 'tap': {
				const program = this.#tappedIn(device, happening.b);
				if (program) this.#guard(() => tapOnce(program, happening, this));
				return;
			}
			case 'newer': {
				const program = this.#tappedIn(device, happening.b);
				if (program) tapNewer(program, happening, this);
				return;
			}
			case 'net':
				for (const one of onPhone) one.setOnline(happening.online);
				if (happening.online && this.chance.isBelow(0.5))
					for (const program of device.programs) program.wake();
				return;
			case 'crash':
				await this.run(LONGEST_STEPS_MS, happening.steps);
				device.crash(happening.power);
				if (happening.awayMs > 0) await this.run(happening.awayMs);
				return device.open();
			case 'skew':
				for (const one of onPhone) one.skewMs = happening.ms;
				return;
			case 'tab': {
				const other = device.programs[happening.which];
				if (device.programs.length < 2) device.addTab();
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
			case 'answers':
				for (const one of onPhone) one.meet(happening.instead);
				return;
			case 'storage':
				for (const one of onPhone) one.ailment = happening.ailment;
				return;
			case 'session':
				if (happening.session === 'good') return device.signIn();
				device.session = happening.session;
				return;
			case 'enter':
				return shared?.enter(device.person);
			case 'leave':
				return shared?.leave();
			case 'see':
				device.programs[happening.which]?.show(happening.seen);
				return;
			case 'look':
				return device.look(
					happening.projects && happening.projects.map((project) => `p:${PROJECTS[project]}`)
				);
			case 'wake':
				for (const program of device.programs) program.wake();
		}
	}

	/** What is on its way is told of as if it were there; it may never be. */
	#pokeEarly(): void {
		if (!this.chance.isBelow(this.faults.pokeEarly)) return;
		const { boot, seq } = this.server.headMark();
		const head = { boot, seq: seq + this.chance.integer(1, 8) };
		for (const project of PROJECTS) this.server.onPoke({ space: `p:${project}`, head });
	}

	/** A person looks at one tab, and not faster than the other one can store what was tapped there. */
	#tappedIn(device: Device, choice: number): Program | null {
		const awake = device.programs.filter(
			(one) => one.isVisible && one.frozenUntilMs <= this.scheduler.nowMs
		);
		const busy = device.programs.find((program) => this.taps.isStoring(program));
		if (busy) return awake.includes(busy) ? busy : null;
		return awake[choice % Math.max(1, awake.length)] ?? null;
	}

	async #restart(downMs: Ms, whileDown: () => void): Promise<void> {
		this.serverDown = true;
		await this.run(downMs);
		whileDown();
		this.server.restart(this.scheduler.nowMs);
		this.serverDown = false;
		for (const device of this.devices)
			for (const program of device.programs) program.stream.reconnect();
	}

	#setBack(restore: () => void): void {
		restore();
		this.start = startOf(this.store);
		this.taps.unwatch();
	}

	#guard(check: () => void): void {
		try {
			check();
		} catch (error) {
			this.onFault(error);
		}
	}

	#makeDevice(index: number, who: number, Kind: typeof Device): Device {
		const person = PEOPLE[who] ?? { id: brandAs('') };
		const id = brandAs<DeviceId>(`device${index}`.padEnd(15, '0'));
		const device = new Kind(this, index, person.id, id);
		watchMarks(device, (violation) => this.fail(violation));
		return device;
	}
}
