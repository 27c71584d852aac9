import type { Ms } from '$lib/domain/ids';
import type { SyncStatus } from '$lib/sync/status';

/** Without word from the server for this long, figures are shown as old. */
export const STALE_MS = 90_000;

export type Freshness = {
	/**
	 * `live`: changes arrive by themselves. `checked`: the newest attempt reached the server, but
	 * changes come only when asked for. `stopped`: not reached, or not for a while. `never`: nothing
	 * was ever pulled here.
	 */
	readonly kind: 'live' | 'checked' | 'stopped' | 'never';
	readonly isOffline: boolean;
	/** the figures are of this moment; 0 for `never` */
	readonly asOfMs: Ms;
	/** figures are to look old */
	readonly isStale: boolean;
};

export function freshnessOf(status: SyncStatus, nowMs: Ms): Freshness {
	const isOffline = status.word === 'offline' || !status.reachable;
	if (status.empty || status.syncedAt === 0)
		return { kind: 'never', isOffline, asOfMs: 0, isStale: false };
	const isStale = nowMs - status.syncedAt > STALE_MS;
	const common = { isOffline, asOfMs: status.syncedAt, isStale };
	if (isOffline || isStale) return { kind: 'stopped', ...common };
	return { kind: status.live ? 'live' : 'checked', ...common };
}
