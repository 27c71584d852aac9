import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, test, vi } from 'vitest';
import { deriveRowId, makeUlid, type AttachmentId, type PersonId } from '../domain/ids';
import type { PhoneFile } from '../sync/files';
import { IdbFiles, countUnsentFiles, forgetSeenFiles } from './idb-files';
import { StorageFull } from './storage-error';

const ANNA = deriveRowId<PersonId>('anna');
const ID = deriveRowId<AttachmentId>('attachment');
const bytes = (length: number) => new ArrayBuffer(length);

beforeEach(() => {
	vi.stubGlobal('indexedDB', new IDBFactory());
});

function file(n: number, more: Partial<PhoneFile> = {}): PhoneFile {
	return {
		...{ v: 1, key: makeUlid(n, () => 0.1), form: 'photo', mime: 'image/jpeg' },
		...{ sizeBytes: 10, width: 1, height: 1, durationMs: 0, state: 'draft', draft: 'task' },
		...{ op: '', attachment: '', refusal: '', sentAt: 0, confirmed: false, ...more }
	};
}

test('a photo is kept whole, and found again by who opens the store next', async () => {
	const store = new IdbFiles(ANNA);
	await store.add(file(2), bytes(20), bytes(2));
	await store.add(file(1), bytes(10), null);
	await store.close();
	const next = new IdbFiles(ANNA);
	expect((await next.list()).map(({ key }) => key)).toEqual([file(1).key, file(2).key]);
	expect((await next.bytesOf(file(2).key))?.byteLength).toBe(20);
	expect((await next.thumbOf(file(2).key))?.size).toBe(2);
	expect(await new IdbFiles(deriveRowId<PersonId>('ben')).list()).toEqual([]);
});

test('its small picture goes by the row’s name once there is one', async () => {
	const store = new IdbFiles(ANNA);
	await store.add(file(1), bytes(10), bytes(2));
	await store.change(file(1).key, () => ({ attachment: ID }));
	expect((await store.thumbOf(ID))?.size).toBe(2);
	expect(await store.thumbOf(file(1).key)).toBeNull();
	await store.change(
		makeUlid(9, () => 0),
		() => ({ attachment: ID })
	);
	expect(await store.list()).toHaveLength(1);
});

test('when the phone is full, what the server has goes first, and what waits never', async () => {
	const store = new IdbFiles(ANNA);
	await store.add(file(1, { state: 'sent' }), bytes(10), bytes(2));
	await store.add(file(2, { state: 'waiting' }), bytes(10), null);
	const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(() => {
		throw new DOMException('', 'QuotaExceededError');
	});
	await store.add(file(3), bytes(10), null);
	expect((await store.list()).map(({ key }) => key)).toEqual([file(2).key, file(3).key]);
	expect(await store.bytesOf(file(1).key)).toBeUndefined();
	for (let attempt = 0; attempt < 2; attempt++)
		full.mockImplementationOnce(() => {
			throw new DOMException('', 'QuotaExceededError');
		});
	await expect(store.add(file(4), bytes(10), null)).rejects.toBeInstanceOf(StorageFull);
	full.mockRestore();
	expect((await store.list()).map(({ key }) => key)).toEqual([file(2).key, file(3).key]);
});

test('a photo that cannot be kept whole leaves nothing of itself', async () => {
	const store = new IdbFiles(ANNA);
	// What no database takes, behind bytes that it has taken.
	const odd = { ...file(1), mime: (() => '') as unknown as string };
	await expect(store.add(odd, bytes(10), bytes(2))).rejects.toThrow();
	expect(await store.list()).toEqual([]);
	expect(await store.bytesOf(file(1).key)).toBeUndefined();
	expect(await store.thumbOf(file(1).key)).toBeNull();
});

test('small pictures of others are bounded: the oldest go', async () => {
	const store = new IdbFiles(ANNA);
	for (let n = 0; n < 405; n++) await store.keepThumb(`thumb${n}`, bytes(1), 'image/jpeg', n);
	expect(await store.thumbOf('thumb4')).toBeNull();
	expect(await store.thumbOf('thumb5')).not.toBeNull();
	expect(await store.thumbOf('thumb404')).not.toBeNull();
});

test('whoever leaves the device leaves nothing that they have seen, and all that they have to send', async () => {
	const store = new IdbFiles(ANNA);
	await store.keepThumb(ID, bytes(1), 'image/jpeg', 1);
	await store.add(file(1, { state: 'waiting' }), bytes(10), bytes(2));
	await store.add(file(2, { state: 'refused' }), bytes(10), null);
	await store.add(file(3, { state: 'draft' }), bytes(10), null);
	await store.close();
	await forgetSeenFiles(ANNA);
	const next = new IdbFiles(ANNA);
	expect(await next.thumbOf(ID)).toBeNull();
	expect((await next.bytesOf(file(1).key))?.byteLength).toBe(10);
	expect((await next.thumbOf(file(1).key))?.size).toBe(2);
	expect(await countUnsentFiles(ANNA)).toBe(2);
});

test('that a file was sent is noted on a full phone too', async () => {
	const store = new IdbFiles(ANNA);
	await store.add(file(1, { state: 'sent' }), bytes(10), null);
	await store.add(file(2, { state: 'waiting' }), bytes(10), null);
	vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(() => {
		throw new DOMException('', 'QuotaExceededError');
	});
	await store.change(file(2).key, () => ({ state: 'sent' }));
	vi.restoreAllMocks();
	expect((await store.list()).map(({ key, state }) => [key, state])).toEqual([
		[file(2).key, 'sent']
	]);
});

test('small pictures of what may be seen no more go; one’s own stay', async () => {
	const store = new IdbFiles(ANNA);
	await store.add(file(1, { state: 'waiting' }), bytes(10), bytes(2));
	for (const name of [ID, 'gone']) await store.keepThumb(name, bytes(1), 'image/jpeg', 1);
	await store.dropThumbs((name) => name === ID);
	expect(await store.thumbOf('gone')).toBeNull();
	expect(await store.thumbOf(ID)).not.toBeNull();
	expect(await store.thumbOf(file(1).key)).not.toBeNull();
});
