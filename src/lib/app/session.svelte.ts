import { askForDrain, drainByWorker } from '$lib/data/background-sync';
import { DeviceStore } from '$lib/data/device-store';
import { IdbOutbox } from '$lib/data/idb-outbox';
import { forgetReplica } from '$lib/data/idb-replica';
import { keepStorage } from '$lib/data/persistence';
import { SessionChannel } from '$lib/data/session-channel';
import { systemTimers } from '$lib/data/timers';
import type { Keeping } from '$lib/data/wipe-proof-outbox';
import { deviceTimeZone, IntlZones } from '$lib/data/zones';
import type { DeviceId, PersonId } from '$lib/domain/ids';
import type { StoredSession } from '$lib/domain/protocol/account';
import type { Op } from '$lib/domain/protocol/wire';
import { HOUR_MS } from '$lib/domain/time';
import type { Door, SealedQueue, ServerDesk, Session, SignInOutcome } from '$lib/features/session';
import { isUndecided } from '$lib/sync/queue';
import { afterPaint } from '$lib/ui/after-paint';
import { forgetDrafts } from '$lib/ui/draft';
import { composeEngine } from './compose';
import { EngineState } from './engine-state.svelte';
import { lateAccount, lateDesk, lateDoor, lateRenewal } from './late-network';
import type { PhoneFiles } from './files.svelte';
import { SessionKeeper, type Running } from './session';
import { onWakeUps } from './wake-ups';

const LABEL_LENGTH = 120;
/** For a page that nobody ever leaves, such as a board on a wall. */
const RENEWAL_CHECK_MS = 6 * HOUR_MS;

/** The session of this device, and the screens' state of whoever is signed in. */
export class AppSession implements Session {
	readonly #channel = new SessionChannel();
	readonly #device = new DeviceStore();
	readonly #zones = new IntlZones();
	readonly #keeper: SessionKeeper;
	readonly #desk: ServerDesk;
	readonly #renewIfDue: () => Promise<void>;
	#restored: Promise<void> = Promise.resolve();
	#muster = $state.raw<EngineState | null>(null);
	#files = $state.raw<PhoneFiles | null>(null);
	#restoring = $state(true);
	#storageFailed = $state(false);
	#keeping = $state<Keeping>('stored');
	#sealed = $state.raw<readonly SealedQueue[]>([]);
	/** Another app's browser holds what is stored here: `static/first-paint.js` says which are meant. */
	readonly isOnlineOnly = 'inApp' in document.documentElement.dataset;
	/** ops that the phone has stored before anybody listened */
	readonly missed: Op[] = [];
	/** called with each op that the phone has stored */
	heard: (op: Op) => void = (op) => this.missed.push(op);

	constructor() {
		this.#keeper = new SessionKeeper(
			{
				device: this.#device,
				account: lateAccount(),
				compose: (session, device) =>
					composeEngine(session, device, (keeping) => this.#heard(session, keeping)),
				countQueued,
				countFiles,
				readCredential,
				keepCredential,
				forgetReplica: forgetSeen,
				announce: () => {
					this.#channel.announce();
				},
				label: navigator.userAgent.slice(0, LABEL_LENGTH)
			},
			() => {
				this.#show();
			}
		);
		this.#desk = lateDesk(this.#keeper);
		this.#renewIfDue = lateRenewal({ signedIn: this.#keeper, device: this.#device });
	}

	/** null while nobody is signed in */
	get muster(): EngineState | null {
		return this.#muster;
	}
	get state(): Session['state'] {
		if (this.#restoring) return 'restoring';
		return this.#muster ? 'signed_in' : 'signed_out';
	}
	get expired(): boolean {
		return this.#muster?.status.signedOut ?? false;
	}
	get storageFailed(): boolean {
		return this.#storageFailed;
	}
	/** Where the queue of whoever is signed in is. */
	get keeping(): Keeping {
		return this.#keeping;
	}
	get sealed(): readonly SealedQueue[] {
		return this.#sealed;
	}

	/** Settles when the first screen after `restoring` is known. */
	get restored(): Promise<void> {
		return this.#restored;
	}

	/** Called once, at the start of the app; the returned function ends it. */
	start(): () => void {
		const renewal = setInterval(() => void this.#renew(), RENEWAL_CHECK_MS);
		const stops = [
			() => clearInterval(renewal),
			onWakeUps(() => void this.#renew()),
			this.#channel.listen(() => void this.#restore()),
			drainByWorker(() => (this.#muster?.status.queued ?? 0) + (this.#files?.waiting ?? 0)),
			keepStorage()
		];
		this.#restored = this.#restore();
		return () => {
			for (const stop of stops) stop();
		};
	}

	signIn(identity: string, password: string): Promise<SignInOutcome> {
		return this.#entered(this.#keeper.signIn(identity, password));
	}

	openDoor(): Promise<Door> {
		return lateDoor((session) => this.#entered(this.#keeper.enter(session)));
	}

	async #entered(entering: Promise<SignInOutcome>): Promise<SignInOutcome> {
		const outcome = await entering;
		if (outcome.kind === 'signed_in') void this.#ensureCredential();
		return outcome;
	}

	async #restore(): Promise<void> {
		try {
			await this.#keeper.restore();
			this.#storageFailed = false;
		} catch {
			this.#storageFailed = true;
		}
		this.#restoring = false;
		void this.#ensureCredential();
		void this.#renew();
		await this.#readSealed();
	}

	async #renew(): Promise<void> {
		// As long as the session counts, the next time will do.
		await this.#renewIfDue().catch(() => undefined);
	}

	async #ensureCredential(): Promise<void> {
		// Without one, pages still send; the next start asks again.
		await this.#keeper.ensureCredential().catch(() => undefined);
	}

	async #readSealed(): Promise<void> {
		this.#sealed = await this.#keeper.readSealed().catch(() => []);
	}

	/** A queue that outlived its database would be nobody's after a reload, if its owner were not known again. */
	#heard(session: StoredSession, keeping: Keeping): void {
		this.#keeping = keeping;
		if (keeping === 'written_back') void this.#device.keepOwner(session).catch(() => undefined);
	}

	#show(): void {
		const { running } = this.#keeper;
		this.#keeping = 'stored';
		void this.#files?.stop();
		this.#files = null;
		if (!running) forgetDrafts();
		this.#muster = running
			? new EngineState({
					engine: running.engine,
					personId: running.person,
					zones: this.#zones,
					timeZone: deviceTimeZone(),
					timers: systemTimers,
					serverNowMs: () => running.serverNowMs(),
					isKept: () => this.#keeping !== 'held' && !this.isOnlineOnly,
					queued: (op) => {
						// The worker may have to send it.
						void askForDrain();
						this.heard(op);
					},
					deviceId: running.device,
					desk: this.#desk,
					files: () => this.#files,
					signOut: (options) => this.#keeper.signOut(options)
				})
			: null;
		if (running) void this.#openFiles(running).catch(() => undefined);
		void this.#readSealed();
	}

	/** Photos come after everything else; without their code, the next start sends them. */
	async #openFiles(running: Running): Promise<void> {
		await afterPaint();
		const { PhoneFiles } = await import('./files.svelte');
		const muster = this.#muster;
		if (running !== this.#keeper.running || !muster) return;
		const files = new PhoneFiles(running, (name, args) => muster.dispatch(name, args));
		this.#files = files;
		files.start();
	}
}

/** Rows leave this device, and what was seen of others' photos with them. */
async function forgetSeen(person: PersonId): Promise<void> {
	await forgetReplica(person);
	const { forgetSeenFiles } = await import('$lib/data/idb-files');
	await forgetSeenFiles(person);
}

async function countFiles(person: PersonId): Promise<number> {
	const { countUnsentFiles } = await import('$lib/data/idb-files');
	return await countUnsentFiles(person);
}

/** Opens a person's outbox for this, and closes it again. */
async function withOutbox<T>(
	person: PersonId,
	device: DeviceId,
	use: (outbox: IdbOutbox) => Promise<T>
): Promise<T> {
	const outbox = new IdbOutbox(person, device);
	try {
		return await use(outbox);
	} finally {
		await outbox.close();
	}
}

function readCredential(person: PersonId, device: DeviceId): Promise<string> {
	return withOutbox(person, device, async (outbox) => (await outbox.read()).meta.credential);
}

async function keepCredential(
	person: PersonId,
	device: DeviceId,
	credential: string
): Promise<void> {
	await withOutbox(person, device, (outbox) => outbox.update(() => ({ meta: { credential } })));
}

function countQueued(person: PersonId, device: DeviceId): Promise<number> {
	return withOutbox(
		person,
		device,
		async (outbox) => (await outbox.read()).entries.filter(isUndecided).length
	);
}
