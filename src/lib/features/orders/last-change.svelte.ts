import type { Orders } from './orders';

/** The last thing that was changed at a desk: why it was not, what came of it once the phone has it, and the way back. */
export class LastChange {
	readonly #orders: Pick<Orders, 'kept'>;
	#undo = $state.raw<(() => string) | null>(null);
	#problem = $state.raw<() => string>(() => '');
	#said = $state.raw<() => string>(() => '');
	#count = 0;

	constructor(orders: Pick<Orders, 'kept'>) {
		this.#orders = orders;
	}

	/** why nothing was changed; '' where nothing is wrong */
	get problem(): string {
		return this.#problem();
	}
	/** '' until the phone has it */
	get said(): string {
		return this.#said();
	}
	get canUndo(): boolean {
		return this.#undo !== null;
	}

	/**
	 * @param give as `Orders.give`, and so `undo`
	 * @param said once the phone has it
	 * @returns whether it was given
	 */
	make(give: () => string, undo: () => string, said: () => string): boolean {
		if (!this.#give(give, said)) return false;
		this.#undo = undo;
		return true;
	}

	undo(said: () => string): void {
		if (this.#undo && this.#give(this.#undo, said)) this.#undo = null;
	}

	/** Nothing is given; the change before stays, and its way back. @returns false */
	fail(why: () => string): false {
		this.#problem = why;
		return false;
	}

	#give(give: () => string, said: () => string): boolean {
		const why = give();
		if (why !== '') return this.fail(() => why);
		this.#problem = this.#said = () => '';
		void this.#sayOnceKept(++this.#count, said);
		return true;
	}

	async #sayOnceKept(count: number, said: () => string): Promise<void> {
		const why = await this.#orders.kept();
		// Of an older change nothing more is said.
		if (count !== this.#count) return;
		if (why === '') {
			this.#said = said;
			return;
		}
		// It has gone from the screen: there is nothing to take back.
		this.#problem = () => why;
		this.#undo = null;
	}
}
