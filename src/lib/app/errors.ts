import type { Keeping } from '$lib/data/wipe-proof-outbox';
import type { Ms } from '$lib/domain/ids';
import { DAY_MS } from '$lib/domain/time';
import type { Notice } from '$lib/features/shell';
import { m } from '$lib/i18n';
import type { SyncStatus } from '$lib/sync/status';

/** What the frame of the app knows when it decides what to say above the screens. */
export type Facts = {
	/** null while nobody is signed in */
	readonly status: SyncStatus | null;
	readonly nowMs: Ms;
	/** what is stored on this device cannot be read */
	readonly storageFailed: boolean;
	/** where the queue is */
	readonly keeping: Keeping;
	readonly updateWaiting: boolean;
	/** another app's browser holds what is stored here */
	readonly onlineOnly: boolean;
};
export type NoticeActions = Readonly<
	Record<'retry' | 'sign_in' | 'update' | 'show_queue' | 'change_browser', () => void>
>;

type Row = {
	readonly kind: string;
	readonly icon: Notice['icon'];
	when(facts: Facts): boolean;
	words(queued: number): string;
	readonly action: { readonly does: keyof NoticeActions; readonly name: () => string } | null;
};

/**
 * How an error of the whole app looks: one sentence above the screens, the gravest only. What one
 * action meets (a refusal, a conflict, a full phone) is said where that action stands.
 */
const NOTICES: readonly Row[] = [
	{
		kind: 'deactivated',
		icon: 'wrong',
		when: ({ status }) => status?.deactivated === true,
		words: (count) => (count > 0 ? m.banner_deactivated({ count }) : m.banner_deactivated_empty()),
		action: null
	},
	{
		kind: 'storage_closed',
		icon: 'wrong',
		when: ({ storageFailed }) => storageFailed,
		words: () => m.banner_storage_closed(),
		action: { does: 'retry', name: m.common_retry }
	},
	{
		kind: 'queue_held',
		icon: 'wrong',
		when: ({ status, keeping }) => keeping === 'held' && (status?.queued ?? 0) > 0,
		words: (count) => m.banner_queue_held({ count }),
		action: { does: 'retry', name: m.common_retry }
	},
	{
		kind: 'storage_failed',
		icon: 'wrong',
		when: ({ status, keeping }) => status?.storageFailed === true || keeping === 'full',
		words: () => m.banner_storage(),
		action: { does: 'retry', name: m.common_retry }
	},
	{
		kind: 'update_required',
		icon: 'retry',
		when: ({ status }) => status?.updateRequired === true,
		words: () => m.banner_update_required(),
		action: { does: 'update', name: m.update_now }
	},
	{
		kind: 'signed_out',
		icon: 'me',
		when: ({ status }) => status?.signedOut === true,
		words: (count) => (count > 0 ? m.banner_signed_out_queue({ count }) : m.banner_signed_out()),
		action: { does: 'sign_in', name: m.login_submit }
	},
	{
		kind: 'queue_written_back',
		icon: 'queued',
		when: ({ status, keeping }) => keeping === 'written_back' && (status?.queued ?? 0) > 0,
		words: (count) => m.banner_queue_written_back({ count }),
		action: { does: 'show_queue', name: m.banner_show_queue }
	},
	{
		kind: 'old_queue',
		icon: 'queued',
		when: ({ status, nowMs }) =>
			status !== null && status.oldestQueuedAt !== null && nowMs - status.oldestQueuedAt > DAY_MS,
		words: (count) => m.banner_old_queue({ count }),
		action: { does: 'show_queue', name: m.banner_show_queue }
	},
	{
		kind: 'update_available',
		icon: 'retry',
		when: ({ updateWaiting }) => updateWaiting,
		words: () => m.banner_update_available(),
		action: { does: 'update', name: m.update_now }
	},
	{
		kind: 'online_only',
		icon: 'info',
		when: ({ onlineOnly }) => onlineOnly,
		words: () => m.banner_online_only(),
		action: { does: 'change_browser', name: m.in_app_change }
	}
];

export function noticeFor(facts: Facts, actions: NoticeActions): Notice | null {
	const row = NOTICES.find((each) => each.when(facts));
	if (!row) return null;
	const { kind, icon, action } = row;
	return {
		kind,
		icon,
		text: row.words(facts.status?.queued ?? 0),
		action: action && { name: action.name(), run: actions[action.does] }
	};
}
