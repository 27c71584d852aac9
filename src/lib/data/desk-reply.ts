import type { Clock, Reply } from '../sync/ports';
import { codeOf, replyOf, type HttpAnswer } from './http';

/** `refused`: our server's own word that what was asked about is not there, or not for this person. */
export type DeskReply<T> = Reply<T> | { readonly kind: 'refused' };

/** As `replyOf`, for what a person asks at once and hears of at once. */
export function deskReplyOf<T>(
	answer: HttpAnswer | null,
	clock: Clock,
	read: (body: unknown) => T | null
): DeskReply<T> {
	const code = codeOf(answer?.body);
	return code === 'missing' || code === 'forbidden'
		? { kind: 'refused' }
		: replyOf(answer, clock, read);
}
