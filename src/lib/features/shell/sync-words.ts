import type { Ms } from '$lib/domain/ids';
import type { SyncStatus } from '$lib/sync/status';
import { formatMoment, m } from '$lib/i18n';
import type { IconName } from '$lib/ui/icons.table';

/** What the header chip says; never more than is true. `icon` is null when all is well. */
export type SyncWords = { readonly text: string; readonly icon: IconName | null };

type Known = Pick<SyncStatus, 'word' | 'queued' | 'choices' | 'failed' | 'syncedAt' | 'empty'>;

export function syncWords(status: Known, nowMs: Ms): SyncWords {
	switch (status.word) {
		case 'failed':
			return { icon: 'wrong', text: m.sync_failed({ count: status.failed }) };
		case 'choice':
			return { icon: 'decide', text: m.sync_choice({ count: status.choices }) };
		case 'offline':
			return { icon: 'offline', text: offlineWords(status, nowMs) };
		case 'queued':
			return { icon: 'queued', text: m.sync_queued({ count: status.queued }) };
		case 'sending':
			return { icon: 'queued', text: m.sync_sending({ count: status.queued }) };
		case 'synced':
			return status.syncedAt === 0
				? { icon: null, text: m.sync_first() }
				: { icon: null, text: m.sync_synced({ time: formatMoment(status.syncedAt, nowMs) }) };
	}
}

function offlineWords(status: Known, nowMs: Ms): string {
	if (status.queued > 0) return m.sync_offline_queued({ count: status.queued });
	if (status.syncedAt === 0) return m.sync_offline_never();
	return m.sync_offline({ time: formatMoment(status.syncedAt, nowMs) });
}
