import { parse } from '../domain/parse';
import { FileTakenSchema } from '../domain/protocol/files';
import type { Clock } from '../sync/ports';
import type { FileRefusal, Sent } from '../sync/files';
import { codeOf, unanswered, type HttpAnswer } from './http';

const REFUSALS: readonly FileRefusal[] = [
	...(['forbidden', 'left_project', 'removed'] as const),
	...(['too_large', 'wrong_type', 'invalid'] as const)
];

/** What an answer to the sending of a file means; one without our code, such as a portal's page, is none. */
export function sentOf(answer: HttpAnswer | null, clock: Clock): Sent {
	if (answer?.status === 200) {
		const taken = parse(FileTakenSchema, answer.body);
		return taken ? { kind: 'ok', sentAt: taken.uploadedAt } : { kind: 'unreachable' };
	}
	const code = codeOf(answer?.body);
	if (answer?.status === 404 && code === 'missing') return { kind: 'missing' };
	const refusal = REFUSALS.find((known) => known === code);
	return refusal ? { kind: 'refused', code: refusal } : unanswered(answer, clock);
}
