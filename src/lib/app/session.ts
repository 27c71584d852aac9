import type { DeviceStore } from '$lib/data/device-store';
import { StorageFailed } from '$lib/data/storage-error';
import type { DeviceId, Ms, PersonId } from '$lib/domain/ids';
import type { StoredSession } from '$lib/domain/protocol/account';
import type { SealedQueue, SignInOutcome, SignOutOutcome } from '$lib/features/session';
import type { Engine } from '$lib/sync/engine';
import type { OutboxStore } from '$lib/sync/ports';
import { isUndecided } from '$lib/sync/queue';
import type { Account } from './late-network';

/** One person's engine and what belongs to it. */
export type Running = {
	readonly person: PersonId;
	readonly device: DeviceId;
	readonly engine: Engine;
	readonly outbox: OutboxStore;
	serverNowMs(): Ms;
	token(): string;
	/** The same person signed in again: goes on with the fresh token. */
	renew(session: StoredSession): void;
	start(): Promise<void>;
	stop(): Promise<void>;
};

export type SessionPorts = {
	readonly device: Pick<
		DeviceStore,
		'readDevice' | 'readSession' | 'keepSession' | 'forgetSession' | 'readPeople'
	>;
	readonly account: Account;
	readonly compose: (session: StoredSession, device: DeviceId) => Running;
	/** How many ops of the person wait on this device; opens their outbox and closes it again. */
	readonly countQueued: (person: PersonId, device: DeviceId) => Promise<number>;
	readonly forgetReplica: (person: PersonId) => Promise<void>;
	/** Other tabs are to restore what is stored now. */
	readonly announce: () => void;
	/** what the server calls this device */
	readonly label: string;
};

/**
 * Who is signed in on this device: at most one person, whose engine runs. Every queue stays with
 * its person, whoever comes and goes; rows on the phone are the current person's only.
 */
export class SessionKeeper {
	readonly #ports: SessionPorts;
	readonly #changed: () => void;
	#running: Running | null = null;
	#turn: Promise<unknown> = Promise.resolve();

	/** @param changed called after another engine runs, or none */
	constructor(ports: SessionPorts, changed: () => void) {
		this.#ports = ports;
		this.#changed = changed;
	}

	get running(): Running | null {
		return this.#running;
	}

	/** Goes on as the device was left; needs no network. */
	restore(): Promise<void> {
		return this.#inTurn(async () => {
			const session = await this.#ports.device.readSession();
			if (session) await this.#become(session);
			else await this.#leave();
		});
	}

	signIn(identity: string, password: string): Promise<SignInOutcome> {
		return this.#inTurn(async () => {
			const reply = await this.#ports.account.signIn(identity, password);
			switch (reply.kind) {
				case 'ok':
					return await this.#enter(reply.answer);
				case 'wrong':
				case 'deactivated':
				case 'busy':
				case 'unreachable':
					return reply;
				case 'unauthorized':
					return { kind: 'wrong' };
				case 'too_large':
				case 'update_required':
					return { kind: 'unreachable' };
			}
		});
	}

	/** With a queue it asks first; the queue stays on the device in any case. */
	signOut({ force = false }: { readonly force?: boolean } = {}): Promise<SignOutOutcome> {
		return this.#inTurn(async () => {
			const running = this.#running;
			if (!running) return { kind: 'signed_out' };
			const { entries } = await running.outbox.read();
			const queued = entries.filter(isUndecided).length;
			if (queued > 0 && !force) return { kind: 'asks', queued };
			await this.#ports.device.forgetSession();
			await running.outbox.update(() => ({ meta: { credential: '' } }));
			await this.#leave();
			await this.#ports.forgetReplica(running.person);
			this.#ports.announce();
			await this.#ports.account.withdrawDevice(running.token(), running.device);
			return { kind: 'signed_out' };
		});
	}

	/** Unsent work of people who are not signed in now. */
	async readSealed(): Promise<SealedQueue[]> {
		const sealed: SealedQueue[] = [];
		for (const { personId, name } of await this.#ports.device.readPeople()) {
			if (personId === this.#running?.person) continue;
			const device = await this.#ports.device.readDevice(personId);
			const queued = await this.#ports.countQueued(personId, device);
			if (queued > 0) sealed.push({ personId, name, queued });
		}
		return sealed;
	}

	/** Fetches the push credential where there is none yet: the worker then sends by itself. */
	async ensureCredential(): Promise<void> {
		const running = this.#running;
		if (!running) return;
		const { meta } = await running.outbox.read();
		if (meta.credential !== '') return;
		const { account, label } = this.#ports;
		const reply = await account.registerDevice(running.token(), running.device, label);
		if (reply.kind !== 'ok') return;
		const { credential } = reply.answer;
		// Who has signed out meanwhile has withdrawn it.
		if (running === this.#running) await running.outbox.update(() => ({ meta: { credential } }));
	}

	async #enter(session: StoredSession): Promise<SignInOutcome> {
		try {
			const before = await this.#ports.device.readSession();
			await this.#ports.device.keepSession(session);
			await this.#become(session);
			if (before && before.personId !== session.personId) {
				await this.#ports.forgetReplica(before.personId);
			}
		} catch (error) {
			if (error instanceof StorageFailed) return { kind: 'storage_failed' };
			throw error;
		}
		this.#ports.announce();
		return { kind: 'signed_in' };
	}

	async #become(session: StoredSession): Promise<void> {
		if (this.#running?.person === session.personId) {
			this.#running.renew(session);
			return;
		}
		await this.#leave();
		const device = await this.#ports.device.readDevice(session.personId);
		const running = this.#ports.compose(session, device);
		await running.start();
		this.#running = running;
		this.#changed();
	}

	async #leave(): Promise<void> {
		const running = this.#running;
		this.#running = null;
		if (!running) return;
		this.#changed();
		await running.stop();
	}

	/** One after another: another tab's word may come while this one signs in. */
	#inTurn<T>(run: () => Promise<T>): Promise<T> {
		const turn = this.#turn.then(run);
		this.#turn = turn.catch(() => undefined);
		return turn;
	}
}
