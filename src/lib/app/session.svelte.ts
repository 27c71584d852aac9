import { askForDrain, drainByWorker } from '$lib/data/background-sync';
import { DeviceStore } from '$lib/data/device-store';
import { IdbOutbox } from '$lib/data/idb-outbox';
import { forgetReplica } from '$lib/data/idb-replica';
import { keepStorage } from '$lib/data/persistence';
import { SessionChannel } from '$lib/data/session-channel';
import { systemTimers } from '$lib/data/timers';
import { deviceTimeZone, IntlZones } from '$lib/data/zones';
import type { DeviceId, PersonId } from '$lib/domain/ids';
import type { SealedQueue, Session, SignInOutcome } from '$lib/features/session';
import { isUndecided } from '$lib/sync/queue';
import { composeEngine } from './compose';
import { EngineState } from './engine-state.svelte';
import { lateAccount } from './late-network';
import { SessionKeeper } from './session';

const LABEL_LENGTH = 120;

/** The session of this device, and the screens' state of whoever is signed in. */
export class AppSession implements Session {
	readonly #channel = new SessionChannel();
	readonly #zones = new IntlZones();
	readonly #keeper: SessionKeeper;
	#restored: Promise<void> = Promise.resolve();
	#muster = $state.raw<EngineState | null>(null);
	#restoring = $state(true);
	#storageFailed = $state(false);
	#sealed = $state.raw<readonly SealedQueue[]>([]);

	constructor() {
		this.#keeper = new SessionKeeper(
			{
				device: new DeviceStore(),
				account: lateAccount(),
				compose: composeEngine,
				countQueued,
				forgetReplica,
				announce: () => {
					this.#channel.announce();
				},
				label: navigator.userAgent.slice(0, LABEL_LENGTH)
			},
			() => {
				this.#show();
			}
		);
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
	get sealed(): readonly SealedQueue[] {
		return this.#sealed;
	}

	/** Settles when the first screen after `restoring` is known. */
	get restored(): Promise<void> {
		return this.#restored;
	}

	/** Called once, at the start of the app; the returned function ends it. */
	start(): () => void {
		const stops = [
			this.#channel.listen(() => void this.#restore()),
			drainByWorker(() => this.#keeper.running?.engine.status.queued ?? 0),
			keepStorage()
		];
		this.#restored = this.#restore();
		return () => {
			for (const stop of stops) stop();
		};
	}

	async signIn(identity: string, password: string): Promise<SignInOutcome> {
		const outcome = await this.#keeper.signIn(identity, password);
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
		await this.#readSealed();
	}

	async #ensureCredential(): Promise<void> {
		// Without one, pages still send; the next start asks again.
		await this.#keeper.ensureCredential().catch(() => undefined);
	}

	async #readSealed(): Promise<void> {
		this.#sealed = await this.#keeper.readSealed().catch(() => []);
	}

	#show(): void {
		const { running } = this.#keeper;
		this.#muster = running
			? new EngineState({
					engine: running.engine,
					personId: running.person,
					zones: this.#zones,
					timeZone: deviceTimeZone(),
					timers: systemTimers,
					serverNowMs: () => running.serverNowMs(),
					queued: () => void askForDrain(),
					signOut: (options) => this.#keeper.signOut(options)
				})
			: null;
		void this.#readSealed();
	}
}

async function countQueued(person: PersonId, device: DeviceId): Promise<number> {
	const outbox = new IdbOutbox(person, device);
	try {
		return (await outbox.read()).entries.filter(isUndecided).length;
	} finally {
		await outbox.close();
	}
}
