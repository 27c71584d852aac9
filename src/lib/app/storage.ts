import { IdbOutbox } from '$lib/data/idb-outbox';
import { IdbReplica } from '$lib/data/idb-replica';
import { RoomMakingOutbox } from '$lib/data/room-making-outbox';
import type { Keeping } from '$lib/data/wipe-proof-outbox';
import type { DeviceId, PersonId } from '$lib/domain/ids';
import type { ReplicaStore } from '$lib/sync/ports';
import { afterPaint } from '$lib/ui/after-paint';
import { ObservedOutbox } from './observed-outbox';

/** What one person has on this device. */
export type PersonStorage = {
	readonly outbox: ObservedOutbox;
	readonly replica: ReplicaStore;
	/** Has it outlive a database that is cleared and a phone that is full. */
	endure(): Promise<void>;
	close(): Promise<void>;
};

/** @param kept called whenever the queue has come to be kept in another way */
export function openStorage(
	person: PersonId,
	device: DeviceId,
	kept: (keeping: Keeping) => void
): PersonStorage {
	// Read again at once: a queue whose database was deleted is written back.
	const queue = new IdbOutbox(person, device, () => void outbox.read().catch(() => undefined));
	const rows = new IdbReplica(person);
	let store: ReplicaStore = rows;
	let giveWay = (): Promise<void> => rows.clear();
	const outbox = new ObservedOutbox(new RoomMakingOutbox(queue, () => giveWay()));
	return {
		outbox,
		replica: {
			read: () => store.read(),
			apply: (...asked) => store.apply(...asked),
			clear: () => store.clear()
		},
		async endure() {
			// Such phones are few: its code is not loaded before the first tap.
			await afterPaint();
			const { WipeProofOutbox, YieldingReplica, forgetSeenFiles } = await import('./endurance');
			const yielding = new YieldingReplica(rows);
			store = yielding;
			giveWay = async () => {
				// Either may have made the room that is missing.
				await Promise.allSettled([yielding.giveWay(), forgetSeenFiles(person)]);
			};
			outbox.wrap((inner) => new WipeProofOutbox(inner, kept));
			// What is never seen cannot be written back.
			await outbox.read();
		},
		async close() {
			await Promise.all([queue.close(), rows.close()]);
		}
	};
}
