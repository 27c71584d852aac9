import type { DeviceId } from '$lib/domain/ids';
import type { KnownDevice } from '$lib/domain/protocol/account';
import type { ServerDesk } from '$lib/features/session';

type Desk = Pick<ServerDesk, 'fetchDevices' | 'revokeDevice'>;

/** Where the list stands; `denied`: the session has ended, the app asks to sign in by itself. */
export type DevicesStage = 'loading' | 'ready' | 'unreachable' | 'denied';

/** The devices that somebody has signed in on. They are the server's to know: nothing is kept. */
export class Devices {
	readonly #desk: Desk;
	readonly #own: DeviceId;
	#stage = $state<DevicesStage>('loading');
	#known = $state.raw<readonly KnownDevice[]>([]);
	#removing = $state<DeviceId | null>(null);
	#removed = $state<DeviceId | null>(null);
	#notRemoved = $state(false);

	/** this one first, then whichever was seen last; revoked ones are gone */
	readonly list: readonly KnownDevice[] = $derived(
		this.#known
			.filter((each) => !each.revoked)
			.sort((a, b) => this.#rank(b) - this.#rank(a) || b.lastSeenAt - a.lastSeenAt)
	);

	constructor(desk: Desk, own: DeviceId) {
		this.#desk = desk;
		this.#own = own;
	}

	get stage(): DevicesStage {
		return this.#stage;
	}
	/** the one that is being removed now */
	get removing(): DeviceId | null {
		return this.#removing;
	}
	get hasRemoved(): boolean {
		return this.#removed !== null;
	}
	/** The newest attempt to remove one did not reach the server. */
	get notRemoved(): boolean {
		return this.#notRemoved;
	}

	isOwn(device: DeviceId): boolean {
		return device === this.#own;
	}

	async load(): Promise<void> {
		if (this.#known.length === 0) this.#stage = 'loading';
		const asked = await this.#desk.fetchDevices();
		if (asked.kind === 'ok') this.#known = asked.answer;
		if (asked.kind === 'ok') this.#stage = 'ready';
		else this.#stage = asked.kind === 'denied' ? 'denied' : 'unreachable';
	}

	async remove(device: DeviceId): Promise<void> {
		if (this.#removing !== null) return;
		this.#removing = device;
		this.#notRemoved = false;
		const asked = await this.#desk.revokeDevice(device);
		this.#removing = null;
		this.#notRemoved = asked.kind !== 'ok';
		if (asked.kind !== 'ok') return;
		this.#removed = device;
		this.#known = this.#known.filter((each) => each.device !== device);
	}

	#rank(each: KnownDevice): number {
		return this.isOwn(each.device) ? 1 : 0;
	}
}
