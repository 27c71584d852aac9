import { describe, expect, test } from 'vitest';
import { outboxEntry } from '../../../tests/fixtures/outbox-entry';
import { deriveRowId, makeUlid, type DeviceId, type PersonId, type Ulid } from '../domain/ids';
import type { Result } from '../domain/protocol/wire';
import { absorb, settle } from './heal';
import type { OutboxChange, OutboxEntry, OutboxMeta, OutboxState } from './ports';

const NOW = 1_764_000_000_000;
const [first, second, restored] = [1, 2, 3].map((day) => makeUlid(day, () => 0)) as [
	Ulid,
	Ulid,
	Ulid
];

function stateOf(meta: Partial<OutboxMeta>, entries: OutboxEntry[] = []): OutboxState {
	const initial: OutboxMeta = {
		v: 1,
		person: deriveRowId<PersonId>('person'),
		device: deriveRowId<DeviceId>('device'),
		nextN: 9,
		seen: { boot: first, seq: 100 },
		timeline: [[first, 0]],
		offsetMs: 0,
		resets: 2,
		credential: ''
	};
	return { meta: { ...initial, ...meta }, entries };
}
const answer = (boot: Ulid, seq: number, timeline?: [Ulid, number][]) => ({
	serverAt: NOW + 5_000,
	head: { boot, seq },
	...(timeline ? { timeline } : {})
});
const decided = (n: number, seq: number, over: Partial<Result> = {}): OutboxEntry => {
	const entry = outboxEntry(n);
	const mark = { boot: first, seq };
	const result: Result = { id: entry.op.id, outcome: 'applied', mark, set: ['status'], ...over };
	return { ...entry, result, decidedAt: NOW, settled: true };
};
function changeOf(absorbed: ReturnType<typeof absorb>): OutboxChange {
	if (absorbed.kind === 'drop') throw new Error('dropped');
	return absorbed.change;
}

describe('an answer', () => {
	test('raises what was seen, and says how far the clocks are apart', () => {
		const absorbed = absorb(stateOf({}), 2, answer(first, 120), NOW);
		expect(absorbed.kind).toBe('ok');
		expect(changeOf(absorbed).meta).toMatchObject({
			seen: { boot: first, seq: 120 },
			offsetMs: 5_000
		});
	});
	test('that was overtaken by a newer one does not lower it', () => {
		expect(changeOf(absorb(stateOf({}), 2, answer(first, 90), NOW)).meta?.seen?.seq).toBe(100);
	});
	test('to a request made before the last reset is dropped', () => {
		expect(absorb(stateOf({}), 1, answer(first, 120), NOW).kind).toBe('drop');
	});
	test('from a boot that nobody has told of is dropped', () => {
		expect(absorb(stateOf({}), 2, answer(second, 120), NOW).kind).toBe('drop');
	});
	test('from before a restore is dropped once the new timeline is known', () => {
		const known = stateOf({
			seen: { boot: restored, seq: 95 },
			timeline: [
				[first, 0],
				[restored, 90]
			]
		});
		expect(absorb(known, 2, answer(first, 100), NOW).kind).toBe('drop');
	});
	test('after a plain restart goes on', () => {
		const timeline: [Ulid, number][] = [
			[first, 0],
			[second, 110]
		];
		const absorbed = absorb(stateOf({}), 2, answer(second, 115, timeline), NOW);
		expect(absorbed.kind).toBe('ok');
		expect(changeOf(absorbed).meta).toMatchObject({ seen: { boot: second, seq: 115 }, timeline });
	});
});

describe('a restored server', () => {
	const timeline: [Ulid, number][] = [
		[first, 0],
		[restored, 90]
	];
	const heal = (entries: OutboxEntry[]) =>
		absorb(stateOf({}, entries), 2, answer(restored, 90, timeline), NOW);

	test('is noticed though it did not say so', () => {
		const absorbed = heal([]);
		expect(absorbed.kind).toBe('reset');
		expect(changeOf(absorbed).meta).toMatchObject({
			resets: 3,
			replicaStale: true,
			seen: { boot: restored, seq: 90 }
		});
	});
	test('is handed back what it has lost, with its first mark, and nothing that it still has', () => {
		const [kept, lost] = [decided(1, 80), decided(2, 95)];
		const { put = [] } = changeOf(heal([kept, lost]));
		expect(put.map(({ op }) => op.n)).toEqual([2]);
		expect(put[0]).toMatchObject({
			result: null,
			settled: false,
			op: {
				fork: 90,
				was: { mark: { boot: first, seq: 95 }, outcome: 'applied', set: ['status'], lost: [] }
			}
		});
	});
	test('gets a tap whose base it has lost with the fork noted', () => {
		const entry = outboxEntry(3);
		const waiting = { ...entry, op: { ...entry.op, base: { boot: first, seq: 95 } } };
		expect(changeOf(heal([waiting])).put?.[0]?.op).toMatchObject({
			fork: 90,
			base: { boot: first, seq: 95 }
		});
	});
	test('that is restored again lowers the fork and keeps the first mark', () => {
		const lost = decided(2, 95);
		const was = { mark: { boot: first, seq: 95 }, outcome: 'applied' as const, set: ['status'] };
		const again = {
			...lost,
			op: { ...lost.op, fork: 70, was: { ...was, mark: { boot: first, seq: 92 } } }
		};
		expect(changeOf(heal([again])).put?.[0]?.op).toMatchObject({
			fork: 70,
			was: { mark: { seq: 92 } }
		});
	});

	/** Answered on the timeline that is lost now, to an op that had been sent again already. */
	const wasAfter = (over: Partial<Result>) => {
		const lost = decided(2, 95, { set: ['percent'], occurredAt: NOW - 5, ...over });
		const mark = { boot: first, seq: 92 };
		const was = { mark, outcome: 'applied' as const, set: ['status'], occurredAt: NOW - 9 };
		return changeOf(heal([{ ...lost, op: { ...lost.op, was } }])).put?.[0]?.op.was;
	};
	test('that is restored again is told of every field that was ever set, and every mark', () => {
		expect(wasAfter({})).toEqual({
			mark: { boot: first, seq: 92 },
			later: [{ boot: first, seq: 95 }],
			outcome: 'applied',
			set: ['status', 'percent'],
			occurredAt: NOW - 9
		});
		expect(wasAfter({ outcome: 'noop', set: [] })).toMatchObject({
			outcome: 'applied',
			set: ['status']
		});
	});
	test('that is restored again is told what was superseded meanwhile', () => {
		expect(wasAfter({ outcome: 'superseded', asked: ['status'] })).toMatchObject({
			outcome: 'superseded',
			set: ['percent'],
			asked: ['status']
		});
	});
	test('is told what those who lead could see', () => {
		const refused = { outcome: 'refused', code: 'left_project', passedOn: true } as const;
		const { op } = changeOf(heal([decided(2, 95, refused)])).put?.[0] ?? {};
		expect(op?.was).toMatchObject({ outcome: 'refused', passedOn: true });
		expect(wasAfter(refused)).toMatchObject({ outcome: 'refused', passedOn: true });
	});
	test('is told when it happened, and which boots are lost', () => {
		const entry = decided(2, 95, { occurredAt: NOW - 5 });
		const known: [Ulid, number][] = [
			[first, 0],
			[second, 99]
		];
		const state = stateOf({ timeline: known, seen: { boot: second, seq: 100 } }, [entry]);
		const absorbed = absorb(state, 2, answer(restored, 90, timeline), NOW);
		expect(changeOf(absorbed).put?.[0]?.op.was).toMatchObject({
			occurredAt: NOW - 5,
			lost: [[second, 99]]
		});
	});
});

describe('at a cycle’s end', () => {
	const head = { boot: first, seq: 100 };
	const week = 7 * 86_400_000;
	test('what the replica now shows leaves the overlay, and what is younger stays', () => {
		const [shown, younger] = [decided(1, 100), decided(2, 101)].map((e) => ({
			...e,
			settled: false
		}));
		const { put = [] } = settle(stateOf({}, [shown, younger] as OutboxEntry[]), head, NOW, week);
		expect(put.map(({ op, settled }) => [op.n, settled])).toEqual([[1, true]]);
	});
	test('a decided op leaves the phone after a week, one that nobody else speaks of only when it was read', () => {
		const refused = decided(2, 51, { outcome: 'refused', code: 'closed' });
		const read = { ...decided(3, 52, { outcome: 'refused', code: 'closed' }), seenByPerson: true };
		const uncarded = { ...decided(4, 53, { outcome: 'superseded' }), target: 'memberships/x' };
		const entries = [decided(1, 50), refused, read, uncarded];
		const { remove = [] } = settle(stateOf({}, entries), head, NOW + week + 1, week);
		expect(remove).toEqual([entries[0]?.op.id, read.op.id]);
		expect(settle(stateOf({}, entries), head, NOW + week, week).remove).toEqual([]);
	});
});
