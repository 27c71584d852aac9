import type { DeviceStore } from '$lib/data/device-store';
import type { ShownDevice } from '$lib/data/http-account';
import { StorageFailed } from '$lib/data/storage-error';
import type { DeviceId, Ms, PersonId } from '$lib/domain/ids';
import type { FreshToken, StoredSession } from '$lib/domain/protocol/account';
import type { SealedQueue, SignInOutcome, SignOutOutcome } from '$lib/features/session';
import type { Engine } from '$lib/sync/engine';
import type { Locks, OutboxStore } from '$lib/sync/ports';
import { isUndecided } from '$lib/sync/queue';
import type { Account } from './late-network';

/** One person's engine and what belongs to it. */
export type Running = {
	readonly person: PersonId;
	readonly device: DeviceId;
	readonly engine: Engine;
	readonly outbox: OutboxStore;
	/** among this person's tabs and worker */
	readonly locks: Locks;
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
		'readDevice' | 'readSession' | 'keepSession' | 'renewSession' | 'forgetSession' | 'readPeople'
	>;
	readonly account: Account;
	readonly compose: (session: StoredSession, device: DeviceId) => Running;
	/** How many ops of the person wait on this device; opens their outbox and closes it again. */
	readonly countQueued: (person: PersonId, device: DeviceId) => Promise<number>;
	/** How many of the person's photos and voice notes wait on this device. */
	readonly countFiles: (person: PersonId) => Promise<number>;
	/** The push credential of (person, device), '' for none; opens their outbox and closes it again. */
	readonly readCredential: (person: PersonId, device: DeviceId) => Promise<string>;
	readonly keepCredential: (
		person: PersonId,
		device: DeviceId,
		credential: string
	) => Promise<void>;
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
			const known = await this.#readKnown();
			const reply = await this.#ports.account.signIn(identity, password, known);
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
				case 'revoked':
				case 'too_large':
				case 'update_required':
					return { kind: 'unreachable' };
			}
		});
	}

	/** Goes on with a session that was got in another way than by password. */
	enter(session: StoredSession): Promise<SignInOutcome> {
		return this.#inTurn(() => this.#enter(session));
	}

	/** With a queue, or photos that wait, it asks first; they stay on the device in any case. */
	signOut({ force = false }: { readonly force?: boolean } = {}): Promise<SignOutOutcome> {
		return this.#inTurn(async () => {
			const running = this.#running;
			if (!running) return { kind: 'signed_out' };
			const { entries } = await running.outbox.read();
			// Where photos cannot be counted, nobody is kept from leaving.
			const files = force ? 0 : await this.#ports.countFiles(running.person).catch(() => 0);
			const queued = entries.filter(isUndecided).length + files;
			if (queued > 0 && !force) return { kind: 'asks', queued };
			await this.#ports.device.forgetSession();
			try {
				await running.outbox.update(() => ({ meta: { credential: '' } }));
			} finally {
				// Nobody is signed in any more, whatever the phone still takes: rows and tabs must not stay.
				await this.#end(running);
			}
			return { kind: 'signed_out' };
		});
	}

	/** The session goes on with a fresh token, here and in other tabs, if nobody has left meanwhile. */
	goOn(former: string, fresh: FreshToken): Promise<void> {
		return this.#inTurn(async () => {
			const session = await this.#ports.device.readSession();
			const running = this.#running;
			if (running?.token() !== former || session?.personId !== running.person) return;
			running.renew({ ...session, ...fresh });
			await this.#ports.device.renewSession(former, fresh);
			this.#ports.announce();
		});
	}

	/** Unsent work of people who are not signed in now. */
	async readSealed(): Promise<SealedQueue[]> {
		const sealed: SealedQueue[] = [];
		for (const { personId, name } of await this.#ports.device.readPeople()) {
			if (personId === this.#running?.person) continue;
			const device = await this.#ports.device.readDevice(personId);
			const ops = await this.#ports.countQueued(personId, device);
			const queued = ops + (await this.#ports.countFiles(personId).catch(() => 0));
			if (queued > 0) sealed.push({ personId, name, queued });
		}
		return sealed;
	}

	/** Fetches the push credential where there is none yet: the worker then sends by itself. */
	async ensureCredential(): Promise<void> {
		const running = this.#running;
		if (!running || (await hasCredential(running))) return;
		// Of two tabs that ask, the server would keep one's credential and the device perhaps the other's.
		await running.locks.exclusively('credential', () => this.#fetchCredential(running));
	}

	async #fetchCredential(running: Running): Promise<void> {
		if (await hasCredential(running)) return;
		const { account, device, label } = this.#ports;
		const reply = await account.registerDevice(running.token(), running.device, label);
		if (reply.kind !== 'ok') return;
		const { credential } = reply.answer;
		// Who has signed out meanwhile has withdrawn it.
		if (running !== this.#running) return;
		await running.outbox.update(() => ({ meta: { credential } }));
		// In another tab, too, of which this one may not have heard yet: the session goes first there.
		const session = await device.readSession();
		if (session?.personId !== running.person)
			await running.outbox.update(() => ({ meta: { credential: '' } }));
	}

	/** This device as each person knows it who has a push credential here. */
	async #readKnown(): Promise<ShownDevice[]> {
		const { device, readCredential } = this.#ports;
		const known: ShownDevice[] = [];
		for (const { personId } of await device.readPeople().catch(() => [])) {
			const id = await device.readDevice(personId);
			const credential = await readCredential(personId, id).catch(() => '');
			if (credential !== '') known.push({ device: id, credential });
		}
		return known;
	}

	/** A fresh push credential, where the server answers and the phone has room for it: without one, pages still send. */
	async #register({ personId, token }: StoredSession): Promise<void> {
		const { account, device, keepCredential, label } = this.#ports;
		const id = await device.readDevice(personId);
		const reply = await account.registerDevice(token, id, label);
		if (reply.kind !== 'ok') return;
		await keepCredential(personId, id, reply.answer.credential).catch(() => undefined);
	}

	async #enter(session: StoredSession): Promise<SignInOutcome> {
		try {
			// Before anything is sent: from here on a device counts again that was revoked. And before
			// another tab finds the session, which would ask for a credential too.
			await this.#register(session);
			const before = await this.#ports.device.readSession();
			await this.#ports.device.keepSession(session);
			try {
				await this.#become(session);
			} finally {
				// However far this tab has come, the device is theirs now.
				this.#ports.announce();
				if (before && before.personId !== session.personId) {
					await this.#ports.forgetReplica(before.personId);
				}
			}
		} catch (error) {
			if (error instanceof StorageFailed) return { kind: 'storage_failed' };
			throw error;
		}
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
		try {
			await running.start();
		} catch (error) {
			await running.stop();
			throw error;
		}
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

	/** Ends what a sign-out ends beside the session: this tab's engine, other tabs, rows, what the server knows. */
	async #end(running: Running): Promise<void> {
		await this.#leave();
		this.#ports.announce();
		await Promise.all([
			this.#ports.forgetReplica(running.person),
			this.#ports.account.withdrawDevice(running.token(), running.device)
		]);
	}

	/** One after another: another tab's word may come while this one signs in. */
	#inTurn<T>(run: () => Promise<T>): Promise<T> {
		const turn = this.#turn.then(run);
		this.#turn = turn.catch(() => undefined);
		return turn;
	}
}

async function hasCredential({ outbox }: Running): Promise<boolean> {
	return (await outbox.read()).meta.credential !== '';
}
