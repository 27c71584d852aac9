import type { CommandArgs } from '$lib/domain/registry';
import { undoing } from '$lib/features/reporting';
import type { Muster } from '$lib/features/session';
import type { QueueItem } from '$lib/sync/status';
import { choicesOf, type Choice } from './choices';
import { queuedWord, type QueuedWord } from './queued-words';

/** A card that has just come under the thumb does not hear taps meant for the one before. */
export const DEAF_MS = 600;

/** The sync screen: what waits, what was not sent, what was refused, what asks for a choice. */
export class SyncDesk {
	readonly #muster: Muster;
	readonly #after: (delayMs: number, run: () => void) => void;
	#deaf = $state(false);
	#notKept = $state(false);
	#settled = $state(false);

	readonly waiting: readonly QueuedWord[] = $derived.by(() => this.#words('waiting'));
	readonly parked: readonly QueuedWord[] = $derived.by(() => this.#words('parked'));
	readonly refused: readonly QueuedWord[] = $derived.by(() => this.#words('refused'));
	/** somebody else's word stands, and no card asks about it */
	readonly overtaken: readonly QueuedWord[] = $derived.by(() => this.#words('superseded'));
	readonly choices: readonly Choice[] = $derived.by(() =>
		choicesOf(this.#muster.view, this.#muster.personId)
	);

	constructor(muster: Muster, after: (delayMs: number, run: () => void) => void) {
		this.#muster = muster;
		this.#after = after;
	}

	get deaf(): boolean {
		return this.#deaf;
	}
	/** the phone could not keep the last thing done here */
	get notKept(): boolean {
		return this.#notKept;
	}
	get settled(): boolean {
		return this.#settled;
	}
	get isEmpty(): boolean {
		const { waiting, parked, refused, overtaken, choices } = this;
		return [waiting, parked, refused, overtaken, choices].every((list) => list.length === 0);
	}

	/** Photos and voice notes that the server does not have. */
	get filesWaiting(): number {
		return this.#muster.files?.waiting ?? 0;
	}

	/** Nothing waits here, and the server's answers say that nothing waits there. */
	get isAllSynced(): boolean {
		const { word, empty, signedOut, deactivated, updateRequired } = this.#muster.status;
		return word === 'synced' && !(empty || signedOut || deactivated || updateRequired);
	}

	takeBack({ undo }: QueuedWord): void {
		if (!undo) return;
		for (const args of undoing(undo.task, [undo.report]))
			this.#keep(this.#muster.dispatch('task.undo', args).stored);
	}

	settle(args: CommandArgs['conflict.settle']): void {
		if (this.#deaf) return;
		this.#deaf = true;
		this.#after(DEAF_MS, () => (this.#deaf = false));
		const { stored } = this.#muster.dispatch('conflict.settle', args);
		this.#keep(stored, () => (this.#settled = true));
	}

	dismiss(word: QueuedWord): void {
		this.#keep(this.#muster.dismiss(word.id));
	}

	retry(): void {
		this.#muster.retry();
	}

	#words(state: QueueItem['state']): QueuedWord[] {
		return this.#muster.queue
			.filter((item) => item.state === state)
			.map((item) => queuedWord(this.#muster.view, item));
	}

	#keep(stored: Promise<void>, then: () => void = () => undefined): void {
		this.#notKept = false;
		this.#settled = false;
		stored.then(then, () => (this.#notKept = true));
	}
}
