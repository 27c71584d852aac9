import type { SealedQueue, Session, SignInOutcome } from '$lib/features/session';
import { m, waitWords } from '$lib/i18n';

/** Where a message stands: at the field it is about, or above the button. */
type Problem = { readonly at: 'identity' | 'password' | 'form'; readonly text: () => string };

/** What a refused sign-in says: what happened, what is safe, what to do. */
function problemOf(
	outcome: Exclude<SignInOutcome, { kind: 'signed_in' }>,
	sealed: readonly SealedQueue[]
): Problem {
	switch (outcome.kind) {
		case 'wrong':
			return { at: 'password', text: m.login_wrong };
		case 'deactivated':
			return { at: 'form', text: m.login_deactivated };
		case 'storage_failed':
			return { at: 'form', text: m.login_storage };
		case 'unreachable':
			return {
				at: 'form',
				text: sealed.length > 0 ? m.login_unreachable_kept : m.login_unreachable
			};
		case 'busy':
			return { at: 'form', text: waitWords(outcome.retryAfterMs, m.login_busy) };
	}
}

/** The form of the sign-in page. */
export class SignIn {
	identity = $state('');
	password = $state('');
	#pending = $state(false);
	#serverEmpty = $state(false);
	#problem = $state.raw<Problem | null>(null);
	readonly #session: Session;

	constructor(session: Session) {
		this.#session = session;
	}

	get pending(): boolean {
		return this.#pending;
	}
	/** '' where nothing is wrong */
	problemAt(place: Problem['at']): string {
		return this.#problem?.at === place ? this.#problem.text() : '';
	}
	get sealed(): readonly SealedQueue[] {
		return this.#session.sealed;
	}
	get expired(): boolean {
		return this.#session.expired;
	}

	/** Nobody can sign in yet: the first administrator is made at the launcher's address. */
	get isServerEmpty(): boolean {
		return this.#serverEmpty;
	}

	/** Asks whether there is anybody who could sign in. */
	async look(): Promise<void> {
		if (this.expired || this.sealed.length > 0) return;
		const waiting = await this.#session.openDoor().then(
			(door) => door.isWaiting(),
			() => null
		);
		this.#serverEmpty = waiting === true;
	}

	/** @returns the field to go on with; null when signed in, or when no field is at fault */
	async submit(): Promise<'identity' | 'password' | null> {
		if (this.#pending) return null;
		this.#problem = this.#missing();
		if (this.#problem === null) {
			this.#pending = true;
			try {
				const outcome = await this.#session.signIn(this.identity.trim(), this.password);
				if (outcome.kind === 'signed_in') this.password = '';
				else this.#problem = problemOf(outcome, this.sealed);
			} finally {
				this.#pending = false;
			}
		}
		const at = this.#problem?.at;
		return at === undefined || at === 'form' ? null : at;
	}

	#missing(): Problem | null {
		if (this.identity.trim() === '') return { at: 'identity', text: m.login_missing_identity };
		if (this.password === '') return { at: 'password', text: m.login_missing_password };
		return null;
	}
}
