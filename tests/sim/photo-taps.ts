import type { Rows } from '../../src/lib/domain/entities';
import { makeUlid } from '../../src/lib/domain/ids';
import { commandOf } from '../../src/lib/domain/registry';
import type { FileGiving } from '../../src/lib/sync/file-giving';
import type { FileOwner, PhoneFile } from '../../src/lib/sync/files';
import { at, type Finger } from './finger';
import type { Photos } from './photos';
import { Chance } from './random';
import { StorageFailed } from '../../src/lib/data/storage-error';

export const PHOTO_TAPS = ['photo', 'takeAway', 'putBack', 'sendAgain'] as const;
export type PhotoTap = (typeof PHOTO_TAPS)[number];

export function isPhotoTap(tap: string): tap is PhotoTap {
	return PHOTO_TAPS.some((known) => known === tap);
}

export type Around = {
	readonly photos: Photos;
	/** a report of one's own, to which photos belong; null where there is nothing to report on */
	readonly report: (finger: Finger) => FileOwner | null;
	readonly onFault: (error: unknown) => void;
};

/** Taps on what has to do with photos. */
export function tapPhoto(tap: PhotoTap, finger: Finger, around: Around): void {
	const { program } = finger;
	if (!program.photos) return;
	const doing = { photo, takeAway, putBack, sendAgain }[tap](finger, around);
	doing.catch((error: unknown) => {
		// It says so on the screen, and what was there before is there still.
		if (!(error instanceof StorageFailed)) around.onFault(error);
	});
}

/** Adds one to a form; mostly the form is given then, with all that it holds. */
async function photo(finger: Finger, { photos, report }: Around): Promise<void> {
	const { program, a, b } = finger;
	const owner = b % 4 === 0 ? null : report(finger);
	const draft = `form ${a % 2}`;
	const file = newFile(finger, draft);
	const stored = program.photos?.store.add(file);
	if (!stored) return;
	photos.accept(program.device, file.key, stored);
	await stored;
	if (owner) await givingOf(finger)?.give(draft, owner);
	program.photos?.wake();
}

function newFile({ program, a, b, nowMs }: Finger, draft: string): PhoneFile {
	const chance = new Chance(a * 0x10000 + b + program.device.index);
	return {
		...{ v: 1, key: makeUlid(nowMs, chance.next), form: 'photo', mime: 'image/jpeg' },
		...{ sizeBytes: 1 + (a % 1000), width: 4, height: 3, durationMs: 0, state: 'draft', draft },
		...{ op: '', attachment: '', refusal: '', sentAt: 0, confirmed: false }
	};
}

async function takeAway(finger: Finger, { photos }: Around): Promise<void> {
	const row = at(ownRows(finger, false), finger.a);
	if (!row) return;
	for (const { key, attachment } of finger.program.device.photos.files)
		if (attachment === row.id) markTakenAway(photos, key);
	await givingOf(finger)?.takeAway(row.id);
}

function markTakenAway(photos: Photos, key: PhoneFile['key']): void {
	const taken = photos.byKey.get(key);
	if (taken) taken.takenAway = true;
}

async function putBack(finger: Finger): Promise<void> {
	const row = at(ownRows(finger, true), finger.a);
	if (row) await givingOf(finger)?.putBack(row.id);
}

async function sendAgain(finger: Finger): Promise<void> {
	const { photos } = finger.program.device;
	const refused = photos.files.filter(({ state }) => state === 'refused');
	const file = at(refused, finger.a);
	if (file) await givingOf(finger)?.retry(file.key);
	finger.program.photos?.wake();
}

function ownRows({ view, program }: Finger, removed: boolean): Rows['attachments'][] {
	return view
		.all('attachments')
		.filter((row) => row.person === program.device.person && row.removed === removed)
		.sort((x, y) => (x.id < y.id ? -1 : 1));
}

/** What is given is noted as every other tap. */
function givingOf({ program, taps }: Finger): FileGiving | undefined {
	const { photos } = program;
	if (!photos) return undefined;
	photos.given = (name, args, { op, stored }) => {
		const { kind, id: row } = commandOf(name).target(args, op.id);
		taps.accept(program, { id: op.id, name, kind, row }, stored);
	};
	return photos.giving;
}
