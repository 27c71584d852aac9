import type { RefusalCode } from '$lib/domain/command';
import type { Ulid } from '$lib/domain/ids';
import { parseArgs } from '$lib/domain/parse';
import { commandOf, type CommandArgs, type CommandName } from '$lib/domain/registry';
import type { Muster } from '$lib/features/session';
import { REFUSAL_WORDS, m } from '$lib/i18n';

export type OrderingMuster = Pick<Muster, 'view' | 'me' | 'dispatch' | 'queue' | 'retry'>;

/** Gives commands from a desk, and says at once why one would be refused. */
export class Orders {
	readonly #muster: OrderingMuster;
	#stored: Promise<unknown> = Promise.resolve();

	/** @param learn makes the desk's commands known */
	constructor(muster: OrderingMuster, learn: () => void) {
		learn();
		this.#muster = muster;
		// What was given before the page was opened could not be shown until now.
		if (muster.queue.length > 0) muster.retry();
	}

	/**
	 * @param made called with the op that it is given as
	 * @returns '' when it was given, else why it was not, in words
	 */
	give<N extends CommandName>(
		name: N,
		given: CommandArgs[N],
		made: (op: Ulid) => void = () => undefined
	): string {
		const allowed = this.check(name, given);
		if (allowed !== 'ok') return REFUSAL_WORDS[allowed]();
		const { op, stored } = this.#muster.dispatch(name, given);
		this.#stored = stored;
		made(op.id);
		return '';
	}

	/** What would come of giving it now. */
	check<N extends CommandName>(name: N, given: CommandArgs[N]): 'ok' | RefusalCode {
		const { me, view } = this.#muster;
		const args = parseArgs(name, given);
		return args && me ? commandOf(name).authorize(view, me, args) : 'invalid';
	}

	/** As `give`, one after another; stops at the first that is refused. */
	giveAll(orders: readonly (() => string)[]): string {
		for (const give of orders) {
			const why = give();
			if (why !== '') return why;
		}
		return '';
	}

	/**
	 * That what was given last is on the phone, and not only on the screen.
	 *
	 * @returns '' once it is, else that it could not be stored, in words
	 */
	kept(): Promise<string> {
		return this.#stored.then(
			() => '',
			() => m.task_not_saved()
		);
	}
}
