import { beforeEach, describe, expect, test } from 'vitest';
import type { SignInReply } from '$lib/data/http-account';
import { StorageFailed } from '$lib/data/storage-error';
import type { PersonId } from '$lib/domain/ids';
import { ANNA, BEN, World, sessionOf } from '../../../tests/fixtures/session-world';
import type { SessionKeeper } from './session';

let world: World;
let keeper: SessionKeeper;
beforeEach(() => {
	world = new World();
	keeper = world.tab();
});
const signIn = (person: PersonId, token?: string) => world.signIn(keeper, person, token);

describe('signing in', () => {
	test('keeps the session, runs the person’s engine and tells other tabs', async () => {
		expect(await signIn(ANNA)).toEqual({ kind: 'signed_in' });
		expect(world.session).toEqual(sessionOf(ANNA));
		expect(keeper.running?.person).toBe(ANNA);
		expect(world.happened).toEqual([`register by token of ${ANNA}`, 'start Anna', 'announce']);
	});

	test.each<SignInReply>([
		{ kind: 'wrong' },
		{ kind: 'deactivated' },
		{ kind: 'unreachable' },
		{ kind: 'busy', retryAfterMs: 3_000 }
	])('says what stands in the way: $kind', async (reply) => {
		world.reply = reply;
		expect(await keeper.signIn('somebody', 'secret')).toEqual(reply);
		expect(keeper.running).toBeNull();
		expect(world.session).toBeNull();
	});

	test('is not done where the phone cannot keep the session', async () => {
		world.storageFails = true;
		expect(await signIn(ANNA)).toEqual({ kind: 'storage_failed' });
		expect(keeper.running).toBeNull();
	});

	test('leaves nothing running, nor rows of the person before, where the engine cannot start', async () => {
		await signIn(ANNA);
		world.startFails = true;
		expect(await signIn(BEN)).toEqual({ kind: 'storage_failed' });
		expect(keeper.running).toBeNull();
		expect(world.happened.slice(-4)).toEqual([
			'start Ben',
			'stop Ben',
			'announce',
			'forget rows of Anna'
		]);
	});

	test('again by the same person goes on with the fresh token and the queue', async () => {
		await signIn(ANNA, 'old');
		await world.tap(ANNA);
		await signIn(ANNA, 'fresh');
		expect(keeper.running?.token()).toBe('fresh');
		expect(world.happened).toEqual([
			...['register by old', 'start Anna', 'announce'],
			// Before anything is sent: the device may have been revoked meanwhile.
			...['register by fresh', 'renew Anna', 'announce']
		]);
		expect(await world.countQueued(ANNA)).toBe(1);
	});

	test('by another person takes the first one’s rows off the phone, and seals the queue', async () => {
		await signIn(ANNA);
		await world.tap(ANNA);
		await signIn(BEN);
		expect(keeper.running?.person).toBe(BEN);
		expect(world.happened).toContain('forget rows of Anna');
		expect(world.happened.indexOf('stop Anna')).toBeLessThan(world.happened.indexOf('start Ben'));
		expect(await keeper.readSealed()).toEqual([{ personId: ANNA, name: 'Anna', queued: 1 }]);
		expect(await world.countQueued(BEN)).toBe(0);
	});
});

describe('starting again', () => {
	test('goes on without a network', async () => {
		world.session = sessionOf(ANNA);
		world.reachable = false;
		await keeper.restore();
		expect(keeper.running?.person).toBe(ANNA);
	});

	test('runs nothing while nobody is signed in', async () => {
		await keeper.restore();
		expect(keeper.running).toBeNull();
	});

	test('follows another tab’s sign-out and sign-in', async () => {
		await signIn(ANNA);
		world.session = null;
		await keeper.restore();
		expect(keeper.running).toBeNull();
		world.session = sessionOf(BEN);
		await keeper.restore();
		expect(keeper.running?.person).toBe(BEN);
		expect(world.happened).not.toContain('forget rows of Anna');
	});
});

describe('signing out', () => {
	test('with an empty queue leaves no session, credential nor rows', async () => {
		await signIn(ANNA);
		await keeper.ensureCredential();
		world.happened.length = 0;
		expect(await keeper.signOut()).toEqual({ kind: 'signed_out' });
		expect(world.happened).toEqual([
			'forget the session',
			'stop Anna',
			'announce',
			'forget rows of Anna',
			'withdraw'
		]);
		expect((await world.outboxOf(ANNA).read()).meta.credential).toBe('');
		expect(keeper.running).toBeNull();
	});

	test('with a queue asks first, then keeps the queue for when the person returns', async () => {
		await signIn(ANNA);
		await world.tap(ANNA);
		expect(await keeper.signOut()).toEqual({ kind: 'asks', queued: 1 });
		expect(keeper.running?.person).toBe(ANNA);
		expect(await keeper.signOut({ force: true })).toEqual({ kind: 'signed_out' });
		expect(await keeper.readSealed()).toEqual([{ personId: ANNA, name: 'Anna', queued: 1 }]);
		await signIn(ANNA);
		expect(await keeper.readSealed()).toEqual([]);
		expect(await world.countQueued(ANNA)).toBe(1);
	});

	test('counts photos that wait, alone or beside a queue, before and after', async () => {
		await signIn(ANNA);
		world.files.set(ANNA, 2);
		expect(await keeper.signOut()).toEqual({ kind: 'asks', queued: 2 });
		await world.tap(ANNA);
		expect(await keeper.signOut()).toEqual({ kind: 'asks', queued: 3 });
		await keeper.signOut({ force: true });
		expect(await keeper.readSealed()).toEqual([{ personId: ANNA, name: 'Anna', queued: 3 }]);
	});

	test('reaches other tabs and the server even where the rows cannot be deleted', async () => {
		await signIn(ANNA);
		world.happened.length = 0;
		world.forgettingFails = true;
		await expect(keeper.signOut()).rejects.toThrow(StorageFailed);
		expect(world.session).toBeNull();
		expect(world.happened).toContain('announce');
		expect(world.happened).toContain('withdraw');
	});

	test('is done also where the phone cannot take the credential off', async () => {
		await signIn(ANNA);
		world.happened.length = 0;
		world.outboxOf(ANNA).update = () => Promise.reject(new StorageFailed('no room'));
		await expect(keeper.signOut()).rejects.toThrow(StorageFailed);
		expect(keeper.running).toBeNull();
		// The server is told that the credential ends.
		expect(world.happened).toEqual([
			'forget the session',
			'stop Anna',
			'announce',
			'forget rows of Anna',
			'withdraw'
		]);
	});

	test('works without a network', async () => {
		await signIn(ANNA);
		world.reachable = false;
		expect(await keeper.signOut()).toEqual({ kind: 'signed_out' });
		expect(world.session).toBeNull();
	});
});
