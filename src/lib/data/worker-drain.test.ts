import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, test, vi } from 'vitest';
import { attachmentId } from '../domain/commands/attachments';
import { deriveRowId, makeUlid, type PersonId } from '../domain/ids';
import { parse } from '../domain/parse';
import { PushRequestSchema } from '../domain/protocol/wire';
import { outboxEntry } from '../../../tests/fixtures/outbox-entry';
import type { PhoneFile } from '../sync/files';
import { isUndecided } from '../sync/queue';
import { DeviceStore } from './device-store';
import { IdbFiles } from './idb-files';
import { IdbOutbox } from './idb-outbox';
import { drainDevice } from './worker-drain';

const [ANNA, BEN] = [deriveRowId<PersonId>('anna'), deriveRowId<PersonId>('ben')];
const boot = makeUlid(0, () => 0);

beforeEach(() => {
	vi.stubGlobal('indexedDB', new IDBFactory());
	vi.stubGlobal('navigator', {});
});

async function outboxOf(person: PersonId): Promise<IdbOutbox> {
	return new IdbOutbox(person, await new DeviceStore().readDevice(person));
}

/** Somebody was here, tapped, and left the queue behind; '' is the credential after signing out. */
async function leaveTap(personId: PersonId, credential: string): Promise<void> {
	const session = { v: 1, personId, name: 'somebody', token: 'lapsed', expiresAt: 0 } as const;
	await new DeviceStore().keepSession(session);
	const outbox = await outboxOf(personId);
	await outbox.update(() => ({ meta: { credential } }));
	await outbox.append(({ nextN }) => outboxEntry(nextN));
	await outbox.close();
}
async function countWaiting(person: PersonId): Promise<number> {
	return (await (await outboxOf(person)).read()).entries.filter(isUndecided).length;
}

/** A server that applies everything, and notes by which credential it came. */
function server(): { fetch: typeof fetch; credentials: (string | null)[] } {
	const credentials: (string | null)[] = [];
	const answer: typeof fetch = (_path, init) => {
		const headers = new Headers(init?.headers);
		expect(headers.get('Authorization')).toBeNull();
		credentials.push(headers.get('X-Muster-Credential'));
		const body: unknown = JSON.parse(typeof init?.body === 'string' ? init.body : 'null');
		const ops = parse(PushRequestSchema, body)?.ops ?? [];
		const results = ops.map(({ id }) => ({ id, outcome: 'applied', mark: { boot, seq: 1 } }));
		const head = { boot, seq: 1 };
		const timeline = [[boot, 0]];
		return Promise.resolve(Response.json({ proto: 1, serverAt: 0, head, timeline, results }));
	};
	return { fetch: answer, credentials };
}

test('the worker sends each person’s queue under that person’s own credential', async () => {
	await leaveTap(ANNA, 'of Anna');
	await leaveTap(BEN, 'of Ben');
	const { fetch, credentials } = server();
	expect(await drainDevice(fetch)).toBe(true);
	expect(credentials.sort()).toEqual(['of Anna', 'of Ben']);
	expect(await countWaiting(ANNA)).toBe(0);
	expect(await countWaiting(BEN)).toBe(0);
});

test('a queue that was sealed by signing out stays where it is', async () => {
	await leaveTap(ANNA, '');
	await leaveTap(BEN, 'of Ben');
	const { fetch, credentials } = server();
	expect(await drainDevice(fetch)).toBe(true);
	expect(credentials).toEqual(['of Ben']);
	expect(await countWaiting(ANNA)).toBe(1);
});

test('an unreachable server leaves the queue, and is tried again', async () => {
	await leaveTap(ANNA, 'of Anna');
	const offline: typeof fetch = () => Promise.reject(new TypeError('offline'));
	expect(await drainDevice(offline)).toBe(false);
	expect(await countWaiting(ANNA)).toBe(1);
});

test('one 401 is not the last word: the browser is to wake the worker again', async () => {
	await leaveTap(ANNA, 'of Anna');
	const refused: typeof fetch = () => Promise.resolve(Response.json({}, { status: 401 }));
	expect(await drainDevice(refused)).toBe(false);
	expect(await countWaiting(ANNA)).toBe(1);
});

test('a revoked credential is not tried again, and the queue stays', async () => {
	await leaveTap(ANNA, 'revoked');
	const refused: typeof fetch = () =>
		Promise.resolve(Response.json({ code: 'revoked' }, { status: 403 }));
	expect(await drainDevice(refused)).toBe(true);
	expect(await countWaiting(ANNA)).toBe(1);
});

/** A photo whose row is made by the tap with that number, or has gone already. */
async function leavePhoto(person: PersonId, tap: number): Promise<PhoneFile> {
	const op = outboxEntry(tap).op.id;
	const file: PhoneFile = {
		...{ v: 1, key: makeUlid(tap, () => 0.2), form: 'photo', mime: 'image/jpeg' },
		...{ sizeBytes: 5, width: 1, height: 1, durationMs: 0, state: 'waiting', draft: '' },
		...{ op, attachment: attachmentId(op), refusal: '', sentAt: 0, confirmed: false }
	};
	const files = new IdbFiles(person);
	await files.add(file, new ArrayBuffer(5), null);
	await files.close();
	return file;
}

test('the worker sends photos after the queue, by the credential', async () => {
	await leaveTap(ANNA, 'of Anna');
	await leavePhoto(ANNA, 1);
	await leavePhoto(ANNA, 2);
	const { fetch } = server();
	const log: string[] = [];
	const both: typeof globalThis.fetch = (path, init) => {
		const address = typeof path === 'string' ? path : '';
		log.push(/push|files/.exec(address)?.[0] ?? address);
		if (!address.includes('/files/')) return fetch(path, init);
		expect(new Headers(init?.headers).get('X-Muster-Credential')).toBe('of Anna');
		return Promise.resolve(Response.json({ uploadedAt: 7 }));
	};
	expect(await drainDevice(both)).toBe(true);
	expect(log).toEqual(['push', 'files', 'files']);
	const files = new IdbFiles(ANNA);
	expect((await files.list()).map(({ state }) => state)).toEqual(['sent', 'sent']);
});

test('the worker leaves photos alone that the server does not take now', async () => {
	await leaveTap(ANNA, 'of Anna');
	await leavePhoto(ANNA, 1);
	const { fetch } = server();
	const busy: typeof globalThis.fetch = (path, init) =>
		typeof path === 'string' && path.includes('/files/')
			? Promise.resolve(new Response('', { status: 503 }))
			: fetch(path, init);
	expect(await drainDevice(busy)).toBe(false);
	expect((await new IdbFiles(ANNA).list()).map(({ state }) => state)).toEqual(['waiting']);
});
