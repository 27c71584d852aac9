import { expect, test } from 'vitest';
import { deskReplyOf } from './desk-reply';

const CLOCK = { nowMs: () => 0 };
const replyTo = (status: number, body: unknown) =>
	deskReplyOf({ status, body, retryAfter: null }, CLOCK, (read) => read);

test('what our server will not do is its word; anybody else’s page is no answer', () => {
	expect(replyTo(404, { code: 'missing' })).toEqual({ kind: 'refused' });
	expect(replyTo(403, { code: 'forbidden' })).toEqual({ kind: 'refused' });
	expect(replyTo(403, { code: 'deactivated' })).toEqual({ kind: 'deactivated' });
	expect(replyTo(404, undefined)).toEqual({ kind: 'unreachable' });
	expect(replyTo(403, '<html>')).toEqual({ kind: 'unreachable' });
	expect(replyTo(200, 'done')).toEqual({ kind: 'ok', answer: 'done' });
});
