import { expect, test } from 'vitest';
import { deriveRowId, type DeviceId, type PersonId } from '$lib/domain/ids';
import type { PinKey } from '$lib/domain/protocol/joining';
import type { DeskReply } from '$lib/data/desk-reply';
import { AppDesk, type SignedIn } from './server-desk';

const DEVICE = deriveRowId<DeviceId>('lost');
const OWN = deriveRowId<DeviceId>('own');
const ANNA = deriveRowId<PersonId>('anna');

function setUp({ signedIn = true, reply }: { signedIn?: boolean; reply: DeskReply<never> | null }) {
	const asked: string[] = [];
	const goneOn: unknown[] = [];
	const who: SignedIn = {
		running: signedIn ? { token: () => 'mine', person: ANNA, device: OWN } : null,
		goOn: (former, fresh) => {
			goneOn.push([former, fresh]);
			return Promise.resolve();
		}
	};
	const answer = <T>(token: string, value: T): Promise<DeskReply<T>> => {
		asked.push(token);
		return Promise.resolve(reply ?? { kind: 'ok', answer: value });
	};
	const kept: PinKey[] = [];
	const sent: unknown[] = [];
	const unreachable = (): Promise<{ kind: 'unreachable' }> =>
		Promise.resolve({ kind: 'unreachable' });
	const requests = {
		fetchDevices: (token: string) => answer(token, []),
		fetchHealth: unreachable,
		takeIn: unreachable,
		giveSlip: unreachable,
		fetchInvitations: unreachable,
		invite: unreachable,
		endInvitation: unreachable,
		setPin: (token: string, pin: unknown) => {
			sent.push(pin);
			return answer(token, null);
		},
		revokeDevice: (token: string) => answer(token, { token: 'fresh', expiresAt: 9 })
	};
	const desk = new AppDesk(who, requests, {
		read: (person) => Promise.resolve(kept.findLast((one) => one.personId === person) ?? null),
		keep: (pinKey) => {
			kept.push(pinKey);
			return Promise.resolve();
		}
	});
	return { desk, asked, goneOn, kept, sent };
}

test('a device is removed in the name of whoever is signed in, who goes on with a fresh token', async () => {
	const { desk, asked, goneOn } = setUp({ reply: null });
	expect(await desk.revokeDevice(DEVICE)).toEqual({ kind: 'ok', answer: null });
	expect(asked).toEqual(['mine']);
	expect(goneOn).toEqual([['mine', { token: 'fresh', expiresAt: 9 }]]);
});

test('nobody is asked for without a session, and one that ended is denied', async () => {
	const nobody = setUp({ signedIn: false, reply: null });
	expect(await nobody.desk.fetchDevices()).toEqual({ kind: 'denied' });
	expect(nobody.asked).toEqual([]);
	const ended = setUp({ reply: { kind: 'unauthorized' } });
	expect(await ended.desk.fetchDevices()).toEqual({ kind: 'denied' });
});

test('what did not reach the server changes nothing', async () => {
	const { desk, goneOn } = setUp({ reply: { kind: 'busy', retryAfterMs: null } });
	expect(await desk.revokeDevice(DEVICE)).toEqual({ kind: 'unreachable' });
	expect(goneOn).toEqual([]);
});

test('a refusal is not a lost network', async () => {
	const { desk } = setUp({ reply: { kind: 'refused' } });
	expect(await desk.fetchDevices()).toEqual({ kind: 'refused' });
});

test('another PIN counts with the key that the phone has already', async () => {
	const { desk, kept, sent } = setUp({ reply: null });
	expect(await desk.hasPin()).toBe(false);
	await desk.setPin('482913', 'Anna');
	await desk.setPin('739146', 'Anna');
	const key = kept[0]?.key;
	expect(key).toMatch(/^[0-9a-f]{32}$/);
	expect(sent).toEqual([
		{ device: OWN, key, pin: '482913' },
		{ device: OWN, key, pin: '739146' }
	]);
	expect(await desk.hasPin()).toBe(true);
});

test('a PIN that the server has not heard of is not one', async () => {
	const { desk, kept } = setUp({ reply: { kind: 'busy', retryAfterMs: null } });
	expect(await desk.setPin('482913', 'Anna')).toEqual({ kind: 'unreachable' });
	expect(kept).toEqual([]);
});
