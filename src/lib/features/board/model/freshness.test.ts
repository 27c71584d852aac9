import { expect, test } from 'vitest';
import type { SyncStatus } from '$lib/sync/status';
import { freshnessOf } from './freshness';

const SYNCED_MS = 1_000_000;
const status = (more: Partial<SyncStatus> = {}): SyncStatus => ({
	word: 'synced',
	queued: 0,
	sending: false,
	oldestQueuedAt: null,
	choices: 0,
	failed: 0,
	syncedAt: SYNCED_MS,
	reachable: true,
	live: true,
	signedOut: false,
	deactivated: false,
	updateRequired: false,
	storageFailed: false,
	empty: false,
	...more
});

test('is live only while changes arrive by themselves', () => {
	expect(freshnessOf(status(), SYNCED_MS + 1_000).kind).toBe('live');
	expect(freshnessOf(status({ live: false }), SYNCED_MS + 1_000).kind).toBe('checked');
});

test('is live and sending at once: a queue does not make the figures old', () => {
	const queued = status({ word: 'queued', queued: 2 });
	expect(freshnessOf(queued, SYNCED_MS).kind).toBe('live');
});

test('stops with its time when the server is out of reach', () => {
	const freshness = freshnessOf(status({ word: 'offline', reachable: false }), SYNCED_MS + 5_000);
	expect(freshness).toEqual({
		kind: 'stopped',
		isOffline: true,
		asOfMs: SYNCED_MS,
		isStale: false
	});
});

test('looks old after 90 s without word, even if the connection claims to be open', () => {
	expect(freshnessOf(status(), SYNCED_MS + 90_000)).toMatchObject({ kind: 'live', isStale: false });
	expect(freshnessOf(status(), SYNCED_MS + 90_001)).toMatchObject({
		kind: 'stopped',
		isStale: true
	});
});

test('claims nothing before the first pull', () => {
	expect(freshnessOf(status({ empty: true, syncedAt: 0 }), SYNCED_MS).kind).toBe('never');
});
