import { sentOf } from '../../src/lib/data/file-answers';
import type { Ms } from '../../src/lib/domain/ids';
import type { FileTransport, PhoneFile, Sent } from '../../src/lib/sync/files';
import { interceptedBy } from './answers';
import { ServerFault, type NetworkWorld, type Phone } from './network';
import type { Owner } from './scheduler';

const TIMEOUT_MS = 180_000;
/** What is in the air when it is stopped does not arrive: a photo takes so long at least. */
const FASTEST_MS = 200;

export type PhotoWorld = NetworkWorld & {
	/** a photo sets out; and is whole at the server */
	readonly onPhoto: (
		what: 'leaves' | 'arrives',
		phone: Phone,
		file: PhoneFile,
		sinceMs: Ms
	) => void;
};

/** The way of photos to the server: as that of ops, only slower; what is stopped does not arrive. */
export class SimPhotoTransport implements FileTransport {
	readonly #world: PhotoWorld;
	readonly #phone: Phone;
	readonly #owner: Owner;
	readonly #hasSession: boolean;

	/** @param hasSession false for the worker, which knows the push credential only */
	constructor(world: PhotoWorld, phone: Phone, owner: Owner, hasSession: boolean) {
		this.#world = world;
		this.#phone = phone;
		this.#owner = owner;
		this.#hasSession = hasSession;
	}

	send(file: PhoneFile, progress: (bytes: number) => void, stop: AbortSignal): Promise<Sent> {
		const { scheduler, chance, faults } = this.#world;
		const sinceMs = scheduler.nowMs;
		this.#world.onPhoto('leaves', this.#phone, file, sinceMs);
		return new Promise((resolve) => {
			const tell = (delayMs: Ms, sent: Sent): void => {
				scheduler.after(delayMs, `photo ${sent.kind}`, this.#owner, () => resolve(sent));
			};
			stop.addEventListener('abort', () => tell(0, { kind: 'stopped' }));
			tell(TIMEOUT_MS, { kind: 'unreachable' });
			if (!this.#phone.online) return tell(chance.integer(1, 60), { kind: 'unreachable' });
			const instead = interceptedBy(this.#phone.instead, file, chance);
			if (instead)
				return tell(chance.integer(5, 200), sentOf(instead, { nowMs: () => scheduler.nowMs }));
			if (chance.isBelow(faults.unauthorized)) return tell(30, { kind: 'unauthorized' });
			if (chance.isBelow(faults.busy)) return tell(30, { kind: 'busy', retryAfterMs: 2_000 });
			if (chance.isBelow(faults.lostRequest))
				return tell(chance.integer(20, 8_000), { kind: 'unreachable' });
			const travelMs = chance.integer(FASTEST_MS, chance.isBelow(faults.slow) ? 70_000 : 2_000);
			scheduler.after(travelMs / 2, 'half a photo', this.#owner, () =>
				progress(file.sizeBytes / 2)
			);
			scheduler.after(travelMs, 'photo arrives', null, () => {
				if (stop.aborted || !this.#phone.online) return tell(0, { kind: 'unreachable' });
				const sent = this.#arrive(file, sinceMs);
				tell(chance.integer(5, 120), chance.isBelow(faults.lostAnswer) ? UNREACHABLE : sent);
			});
			if (chance.isBelow(faults.duplicate))
				scheduler.after(travelMs + chance.integer(0, 50_000), 'photo again', null, () => {
					if (!stop.aborted) this.#arrive(file, sinceMs);
				});
		});
	}

	#arrive(file: PhoneFile, sinceMs: Ms): Sent {
		const { server, serverDown, scheduler } = this.#world;
		const { session, credential, person } = this.#phone;
		if (serverDown || file.attachment === '') return UNREACHABLE;
		if (!(this.#hasSession && session === 'good')) {
			if (credential === '') return { kind: 'unauthorized' };
			if (session === 'revoked') return { kind: 'revoked' };
		}
		// A page that has stopped can stop nothing.
		const isSure = this.#owner.frozenUntilMs <= sinceMs;
		this.#world.onPhoto(isSure ? 'arrives' : 'leaves', this.#phone, file, sinceMs);
		try {
			return server.takePhoto(person, file, scheduler.nowMs);
		} catch (error) {
			if (!(error instanceof ServerFault)) this.#world.onFault(error);
			return UNREACHABLE;
		}
	}
}

const UNREACHABLE: Sent = { kind: 'unreachable' };
