import { expect, test } from 'vitest';
import { deriveRowId, type DepartmentId } from '$lib/domain/ids';
import type { Invitation, Invited } from '$lib/domain/protocol/joining';
import type { Asked } from '$lib/features/session';
import { Invitations, stateOf } from './invitations.svelte';

const NOW = 1_000;
const department = deriveRowId<DepartmentId>('making');
const invitation = (change: Partial<Invitation> = {}): Invitation => ({
	...{ id: 'one', department, project: '', by: 'anna' },
	...{ uses: 2, used: 0, expiresAt: NOW + 1, endedAt: 0 },
	...change
});

test.each([
	['open', {}],
	['used_up', { used: 2 }],
	['expired', { expiresAt: NOW }],
	['ended', { endedAt: 1, used: 2, expiresAt: 0 }]
] as const)('%s', (state, change) => {
	expect(stateOf(invitation(change), NOW)).toBe(state);
});

type Reachable = 'ok' | 'unreachable' | 'refused';

function setUp(reachable: () => Reachable) {
	const answer = <T>(value: T): Promise<Asked<T>> => {
		const kind = reachable();
		return Promise.resolve(kind === 'ok' ? { kind, answer: value } : { kind });
	};
	const made: Invited = { invitation: invitation({ id: 'new' }), code: 'CODE' };
	return new Invitations({
		fetchInvitations: () => answer([invitation(), invitation({ id: 'two' })]),
		invite: () => answer(made),
		endInvitation: () => answer(null)
	});
}

test('what is made is shown with its code and stands first; ended, it is shown no more', async () => {
	const invitations = setUp(() => 'ok');
	await invitations.load();
	await invitations.make({ department, uses: 2, days: 7 });
	expect(invitations.shown?.code).toBe('CODE');
	expect(invitations.list?.map(({ id }) => id)).toEqual(['new', 'one', 'two']);
	await invitations.end('new', NOW);
	expect(invitations.shown).toBeNull();
	expect(invitations.list?.map((one) => stateOf(one, NOW))).toEqual(['ended', 'open', 'open']);
});

test('without a network it says so, and what was known stays', async () => {
	let reachable: Reachable = 'ok';
	const invitations = setUp(() => reachable);
	await invitations.load();
	reachable = 'unreachable';
	await invitations.make({ department, uses: 2, days: 7 });
	expect(invitations.notDone).toBe('make');
	await invitations.end('one', NOW);
	expect(invitations.notDone).toBe('end');
	await invitations.load();
	expect(invitations.notDone).toBe('load');
	expect(invitations.list?.map((one) => stateOf(one, NOW))).toEqual(['open', 'open']);
});

test('one that is gone, or no longer theirs, leaves the list and says so; one that may not be made, too', async () => {
	let reachable: Reachable = 'ok';
	const invitations = setUp(() => reachable);
	await invitations.load();
	reachable = 'refused';
	await invitations.end('one', NOW);
	expect(invitations.notDone).toBe('gone');
	expect(invitations.list?.map(({ id }) => id)).toEqual(['two']);
	await invitations.make({ department, uses: 2, days: 7 });
	expect(invitations.notDone).toBe('refused');
});
