import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import type { DBSchema } from 'idb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { IdbConnection } from './idb-connection';

type NotesDb = DBSchema & { notes: { key: string; value: string } };

/** The window, as far as it says that the page comes and goes. */
let page = new EventTarget();

beforeEach(() => {
	page = new EventTarget();
	vi.stubGlobal('indexedDB', new IDBFactory());
	vi.stubGlobal('onpagehide', null);
	vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
});
afterEach(() => {
	vi.unstubAllGlobals();
});

function open(): IdbConnection<NotesDb> {
	return new IdbConnection<NotesDb>('notes', 1, (db) => void db.createObjectStore('notes'));
}
function tell(type: 'pagehide' | 'pageshow', persisted: boolean): void {
	page.dispatchEvent(Object.assign(new Event(type), { persisted }));
}
const read = (notes: IdbConnection<NotesDb>) => notes.run((db) => db.get('notes', 'a'));

/** Writes in two steps, and goes on to the second one only when told. */
function writeSlowly(notes: IdbConnection<NotesDb>): {
	begun: Promise<void>;
	goOn: () => void;
	done: Promise<void>;
} {
	let begin = (): void => undefined;
	const begun = new Promise<void>((resolve) => (begin = resolve));
	let isHeldUp = true;
	const done = notes.run(async (db) => {
		const { store, done } = db.transaction('notes', 'readwrite');
		do {
			await store.get('a');
			begin();
		} while (isHeldUp);
		await Promise.all([store.put('written', 'a'), done]);
	});
	return { begun, goOn: () => (isHeldUp = false), done };
}

test('a page that is put aside in the middle of a write holds up no other page', async () => {
	const [aside, next] = [open(), open()];
	const write = writeSlowly(aside);
	await write.begun;
	tell('pagehide', true);
	expect(await read(next)).toBeUndefined();
	write.goOn();
	tell('pageshow', true);
	await write.done;
	expect(await read(next)).toBe('written');
});

test('a page that was put aside begins nothing until it is shown again', async () => {
	const notes = open();
	await read(notes);
	tell('pagehide', true);
	const begin = vi.fn(() => Promise.resolve());
	const later = notes.run(begin);
	await read(open());
	expect(begin).not.toHaveBeenCalled();
	tell('pageshow', true);
	await later;
	expect(begin).toHaveBeenCalledOnce();
});

test('a page that goes for good may finish what it has begun', async () => {
	const [going, next] = [open(), open()];
	const write = writeSlowly(going);
	await write.begun;
	tell('pagehide', false);
	write.goOn();
	await write.done;
	expect(await read(next)).toBe('written');
});

test('what a page was committing when it was put aside is written', async () => {
	const aside = open();
	const write = aside.run(async (db) => {
		const tx = db.transaction('notes', 'readwrite');
		const written = tx.store.put('written', 'a');
		tx.commit();
		tell('pagehide', true);
		await Promise.all([written, tx.done]);
	});
	await write;
	expect(await read(open())).toBe('written');
});
