import type { Space } from '../../src/lib/domain/entity';
import type { DeviceId, Ms, PersonId } from '../../src/lib/domain/ids';
import { spacesToOpen } from '../../src/lib/domain/rules/rights';
import { StorageFailed, StorageFull } from '../../src/lib/data/storage-error';
import { createEngine } from '../../src/lib/sync/create';
import { Drain } from '../../src/lib/sync/drain';
import type { Engine } from '../../src/lib/sync/engine';
import type { Channel, Message, Ports } from '../../src/lib/sync/ports';
import type { Instead, Session } from './answers';
import { portsOf, type Held, type PortsWorld, type Running } from './phone-ports';
import { PhotoDisk } from './photo-disk';
import { ProgramPhotos, drainPhotos, type PhotoPorts } from './program-photos';
import type { PhotoWorld } from './photo-network';
import { Chance, mixSeed } from './random';
import type { Owner } from './scheduler';
import { OutboxDisk, ReplicaDisk, type Ailment } from './storage';
import { SimStream } from './stream';
import { Violation } from './violation';

export const CREDENTIAL = 'credential';
const START_AGAIN_MS = 1_000;
const SENT_WITHIN_MS = 1_000;
/** what a seed of a program's photos is for */
const PHOTOS = 11;

export type DeviceWorld = PortsWorld &
	PhotoWorld & {
		readonly onChange: (program: Program) => void;
		/** whether anybody takes photos; where nobody does, nothing of them is run */
		readonly hasPhotos: boolean;
		readonly wrapPhotos: (ports: PhotoPorts, running: Running) => PhotoPorts;
	};

/** A phone of one person: its databases outlast its programs. */
export class Device {
	readonly index: number;
	readonly person: PersonId;
	readonly id: DeviceId;
	readonly outbox: OutboxDisk;
	readonly replica: ReplicaDisk;
	readonly photos: PhotoDisk;
	readonly locks = new Map<string, Held>();
	readonly world: DeviceWorld;
	online = true;
	skewMs = 0;
	instead: Instead | null = null;
	session: Session = 'good';
	ailment: Ailment | null = null;
	/** the projects that are looked at here, of those one is no member of; null for all */
	looked: ReadonlySet<Space> | null = null;
	/** so much has got through at least */
	narrowestBytes = Infinity;
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
			credential: CREDENTIAL
		});
		this.replica = new ReplicaDisk(world);
		this.photos = new PhotoDisk(world);
		this.photos.refusal = (access) => this.#refusal(access === 'write', false);
		this.outbox.refusal = (access) =>
			this.#refusal(access === 'write', this.replica.held.rows.size > 0);
		this.replica.refusal = (access) => this.#refusal(access === 'write', true);
	}

	/** False while somebody else is signed in on the phone, or nobody. */
	get isIn(): boolean {
		return true;
	}

	get credential(): string {
		return this.outbox.meta.credential;
	}

	/** The person signs in again, on every tab: a fresh session, a fresh push credential. */
	signIn(): void {
		this.session = 'good';
		this.outbox.meta = { ...this.outbox.meta, credential: CREDENTIAL };
		for (const program of this.programs) {
			program.stream.reconnect();
			program.wake();
		}
	}

	/** Something else answers from now on; what was too old an app is a new one after it. */
	meet(instead: Instead | null): void {
		const isUpdated = this.instead?.kind === 'outdated';
		this.instead = instead;
		if (instead?.kind === 'narrow')
			this.narrowestBytes = Math.min(this.narrowestBytes, instead.bytes);
		if (!isUpdated) return;
		this.crash(false);
		this.open();
	}

	looksAt(space: Space): boolean {
		return this.looked?.has(space) ?? true;
	}

	/** Another choice of projects, in every tab. */
	look(spaces: readonly Space[] | null): void {
		this.looked = spaces && new Set(spaces);
		for (const program of this.programs) program.openReadable();
	}

	/** The person sees to it: signs in, and has everything tried again. */
	putRight(): void {
		this.meet(null);
		if (this.session !== 'good') this.signIn();
		for (const program of this.programs)
			if (program.engine.queue.some((item) => item.state === 'parked')) program.engine.retry();
	}

	/** Opens the app on this phone. */
	open(): void {
		this.addTab();
	}

	/** Opens it in a tab of its own. */
	addTab(): void {
		this.compose().start();
	}

	/** Another tab, that has not begun. */
	compose(): Program {
		const program = new Program(this, this.#nextSeed());
		this.programs.push(program);
		return program;
	}

	/** The service worker sends what waits, if it has a credential. */
	drain(): void {
		if (this.credential === '') return;
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
		for (const program of this.programs) program.stream.reconnect();
	}

	#end(running: Running & { alive: boolean }): void {
		running.alive = false;
		this.outbox.crash(running);
		this.replica.crash(running);
		this.photos.crash(running);
	}

	#refusal(writes: boolean, isFilled: boolean): Error | null {
		if (this.ailment === 'closed') return new StorageFailed('InvalidStateError');
		const isFull = this.ailment === 'full' || (this.ailment === 'tight' && isFilled);
		return writes && isFull ? new StorageFull('QuotaExceededError') : null;
	}

	#nextSeed(): number {
		return mixSeed(this.world.seed, 1000 + this.index * 97 + this.#started++);
	}
}

/** Tells the other tabs. */
function post(from: Running & { readonly device: Device }, message: Message): void {
	for (const other of from.device.programs) if (other !== from) other.hear(message);
}

/** The service worker, which only sends. */
class Worker implements Running {
	readonly isWorker = true;
	readonly isVisible = true;
	alive = true;
	frozenUntilMs = 0;
	readonly device: Device;
	readonly #drain: Drain;
	readonly #drainPhotos: () => Promise<void>;

	constructor(device: Device, seed: number) {
		this.device = device;
		const none = (): (() => void) => () => undefined;
		const channel: Channel = { post: (message) => post(this, message), listen: none };
		const ports = portsOf(this, seed, channel, { follow: none, listen: none });
		this.#drain = new Drain(ports);
		this.#drainPhotos = () => drainPhotos(this, aroundOf(this, seed, ports));
	}

	start(): void {
		const over = (): void => {
			post(this, { type: 'outbox' });
			this.alive = false;
		};
		const drained = this.#drain.run();
		const { hasPhotos } = this.device.world;
		void (hasPhotos ? drained.then(this.#drainPhotos) : drained).then(over, over);
	}
}

/** What the photos of a program have around them. */
function aroundOf(
	{ device: { world, photos } }: { readonly device: Device },
	seed: number,
	{ clock, timers, locks, channel }: Ports
): ConstructorParameters<typeof ProgramPhotos>[2] {
	const random = new Chance(mixSeed(seed, PHOTOS)).next;
	return { world, disk: photos, clock, timers, locks, channel, random };
}

/** Nobody is to pay for what nobody sees. A request that had begun before still goes out. */
export function checkSeen(owner: Owner, nowMs: Ms): void {
	if (!(owner instanceof Program) || owner.hiddenSinceMs === null) return;
	if (nowMs - Math.max(owner.hiddenSinceMs, owner.frozenUntilMs) > SENT_WITHIN_MS)
		throw new Violation(
			'a page out of sight does not ask',
			`device ${owner.device.index} pulls in a page that is hidden since ${owner.hiddenSinceMs}`
		);
}

/** One tab with its engine. */
export class Program implements Running {
	readonly isWorker = false;
	alive = true;
	frozenUntilMs = 0;
	started = false;
	/** since when nobody sees it; null for a page that is looked at */
	hiddenSinceMs: Ms | null = null;
	readonly openedAtMs: Ms;
	readonly device: Device;
	readonly channel: Channel = this.#channel();
	readonly engine: Engine;
	readonly stream: SimStream;
	/** null where nobody takes any */
	readonly photos: ProgramPhotos | null;
	#heardAtMs: Ms = 0;
	readonly #hearers = new Set<(message: Message) => void>();

	constructor(device: Device, seed: number) {
		this.device = device;
		this.openedAtMs = device.world.scheduler.nowMs;
		this.stream = new SimStream(device.world, this);
		const ports = portsOf(this, seed, this.channel, this.stream);
		this.engine = createEngine(ports, { person: device.person });
		this.photos = device.world.hasPhotos
			? new ProgramPhotos(this, this.engine, aroundOf(this, seed, ports))
			: null;
	}

	get isVisible(): boolean {
		return this.hiddenSinceMs === null;
	}

	/** Where storage cannot be read, its person tries again. */
	start(): void {
		const { scheduler, onFault } = this.device.world;
		this.begin().catch((error: unknown) => {
			if (error instanceof StorageFailed)
				scheduler.after(START_AGAIN_MS, 'starts again', this, () => this.start());
			else onFault(error);
		});
	}

	async begin(): Promise<void> {
		await this.engine.start();
		this.engine.subscribe(() => {
			this.device.world.onChange(this);
			this.openReadable();
		});
		this.started = true;
		this.photos?.wake();
		this.device.world.onChange(this);
		this.openReadable();
	}

	/** Somebody looks at it again, or no longer. */
	show(visible: boolean): void {
		if (visible === this.isVisible) return;
		this.hiddenSinceMs = visible ? null : this.device.world.scheduler.nowMs;
		if (visible) this.wake();
	}

	/** Something may have changed while nobody looked. */
	wake(): void {
		this.engine.wake();
		this.photos?.wake();
	}

	/** As the app does: what the person may read besides, and looks at on this phone. */
	openReadable(): void {
		const { view } = this.engine;
		const me = view.get('people', this.device.person);
		if (me) this.engine.open(spacesToOpen(view, me).filter((space) => this.device.looksAt(space)));
	}

	hear(message: Message): void {
		const { scheduler, chance } = this.device.world;
		// In order, as a BroadcastChannel.
		this.#heardAtMs = Math.max(this.#heardAtMs, scheduler.nowMs + chance.integer(0, 5));
		scheduler.after(this.#heardAtMs - scheduler.nowMs, 'message', this, () =>
			this.#hearers.forEach((hear) => hear(message))
		);
	}

	#channel(): Channel {
		return {
			post: (message) => post(this, message),
			listen: (hear) => {
				this.#hearers.add(hear);
				return () => this.#hearers.delete(hear);
			}
		};
	}
}
