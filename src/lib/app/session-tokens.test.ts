import { beforeEach, describe, expect, test } from 'vitest';
import type { PersonId } from '$lib/domain/ids';
import { ANNA, BEN, World, deviceOf, sessionOf } from '../../../tests/fixtures/session-world';
import type { SessionKeeper } from './session';

let world: World;
let keeper: SessionKeeper;
beforeEach(() => {
	world = new World();
	keeper = world.tab();
});
const signIn = (person: PersonId, token?: string) => world.signIn(keeper, person, token);

describe('the push credential', () => {
	test('is fetched once, and kept beside the queue', async () => {
		await signIn(ANNA, 't');
		await keeper.ensureCredential();
		await keeper.ensureCredential();
		expect((await world.outboxOf(ANNA).read()).meta.credential).toBe('credential by t');
		expect(world.happened.filter((what) => what.startsWith('register'))).toHaveLength(1);
	});

	test('is a fresh one after each sign-in: what ended the session may have ended it too', async () => {
		await signIn(ANNA, 'old');
		await signIn(ANNA, 'fresh');
		expect((await world.outboxOf(ANNA).read()).meta.credential).toBe('credential by fresh');
	});

	test('is shown at the next sign-in, for everybody who has one here', async () => {
		await signIn(ANNA, 'a');
		await signIn(BEN, 'b');
		await signIn(BEN, 'c');
		expect(world.shown.map((known) => known.map(({ device }) => device))).toEqual([
			[],
			[deviceOf(ANNA)],
			[deviceOf(ANNA), deviceOf(BEN)]
		]);
		expect(world.shown.at(-1)?.[1]?.credential).toBe('credential by b');
	});

	test('is asked for again at the next start when the server could not be reached', async () => {
		world.reachable = false;
		await signIn(ANNA, 't');
		await keeper.ensureCredential();
		world.reachable = true;
		await keeper.ensureCredential();
		expect((await world.outboxOf(ANNA).read()).meta.credential).toBe('credential by t');
	});

	test('is fetched by one of two tabs that start together', async () => {
		world.session = sessionOf(ANNA, 't');
		const other = world.tab();
		await Promise.all([keeper.restore(), other.restore()]);
		await Promise.all([keeper.ensureCredential(), other.ensureCredential()]);
		expect(world.happened.filter((what) => what.startsWith('register'))).toHaveLength(1);
	});

	test('is there before another tab can find who has signed in', async () => {
		const { keepSession } = world.ports.device;
		const other = world.tab();
		world.ports.device.keepSession = async (session) => {
			await keepSession(session);
			await other.restore();
			await other.ensureCredential();
		};
		await signIn(ANNA, 't');
		expect(world.happened.filter((what) => what.startsWith('register'))).toHaveLength(1);
	});

	test('that arrives after its person has signed out is not kept', async () => {
		world.reachable = false;
		await signIn(ANNA, 't');
		world.reachable = true;
		const { registerDevice } = world.ports.account;
		world.ports.account.registerDevice = async (...args) => {
			const reply = await registerDevice(...args);
			await keeper.signOut();
			return reply;
		};
		await keeper.ensureCredential();
		expect((await world.outboxOf(ANNA).read()).meta.credential).toBe('');
	});

	test('that arrives after its person has signed out in another tab is not kept', async () => {
		world.reachable = false;
		await signIn(ANNA, 't');
		world.reachable = true;
		const other = world.tab();
		await other.restore();
		const { registerDevice } = world.ports.account;
		world.ports.account.registerDevice = async (...args) => {
			const reply = await registerDevice(...args);
			await keeper.signOut();
			return reply;
		};
		await other.ensureCredential();
		expect((await world.outboxOf(ANNA).read()).meta.credential).toBe('');
	});
});

describe('a session that goes on with a fresh token', () => {
	const fresh = { token: 'fresh', expiresAt: 9 };

	test('does so here and in other tabs', async () => {
		await signIn(ANNA);
		world.happened.length = 0;
		await keeper.goOn(`token of ${ANNA}`, fresh);
		expect(world.happened).toEqual(['renew Anna', 'announce']);
		expect(world.session).toEqual({ ...sessionOf(ANNA), ...fresh });
		expect(keeper.running?.token()).toBe('fresh');
	});

	test('is not brought back to a device that another tab signs out meanwhile', async () => {
		await signIn(ANNA);
		const { renewSession } = world.ports.device;
		world.ports.device.renewSession = async (...asked) => {
			world.session = null;
			await renewSession(...asked);
		};
		await keeper.goOn(`token of ${ANNA}`, fresh);
		expect(world.session).toBeNull();
	});

	test('does nothing once its person has left', async () => {
		await signIn(ANNA);
		await signIn(BEN);
		await keeper.goOn(`token of ${ANNA}`, fresh);
		expect(world.session).toEqual(sessionOf(BEN));
		expect(keeper.running?.token()).toBe(`token of ${BEN}`);
	});
});
