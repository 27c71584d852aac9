import type { Ms } from '../domain/ids';

/** So long after the first 401 another request must be told the same. */
const PROOF_MS: Ms = 5_000;

/**
 * Whether a session has ended. One 401 is no proof: a server that is overloaded may say so of a
 * session that counts. Another request's is, if it was made a while later and nothing was pulled
 * in between.
 */
export class Doubt {
	#sinceMs: Ms | null = null;

	/**
	 * Takes in a 401.
	 *
	 * @param askedAtMs when the request was made that was told so
	 * @returns         how long to wait before asking again; null where the session has ended
	 */
	hear(askedAtMs: Ms, nowMs: Ms): Ms | null {
		// A clock that was set back begins anew.
		if (this.#sinceMs === null || nowMs < this.#sinceMs) this.#sinceMs = nowMs;
		const proofAtMs = this.#sinceMs + PROOF_MS;
		return askedAtMs >= proofAtMs ? null : Math.max(0, proofAtMs - nowMs);
	}

	/** The session counts. */
	end(): void {
		this.#sinceMs = null;
	}
}
