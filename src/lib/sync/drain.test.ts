import { expect, test } from 'vitest';
import { outboxEntry } from '../../../tests/fixtures/outbox-entry';
import { MemoryOutbox } from '../data/memory-outbox';
import { deriveRowId, makeUlid, type DeviceId, type PersonId, type Ulid } from '../domain/ids';
import type { PushAnswer } from '../domain/protocol/wire';
import { Drain, type DrainPorts } from './drain';
import type { Reply } from './ports';

const boot = makeUlid(1, () => 0);

/** A queue of so many ops, and a server that says `tooLarge` of what it does not want at once. */
async function drainOf(count: number, tooLarge: (ids: readonly Ulid[]) => boolean) {
	const outbox = new MemoryOutbox(deriveRowId<PersonId>('person'), deriveRowId<DeviceId>('device'));
	for (let n = 1; n <= count; n++)
		await outbox.append(() => outboxEntry(n, { target: `tasks/${n}` }));
	const sizes: number[] = [];
	const push: DrainPorts['transport']['push'] = ({ ops }) => {
		sizes.push(ops.length);
		const results = ops.map(({ id, n }) => ({
			id,
			outcome: 'applied' as const,
			mark: { boot, seq: n }
		}));
		const timeline: [Ulid, number][] = [[boot, 0]];
		const answer = {
			proto: 1 as const,
			serverAt: 1,
			head: { boot, seq: count },
			timeline,
			results
		};
		const reply: Reply<PushAnswer> = tooLarge(ops.map(({ id }) => id))
			? { kind: 'too_large' }
			: { kind: 'ok', answer };
		return Promise.resolve(reply);
	};
	const drain = new Drain({
		clock: { nowMs: () => 1 },
		random: () => 0,
		transport: { push },
		outbox,
		locks: { exclusively: (_name, run) => run() }
	});
	return { drain, outbox, sizes };
}

test('what is too large at once is halved, and whole batches are tried again after it', async () => {
	const { drain, outbox, sizes } = await drainOf(60, (ids) => ids.length > 30);
	expect((await drain.run()).kind).toBe('idle');
	expect(sizes).toEqual([50, 25, 35, 17, 18]);
	expect((await outbox.read()).entries.every(({ result }) => result?.outcome === 'applied')).toBe(
		true
	);
});

test('an op that is too large alone is set aside, kept, and holds up none behind it', async () => {
	const fat = outboxEntry(2).op.id;
	const { drain, outbox } = await drainOf(3, (ids) => ids.includes(fat));
	expect((await drain.run()).kind).toBe('idle');
	const { entries } = await outbox.read();
	expect(entries.map(({ parked, result }) => [parked, result?.outcome])).toEqual([
		[false, 'applied'],
		[true, undefined],
		[false, 'applied']
	]);
});
