import { readCode } from '$lib/domain/rules/slip-code';
import type { CodeOutcome, Door, Looked, Session } from '$lib/features/session';
import { m, waitWords } from '$lib/i18n';

export type Problem<Place> = { readonly at: Place | 'code' | 'form'; readonly text: () => string };
type Refusal = Exclude<CodeOutcome, { kind: 'signed_in' }>;

/** What is filled in once the server knows the code, and what is asked of it with that code. */
export interface WayIn<Found, Place> {
	/** the field to begin with */
	readonly first: Place;
	readonly words: Readonly<
		Record<'wrong' | 'over' | 'storage_failed' | 'unreachable', () => string>
	>;
	/** what the server says of something that the phone took for right */
	readonly invalid: Problem<Place>;
	/** What is to be put right before anything is sent. */
	missing(): Problem<Place> | null;
	look(door: Door, code: string): Promise<Looked<Found>>;
	enter(
		door: Door,
		code: string
	): Promise<CodeOutcome | { readonly kind: 'at_field'; readonly problem: Problem<Place> }>;
}

/** A form that a code opens: first what the code leads to, then what is sent with it, and one is in. */
export class CodeForm<Found, Place extends string> {
	code = $state('');
	#found = $state.raw<Found | null>(null);
	#pending = $state(false);
	#problem = $state.raw<Problem<Place> | null>(null);
	readonly #session: Pick<Session, 'openDoor'>;
	readonly #way: WayIn<Found, Place>;

	constructor(session: Pick<Session, 'openDoor'>, code: string, way: WayIn<Found, Place>) {
		this.#session = session;
		this.code = code;
		this.#way = way;
	}

	/** null until the server knows the code */
	get found(): Found | null {
		return this.#found;
	}
	get pending(): boolean {
		return this.#pending;
	}
	/** the field to go on with; null while a question is open, and where none is at fault */
	get next(): Place | 'code' | null {
		if (this.#pending) return null;
		const at = this.#problem?.at ?? (this.#found ? this.#way.first : 'code');
		return at === 'form' ? null : at;
	}
	/** '' where nothing is wrong */
	problemAt(place: Place | 'code' | 'form'): string {
		return this.#problem?.at === place ? this.#problem.text() : '';
	}

	/** Asks what the code leads to. */
	async look(): Promise<void> {
		if (readCode(this.code) === '') {
			this.#problem = { at: 'code', text: this.#way.words.wrong };
			return;
		}
		const looked = await this.#ask((door) => this.#way.look(door, this.code));
		if (looked?.kind === 'found') this.#found = looked.found;
		else if (looked) this.#problem = this.#problemOf(looked);
	}

	/** @returns whether the person is in */
	async enter(): Promise<boolean> {
		this.#problem = this.#way.missing();
		if (this.#problem) return false;
		const outcome = await this.#ask((door) => this.#way.enter(door, this.code));
		if (outcome?.kind === 'signed_in') return true;
		if (!outcome) return false;
		this.#problem = outcome.kind === 'at_field' ? outcome.problem : this.#problemOf(outcome);
		if (this.#problem.at === 'code') this.#found = null;
		return false;
	}

	#problemOf(outcome: Refusal): Problem<Place> {
		switch (outcome.kind) {
			case 'wrong':
			case 'over':
				return { at: 'code', text: this.#way.words[outcome.kind] };
			case 'invalid':
				return this.#way.invalid;
			case 'deactivated':
				return { at: 'form', text: m.login_deactivated };
			case 'storage_failed':
			case 'unreachable':
				return { at: 'form', text: this.#way.words[outcome.kind] };
			case 'busy':
				return { at: 'form', text: waitWords(outcome.retryAfterMs) };
		}
	}

	/** @returns null while another question is open */
	async #ask<T>(question: (door: Door) => Promise<T>): Promise<T | Refusal | null> {
		if (this.#pending) return null;
		this.#pending = true;
		this.#problem = null;
		try {
			return await question(await this.#session.openDoor());
		} catch {
			return { kind: 'unreachable' };
		} finally {
			this.#pending = false;
		}
	}
}
