import { systemClock } from '$lib/data/clock';
import type { HttpAccount } from '$lib/data/http-account';
import type { Identity } from '$lib/data/http-transport';
import { cryptoRandom } from '$lib/data/random';
import type { RealtimePokes } from '$lib/data/realtime-pokes';
import { systemTimers } from '$lib/data/timers';
import type { Door, ServerDesk } from '$lib/features/session';
import type { Pokes, Transport } from '$lib/sync/ports';
import { afterPaint } from '$lib/ui/after-paint';
import type { Enter } from './door';
import type { RenewalPorts } from './renewal';
import type { SignedIn } from './server-desk';

const browserFetch = (path: string, init: RequestInit): Promise<Response> => fetch(path, init);
/** While its code has not come, nothing is sent. */
const unreachable = () => ({ kind: 'unreachable' }) as const;

export function lateTransport(identity: Identity): Transport {
	const get = onceDrawn(async () => {
		const { HttpTransport } = await import('./network');
		return new HttpTransport(browserFetch, systemClock, identity);
	});
	return {
		push: (request) => get().then((transport) => transport.push(request), unreachable),
		pull: (request) => get().then((transport) => transport.pull(request), unreachable)
	};
}

export type Account = Pick<HttpAccount, 'signIn' | 'registerDevice' | 'withdrawDevice'>;

export function lateAccount(): Account {
	const get = onceDrawn(async () => {
		const { HttpAccount } = await import('./network');
		return new HttpAccount(browserFetch, systemClock);
	});
	return {
		signIn: (...asked) => get().then((account) => account.signIn(...asked), unreachable),
		registerDevice: (...asked) =>
			get().then((account) => account.registerDevice(...asked), unreachable),
		withdrawDevice: (...asked) =>
			get().then((account) => account.withdrawDevice(...asked), unreachable)
	};
}

/** What is asked of the server now and then; its code comes when it is first asked. */
export function lateDesk(signedIn: SignedIn): ServerDesk {
	const get = onceDrawn(async () => {
		const { openDesk } = await import('./server-desk');
		return openDesk(signedIn, browserFetch);
	});
	return {
		fetchDevices: () => get().then((desk) => desk.fetchDevices(), unreachable),
		takeIn: (people) => get().then((desk) => desk.takeIn(people), unreachable),
		giveSlip: (person) => get().then((desk) => desk.giveSlip(person), unreachable),
		fetchInvitations: () => get().then((desk) => desk.fetchInvitations(), unreachable),
		invite: (asked) => get().then((desk) => desk.invite(asked), unreachable),
		endInvitation: (id) => get().then((desk) => desk.endInvitation(id), unreachable),
		hasPin: () => get().then((desk) => desk.hasPin()),
		setPin: (...asked) => get().then((desk) => desk.setPin(...asked), unreachable),
		fetchHealth: () => get().then((desk) => desk.fetchHealth(), unreachable),
		revokeDevice: (device) => get().then((desk) => desk.revokeDevice(device), unreachable)
	};
}

export async function lateDoor(enter: Enter): Promise<Door> {
	const { openDoor } = await import('./door');
	return openDoor(enter, browserFetch);
}

/** Renews the session if it is time to; nothing comes of it while its code does not come. */
export function lateRenewal(ports: Omit<RenewalPorts, 'account'>): () => Promise<void> {
	const get = onceDrawn(async () => {
		const { HttpAccount, Renewal } = await import('./network');
		return new Renewal({ ...ports, account: new HttpAccount(browserFetch, systemClock) });
	});
	return async () => {
		await (await get()).renewIfDue();
	};
}

/** What is wished for before the code has come is done then. */
export class LatePokes implements Pokes {
	readonly #get: () => Promise<RealtimePokes>;
	readonly #wishes: ((pokes: RealtimePokes) => void)[] = [];

	constructor(token: () => Promise<string>) {
		this.#get = onceDrawn(async () => {
			const { RealtimePokes } = await import('./network');
			return new RealtimePokes({
				fetch: browserFetch,
				openStream: (path) => new EventSource(path),
				timers: systemTimers,
				random: cryptoRandom,
				token
			});
		});
	}

	follow(...asked: Parameters<Pokes['follow']>): void {
		this.#wish((pokes) => pokes.follow(...asked));
	}

	listen(...asked: Parameters<Pokes['listen']>): () => void {
		let stop = (): void => undefined;
		let stopped = false;
		this.#wish((pokes) => {
			if (!stopped) stop = pokes.listen(...asked);
		});
		return () => {
			stopped = true;
			stop();
		};
	}

	reconnect(): void {
		this.#wish((pokes) => pokes.reconnect());
	}

	#wish(wish: (pokes: RealtimePokes) => void): void {
		this.#wishes.push(wish);
		const grant = (pokes: RealtimePokes): void => {
			for (const each of this.#wishes.splice(0)) each(pokes);
		};
		void this.#get().then(grant, () => undefined);
	}
}

/** Loads after the first paint and keeps what came; what did not come is asked for again. */
function onceDrawn<T>(load: () => Promise<T>): () => Promise<T> {
	let loading: Promise<T> | null = null;
	const fresh = async (): Promise<T> => {
		try {
			await afterPaint();
			return await load();
		} catch (error) {
			loading = null;
			throw error;
		}
	};
	return () => (loading ??= fresh());
}
