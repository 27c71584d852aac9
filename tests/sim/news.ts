import { tapOnce } from './actions';
import type { Device } from './device';
import { spacesDue } from './properties';
import { Chance, mixSeed } from './random';
import { Violation } from './violation';
import type { World } from './world';

const TOLD_MS = 5_000;
/** Less than it takes until a page asks by itself. */
const SHOWN_MS = 10_000;
const ATTEMPTS = 8;

/**
 * All is quiet and the network good: what one person says is then soon on another's phone, which was
 * away while it was said, or is told of it too early and then again.
 */
export async function checkNews(world: World): Promise<void> {
	const chance = new Chance(mixSeed(world.seed, 8));
	const devices = world.devices.filter((device) => device.isIn);
	const listener = chance.pick(devices);
	const teller = chance.pick(devices.filter((device) => device !== listener));
	if (!listener || !teller) return;
	listener.setOnline(false);
	await say(world, teller, chance);
	listener.setOnline(true);
	await world.run(SHOWN_MS);
	mustShow(world, listener, 'was away');
	world.faults = { ...world.faults, pokeEarly: 1 };
	await say(world, teller, chance);
	world.faults = { ...world.faults, pokeEarly: 0 };
	await world.run(SHOWN_MS);
	mustShow(world, listener, 'was told');
}

/** Taps until there was something to tap, and lets it arrive. */
async function say(world: World, { programs }: Device, chance: Chance): Promise<void> {
	const { size } = world.taps.byId;
	for (let i = 0; i < ATTEMPTS && world.taps.byId.size === size; i++)
		for (const program of programs.slice(0, 1)) {
			const [a, b] = [chance.integer(0, 0xffff), chance.integer(0, 0xffff)];
			tapOnce(program, { tap: chance.mustPick(['report', 'create', 'edit']), a, b }, world);
		}
	await world.run(TOLD_MS);
}

function mustShow(world: World, listener: Device, why: string): void {
	if (world.hasFailed()) return;
	const { cursors } = listener.replica.held;
	for (const space of spacesDue(world, listener)) {
		const seq = world.store.newestSeq(space);
		if ((cursors[space] ?? 0) < seq)
			throw new Violation(
				'news comes by itself',
				`device ${listener.index} ${why}, and has ${space} up to ${String(cursors[space])} of ${seq}`
			);
	}
}
