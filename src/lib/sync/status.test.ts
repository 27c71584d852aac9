import { expect, test } from 'vitest';
import { outboxEntry } from '../../../tests/fixtures/outbox-entry';
import { queueItem, statusOf } from './status';

const calm = {
	...{ reachable: true, live: true, sending: false, signedOut: false, deactivated: false },
	...{ updateRequired: false, storageFailed: false, choices: 0, syncedAt: 1, nowMs: 0 }
};
const superseded = (name: string) => {
	const made = outboxEntry(1, { target: 'tasks/one' });
	const mark = { boot: made.op.id, seq: 1 };
	return {
		...made,
		op: { ...made.op, name },
		result: { id: made.op.id, outcome: 'superseded' as const, mark }
	};
};

test('a report that came too late is asked by its card, an undo that came too late is listed', () => {
	expect(queueItem(superseded('task.report'), 0)).toBeNull();
	expect(queueItem(superseded('task.undo'), 0)?.state).toBe('superseded');
});

test('the oldest waiting op is dated by the server’s clock', () => {
	const made = outboxEntry(1);
	const entries = [{ ...made, op: { ...made.op, clientAt: 5_000, offsetMs: -2_000 } }];
	expect(statusOf({ ...calm, entries }).oldestQueuedAt).toBe(3_000);
});

test('nobody whose account is off reads that all is synced', () => {
	expect(statusOf({ ...calm, entries: [], deactivated: true }).word).toBe('failed');
});

type Now = Partial<Record<'sending' | 'reachable', boolean>> &
	Partial<Record<'queued' | 'parked' | 'choices', number>>;

test.each<[Now, string]>([
	[{ queued: 1, sending: true }, 'sending'],
	[{ queued: 1, sending: true, reachable: false }, 'queued'],
	[{ queued: 1 }, 'queued'],
	[{ queued: 1, sending: true, choices: 1 }, 'choice'],
	[{ parked: 1, choices: 1 }, 'failed'],
	[{ reachable: false }, 'offline'],
	[{}, 'synced']
])('of %j the most pressing is said: %s', ({ queued = 0, parked = 0, ...now }, word) => {
	const entries = Array.from({ length: queued + parked }, (_, n) =>
		outboxEntry(n + 1, { parked: n >= queued })
	);
	expect(statusOf({ ...calm, ...now, entries }).word).toBe(word);
});
