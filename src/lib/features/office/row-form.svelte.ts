import { sameValue } from '$lib/domain/tx';

/** A form over a row: what nobody has edited here follows the row, also when somebody else changes it. */
export class RowForm<Fields extends object> {
	readonly #row: () => Fields;
	#edited = $state.raw<Partial<Fields>>({});

	/** @param row reactive: the fields that the form has, as they stand now */
	constructor(row: () => Fields) {
		this.#row = row;
	}

	/** As the form shows them. */
	get fields(): Fields {
		return { ...this.#row(), ...this.#edited };
	}

	edit(change: Partial<Fields>): void {
		this.#edited = { ...this.#edited, ...change };
	}

	/**
	 * Gives what was edited and is not so anyway, if there is anything.
	 *
	 * @param give as `Orders.give`: '' when it was given, else why not
	 * @returns the same
	 */
	submit(give: (changes: Partial<Fields>) => string): string {
		const row = this.#row();
		const changes = { ...this.#edited };
		for (const name in changes) if (sameValue(changes[name], row[name])) delete changes[name];
		const why = Object.keys(changes).length === 0 ? '' : give(changes);
		if (why === '') this.#edited = {};
		return why;
	}

	/**
	 * As `submit`, and waits until the phone has it; what it could not keep is in the form again.
	 *
	 * @param kept as `Orders.kept`
	 */
	async save(
		give: (changes: Partial<Fields>) => string,
		kept: () => Promise<string>
	): Promise<string> {
		const edited = this.#edited;
		let given = false as boolean;
		const refused = this.submit((changes) => {
			given = true;
			return give(changes);
		});
		if (refused !== '' || !given) return refused;
		const why = await kept();
		if (why !== '') this.#edited = { ...edited, ...this.#edited };
		return why;
	}
}
