import { beforeEach, describe, expect, test } from 'vitest';
import { MemoryOutbox } from '$lib/data/memory-outbox';
import { StorageFailed } from '$lib/data/storage-error';
import { deriveRowId, type DeviceId, type PersonId } from '$lib/domain/ids';
import type { KnownPerson, StoredSession } from '$lib/domain/protocol/account';
import type { SignInReply } from '$lib/data/http-account';
import { outboxEntry } from '../../../tests/fixtures/outbox-entry';
import { isUndecided } from '$lib/sync/queue';
import { SessionKeeper, type Running, type SessionPorts } from './session';

const [ANNA, BEN] = [deriveRowId<PersonId>('anna'), deriveRowId<PersonId>('ben')];
const deviceOf = (person: PersonId): DeviceId => deriveRowId<DeviceId>('phone', person);
const sessionOf = (personId: PersonId, token = `token of ${personId}`): StoredSession => ({
	v: 1,
	personId,
	name: personId === ANNA ? 'Anna' : 'Ben',
	token,
	expiresAt: 0
});

/** A phone and its server, as far as signing in and out touches them. */
class World {
	session: StoredSession | null = null;
	readonly people = new Map<PersonId, KnownPerson>();
	readonly outboxes = new Map<PersonId, MemoryOutbox>();
	readonly happened: string[] = [];
	reply: SignInReply = { kind: 'unreachable' };
	reachable = true;
	storageFails = false;

	readonly ports: SessionPorts = {
		label: 'a phone',
		announce: () => this.happened.push('announce'),
		countQueued: (person) => this.countQueued(person),
		forgetReplica: (person) => this.note(`forget rows of ${nameOf(person)}`),
		compose: ({ personId, token }, device) => this.compose(personId, token, device),
		account: {
			signIn: () => Promise.resolve(this.reply),
			registerDevice: async (token) => {
				await this.note(`register by ${token}`);
				return this.reachable
					? { kind: 'ok', answer: { credential: `credential by ${token}` } }
					: { kind: 'unreachable' };
			},
			withdrawDevice: async () => {
				await this.note('withdraw');
				return this.reachable ? { kind: 'withdrawn' } : { kind: 'unreachable' };
			}
		},
		device: {
			readDevice: (person) => Promise.resolve(deviceOf(person)),
			readSession: () => Promise.resolve(this.session),
			keepSession: async (session) => {
				await Promise.resolve();
				if (this.storageFails) throw new StorageFailed('no room');
				this.session = session;
				const { personId, name } = session;
				this.people.set(personId, { v: 1, personId, name });
			},
			forgetSession: async () => {
				this.session = null;
				await this.note('forget the session');
			},
			readPeople: () => Promise.resolve([...this.people.values()])
		}
	};

	outboxOf(person: PersonId): MemoryOutbox {
		const outbox = this.outboxes.get(person) ?? new MemoryOutbox(person, deviceOf(person));
		this.outboxes.set(person, outbox);
		return outbox;
	}

	async tap(person: PersonId): Promise<void> {
		await this.outboxOf(person).append(({ nextN }) => outboxEntry(nextN));
	}

	async countQueued(person: PersonId): Promise<number> {
		return (await this.outboxOf(person).read()).entries.filter(isUndecided).length;
	}

	async note(what: string): Promise<void> {
		await Promise.resolve();
		this.happened.push(what);
	}

	compose(person: PersonId, first: string, device: DeviceId): Running {
		let token = first;
		return {
			person,
			device,
			// Signing in and out never asks the engine for anything.
			engine: {} as Running['engine'],
			outbox: this.outboxOf(person),
			serverNowMs: () => 0,
			token: () => token,
			renew: (session) => {
				({ token } = session);
				this.happened.push(`renew ${nameOf(person)}`);
			},
			start: () => this.note(`start ${nameOf(person)}`),
			stop: () => this.note(`stop ${nameOf(person)}`)
		};
	}
}
const nameOf = (person: PersonId): string => (person === ANNA ? 'Anna' : 'Ben');

let world: World;
let keeper: SessionKeeper;
beforeEach(() => {
	world = new World();
	keeper = new SessionKeeper(world.ports, () => undefined);
});
async function signIn(person: PersonId, token?: string): Promise<unknown> {
	world.reply = { kind: 'ok', answer: sessionOf(person, token) };
	return await keeper.signIn('somebody', 'secret');
}

describe('signing in', () => {
	test('keeps the session, runs the person’s engine and tells other tabs', async () => {
		expect(await signIn(ANNA)).toEqual({ kind: 'signed_in' });
		expect(world.session).toEqual(sessionOf(ANNA));
		expect(keeper.running?.person).toBe(ANNA);
		expect(world.happened).toEqual(['start Anna', 'announce']);
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

	test('again by the same person goes on with the fresh token and the queue', async () => {
		await signIn(ANNA, 'old');
		await world.tap(ANNA);
		await signIn(ANNA, 'fresh');
		expect(keeper.running?.token()).toBe('fresh');
		expect(world.happened).toEqual(['start Anna', 'announce', 'renew Anna', 'announce']);
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
			'forget rows of Anna',
			'announce',
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

	test('works without a network', async () => {
		await signIn(ANNA);
		world.reachable = false;
		expect(await keeper.signOut()).toEqual({ kind: 'signed_out' });
		expect(world.session).toBeNull();
	});
});

describe('the push credential', () => {
	test('is fetched once, and kept beside the queue', async () => {
		await signIn(ANNA, 't');
		await keeper.ensureCredential();
		await keeper.ensureCredential();
		expect((await world.outboxOf(ANNA).read()).meta.credential).toBe('credential by t');
		expect(world.happened.filter((what) => what.startsWith('register'))).toHaveLength(1);
	});

	test('is asked for again at the next start when the server could not be reached', async () => {
		world.reachable = false;
		await signIn(ANNA, 't');
		await keeper.ensureCredential();
		world.reachable = true;
		await keeper.ensureCredential();
		expect((await world.outboxOf(ANNA).read()).meta.credential).toBe('credential by t');
	});

	test('that arrives after its person has signed out is not kept', async () => {
		await signIn(ANNA, 't');
		const { registerDevice } = world.ports.account;
		world.ports.account.registerDevice = async (...args) => {
			const reply = await registerDevice(...args);
			await keeper.signOut();
			return reply;
		};
		await keeper.ensureCredential();
		expect((await world.outboxOf(ANNA).read()).meta.credential).toBe('');
	});
});
