import type { Ms } from '$lib/domain/ids';
import type { Op } from '$lib/domain/protocol/wire';

/** How far a word about an issue has come; `stored` and `undone` only after the phone's database has said so. */
export type Kept = 'saving' | 'stored' | 'undoing' | 'undone' | 'full' | 'failed';

/** When it was said, by the server's clock as far as it is known. */
export function saidAtMs({ clientAt, offsetMs }: Pick<Op, 'clientAt' | 'offsetMs'>): Ms {
	return clientAt + offsetMs;
}
