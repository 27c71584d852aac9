import { describe, expect, test } from 'vitest';
import { LAUNCH, LEAD, ME } from '../../../../tests/fixtures/fake-muster.svelte';
import { asLead, asMe, give, rows } from '../../../../tests/fixtures/shift-world';
import type { Actor } from '../command';
import { deriveRowId, makeUlid, type PersonId } from '../ids';
import { wholeRow } from '../rows';
import { attachmentId } from './attachments';

describe('an attachment', () => {
	const word = deriveRowId('word');
	const add = (actor: Actor = asMe) =>
		give(
			'attachment.add',
			{
				...{ project: LAUNCH, subjectKind: 'checkins', subject: word },
				...{ form: 'photo', mime: 'image/webp', sizeBytes: 1_000 }
			},
			actor
		);
	const say = (person: PersonId = ME) =>
		rows.put('checkins', wholeRow('checkins', { id: word, project: LAUNCH, person }));

	test('is one of ten at most of one word; one that was taken away leaves room', () => {
		say();
		const added = Array.from({ length: 11 }, () => add());
		expect(added.map(({ said }) => said)).toEqual([...Array<string>(10).fill('ok'), 'too_many']);
		const [first] = added;
		const attachment = attachmentId(first?.op ?? makeUlid(0, () => 0));
		expect(give('attachment.remove', { attachment }).said).toBe('ok');
		expect(add().said).toBe('ok');
		expect(give('attachment.restore', { attachment }).said).toBe('too_many');
	});

	test('goes with one’s own word only, not with another’s, the lead’s neither, nor with none', () => {
		expect(add().said).toBe('missing');
		say(LEAD);
		expect([add().said, add(asLead).said]).toEqual(['forbidden', 'ok']);
		say();
		expect([add().said, add(asLead).said]).toEqual(['ok', 'forbidden']);
	});

	test('that was taken away is put back as it was', () => {
		say();
		const attachment = attachmentId(add().op);
		const before = rows.get('attachments', attachment);
		give('attachment.remove', { attachment });
		expect(rows.get('attachments', attachment)?.removed).toBe(true);
		expect(give('attachment.restore', { attachment }, asLead).said).toBe('ok');
		expect({ ...rows.get('attachments', attachment), revs: {} }).toEqual({ ...before, revs: {} });
	});
});
