import { systemClock } from '$lib/data/clock';
import { DeviceStore } from '$lib/data/device-store';
import { HttpDoor, type DoorReply } from '$lib/data/http-door';
import type { Fetch } from '$lib/data/http';
import { makePinKey, PinKeys } from '$lib/data/pin-keys';
import type { StoredSession } from '$lib/domain/protocol/account';
import { joiningPersonId, type JoiningPerson } from '$lib/domain/protocol/joining';
import type { PersonId } from '$lib/domain/ids';
import type { Setup } from '$lib/domain/protocol/setup';
import type {
	CodeOutcome,
	Door,
	Looked,
	Newcomer,
	PinHolder,
	SignInOutcome
} from '$lib/features/session';

/** Keeps a session that the server has given, and goes on with it on this device. */
export type Enter = (session: StoredSession) => Promise<SignInOutcome>;

type Refused = Exclude<CodeOutcome, { kind: 'signed_in' | 'storage_failed' }>;
type JoinOutcome = Awaited<ReturnType<Door['join']>>;

export class AppDoor implements Door {
	readonly #enter: Enter;
	readonly #requests: HttpDoor;
	readonly #device: Pick<DeviceStore, 'readDevice' | 'readInstallation'>;
	readonly #pins: Pick<PinKeys, 'readAll' | 'read' | 'keep' | 'forget'>;

	constructor(
		enter: Enter,
		requests: HttpDoor,
		device: Pick<DeviceStore, 'readDevice' | 'readInstallation'>,
		pins: Pick<PinKeys, 'readAll' | 'read' | 'keep' | 'forget'>
	) {
		this.#enter = enter;
		this.#requests = requests;
		this.#device = device;
		this.#pins = pins;
	}

	isWaiting(): Promise<boolean | null> {
		return this.#requests.isWaiting();
	}

	async setUp(code: string, setup: Setup): Promise<CodeOutcome> {
		return this.#enterBy(await this.#requests.setUp(code, setup));
	}

	async fetchWelcome(code: string): ReturnType<Door['fetchWelcome']> {
		return lookedAt(await this.#requests.fetchWelcome(code));
	}

	async signInByCode(code: string, password: string): Promise<CodeOutcome> {
		return this.#enterBy(await this.#requests.signInByCode(code, password));
	}

	async fetchInvited(code: string): ReturnType<Door['fetchInvited']> {
		return lookedAt(await this.#requests.fetchInvited(code));
	}

	makeKey(): string {
		return makePinKey();
	}

	async join(
		code: string,
		key: string,
		{ name, staffNumber, lock }: Newcomer
	): Promise<JoinOutcome> {
		const number = staffNumber === '' ? {} : { staffNumber };
		if (lock.by === 'password') return this.#joinBy(code, { key, name, ...number, lock });
		const personId = joiningPersonId(key);
		const isAgain = (await this.#pins.read(personId).catch(() => null)) !== null;
		try {
			// First: whoever has come in and heard no answer still has the way in.
			await this.#pins.keep({ v: 1, personId, name, key });
		} catch {
			return { kind: 'storage_failed' };
		}
		const installation = await this.#device.readInstallation();
		const outcome = await this.#joinBy(code, {
			...{ key, name, ...number },
			lock: { ...lock, installation }
		});
		// Once no answer came they may be in, whatever is said later of another try.
		const isRefused = !['signed_in', 'storage_failed', 'unreachable', 'busy'].includes(
			outcome.kind
		);
		if (isRefused && !isAgain) await this.#forget(personId);
		return outcome;
	}

	async readPins(): Promise<readonly PinHolder[]> {
		const kept = await this.#pins.readAll().catch(() => []);
		return kept.map(({ personId, name }) => ({ personId, name }));
	}

	async signInByPin(person: PersonId, pin: string): Promise<CodeOutcome> {
		const known = await this.#pins.read(person);
		if (!known) return { kind: 'over' };
		const device = await this.#device.readDevice(person);
		const reply = await this.#requests.signInByPin({ person, device, key: known.key, pin });
		if (reply.kind === 'over' || reply.kind === 'deactivated') await this.#forget(person);
		return this.#enterBy(reply);
	}

	async #joinBy(code: string, newcomer: JoiningPerson): Promise<JoinOutcome> {
		const reply = await this.#requests.join(code, newcomer);
		return reply.kind === 'number_taken' || reply.kind === 'wrong_lock'
			? { kind: reply.kind }
			: this.#enterBy(reply);
	}

	async #enterBy(reply: DoorReply<StoredSession>): Promise<CodeOutcome> {
		return reply.kind === 'ok' ? await this.#enter(reply.answer) : refusalOf(reply);
	}

	async #forget(person: PersonId): Promise<void> {
		await this.#pins.forget(person).catch(() => undefined);
	}
}

export function openDoor(enter: Enter, fetch: Fetch): Door {
	return new AppDoor(enter, new HttpDoor(fetch, systemClock), new DeviceStore(), new PinKeys());
}

function lookedAt<Found>(reply: DoorReply<Found>): Looked<Found> {
	return reply.kind === 'ok' ? { kind: 'found', found: reply.answer } : refusalOf(reply);
}

function refusalOf(reply: Exclude<DoorReply<unknown>, { kind: 'ok' }>): Refused {
	switch (reply.kind) {
		case 'busy':
		case 'deactivated':
			return reply;
		case 'wrong_lock':
			return { kind: 'wrong' };
		case 'wrong':
		case 'over':
		case 'invalid':
			return { kind: reply.kind };
		default:
			return { kind: 'unreachable' };
	}
}
