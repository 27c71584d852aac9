import { beforeEach, expect, test } from 'vitest';
import {
	MemoryFiles,
	NOW,
	OWNER,
	UNGIVEN,
	addOp,
	file,
	ofRow
} from '../../../tests/fixtures/phone-files';
import { outboxEntry } from '../../../tests/fixtures/outbox-entry';
import { attachmentId } from '../domain/commands/attachments';
import type { Engine } from './engine';
import { FileGiving } from './file-giving';
import type { OutboxEntry } from './ports';

const KEY = file(1).key;
let store: MemoryFiles;
let ops: OutboxEntry[];
let asked: { name: string; args: unknown }[];
/** why the phone does not store what is given; null when it does */
let refusal: Error | null;
let giving: FileGiving;
beforeEach(() => {
	store = new MemoryFiles();
	[ops, asked, refusal] = [[], [], null];
	const dispatch: Engine['dispatch'] = (name, args) => {
		asked.push({ name, args });
		const { op } = outboxEntry(100 + asked.length);
		const stored = refusal ? Promise.reject(refusal) : Promise.resolve();
		return { op: { ...op, clientAt: NOW }, stored };
	};
	giving = new FileGiving({ store, dispatch, readOps: () => Promise.resolve(ops) });
});
const opOf = (times: number) => outboxEntry(100 + times).op.id;

test('what was kept for a form goes with its word, named in the op, and nothing else does', async () => {
	store.files.set(KEY, file(1, UNGIVEN));
	store.files.set(file(2).key, file(2, { ...UNGIVEN, draft: 'another form' }));
	await giving.give('task', OWNER);
	expect(asked).toMatchObject([{ name: 'attachment.add', args: { ...OWNER, file: KEY } }]);
	const attachment = attachmentId(opOf(1));
	const given = { state: 'waiting', draft: '', op: opOf(1), attachment, owner: OWNER };
	expect(store.files.get(KEY)).toMatchObject(given);
	expect(store.files.get(file(2).key)?.state).toBe('draft');
	// Given by another tab before.
	await giving.give('task', OWNER);
	expect(asked).toHaveLength(1);
});

test('what was given as the app ended is not given again before it has heard of it', async () => {
	store.files.set(KEY, file(1, UNGIVEN));
	ops = [{ ...ofRow(1), ...addOp(1) }];
	await giving.give('task', OWNER);
	expect(asked).toEqual([]);
});

test('a form that is given twice at once gives each of its files once', async () => {
	store.files.set(KEY, file(1, UNGIVEN));
	await Promise.all([giving.give('task', OWNER), giving.give('task', OWNER)]);
	expect(asked).toHaveLength(1);
});

test('what the phone could not store is a draft as before', async () => {
	store.files.set(KEY, file(1, UNGIVEN));
	refusal = new Error('no room');
	await expect(giving.give('task', OWNER)).rejects.toThrow('no room');
	expect(store.files.get(KEY)).toEqual(file(1, UNGIVEN));
});

test('trying again sends the same one, and gives it anew where its row was refused or is gone', async () => {
	const refused = { state: 'refused', owner: OWNER } as const;
	store.files.set(KEY, file(1, { ...refused, refusal: 'too_large' }));
	ops = [ofRow(1, 'applied')];
	await giving.retry(KEY);
	expect([store.files.get(KEY)?.state, asked]).toEqual(['waiting', []]);
	store.files.set(KEY, file(1, { ...refused, refusal: 'invalid' }));
	ops = [ofRow(1, 'refused', 'missing')];
	await giving.retry(KEY);
	expect(store.files.get(KEY)).toMatchObject({ state: 'waiting', op: opOf(1), refusal: '' });
	store.files.set(KEY, file(1, { ...refused, refusal: 'missing' }));
	ops = [];
	await giving.retry(KEY);
	expect(store.files.get(KEY)).toMatchObject({ state: 'waiting', op: opOf(2) });
	await giving.retry(KEY);
	expect(asked).toHaveLength(2);
});

test('what is taken away before it went waits aside; what has gone stays as it is', async () => {
	store.files.set(KEY, file(1));
	store.files.set(file(2).key, file(2, { state: 'sent', sentAt: 5 }));
	for (const n of [1, 2]) await giving.takeAway(file(n).attachment || attachmentId(opOf(n)));
	expect(asked.map(({ name }) => name)).toEqual(['attachment.remove', 'attachment.remove']);
	expect(store.files.get(KEY)).toMatchObject({ state: 'aside', sentAt: NOW });
	expect(store.files.get(file(2).key)).toMatchObject({ state: 'sent', sentAt: 5 });
	refusal = new Error('no room');
	store.files.set(KEY, file(1));
	await expect(giving.takeAway(attachmentId(file(1).op || opOf(1)))).rejects.toThrow('no room');
	expect(store.files.get(KEY)?.state).toBe('waiting');
});
