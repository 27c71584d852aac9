import type { Kind } from '../../src/lib/domain/entities';
import { KINDS } from '../../src/lib/domain/entities';
import type { Ulid } from '../../src/lib/domain/ids';
import { fieldOf } from '../../src/lib/domain/rows';
import type { OpLine } from '../../src/lib/domain/protocol/server-store';
import type { Device } from './device';
import type { MemoryServerStore, Snapshot } from './memory-store';
import { sameJson } from './plain';
import { Violation } from './violation';

/** When it happened is clamped to its receipt, so a clock that runs fast is believed further the second time. */
const CLAMPED = 'acknowledgedAt';

/** A field as it stood when the server lost its last writes. */
type Expected = {
	readonly kind: Kind;
	readonly row: string;
	readonly field: string;
	readonly value: unknown;
	/** the op that had set it */
	readonly op: Ulid;
	/** all ops that the server knew then */
	readonly known: ReadonlySet<Ulid>;
	/** those of them whose outcome had reached the phone, so that it can say what it was */
	readonly answered: ReadonlySet<Ulid>;
};

type RestoredWorld = {
	readonly store: MemoryServerStore;
	readonly devices: readonly Device[];
};

/** States of the server that a power cut could bring back. */
const PUSHES_AT_RISK = 4;

/** Backups of the server, what becomes of them, and what every field must be once all phones have healed it. */
export class Restores {
	/** how often the server was set back */
	count = 0;
	readonly #world: RestoredWorld;
	/** whether this plan sets the server back at all; copies cost time */
	readonly isOn: boolean;
	readonly #backups: Snapshot[] = [];
	#beforePushes: Snapshot[] = [];
	/** so many lines of the log are from before the fork */
	#logKept = 0;
	#expected = new Map<string, Expected>();

	constructor(world: RestoredWorld, isOn: boolean) {
		this.#world = world;
		this.isOn = isOn;
		this.backUp();
	}

	get happened(): boolean {
		return this.count > 0;
	}

	backUp(): void {
		if (this.isOn) this.#backups.push(this.#world.store.snapshot());
	}

	beforePush(): void {
		if (!this.isOn) return;
		this.#beforePushes.push(this.#world.store.snapshot());
		this.#beforePushes = this.#beforePushes.slice(-PUSHES_AT_RISK);
	}

	/** Puts one of the backups in place of the tables; it may be older than the one before. */
	restore(which: number): void {
		this.#setBackTo(this.#backups[which % this.#backups.length]);
	}

	/** The last few pushes are gone, although they were answered. */
	cutPower(pushes: number): void {
		this.#setBackTo(this.#beforePushes.at(-pushes) ?? this.#beforePushes[0]);
	}

	/** @throws Violation when a field has lost the value it had, and nobody has changed it since */
	check(): void {
		// Fields are compared after one restore; after more, only that all has arrived and all agree.
		if (this.count > 1) return;
		for (const expected of this.#expected.values()) this.#checkField(expected);
		this.#checkOrder();
	}

	/** What was sent again never goes over what somebody else has said to the restored server. */
	#checkOrder(): void {
		const last = new Map<string, OpLine>();
		for (const line of this.#world.store.log.slice(this.#logKept))
			for (const field of line.result.set ?? []) {
				const key = `${line.target}/${field}`;
				const before = last.get(key);
				if (line.op.was && before && !before.op.was && before.device !== line.device)
					throw new Violation(
						'a restore changes nothing',
						`${key}: ${before.op.id} was said after the restore, and ${line.op.id} before it has gone over it`
					);
				last.set(key, line);
			}
	}

	#setBackTo(snapshot: Snapshot | undefined): void {
		if (!snapshot) return;
		this.#expect();
		this.#world.store.restore(snapshot);
		this.#logKept = snapshot.log.length;
		this.#beforePushes = [];
		this.count++;
	}

	#expect(): void {
		const { store, devices } = this.#world;
		const known = new Set(store.log.map((line) => line.op.id));
		const answered = new Set(
			devices.flatMap((device) =>
				[...device.outbox.entries.values()]
					.filter((entry) => entry.result !== null || entry.op.was !== undefined)
					.map((entry) => entry.op.id)
			)
		);
		const targets = new Map(store.log.map((line) => [line.op.id, line.target]));
		for (const kind of KINDS)
			for (const row of store.all(kind))
				for (const [field, { op }] of Object.entries(row.revs)) {
					if (field === CLAMPED) continue;
					const key = `${kind}/${row.id}/${field}`;
					if (targets.get(op) !== `${kind}/${row.id}`) continue;
					const value = fieldOf(row, field);
					this.#expected.set(key, { kind, row: row.id, field, value, op, known, answered });
				}
	}

	#checkField({ kind, row, field, value, op, known, answered }: Expected): void {
		const { store } = this.#world;
		const now = store.get(kind, row);
		const is = now && fieldOf(now, field);
		if (now && sameJson(is, value)) return;
		const result = store.findOp(op)?.result;
		// The author's right to it has gone.
		if (result?.outcome === 'refused') return;
		const revs: Readonly<Record<string, { readonly op: Ulid }>> = now?.revs ?? {};
		const last = revs[field]?.op ?? null;
		if (last !== null && last !== op && !known.has(last)) return;
		// Either may cost a card: an answer lost together with its timeline, or a late packet from before, which the server takes for new.
		const isSure = store.log
			.slice(this.#logKept)
			.filter((line) => line.target === `${kind}/${row}` && known.has(line.op.id))
			.every(
				(line) =>
					answered.has(line.op.id) && (line.op.was !== undefined || line.op.fork !== undefined)
			);
		if (!isSure && result?.outcome === 'superseded') return;
		throw new Violation(
			'a restore changes nothing',
			`${kind}/${row} ${field} was ${JSON.stringify(value)} by ${op}, is ${JSON.stringify(is)} by ${String(last)}; that op is now ${JSON.stringify(result)}`
		);
	}
}
