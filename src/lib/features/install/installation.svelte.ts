import type { Component } from 'svelte';
import type { Ms, Ulid } from '$lib/domain/ids';
import type { Op } from '$lib/domain/protocol/wire';
import type { Installation } from '$lib/features/session';
import { counted, hasReachedMilestone, mayAsk } from './asking';
import { wayByHand, type Browser } from './browser';
import type { InstallMemory } from './memory';

/** The browser's own question, kept back by `static/first-paint.js` until it may be asked. */
export type InstallPrompt = Event & { readonly prompt?: () => Promise<unknown> };

export type InstallationPorts = {
	readonly browser: Browser;
	readonly memory: InstallMemory;
	/** draws what there is to say */
	readonly card: Component;
	readonly nowMs: () => Ms;
	/** Resolves when nothing that appears can be hit by accident. */
	readonly handsRest: () => Promise<void>;
	/** True while the op is not in the server's word. */
	readonly isQueued: (op: Ulid) => boolean;
};

/**
 * When the app may speak of the home screen: after a tap that shows it is of use, twice at most,
 * never on its own. And once, where it matters, that a tab may lose what waits in it.
 */
export class BrowserInstallation implements Installation {
	readonly #ports: InstallationPorts;
	readonly #byHand: Installation['way'];
	#prompt = $state.raw<InstallPrompt | null>(null);
	#isInstalled = $state(false);
	#word = $state<Installation['word']>(null);
	/** a tap since the page was opened has made the offer due */
	#isDue = false;
	#isCounted = false;

	constructor(ports: InstallationPorts) {
		this.#ports = ports;
		this.#byHand = wayByHand(ports.browser);
		this.#isInstalled = ports.browser.isStandalone;
	}

	get way(): Installation['way'] {
		if (this.#isInstalled) return null;
		return this.#prompt ? 'prompt' : this.#byHand;
	}
	get isInstalled(): boolean {
		return this.#isInstalled;
	}
	get word(): Installation['word'] {
		return this.way === null ? null : this.#word;
	}
	get Card(): Installation['Card'] {
		return this.word === null ? null : this.#ports.card;
	}

	/** The browser would ask now, and was kept from it. */
	async mayPrompt(prompt: InstallPrompt): Promise<void> {
		this.#prompt = prompt;
		await this.#ports.handsRest();
		this.#offer();
	}

	wasInstalled(): void {
		this.#prompt = null;
		this.#isInstalled = true;
	}

	/** The phone has stored this. */
	async heard(op: Op): Promise<void> {
		if (this.#isInstalled) return;
		const { memory, handsRest, isQueued } = this.#ports;
		const before = memory.read();
		const record = counted(before, op);
		if (record === before) return;
		memory.keep(record);
		await handsRest();
		if (this.way === 'pictures' && !memory.read().warned && isQueued(op.id)) this.#say('warning');
		this.#isDue ||= hasReachedMilestone(record);
		this.#offer();
	}

	seen(): void {
		if (this.#word === null || this.#isCounted) return;
		this.#isCounted = true;
		const record = this.#ports.memory.read();
		this.#ports.memory.keep({
			...record,
			askedAt: [...record.askedAt, this.#ports.nowMs()],
			warned: record.warned || this.#word === 'warning'
		});
	}

	async install(): Promise<void> {
		const prompt = this.#prompt;
		this.putAside();
		// A question can be asked once; the browser gives another one when it sees fit.
		this.#prompt = null;
		await prompt?.prompt?.();
	}

	putAside(): void {
		this.#word = null;
		this.#isDue = false;
	}

	#offer(): void {
		const isEasy = this.way === 'prompt' || this.way === 'pictures';
		if (!this.#isDue || !isEasy || this.#word !== null) return;
		if (mayAsk(this.#ports.memory.read(), this.#ports.nowMs())) this.#say('offer');
	}

	#say(word: Installation['word']): void {
		this.#word = word;
		this.#isCounted = false;
	}
}
