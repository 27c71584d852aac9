import { Renewal } from '../../src/lib/app/renewal';
import { SessionKeeper, type Running, type SessionPorts } from '../../src/lib/app/session';
import { StorageFailed } from '../../src/lib/data/storage-error';
import type { PersonId } from '../../src/lib/domain/ids';
import type { KnownPerson, StoredSession } from '../../src/lib/domain/protocol/account';
import { DAY_MS } from '../../src/lib/domain/time';
import type { Reply } from '../../src/lib/sync/ports';
import { CREDENTIAL, Device, type DeviceWorld, type Program } from './device';
import { locksOf } from './phone-ports';
import type { Owner } from './scheduler';
import { SimPhotos } from './photo-disk';
import { SimOutbox } from './storage';

const START_AGAIN_MS = 1_000;
const TOKEN = 'token';
const SESSION_MS = 30 * DAY_MS;

/** What one of several people has on a phone: a queue and rows of their own. */
export class Seat extends Device {
	phone: SharedPhone | null = null;
	/** signed out to the end: the rows must be gone */
	isForgotten = false;
	/** on purpose: nothing of theirs is to be sent until they are back */
	hasSignedOut = false;

	override get isIn(): boolean {
		return this.phone?.session?.personId === this.person;
	}

	override open(): void {
		this.phone?.open();
	}

	override addTab(): void {
		this.phone?.addTab();
	}

	override close(program: Program): void {
		super.close(program);
		this.phone?.forget(program);
	}

	override crash(power: boolean): void {
		this.phone?.crash(power);
	}

	override signIn(): void {
		if (this.isIn) super.signIn();
	}

	die(power: boolean): void {
		super.crash(power);
	}

	/** The tab goes on without it. */
	end(program: Program): void {
		super.close(program);
	}
}

/** A page and its keeper: what it has begun ends with it. */
class Tab implements Owner {
	alive = true;
	/** what it shows */
	program: Program | null = null;
	readonly keeper: SessionKeeper;
	readonly renewal: Renewal;

	constructor(portsOf: (tab: Tab) => SessionPorts, renew: (tab: Tab) => Promise<Reply<Fresh>>) {
		const ports = portsOf(this);
		this.keeper = new SessionKeeper(ports, () => undefined);
		this.renewal = new Renewal({
			signedIn: this.keeper,
			device: ports.device,
			account: { renewSession: () => renew(this) }
		});
	}

	get frozenUntilMs(): number {
		return this.program?.frozenUntilMs ?? 0;
	}
}
type Fresh = Pick<StoredSession, 'token' | 'expiresAt'>;

/** A phone that people use one after another, in one tab or two; the app's own keepers say whose turn it is. */
export class SharedPhone {
	readonly seats: readonly Seat[];
	session: StoredSession | null;
	readonly #world: DeviceWorld;
	readonly #people = new Map<PersonId, KnownPerson>();
	#tabs: readonly Tab[] = [];
	#tokens = 0;

	constructor(world: DeviceWorld, host: Seat, guest: Seat) {
		this.#world = world;
		this.seats = [host, guest];
		this.session = sessionOf(host.person);
		this.#people.set(host.person, { v: 1, personId: host.person, name: host.person });
		guest.outbox.meta = { ...guest.outbox.meta, credential: '' };
		for (const seat of this.seats) seat.phone = this;
	}

	/** Every tab goes on with what the phone has stored last. */
	get isOfOneMind(): boolean {
		return this.#tabs.every(({ keeper: { running } }) => {
			const { session } = this;
			return (
				running?.person === session?.personId && (!running || running.token() === session?.token)
			);
		});
	}

	open(): void {
		if (this.#tabs.length === 0) this.addTab();
	}

	addTab(): void {
		const tab = new Tab(
			(own) => this.#portsOf(own),
			(own) => this.#renew(own)
		);
		this.#tabs = [...this.#tabs, tab];
		this.#restore(tab);
	}

	/** Its tab was closed. */
	forget(program: Program): void {
		const closed = this.#tabs.find((tab) => tab.program === program && tab.keeper.running !== null);
		if (closed) closed.alive = false;
		this.#tabs = this.#tabs.filter((tab) => tab !== closed);
	}

	crash(power: boolean): void {
		for (const tab of this.#tabs) tab.alive = false;
		this.#tabs = [];
		for (const seat of this.seats) seat.die(power);
	}

	/** Somebody signs in, in the place of whoever is there. */
	enter(person: PersonId): void {
		const tab = this.#oneTab();
		if (tab) this.#signIn(tab, person);
	}

	#signIn(tab: Tab, person: PersonId): void {
		const former = this.seats.filter((seat) => seat.person !== person);
		this.#watch(
			tab.keeper.signIn(person, '').then(({ kind }) => {
				if (kind === 'signed_in') for (const seat of former) seat.isForgotten = !seat.isIn;
				if (kind === 'storage_failed') this.#signInAgain(tab, person);
			})
		);
	}

	/** The page says that storage failed, and the button is pressed again while nobody is in there. */
	#signInAgain(tab: Tab, person: PersonId): void {
		this.#world.scheduler.after(START_AGAIN_MS, 'signs in again', tab, () => {
			if (!tab.keeper.running) this.#signIn(tab, person);
		});
	}

	/** Whoever is there signs out, queue or not. */
	leave(): void {
		const leaving = this.seats.filter((seat) => seat.isIn);
		this.#watch(
			this.#oneTab()
				?.keeper.signOut({ force: true })
				.then(() => {
					for (const seat of leaving)
						if (!seat.isIn) Object.assign(seat, { isForgotten: true, hasSignedOut: true });
				})
		);
	}

	/** Which one the person has before them. */
	#oneTab(): Tab | undefined {
		const awake = this.#tabs.filter((tab) => tab.frozenUntilMs <= this.#world.scheduler.nowMs);
		return this.#world.chance.pick(awake);
	}

	/** As a page does when it is opened, and when another tab tells of a change. */
	#restore(tab: Tab): void {
		const { scheduler } = this.#world;
		const again = (): unknown =>
			scheduler.after(START_AGAIN_MS, 'opens again', tab, () => this.#restore(tab));
		const restored = tab.keeper.restore().then(async () => {
			await tab.keeper.ensureCredential();
			await tab.renewal.renewIfDue();
		});
		this.#watch(restored, again);
	}

	/** Storage that fails is told to the person; anything else must not be. */
	#watch(asked: Promise<unknown> | undefined, failed: () => unknown = () => undefined): void {
		asked?.catch((error: unknown) => {
			if (error instanceof StorageFailed) failed();
			else this.#world.onFault(error);
		});
	}

	#portsOf(tab: Tab): SessionPorts {
		const soon = <T>(what: string, run: () => T): Promise<T> => this.#soon(tab, 4, what, run);
		const device: SessionPorts['device'] = {
			readDevice: (person) => soon('reads its id', () => this.#seat(person).id),
			readSession: () => soon('reads session', () => this.session),
			keepSession: (session) =>
				soon('keeps session', () => {
					const { personId, name } = session;
					this.session = session;
					this.#people.set(personId, { v: 1, personId, name });
					Object.assign(this.#seat(personId), { isForgotten: false, hasSignedOut: false });
				}),
			renewSession: (former, fresh) =>
				soon('renews session', () => {
					if (this.session?.token === former) this.session = { ...this.session, ...fresh };
				}),
			forgetSession: () => soon('forgets session', () => void (this.session = null)),
			readPeople: () => soon('reads people', () => [...this.#people.values()])
		};
		const metaOf = (person: PersonId) => new SimOutbox(this.#seat(person).outbox, tab);
		return {
			device,
			account: this.#accountOf(tab),
			compose: (session) => this.#compose(tab, session),
			countFiles: (person) => new SimPhotos(this.#seat(person).photos, tab).countUnsent(),
			countQueued: async (person) => (await metaOf(person).read()).entries.length,
			readCredential: async (person) => (await metaOf(person).read()).meta.credential,
			keepCredential: async (person, _device, credential) => {
				await metaOf(person).update(() => ({ meta: { credential } }));
			},
			forgetReplica: (person) => this.forgetReplica(person, tab),
			announce: () => this.#announce(tab),
			label: 'phone'
		};
	}

	#announce(from: Tab): void {
		const { scheduler, chance } = this.#world;
		for (const tab of this.#tabs)
			if (tab !== from)
				scheduler.after(chance.integer(0, 5), 'hears of a session', tab, () => this.#restore(tab));
	}

	async forgetReplica(person: PersonId, owner: Owner): Promise<void> {
		const { replica, photos } = this.#seat(person);
		const cleared = replica.transact(owner, 'clear', () => replica.clear());
		if (!this.#world.hasPhotos) return cleared;
		await cleared;
		await photos.transact(owner, 'clear', () => photos.forgetSeen());
	}

	/** Asks the server, which may not hear of it. */
	#ask<T>(tab: Tab, what: string, answer: () => T): Promise<T | { kind: 'unreachable' }> {
		return this.#soon(tab, 300, what, () => {
			const { chance, faults, serverDown } = this.#world;
			const isLost = serverDown || !this.seats[0]?.online || chance.isBelow(faults.lostRequest);
			return isLost ? { kind: 'unreachable' } : answer();
		});
	}

	#accountOf(tab: Tab): SessionPorts['account'] {
		return {
			signIn: (identity) =>
				this.#ask(tab, 'signs in', () => {
					const seat = this.seats.find(({ person }) => person === identity);
					if (!seat || !this.#world.server.actor(seat.person)) return { kind: 'deactivated' };
					seat.session = 'good';
					return { kind: 'ok', answer: { ...sessionOf(seat.person), ...this.#freshToken() } };
				}),
			registerDevice: () =>
				this.#ask(tab, 'registers', () => ({ kind: 'ok', answer: { credential: CREDENTIAL } })),
			withdrawDevice: () => this.#ask(tab, 'withdraws', () => ({ kind: 'withdrawn' }))
		};
	}

	#renew(tab: Tab): Promise<Reply<Fresh>> {
		return this.#ask(tab, 'renews', () => ({ kind: 'ok', answer: this.#freshToken() }));
	}

	#freshToken(): Fresh {
		const expiresAt = this.#world.scheduler.nowMs + SESSION_MS;
		return { token: `${TOKEN} ${++this.#tokens}`, expiresAt };
	}

	#compose(tab: Tab, session: StoredSession): Running {
		const seat = this.#seat(session.personId);
		const program = seat.compose();
		let { token } = session;
		tab.program = program;
		return {
			person: seat.person,
			device: seat.id,
			engine: program.engine,
			outbox: new SimOutbox(seat.outbox, program),
			locks: locksOf(program),
			serverNowMs: () => this.#world.scheduler.nowMs,
			token: () => token,
			renew: (fresh) => {
				({ token } = fresh);
				program.stream.reconnect();
				program.wake();
			},
			start: () => program.begin(),
			stop: () => {
				program.engine.stop();
				seat.end(program);
				return Promise.resolve();
			}
		};
	}

	#soon<T>(tab: Tab, mostMs: number, what: string, run: () => T): Promise<T> {
		const { scheduler, chance } = this.#world;
		return new Promise((resolve) => {
			scheduler.after(chance.integer(0, mostMs), what, tab, () => resolve(run()));
		});
	}

	#seat(person: PersonId): Seat {
		const seat = this.seats.find((one) => one.person === person);
		if (!seat) throw new Error(`${person} is not known on this phone`);
		return seat;
	}
}

function sessionOf(person: PersonId): StoredSession {
	return { v: 1, personId: person, name: person, token: TOKEN, expiresAt: 0 };
}
