import type { DeviceId, PersonId } from '../domain/ids';
import type { OutboxEntry, OutboxMeta } from '../sync/ports';
import { FRESH_ENTRY } from '../sync/queue';

export function newMeta(person: PersonId, device: DeviceId): OutboxMeta {
	return {
		v: 1,
		person,
		device,
		nextN: 1,
		seen: null,
		timeline: [],
		offsetMs: 0,
		resets: 0,
		credential: ''
	};
}

/** The stored meta, `initial` where the database or a field of it is new. */
export function readMeta(record: unknown, initial: OutboxMeta): OutboxMeta {
	return isObject(record) ? { ...initial, ...record } : initial;
}

/**
 * What a stored record says to this version of the app. Records of a newer one keep their op
 * unchanged; what they lack is as for a fresh tap.
 *
 * @returns null for a record without an op, which is left alone in the store
 */
export function readEntry(record: unknown): OutboxEntry | null {
	if (!isObject(record) || !isObject(record['op']) || typeof record['op']['id'] !== 'string') {
		return null;
	}
	// Written by this app, or by a newer one that keeps the meaning of the fields it shares.
	return {
		...FRESH_ENTRY,
		target: '',
		...(record as Partial<OutboxEntry> & Pick<OutboxEntry, 'op'>)
	};
}

/** The record to store: what a newer version of the app had added to it stays. */
export function writeEntry(entry: OutboxEntry, stored: unknown): unknown {
	if (!isObject(stored)) return entry;
	return { ...stored, ...entry, v: newerVersion(stored['v'], entry.v) };
}

/** Oldest first: the order in which the person tapped. */
export function inOrder(entries: readonly OutboxEntry[]): OutboxEntry[] {
	return [...entries].sort((a, b) => a.op.n - b.op.n);
}

function newerVersion(stored: unknown, own: number): number {
	return typeof stored === 'number' && stored > own ? stored : own;
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}
