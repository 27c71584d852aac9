import { systemClock } from '$lib/data/clock';
import type { DeskReply } from '$lib/data/desk-reply';
import { HttpAccount } from '$lib/data/http-account';
import { HttpOffice } from '$lib/data/http-office';
import type { Fetch } from '$lib/data/http';
import { makePinKey, PinKeys } from '$lib/data/pin-keys';
import type { DeviceId, PersonId } from '$lib/domain/ids';
import type { FreshToken, KnownDevice } from '$lib/domain/protocol/account';
import type { Health } from '$lib/domain/protocol/health';
import type { Invitation, Invite, Invited } from '$lib/domain/protocol/joining';
import type { Slip, TakeIn } from '$lib/domain/protocol/setup';
import type { Asked, ServerDesk } from '$lib/features/session';

type Requests = Pick<HttpAccount, 'fetchDevices' | 'fetchHealth' | 'revokeDevice'> &
	Pick<
		HttpOffice,
		'takeIn' | 'giveSlip' | 'fetchInvitations' | 'invite' | 'endInvitation' | 'setPin'
	>;

/** Whoever is signed in, and how the session goes on once the server has renewed it. */
export interface SignedIn {
	readonly running: {
		readonly person: PersonId;
		readonly device: DeviceId;
		token(): string;
	} | null;
	/** @param former the token that asked; nothing happens if it is no longer the one in use */
	goOn(former: string, fresh: FreshToken): Promise<void>;
}

/** Asks the server in the name of whoever is signed in; loaded when it is first asked. */
export class AppDesk implements ServerDesk {
	readonly #signedIn: SignedIn;
	readonly #requests: Requests;

	readonly #pins: Pick<PinKeys, 'read' | 'keep'>;

	constructor(signedIn: SignedIn, requests: Requests, pins: Pick<PinKeys, 'read' | 'keep'>) {
		this.#signedIn = signedIn;
		this.#requests = requests;
		this.#pins = pins;
	}

	fetchDevices(): Promise<Asked<readonly KnownDevice[]>> {
		return this.#ask((token) => this.#requests.fetchDevices(token));
	}

	fetchHealth(): Promise<Asked<Health>> {
		return this.#ask((token) => this.#requests.fetchHealth(token));
	}

	takeIn(people: TakeIn) {
		return this.#ask((token) => this.#requests.takeIn(token, people));
	}

	giveSlip(person: PersonId): Promise<Asked<Slip>> {
		return this.#ask((token) => this.#requests.giveSlip(token, person));
	}

	fetchInvitations(): Promise<Asked<readonly Invitation[]>> {
		return this.#ask((token) => this.#requests.fetchInvitations(token));
	}

	invite(asked: Invite): Promise<Asked<Invited>> {
		return this.#ask((token) => this.#requests.invite(token, asked));
	}

	endInvitation(id: string): Promise<Asked<null>> {
		return this.#ask((token) => this.#requests.endInvitation(token, id));
	}

	async hasPin(): Promise<boolean> {
		const { running } = this.#signedIn;
		return running !== null && (await this.#pins.read(running.person)) !== null;
	}

	/** The phone's key stays, so that of two PINs neither is kept on one side only. */
	async setPin(pin: string, name: string): Promise<Asked<null>> {
		const { running } = this.#signedIn;
		if (!running) return { kind: 'denied' };
		const { person, device } = running;
		const key = (await this.#pins.read(person))?.key ?? makePinKey();
		const asked = await this.#ask((token) => this.#requests.setPin(token, { device, key, pin }));
		if (asked.kind === 'ok') await this.#pins.keep({ v: 1, personId: person, name, key });
		return asked;
	}

	/** Ends every session but the one that asks, which goes on with a fresh token. */
	async revokeDevice(device: DeviceId): Promise<Asked<null>> {
		const former = this.#signedIn.running?.token() ?? '';
		const asked = await this.#ask((token) => this.#requests.revokeDevice(token, device));
		if (asked.kind !== 'ok') return asked;
		await this.#signedIn.goOn(former, asked.answer);
		return { kind: 'ok', answer: null };
	}

	async #ask<T>(request: (token: string) => Promise<DeskReply<T>>): Promise<Asked<T>> {
		const token = this.#signedIn.running?.token();
		if (token === undefined) return { kind: 'denied' };
		const reply = await request(token);
		switch (reply.kind) {
			case 'ok':
			case 'refused':
				return reply;
			case 'unauthorized':
			case 'deactivated':
			case 'revoked':
				return { kind: 'denied' };
			default:
				return { kind: 'unreachable' };
		}
	}
}

export function openDesk(signedIn: SignedIn, fetch: Fetch): ServerDesk {
	const account = new HttpAccount(fetch, systemClock);
	const office = new HttpOffice(fetch, systemClock);
	const requests: Requests = {
		fetchDevices: (token) => account.fetchDevices(token),
		fetchHealth: (token) => account.fetchHealth(token),
		revokeDevice: (token, device) => account.revokeDevice(token, device),
		takeIn: (token, people) => office.takeIn(token, people),
		giveSlip: (token, person) => office.giveSlip(token, person),
		fetchInvitations: (token) => office.fetchInvitations(token),
		invite: (token, asked) => office.invite(token, asked),
		endInvitation: (token, id) => office.endInvitation(token, id),
		setPin: (token, pin) => office.setPin(token, pin)
	};
	return new AppDesk(signedIn, requests, new PinKeys());
}
