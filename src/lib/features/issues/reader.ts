import type { Muster } from '$lib/features/session';
import type { Reader } from './model/rows';

/** Who reads, and when. */
export function readerOf({ me, personId, nowMs, almanac }: Muster): Reader {
	return { actor: { id: personId, role: me?.role ?? 'member' }, nowMs, almanac };
}
