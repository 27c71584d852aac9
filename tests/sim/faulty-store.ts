import type { Kind, Rows } from '../../src/lib/domain/entities';
import { TransactionLost, type OpLine } from '../../src/lib/domain/protocol/server-store';
import type { Faults } from './happenings';
import { MemoryServerStore } from './memory-store';
import { ServerFault } from './network';
import type { Chance } from './random';

type Machine = { readonly chance: Chance; readonly faults: Faults };

/** A server whose machine fails now and then. */
export class FaultyStore extends MemoryServerStore {
	readonly #world: Machine;

	constructor(world: Machine) {
		super();
		this.#world = world;
	}

	override insertRow<K extends Kind>(kind: K, row: Rows[K]): void {
		this.#mayFail();
		super.insertRow(kind, row);
	}

	override updateRow<K extends Kind>(kind: K, row: Rows[K], changed: readonly string[]): void {
		this.#mayFail();
		super.updateRow(kind, row, changed);
	}

	override saveOp(line: OpLine): void {
		this.#mayFail();
		super.saveOp(line);
	}

	override rollback(): void {
		const { chance, faults } = this.#world;
		if (chance.isBelow(faults.rollbackFails)) throw new TransactionLost();
		super.rollback();
	}

	#mayFail(): void {
		const { chance, faults } = this.#world;
		if (chance.isBelow(faults.serverFault)) throw new ServerFault('the disk is full');
	}
}
