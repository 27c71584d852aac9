import { beforeEach, expect, test } from 'vitest';
import { PageLocks } from '$lib/data/web-locks';
import { deriveRowId, type DeviceId, type PersonId } from '$lib/domain/ids';
import type { FreshToken, StoredSession } from '$lib/domain/protocol/account';
import { DAY_MS, MINUTE_MS } from '$lib/domain/time';
import type { Reply } from '$lib/sync/ports';
import { Renewal } from './renewal';

const NOW = Date.UTC(2026, 10, 24);
const FRESH: FreshToken = { token: 'fresh', expiresAt: NOW + 30 * DAY_MS };

/** A phone's session and its server, as far as renewing touches them. */
class World {
	stored: StoredSession | null;
	reply: Reply<FreshToken> = { kind: 'ok', answer: FRESH };
	nowMs = NOW;
	readonly locks = new PageLocks();
	readonly asked: string[] = [];
	readonly goneOn: unknown[] = [];
	woken = 0;

	constructor(leftDays: number) {
		this.stored = {
			v: 1,
			personId: deriveRowId<PersonId>('anna'),
			name: 'Anna',
			token: 'old',
			expiresAt: NOW + leftDays * DAY_MS
		};
	}

	/** A tab of its own; all share what is stored, and the locks. */
	tab(signedIn = true): Renewal {
		const running = {
			token: () => 'old',
			person: deriveRowId<PersonId>('anna'),
			device: deriveRowId<DeviceId>('phone'),
			locks: this.locks,
			serverNowMs: () => this.nowMs,
			engine: {
				wake: () => {
					this.woken += 1;
				}
			}
		};
		return new Renewal({
			device: { readSession: () => Promise.resolve(this.stored) },
			account: {
				renewSession: async (token) => {
					await Promise.resolve();
					this.asked.push(token);
					return this.reply;
				}
			},
			signedIn: {
				running: signedIn ? running : null,
				goOn: (former, fresh) => {
					this.goneOn.push([former, fresh]);
					if (this.stored) this.stored = { ...this.stored, ...fresh };
					return Promise.resolve();
				}
			}
		});
	}
}

let world: World;
beforeEach(() => {
	world = new World(26);
});

test('a session of some days is renewed, and goes on with the fresh token', async () => {
	await world.tab().renewIfDue();
	expect(world.asked).toEqual(['old']);
	expect(world.goneOn).toEqual([['old', FRESH]]);
});

test('a young session is left as it is', async () => {
	world = new World(28);
	await world.tab().renewIfDue();
	expect(world.asked).toEqual([]);
});

test('nobody is asked for while nobody is signed in, or somebody is just signing out', async () => {
	await world.tab(false).renewIfDue();
	world.stored = null;
	await world.tab().renewIfDue();
	expect(world.asked).toEqual([]);
});

test('one of two tabs asks, at once or one after the other', async () => {
	const [one, other] = [world.tab(), world.tab()];
	await Promise.all([one.renewIfDue(), other.renewIfDue()]);
	await other.renewIfDue();
	expect(world.asked).toEqual(['old']);
});

test('nothing is asked where another tab has stored another session', async () => {
	if (world.stored) world.stored = { ...world.stored, token: 'another' };
	await world.tab().renewIfDue();
	expect(world.asked).toEqual([]);
});

test('what did not reach the server changes nothing, and is asked again', async () => {
	const tab = world.tab();
	world.reply = { kind: 'unreachable' };
	await tab.renewIfDue();
	expect([world.goneOn, world.woken]).toEqual([[], 0]);
	world.reply = { kind: 'ok', answer: FRESH };
	await tab.renewIfDue();
	expect(world.goneOn).toHaveLength(1);
});

test('a session that is said to have ended is asked for again soon: once is no proof', async () => {
	const tab = world.tab();
	world.reply = { kind: 'unauthorized' };
	await tab.renewIfDue();
	await tab.renewIfDue();
	expect([world.asked.length, world.goneOn, world.woken]).toEqual([1, [], 1]);
	world.nowMs += 5 * MINUTE_MS;
	world.reply = { kind: 'ok', answer: FRESH };
	await tab.renewIfDue();
	expect(world.goneOn).toHaveLength(1);
});

test.each(['deactivated', 'revoked'] as const)(
	'a session that has ended (%s) is left to the engine to tell, once a day',
	async (kind) => {
		const tab = world.tab();
		world.reply = { kind };
		await tab.renewIfDue();
		await tab.renewIfDue();
		expect([world.asked.length, world.goneOn, world.woken]).toEqual([1, [], 1]);
		world.nowMs += DAY_MS;
		await tab.renewIfDue();
		expect(world.asked).toHaveLength(2);
	}
);
