import type { PersonId } from '$lib/domain/ids';
import { PIN_LENGTH } from '$lib/domain/rules/pin';
import type { CodeOutcome, Door, PinHolder, Session } from '$lib/features/session';
import { m, waitWords } from '$lib/i18n';

/** Signing in on a phone that knows who one is: a face, then six digits. */
export class PinForm {
	#holders = $state.raw<readonly PinHolder[]>([]);
	#chosen = $state.raw<PinHolder | null>(null);
	#pin = $state('');
	#pending = $state(false);
	#problem = $state.raw<(() => string) | null>(null);
	readonly #session: Pick<Session, 'openDoor'>;

	constructor(session: Pick<Session, 'openDoor'>) {
		this.#session = session;
	}

	/** Who has a PIN here. */
	get holders(): readonly PinHolder[] {
		return this.#holders;
	}
	/** null until somebody has said who they are */
	get chosen(): PinHolder | null {
		return this.#chosen;
	}
	/** How many digits are there. */
	get filled(): number {
		return this.#pin.length;
	}
	get pending(): boolean {
		return this.#pending;
	}
	/** '' where nothing is wrong */
	get problem(): string {
		return this.#problem?.() ?? '';
	}

	/** Reads who has a PIN on this phone; nobody, where it cannot be read. */
	async look(): Promise<void> {
		this.#holders = await this.#session.openDoor().then(
			(door) => door.readPins(),
			() => []
		);
	}

	choose(person: PersonId | null): void {
		this.#chosen = this.#holders.find(({ personId }) => personId === person) ?? null;
		this.#pin = '';
		this.#problem = null;
	}

	/** One more digit; with the last one it asks the server. */
	async type(digit: string): Promise<void> {
		if (this.#pending || this.#pin.length >= PIN_LENGTH || !/^\d$/.test(digit)) return;
		this.#problem = null;
		this.#pin += digit;
		if (this.#pin.length === PIN_LENGTH) await this.#enter();
	}

	erase(): void {
		if (!this.#pending) this.#pin = this.#pin.slice(0, -1);
	}

	async #enter(): Promise<void> {
		const person = this.#chosen;
		if (!person) return;
		this.#pending = true;
		try {
			const outcome = await this.#ask((door) => door.signInByPin(person.personId, this.#pin));
			if (outcome.kind === 'signed_in') return;
			this.#pin = '';
			this.#problem = problemOf(outcome);
			// The phone has forgotten the PIN: the password's form takes over.
			if (outcome.kind === 'over' || outcome.kind === 'deactivated') {
				await this.look();
				this.#chosen = null;
			}
		} finally {
			this.#pending = false;
		}
	}

	async #ask(question: (door: Door) => Promise<CodeOutcome>): Promise<CodeOutcome> {
		try {
			return await question(await this.#session.openDoor());
		} catch {
			return { kind: 'unreachable' };
		}
	}
}

function problemOf(outcome: Exclude<CodeOutcome, { kind: 'signed_in' }>): () => string {
	switch (outcome.kind) {
		case 'wrong':
			return m.pin_wrong;
		case 'over':
		case 'invalid':
			return m.pin_over;
		case 'deactivated':
			return m.login_deactivated;
		case 'storage_failed':
			return m.login_storage;
		case 'unreachable':
			return m.pin_unreachable;
		case 'busy':
			return waitWords(outcome.retryAfterMs);
	}
}
