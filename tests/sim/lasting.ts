import type { OutboxEntry } from '../../src/lib/sync/ports';
import type { Device } from './device';
import { isNewer } from './newer';
import { Violation } from './violation';
import type { World } from './world';

const ROUND_MS = 5_000;
/** Longer than any back-off, twice over. */
const ROUNDS = 130;
const HEARD_MS = 1_000;

/** True where something goes on that only a person, or another version, can end. */
export function hasLasting(world: World): boolean {
	return world.devices.some(
		(device) => isBarred(world, device) || isHindered(device) || isAhead(world, device)
	);
}

/**
 * The network is back, and what lasts still lasts: ended sessions, access that was taken, a proxy
 * that takes little, words that the server does not know. What is promised meanwhile must come true before anything is put right.
 */
export async function outlast(world: World): Promise<void> {
	for (let round = 1; round <= ROUNDS && !world.hasFailed(); round++) {
		await world.run(ROUND_MS);
		world.checkScreens();
		if (world.devices.every((device) => complaint(world, device) === null))
			return checkLists(world);
	}
	for (const device of world.devices) {
		const violation = complaint(world, device);
		if (violation && !world.hasFailed()) throw violation;
	}
}

/** The person, or this phone, has no access any more. */
function isBarred(world: World, device: Device): boolean {
	return device.session === 'revoked' || world.server.actor(device.person) === null;
}

function isHindered(device: Device): boolean {
	return device.session === 'expired' || device.instead?.kind === 'narrow';
}

/** The phone holds what the server does not know yet. */
function isAhead({ server }: World, { outbox }: Device): boolean {
	const { entries } = outbox.state;
	return !server.isUpdated && entries.some(({ op, result }) => result === null && isNewer(op));
}

function complaint(world: World, device: Device): Violation | null {
	if (!device.isIn) return null;
	if (isBarred(world, device)) return stillHeld(device);
	return mayPush(device) ? stillQueued(world, device) : null;
}

function stillHeld(device: Device): Violation | null {
	// Nobody can tell a phone that has nothing left to ask with.
	if (device.session !== 'good' && device.credential === '') return null;
	const shown = device.programs.map((program) => program.engine.view.all('people').length);
	const { size } = device.replica.held.rows;
	if (size === 0 && shown.every((people) => people === 0)) return null;
	return new Violation(
		'no row out of scope stays on the phone',
		`device ${device.index} has no access, holds ${size} rows and shows ${shown.join()} people`
	);
}

function mayPush(device: Device): boolean {
	return device.session === 'good' || device.credential !== '';
}

function stillQueued({ restores }: World, device: Device): Violation | null {
	const parked = device.outbox.state.entries.find((entry) => entry.parked && fits(device, entry));
	if (parked)
		return new Violation(
			'queues empty',
			`device ${device.index} has parked ${parked.op.name} ${parked.op.id}, which would have passed`
		);
	const queued = sendable(device.outbox.state.entries, restores.happened);
	if (queued.length === 0) return null;
	return new Violation(
		'queues empty',
		`device ${device.index} could send and has not: ${queued.map(({ op }) => `${op.name} ${op.id}`).join()}`
	);
}

/** The op alone would have passed the narrowest proxy that the phone has met. */
function fits(device: Device, { op, result }: OutboxEntry): boolean {
	if (result !== null) return false;
	const { device: id, seen } = device.outbox.meta;
	return JSON.stringify({ proto: 1, device: id, seen, ops: [op] }).length < device.narrowestBytes;
}

/**
 * Neither parked nor of a newer app, nor behind such a one on its target.
 *
 * @param mayWait a restored server puts off what is missing there, for days
 */
function sendable(entries: readonly OutboxEntry[], mayWait: boolean): OutboxEntry[] {
	const held = new Set<string>();
	const open: OutboxEntry[] = [];
	for (const entry of entries) {
		if (entry.result !== null || held.has(entry.target)) continue;
		if (entry.parked || isNewer(entry.op) || (mayWait && entry.laterCount > 0))
			held.add(entry.target);
		else open.push(entry);
	}
	return open;
}

/** What is not decided is on the sync screen, and says whether it waits for the person. */
function checkLists(world: World): void {
	for (const device of world.devices)
		for (const program of device.programs) {
			// A tab that has only just gone on hears now of what was said meanwhile.
			if (program.frozenUntilMs + HEARD_MS > world.scheduler.nowMs) continue;
			const listed = new Map(program.engine.queue.map((item) => [item.id, item.state]));
			for (const { op, result, parked } of device.outbox.entries.values()) {
				const state = listed.get(op.id);
				if (result !== null || state === 'parked' || (state === 'waiting' && !parked)) continue;
				throw new Violation(
					'what is not sent is listed',
					`${op.name} ${op.id} waits on device ${device.index}, which lists it as ${String(state)}`
				);
			}
		}
}
