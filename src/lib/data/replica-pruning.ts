import { EVENT_DAYS_HELD } from '../domain/entities';
import type { Ms } from '../domain/ids';
import { DAY_MS } from '../domain/time';
import type { StoredRow } from '../sync/ports';

/**
 * True for a status event that has left the span a replica holds, counted from the last pull by
 * the server's clock: a phone whose own clock is wrong must not drop what no pull would bring again.
 */
export function isPastHolding(stored: StoredRow, syncedAt: Ms): boolean {
	if (stored.kind !== 'status_events' || !('receivedAt' in stored.row)) return false;
	return stored.row.receivedAt < syncedAt - EVENT_DAYS_HELD * DAY_MS;
}
