import { parse } from '../../src/lib/domain/parse';
import { attachmentAdd } from '../../src/lib/domain/commands/attachments';
import { ulidTimeMs, type Ms, type RowId, type Ulid } from '../../src/lib/domain/ids';
import { DAY_MS } from '../../src/lib/domain/time';
import { isUnsent, type PhoneFile } from '../../src/lib/sync/files';
import { nextBatch } from '../../src/lib/sync/queue';
import type { Device } from './device';
import type { MemoryServerStore } from './memory-store';
import type { Phone } from './network';
import type { Restores } from './restores';
import { hold } from './violation';

/** A photo that a screen has accepted. */
export type Photo = {
	readonly key: Ulid;
	readonly device: Device;
	stored: 'pending' | 'kept' | 'failed';
	/** its person has taken it away at some time: it may be put back, or gone */
	takenAway: boolean;
};

type PhotoWorld = {
	readonly scheduler: { readonly nowMs: Ms };
	readonly store: MemoryServerStore;
	readonly devices: readonly Device[];
	readonly restores: Restores;
	readonly photos: Photos;
};

/** A tab hears of a tap at once, a worker within a second. */
const GIVES_WAY_MS = 3_000;
/** A clock may be a day wrong. */
const DRAFT_KEPT_MS = 29 * DAY_MS;

/** What was taken on all phones. */
export class Photos {
	readonly byKey = new Map<Ulid, Photo>();

	accept(device: Device, key: Ulid, stored: Promise<unknown>): void {
		const photo: Photo = { key, device, stored: 'pending', takenAway: false };
		this.byKey.set(key, photo);
		stored.then(
			() => (photo.stored = 'kept'),
			() => (photo.stored = 'failed')
		);
	}

	/** Nobody but its own person sends it. */
	checkOwner(phone: Phone, { key }: PhoneFile): void {
		const owner = this.byKey.get(key)?.device;
		hold(
			'nobody has another’s photo',
			owner?.id === phone.id && owner.person === phone.person,
			() => {
				return `${key} is sent by ${phone.id}`;
			}
		);
	}

	/** What was tapped before it set out, and long before it arrived, has gone first, or is under way for the first time. */
	checkWay({ key }: PhoneFile, sinceMs: Ms, nowMs: Ms): void {
		const device = this.byKey.get(key)?.device;
		// What a proxy does not take is parked and tried again.
		if (!device || device.narrowestBytes < Infinity) return;
		const { entries } = device.outbox.state;
		const putOff = new Set(
			entries.flatMap(({ laterCount, target }) => (laterCount > 0 ? [target] : []))
		);
		const early = nextBatch(entries, nowMs + device.skewMs).find(({ op, target }) => {
			const appendedAtMs = device.outbox.appendedAtMs.get(op.id) ?? Infinity;
			// What is sent again after a restore had gone first once: its turn comes when the phone hears of that.
			const wasHeard = op.was !== undefined;
			return (
				!wasHeard && !putOff.has(target) && appendedAtMs < Math.min(sinceMs, nowMs - GIVES_WAY_MS)
			);
		});
		hold('a status never waits for a photo', early === undefined, () => {
			return `${key} has arrived from device ${device.index}, where ${early?.op.name} ${early?.op.id} waits since before`;
		});
	}
}

/** True at any time. */
export function checkPhotos({ store, restores, photos, scheduler }: PhotoWorld): void {
	const there = new Set(store.photos.values());
	for (const { key, device, stored, takenAway } of photos.byKey.values()) {
		if (stored !== 'kept' || there.has(key) || device.photos.held.has(key)) continue;
		// Never given, and forgotten by now.
		if (scheduler.nowMs - ulidTimeMs(key) > DRAFT_KEPT_MS) continue;
		// What had gone, and was no longer kept, a restored server has lost.
		hold('no photo is lost', takenAway || restores.happened, () => {
			return `${key} is neither on device ${device.index} nor with the server`;
		});
	}
	checkOnce(store);
}

/** One photo is one row with its bytes. */
function checkOnce({ photos, log }: MemoryServerStore): void {
	const rows = new Map<Ulid, RowId>();
	for (const [row, key] of photos) {
		const other = rows.get(key);
		hold('a photo is there once', other === undefined, () => {
			return `${key} is there as ${row} and ${String(other)}, of ${log.length} ops`;
		});
		rows.set(key, row);
	}
}

/** True once all is quiet: what was given has come, and no row waits for bytes that nobody has. */
export function checkPhotosQuiet(world: PhotoWorld): void {
	checkPhotos(world);
	const { store, photos, devices } = world;
	for (const device of devices)
		for (const { key, state, attachment } of device.photos.files) {
			hold('nobody has another’s photo', photos.byKey.get(key)?.device === device, () => {
				return `device ${device.index} has ${key}`;
			});
			const isThere = attachment === '' || !store.get('attachments', attachment)?.uploadedAt;
			hold('no photo is lost', state !== 'sent' || !isThere, () => {
				return `device ${device.index} says that the server has ${key}, and it has not`;
			});
		}
	if (!world.restores.happened) checkNoneAwaited(world);
}

function checkNoneAwaited({ store, photos }: PhotoWorld): void {
	for (const { op } of store.log) {
		if (op.name !== 'attachment.add') continue;
		const key = parse(attachmentAdd.args, op.args)?.file;
		const row = store.all('attachments').find((one) => one.op === op.id);
		const photo = key && photos.byKey.get(key);
		if (!row || !photo || photo.takenAway || row.removed || row.uploadedAt > 0) continue;
		const file = photo.device.photos.held.get(photo.key);
		hold('a photo is there once', file?.attachment === row.id && isUnsent(file), () => {
			return `${row.id} waits for ${photo.key}, which is ${JSON.stringify(file)}`;
		});
	}
}

/** Nothing of a phone can go any more. */
export function arePhotosQuiet(device: Device, store: MemoryServerStore): boolean {
	return device.photos.files.every(({ state, attachment }) => {
		const row = attachment === '' ? undefined : store.get('attachments', attachment);
		return state !== 'waiting' && !(state === 'sent' && row?.uploadedAt === 0);
	});
}
