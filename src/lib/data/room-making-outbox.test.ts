import { beforeEach, expect, test } from 'vitest';
import { deriveRowId, type DeviceId, type PersonId } from '../domain/ids';
import type { OutboxChange, OutboxState } from '../sync/ports';
import { MemoryOutbox } from './memory-outbox';
import { RoomMakingOutbox } from './room-making-outbox';
import { StorageFailed, StorageFull } from './storage-error';

/** Refuses to write with `error` until there is room. */
class FullOutbox extends MemoryOutbox {
	error: Error | null = new StorageFull('no room');

	override async update(change: (state: OutboxState) => OutboxChange): Promise<OutboxState> {
		if (this.error) throw this.error;
		return await super.update(change);
	}
}

let full: FullOutbox;
let asked: number;
const count = (): OutboxChange => ({ meta: { resets: 1 } });

beforeEach(() => {
	full = new FullOutbox(deriveRowId<PersonId>('anna'), deriveRowId<DeviceId>('phone'));
	asked = 0;
});
function outbox(givesRoom: boolean): RoomMakingOutbox {
	return new RoomMakingOutbox(full, async () => {
		await Promise.resolve();
		asked++;
		if (givesRoom) full.error = null;
	});
}

test('a full phone gives up its replica for the queue', async () => {
	expect((await outbox(true).update(count)).meta.resets).toBe(1);
	expect(asked).toBe(1);
});

test('a phone that stays full says so', async () => {
	await expect(outbox(false).update(count)).rejects.toBeInstanceOf(StorageFull);
	expect(asked).toBe(1);
});

test('nothing is given up for another failure', async () => {
	full.error = new StorageFailed('closed');
	await expect(outbox(true).update(count)).rejects.toThrow('closed');
	expect(asked).toBe(0);
});
