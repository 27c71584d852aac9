import type { Rev } from '../../src/lib/domain/entity';
import type { Kind } from '../../src/lib/domain/entities';
import type { Ms, Ulid } from '../../src/lib/domain/ids';
import { fieldOf } from '../../src/lib/domain/rows';
import { brandAs } from '../../src/lib/domain/brand';
import { isLeadOf } from '../../src/lib/domain/rules/rights';
import { sameValue, type View } from '../../src/lib/domain/tx';
import type { OutboxEntry } from '../../src/lib/sync/ports';
import type { Device, Program } from './device';
import { Violation } from './violation';

/** One command that a screen accepted, and what the person saw then. */
export type Tap = {
	readonly id: Ulid;
	readonly name: string;
	readonly device: Device;
	readonly program: Program;
	readonly kind: Kind;
	readonly row: string;
	/** fields of the target that it speaks of */
	readonly touches: readonly string[];
	/** field → the op whose value the screen showed before; null for none, absent where own queued taps hid it */
	readonly shown: ReadonlyMap<string, Ulid | null>;
	/** field → what must be on the screen until the outcome is known */
	readonly watch: Map<string, unknown>;
	stored: 'pending' | 'kept' | 'failed';
	/** the person has put it aside; what was parked is then gone for good */
	dismissed: boolean;
	/** when the phone took it out of the overlay; the screen has had time to show that soon after */
	settledAtMs: Ms | null;
};

const WATCHED_AFTER_MS = 500;

/** What was tapped, on all phones, and what each person's own screen must show of it. */
export class Taps {
	readonly byId = new Map<Ulid, Tap>();
	readonly #open = new Map<Device, Tap[]>();

	/** What the person sees of `fields` before tapping. */
	look(
		device: Device,
		view: View,
		kind: Kind,
		id: string,
		fields: readonly string[]
	): Map<string, Ulid | null> {
		const own = new Set(this.#openOf(device).map((tap) => tap.id));
		const revs: Readonly<Record<string, Rev>> = view.get(kind, id)?.revs ?? {};
		const shown = new Map<string, Ulid | null>();
		for (const field of fields) {
			const op = revs[field]?.op ?? null;
			if (op === null || !own.has(op)) shown.set(field, op);
		}
		return shown;
	}

	/** Takes note of a tap whose screen may show nothing of it, and of whether the phone has kept it. */
	accept(
		program: Program,
		tap: Pick<Tap, 'id' | 'name' | 'kind' | 'row'> &
			Partial<Pick<Tap, 'touches' | 'shown' | 'watch'>>,
		stored: Promise<unknown>
	): void {
		const accepted: Tap = {
			touches: [],
			shown: new Map(),
			watch: new Map(),
			...tap,
			device: program.device,
			program,
			stored: 'pending',
			dismissed: false,
			settledAtMs: null
		};
		this.#add(accepted);
		stored.then(
			() => (accepted.stored = 'kept'),
			() => (accepted.stored = 'failed')
		);
	}

	#add(tap: Tap): void {
		for (const older of this.#openOf(tap.device))
			if (older.kind === tap.kind && older.row === tap.row)
				for (const field of tap.touches) older.watch.delete(field);
		this.byId.set(tap.id, tap);
		this.#openOf(tap.device).push(tap);
	}

	/** The server was set back: what it had shown is gone for a while under these taps; later ones are watched again. */
	unwatch(): void {
		for (const taps of this.#open.values()) for (const tap of taps) tap.watch.clear();
	}

	/** True while a tap in this tab is not on the phone yet. */
	isStoring(program: Program): boolean {
		return this.#openOf(program.device).some(
			(tap) => tap.program === program && tap.stored === 'pending'
		);
	}

	/** @throws Violation when the screen of a tapper shows something else than what was tapped */
	check(program: Program, nowMs: Ms): void {
		if (!program.started) return;
		const { device } = program;
		const still = this.#openOf(device).filter((tap) => {
			const entry = device.outbox.entries.get(tap.id);
			if (tap.stored === 'failed' || (tap.dismissed && !entry)) return false;
			if (!entry && !tap.program.alive) return false;
			// A tab that was open before shows it as soon as it has heard of it.
			const appendedAtMs = device.outbox.appendedAtMs.get(tap.id) ?? Infinity;
			if (tap.program !== program && program.openedAtMs <= appendedAtMs) return true;
			if (entry?.settled) tap.settledAtMs ??= nowMs;
			if (tap.settledAtMs !== null && nowMs > tap.settledAtMs + WATCHED_AFTER_MS) return false;
			for (const [field, value] of tap.watch) checkField(program, tap, entry, field, value);
			return true;
		});
		this.#open.set(device, still);
	}

	#openOf(device: Device): Tap[] {
		const taps = this.#open.get(device) ?? [];
		this.#open.set(device, taps);
		return taps;
	}
}

function checkField(
	program: Program,
	tap: Tap,
	entry: OutboxEntry | undefined,
	field: string,
	value: unknown
): void {
	const result = entry?.result ?? null;
	if (result && result.outcome !== 'applied' && result.outcome !== 'noop') {
		tap.watch.delete(field);
		return;
	}
	const { view } = program.engine;
	const row = view.get(tap.kind, tap.row);
	if (!row) return checkMissing(program, tap, view);
	const shown = fieldOf(row, field);
	if (sameValue(shown, value)) return;
	const revs: Readonly<Record<string, Rev>> = row.revs;
	const rev = revs[field];
	if (result && rev && rev.seq > result.mark.seq) return;
	// What was made has arrived, and somebody who saw it has changed it since.
	if (tap.name === 'task.create' && rev && rev.op !== tap.id) return;
	throw new Violation(
		'no flicker',
		`device ${program.device.index} tapped ${field} = ${JSON.stringify(value)} on ${tap.row} with ${tap.name} ${tap.id} and its screen shows ${JSON.stringify(shown)} by ${JSON.stringify(rev)}, result ${JSON.stringify(result)}`
	);
}

/**
 * Another's word may take a row off the screen; what one has made oneself goes with its project, as
 * one page of a cycle may say, or with the right to make it, as another page does; and not before.
 */
function checkMissing({ device }: Program, tap: Tap, view: View): void {
	const project = tap.watch.get('project');
	if (tap.name !== 'task.create' || typeof project !== 'string') return;
	if (view.get('projects', project) && isLeadOf(view, brandAs(project), device.person))
		throw new Violation(
			'no flicker',
			`device ${device.index} made ${tap.row} with ${tap.id}, and its screen does not show it`
		);
}
