import type { Ms } from '$lib/domain/ids';
import type { SyncStatus } from '$lib/sync/status';
import { formatMoment, m } from '$lib/i18n';
import type { IconName } from '$lib/ui/icons.table';

/** What the header chip says; never more than is true. `icon` is null when all is well. */
export type SyncWords = { readonly text: string; readonly icon: IconName | null };

type Known = Pick<
	SyncStatus,
	'word' | 'queued' | 'choices' | 'failed' | 'syncedAt' | 'deactivated'
>;

/** @param photos how many photos and voice notes wait: they come after all words */
export function syncWords(status: Known, nowMs: Ms, photos = 0): SyncWords {
	if (status.deactivated) return { icon: 'wrong', text: m.sync_deactivated() };
	switch (status.word) {
		case 'failed':
			return { icon: 'wrong', text: m.sync_failed({ count: status.failed }) };
		case 'choice':
			return { icon: 'decide', text: m.sync_choice({ count: status.choices }) };
		case 'offline':
			return { icon: 'offline', text: offlineWords(status.syncedAt, nowMs) };
		case 'queued':
			return { icon: 'queued', text: m.sync_queued({ count: status.queued }) };
		case 'sending':
			return { icon: 'queued', text: m.sync_sending({ count: status.queued }) };
		case 'synced':
			if (photos > 0) return { icon: 'queued', text: m.sync_files_queued({ count: photos }) };
			return status.syncedAt === 0
				? { icon: null, text: m.sync_first() }
				: { icon: null, text: m.sync_synced({ time: formatMoment(status.syncedAt, nowMs) }) };
	}
}

function offlineWords(syncedAt: Ms, nowMs: Ms): string {
	if (syncedAt === 0) return m.sync_offline_never();
	return m.sync_offline({ time: formatMoment(syncedAt, nowMs) });
}
