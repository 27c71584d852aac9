import { expect, test } from 'vitest';
import type { DoorReply, HttpDoor } from '$lib/data/http-door';
import { deriveRowId, type DeviceId, type PersonId } from '$lib/domain/ids';
import type { StoredSession } from '$lib/domain/protocol/account';
import { joiningPersonId, type PinKey } from '$lib/domain/protocol/joining';
import { AppDoor } from './door';

const KEY = 'ab'.repeat(16);
const ANNA = joiningPersonId(KEY);
const PIN = { by: 'pin', pin: '482913' } as const;
const session: StoredSession = { v: 1, personId: ANNA, name: 'Anna', token: 't', expiresAt: 0 };

function setUp(reply: DoorReply<StoredSession> | (() => DoorReply<StoredSession>)) {
	const kept = new Map<PersonId, PinKey>();
	const sent: unknown[] = [];
	/** what the phone kept while the request was on its way */
	const keptMeanwhile: PersonId[] = [];
	const ask = (request: unknown): Promise<DoorReply<StoredSession>> => {
		sent.push(request);
		keptMeanwhile.push(...kept.keys());
		return Promise.resolve(typeof reply === 'function' ? reply() : reply);
	};
	const requests = {
		join: (_code: string, newcomer: unknown) => ask(newcomer),
		signInByPin: ask
	} as unknown as HttpDoor;
	const door = new AppDoor(
		() => Promise.resolve({ kind: 'signed_in' }),
		requests,
		{
			readInstallation: () => Promise.resolve('installation'),
			readDevice: (person) => Promise.resolve(deriveRowId<DeviceId>('installation', person))
		},
		{
			readAll: () => Promise.resolve([...kept.values()]),
			read: (person) => Promise.resolve(kept.get(person) ?? null),
			keep: (pinKey) => Promise.resolve(void kept.set(pinKey.personId, pinKey)),
			forget: (person) => Promise.resolve(void kept.delete(person))
		}
	);
	const join = () => door.join('code', KEY, { name: 'Anna', staffNumber: '', lock: PIN });
	return { door, kept, sent, keptMeanwhile, join };
}

test('the key of a PIN is on the phone before anybody comes in by it', async () => {
	const { door, join, keptMeanwhile } = setUp({ kind: 'ok', answer: session });
	expect(await join()).toEqual({ kind: 'signed_in' });
	expect(keptMeanwhile).toEqual([ANNA]);
	expect(await door.readPins()).toEqual([{ personId: ANNA, name: 'Anna' }]);
});

test('it stays while nobody knows whether the server has heard', async () => {
	const { join, kept } = setUp({ kind: 'unreachable' });
	expect(await join()).toEqual({ kind: 'unreachable' });
	expect(kept.has(ANNA)).toBe(true);
});

test.each(['over', 'number_taken', 'invalid', 'wrong'] as const)(
	'it goes when the server says %s',
	async (kind) => {
		const { join, kept } = setUp({ kind });
		expect(await join()).toEqual({ kind });
		expect(kept.size).toBe(0);
	}
);

test('it stays when no answer came first, as whoever it is may be in', async () => {
	const replies: DoorReply<StoredSession>[] = [{ kind: 'unreachable' }, { kind: 'over' }];
	const { join, kept } = setUp(() => replies.shift() ?? { kind: 'over' });
	await join();
	expect(await join()).toEqual({ kind: 'over' });
	expect(kept.has(ANNA)).toBe(true);
});

test('whoever has come in, and shows another PIN than then, keeps the key', async () => {
	const replies: DoorReply<StoredSession>[] = [{ kind: 'unreachable' }, { kind: 'wrong_lock' }];
	const { join, kept } = setUp(() => replies.shift() ?? { kind: 'over' });
	await join();
	expect(await join()).toEqual({ kind: 'wrong_lock' });
	expect(kept.has(ANNA)).toBe(true);
});

test('signing in by PIN shows the key; a PIN that is over is forgotten, a mistyped one is not', async () => {
	const wrong = setUp({ kind: 'wrong_lock' });
	await wrong.join();
	wrong.kept.set(ANNA, { v: 1, personId: ANNA, name: 'Anna', key: KEY });
	expect(await wrong.door.signInByPin(ANNA, '000001')).toEqual({ kind: 'wrong' });
	expect(wrong.sent.at(-1)).toEqual({
		...{ person: ANNA, device: deriveRowId('installation', ANNA), key: KEY, pin: '000001' }
	});
	expect(wrong.kept.has(ANNA)).toBe(true);

	const over = setUp({ kind: 'over' });
	over.kept.set(ANNA, { v: 1, personId: ANNA, name: 'Anna', key: KEY });
	expect(await over.door.signInByPin(ANNA, '000001')).toEqual({ kind: 'over' });
	expect(over.kept.size).toBe(0);
});
