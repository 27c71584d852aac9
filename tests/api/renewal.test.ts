import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { HttpAccount } from '$lib/data/http-account';
import { DAY_MS } from '$lib/domain/time';
import type { StoredSession } from '$lib/domain/protocol/account';
import { Client, Phone } from './support/client';
import { PASSWORD, personId } from './support/factory';
import { startSite, type Site } from './support/site';

let site: Site;
let account: HttpAccount;
let session: StoredSession;
beforeAll(async () => {
	site = await startSite();
	account = new HttpAccount((path, init) => fetch(site.nobody.url + path, init), {
		nowMs: () => Date.now()
	});
});
beforeEach(async () => {
	const reply = await account.signIn('F-member', PASSWORD);
	if (reply.kind !== 'ok') throw new Error(`sign-in: ${reply.kind}`);
	session = reply.answer;
	return () => patch({ active: true });
});
afterAll(() => site.stop());

async function patch(set: Record<string, unknown>): Promise<void> {
	const path = `/api/collections/people/records/${personId('member')}`;
	await site.root.mustSend('PATCH', path, set);
}

async function pullStatus(token: string): Promise<number> {
	const phone = new Phone(new Client(site.nobody.url, token), personId('member'), 'phone');
	return (await phone.sendPull({})).status;
}

test('a session that still counts is renewed for thirty days, and its former token ends by itself', async () => {
	const reply = await account.renewSession(session.token);
	if (reply.kind !== 'ok') throw new Error(`renewal: ${reply.kind}`);
	const { token, expiresAt } = reply.answer;
	expect(expiresAt).toBeGreaterThanOrEqual(session.expiresAt);
	expect(Math.abs(expiresAt - Date.now() - 30 * DAY_MS)).toBeLessThan(60_000);
	expect(await pullStatus(token)).toBe(200);
	expect(await pullStatus(session.token)).toBe(200);
});

test('a session that has ended is not renewed', async () => {
	await patch({ password: 'another-password', passwordConfirm: 'another-password' });
	expect(await account.renewSession(session.token)).toEqual({ kind: 'unauthorized' });
	await patch({ password: PASSWORD, passwordConfirm: PASSWORD });
});

test('somebody who has left renews nothing', async () => {
	await patch({ active: false });
	expect((await account.renewSession(session.token)).kind).not.toBe('ok');
});
