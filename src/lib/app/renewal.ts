import type { DeviceStore } from '$lib/data/device-store';
import type { HttpAccount } from '$lib/data/http-account';
import type { Ms } from '$lib/domain/ids';
import { DAY_MS, MINUTE_MS } from '$lib/domain/time';
import type { Engine } from '$lib/sync/engine';
import type { Locks } from '$lib/sync/ports';
import type { SignedIn } from './server-desk';

/** A session lasts 30 days: one with less left than this is older than three. */
const DUE_LEFT_MS: Ms = 27 * DAY_MS;
/** Where sessions are set to last less, they would always be due. */
const ASK_EVERY_MS: Ms = DAY_MS;
/** A 401 may have been a slip of the server's. */
const ASK_AGAIN_MS: Ms = 5 * MINUTE_MS;

type Renewed = {
	readonly engine: Pick<Engine, 'wake'>;
	readonly locks: Locks;
	serverNowMs(): Ms;
	token(): string;
};

export type RenewalPorts = {
	readonly signedIn: SignedIn & { readonly running: Renewed | null };
	readonly device: Pick<DeviceStore, 'readSession'>;
	readonly account: Pick<HttpAccount, 'renewSession'>;
};

/** Keeps the session of somebody who uses the app from ending by age. */
export class Renewal {
	readonly #ports: RenewalPorts;
	#notBefore: Ms = 0;

	constructor(ports: RenewalPorts) {
		this.#ports = ports;
	}

	/** Asks once, in one tab; without an answer it is still due. */
	async renewIfDue(): Promise<void> {
		const { running } = this.#ports.signedIn;
		if (!running || running.serverNowMs() < this.#notBefore) return;
		await running.locks.exclusively('renewal', () => this.#renew(running));
	}

	async #renew(running: Renewed): Promise<void> {
		const token = running.token();
		const session = await this.#ports.device.readSession();
		// Where another token is stored, another tab has been faster, and is heard of in a moment.
		if (session?.token !== token) return;
		const nowMs = running.serverNowMs();
		if (session.expiresAt - nowMs > DUE_LEFT_MS) return;
		const reply = await this.#ports.account.renewSession(token);
		switch (reply.kind) {
			case 'ok':
				this.#notBefore = nowMs + ASK_EVERY_MS;
				await this.#ports.signedIn.goOn(token, reply.answer);
				return;
			case 'unauthorized':
			case 'deactivated':
			case 'revoked':
				this.#notBefore = nowMs + (reply.kind === 'unauthorized' ? ASK_AGAIN_MS : ASK_EVERY_MS);
				// The engine hears the same, and tells the person.
				running.engine.wake();
				return;
			default:
		}
	}
}
