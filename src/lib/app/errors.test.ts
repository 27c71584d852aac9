import { expect, test, vi } from 'vitest';
import type { SyncStatus } from '$lib/sync/status';
import { noticeFor, type Facts } from './errors';

const NOW_MS = Date.UTC(2026, 10, 23, 6, 35);
const STATUS: SyncStatus = {
	word: 'synced',
	queued: 0,
	choices: 0,
	failed: 0,
	oldestQueuedAt: null,
	syncedAt: NOW_MS,
	reachable: true,
	live: true,
	sending: false,
	signedOut: false,
	deactivated: false,
	updateRequired: false,
	storageFailed: false,
	empty: false
};
const actions = {
	retry: vi.fn(),
	sign_in: vi.fn(),
	update: vi.fn(),
	show_queue: vi.fn(),
	change_browser: vi.fn()
};

function notice(status: Partial<SyncStatus>, facts: Partial<Facts> = {}) {
	const all: Facts = {
		status: { ...STATUS, ...status },
		nowMs: NOW_MS,
		storageFailed: false,
		keeping: 'stored',
		updateWaiting: false,
		onlineOnly: false,
		...facts
	};
	return noticeFor(all, actions);
}

test('says nothing when all is well', () => {
	expect(notice({})).toBeNull();
});

test('a queue is mentioned once it is older than a day', () => {
	const hourMs = 3_600_000;
	expect(notice({ queued: 2, oldestQueuedAt: NOW_MS - 23 * hourMs })).toBeNull();
	expect(notice({ queued: 2, oldestQueuedAt: NOW_MS - 25 * hourMs })?.kind).toBe('old_queue');
});

test('the gravest is said alone', () => {
	const all = { deactivated: true, signedOut: true, storageFailed: true };
	expect(notice(all, { updateWaiting: true })?.kind).toBe('deactivated');
	expect(notice({ signedOut: true }, { updateWaiting: true })?.kind).toBe('signed_out');
	expect(notice({}, { updateWaiting: true })?.kind).toBe('update_available');
});

test('one who must sign in again reads how many wait and is taken there', () => {
	const shown = notice({ signedOut: true, queued: 3 });
	expect(shown?.text).toContain('3');
	shown?.action?.run();
	expect(actions.sign_in).toHaveBeenCalledOnce();
});

test('storage that cannot be read is said before anybody is signed in', () => {
	const shown = notice({}, { status: null, storageFailed: true });
	expect(shown?.kind).toBe('storage_closed');
	expect(shown?.text).not.toBe(notice({ storageFailed: true })?.text);
});

test('inside another app it is said all the time that a network is needed, and how to change that', () => {
	const shown = notice({}, { onlineOnly: true });
	expect(shown?.kind).toBe('online_only');
	shown?.action?.run();
	expect(actions.change_browser).toHaveBeenCalledOnce();
	expect(notice({}, { onlineOnly: true, updateWaiting: true })?.kind).toBe('update_available');
});
