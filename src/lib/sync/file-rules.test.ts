import { expect, test } from 'vitest';
import { NOW, UNGIVEN, addOp, file, ofRow } from '../../../tests/fixtures/phone-files';
import { afterRows, cutShort, nextFileStep, type KeyedChange } from './file-rules';
import type { PhoneFile } from './files';

/** What becomes of that file. */
function applied(changes: readonly KeyedChange[], one: PhoneFile): Partial<PhoneFile> | null {
	return changes.find(({ key }) => key === one.key)?.change(one) ?? null;
}

test('a file that a restored server has lost goes again', () => {
	const sent = file(1, { state: 'sent', sentAt: NOW });
	const said = (uploadedAt: number) => () => ({ uploadedAt, removed: false });
	expect(afterRows([sent], said(0), NOW)).toEqual([]);
	expect(applied(afterRows([sent], said(5), NOW), sent)).toEqual({ confirmed: true });
	const confirmed = { ...sent, confirmed: true };
	expect(afterRows([confirmed], () => undefined, NOW)).toEqual([]);
	const lost = afterRows([confirmed], said(0), NOW);
	expect(applied(lost, confirmed)).toMatchObject({ state: 'waiting' });
	// Another tab has heard of it before.
	expect(applied(lost, { ...confirmed, state: 'waiting' })).toBeNull();
	// Nobody has ever said that it came.
	const late = afterRows([sent], said(0), NOW + 3_600_000);
	expect(applied(late, sent)).toMatchObject({ state: 'waiting' });
});

test('a draft whose giving was cut short is given if its op was stored, else a draft as before', () => {
	const [stored, lost] = [file(1, UNGIVEN), file(2, UNGIVEN)];
	const entries = [{ ...ofRow(1), ...addOp(1) }];
	const changes = cutShort([stored, lost], entries);
	const { op, attachment } = file(1);
	expect(applied(changes, stored)).toMatchObject({ state: 'waiting', draft: '', op, attachment });
	expect(applied(changes, lost)).toBeNull();
	// The tab that gave it goes on, and has said so meanwhile.
	expect(applied(changes, file(1))).toBeNull();
	expect(cutShort([file(1)], entries)).toEqual([]);
});

test('a row that is not decided holds its own file back, and no other', () => {
	const later = { ...ofRow(1), notBefore: NOW + 5_000 };
	const step = nextFileStep([file(1), file(2)], [later, ofRow(2, 'noop')], new Map(), NOW);
	expect(step).toMatchObject({ kind: 'send', file: { key: file(2).key } });
});
