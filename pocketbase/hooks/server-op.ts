import { brandAs } from '$lib/domain/brand';
import { DASHBOARD, makeUlid, type DeviceId, type PersonId } from '$lib/domain/ids';
import { random } from './chance';
import type { SqlStore } from './sql-store';

type Written = {
	/** what was done, as in a command's name */
	readonly name: string;
	readonly args: unknown;
	/** `kind/id` */
	readonly target: string;
	readonly person: PersonId;
};

/** A line in the log for what the server has written at once for somebody, outside a push. */
export function logWritten(store: SqlStore, { name, args, target, person }: Written): void {
	const nowMs = Date.now();
	const boot = store.timeline().at(-1)?.[0];
	if (!boot) throw new Error('the server has no boot');
	const n = store.head() + 1;
	const id = makeUlid(nowMs, random);
	store.saveOp({
		op: { id, n, name, v: 1, args, clientAt: nowMs, offsetMs: 0, made: null, base: null },
		person,
		device: brandAs<DeviceId>(DASHBOARD),
		target,
		occurredAt: nowMs,
		receivedAt: nowMs,
		result: { id, outcome: 'applied', mark: { boot, seq: n } }
	});
}
