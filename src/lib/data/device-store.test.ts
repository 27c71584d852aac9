import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { beforeEach, expect, test, vi } from 'vitest';
import { deriveRowId, type PersonId } from '../domain/ids';
import type { StoredSession } from '../domain/protocol/account';
import { DeviceStore } from './device-store';

const [ANNA, BEN] = [deriveRowId<PersonId>('anna'), deriveRowId<PersonId>('ben')];
const sessionOf = (personId: PersonId, name: string): StoredSession => ({
	v: 1,
	personId,
	name,
	token: 'a token',
	expiresAt: 0
});

beforeEach(() => {
	vi.stubGlobal('indexedDB', new IDBFactory());
});

test('a device has one id per person, the same after a reload, and another elsewhere', async () => {
	const device = await new DeviceStore().readDevice(ANNA);
	expect(device).toMatch(/^[a-z0-9]{15}$/);
	expect(await new DeviceStore().readDevice(ANNA)).toBe(device);
	expect(await new DeviceStore().readDevice(BEN)).not.toBe(device);
	vi.stubGlobal('indexedDB', new IDBFactory());
	expect(await new DeviceStore().readDevice(ANNA)).not.toBe(device);
});

test('two tabs that start at once agree on the device', async () => {
	const [one, other] = [new DeviceStore(), new DeviceStore()];
	expect(await one.readDevice(ANNA)).toBe(await other.readDevice(ANNA));
});

test('the session is there after a reload until it is forgotten; its people stay known', async () => {
	const store = new DeviceStore();
	expect(await store.readSession()).toBeNull();
	await store.keepSession(sessionOf(ANNA, 'Anna'));
	await store.keepSession(sessionOf(BEN, 'Ben'));
	expect(await new DeviceStore().readSession()).toEqual(sessionOf(BEN, 'Ben'));
	await store.forgetSession();
	expect(await store.readSession()).toBeNull();
	const people = await store.readPeople();
	expect(people.map(({ name }) => name).sort()).toEqual(['Anna', 'Ben']);
});

test('a session goes on with a fresh token only where the former one is still stored', async () => {
	const store = new DeviceStore();
	const fresh = { token: 'a fresh token', expiresAt: 9 };
	await store.renewSession('a token', fresh);
	expect(await store.readSession()).toBeNull();
	await store.keepSession(sessionOf(ANNA, 'Anna'));
	await store.renewSession('another token', fresh);
	expect(await store.readSession()).toEqual(sessionOf(ANNA, 'Anna'));
	await store.renewSession('a token', fresh);
	expect(await store.readSession()).toEqual({ ...sessionOf(ANNA, 'Anna'), ...fresh });
});

test('a session of another shape counts as none', async () => {
	const store = new DeviceStore();
	await store.readPeople();
	const db = await openDB('muster-device');
	await db.put('device', { v: 9 }, 'session');
	db.close();
	expect(await store.readSession()).toBeNull();
});
