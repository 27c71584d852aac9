import { expect, test } from 'vitest';
import { MemoryOutbox } from '$lib/data/memory-outbox';
import { deriveRowId, type DeviceId, type PersonId } from '$lib/domain/ids';
import { ObservedOutbox } from './observed-outbox';

test('the server’s clock is known from whatever was read or written last', async () => {
	const store = new MemoryOutbox(deriveRowId<PersonId>('person'), deriveRowId<DeviceId>('device'));
	const outbox = new ObservedOutbox(store);
	expect(outbox.offsetMs).toBe(0);
	await outbox.update(() => ({ meta: { offsetMs: 5_000 } }));
	expect(outbox.offsetMs).toBe(5_000);
	// Another tab has been answered.
	await store.update(() => ({ meta: { offsetMs: -3_000 } }));
	await outbox.read();
	expect(outbox.offsetMs).toBe(-3_000);
});
