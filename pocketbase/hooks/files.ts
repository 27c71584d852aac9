import type { Actor } from '$lib/domain/command';
import { LARGEST_BYTES } from '$lib/domain/commands/attachments';
import type { Rows } from '$lib/domain/entities';
import { AttachmentIdSchema, type AttachmentId, type Ms } from '$lib/domain/ids';
import type { Mark } from '$lib/domain/mark';
import { parse } from '$lib/domain/parse';
import { fileTypeOf, LARGEST_SIDE_PX, type Bytes } from '$lib/domain/rules/file-type';
import { mayFill } from '$lib/domain/rules/filling';
import { mayRead } from '$lib/domain/rules/rights';
import { DENIED, answerAtOnce, deny, type Denial } from './answers';
import { senderIn, sessionKeyOf, whoIsSignedIn, whoPushes, type Sender } from './identity';
import { beginRequest } from './logger';
import { poke } from './poke';
import { SqlStore, readClock } from './sql-store';
import { withStatements, type Statements } from './sql';
import { enter, isStopping, leave } from './stopping';
import { inTransaction } from './transaction';

type Attachment = Rows['attachments'];
type Asked = { readonly id: AttachmentId; readonly sender: Sender; readonly bytes: number[] };
/** `head` is null for bytes that were here already. */
type Taken = { readonly uploadedAt: Ms; readonly project: string; readonly head: Mark | null };

const MOST_BYTES = Math.max(...Object.values(LARGEST_BYTES));
const NOT_FILLED = {
	forbidden: DENIED.forbidden,
	removed: DENIED.removed,
	left_project: DENIED.leftProject
} as const;
const SMALL = '320x320f';
const ENDINGS: Readonly<Record<string, string>> = {
	'image/jpeg': 'jpg',
	'image/webp': 'webp',
	'audio/webm': 'webm',
	'audio/mp4': 'm4a',
	'audio/ogg': 'ogg'
};

/**
 * Takes the bytes of an attachment whose row has come before them, from the person whose it is. Sent
 * again, they are told when they came first.
 */
export function takeFile(e: core.RequestEvent): void {
	beginRequest(e);
	const asked = readFile(e);
	const taken = 'status' in asked ? asked : finish(e, asked);
	if ('status' in taken) {
		deny(e, taken);
		return;
	}
	answerAtOnce(e, JSON.stringify({ uploadedAt: taken.uploadedAt }));
	if (taken.head) poke(e.app, [`p:${taken.project}`], taken.head, false);
}

function finish(e: core.RequestEvent, asked: Asked): Taken | Denial {
	if (!enter(e.app)) return DENIED.busy;
	try {
		return commit(e, asked);
	} finally {
		leave(e.app);
	}
}

function readFile(e: core.RequestEvent): Asked | Denial {
	const device = e.request?.url?.query().get('device') ?? '';
	const identity = whoPushes(e, device);
	if (identity.kind === 'denied') return identity.denial;
	const id = parse(AttachmentIdSchema, e.request?.pathValue('attachment'));
	if (id === null) return DENIED.invalid;
	if ((e.request?.contentLength ?? 0) > MOST_BYTES) return DENIED.tooLarge;
	const bytes = toBytes(e.request?.body, MOST_BYTES + 1);
	if (bytes.length > MOST_BYTES) return DENIED.tooLarge;
	const person = identity.actor.id;
	return { id, bytes, sender: { person, device, sessionKey: sessionKeyOf(e, person) } };
}

function commit(e: core.RequestEvent, asked: Asked): Taken | Denial {
	return inTransaction(e, 'a file could not be taken', (statements, tx) =>
		isStopping(e.app) ? DENIED.busy : takeIn(tx, statements, asked)
	);
}

function takeIn(tx: core.App, statements: Statements, asked: Asked): Taken | Denial {
	const store = new SqlStore(statements);
	const sender = senderIn(statements, asked.sender);
	if (sender.kind === 'denied') return sender.denial;
	const row = store.get('attachments', asked.id);
	if (!row) return DENIED.missing;
	const allowed = mayFill(store, sender.actor, row);
	if (allowed !== 'ok') return NOT_FILLED[allowed];
	const refused = row.uploadedAt > 0 ? null : fits(row, asked.bytes);
	if (refused) return refused;
	const { project, uploadedAt } = row;
	if (uploadedAt > 0) return { project, uploadedAt, head: null };
	const nowMs = Date.now();
	const record = tx.findRecordById('attachments', row.id);
	const name = `${row.form}.${ENDINGS[row.mime] ?? 'bin'}`;
	record.set('file', $filesystem.fileFromBytes(asked.bytes, name));
	record.set('uploadedAt', nowMs);
	tx.save(record);
	const { head, timeline } = readClock(statements);
	const boot = timeline.at(-1)?.[0];
	if (!boot) throw new Error('the server has no boot');
	return { project, uploadedAt: nowMs, head: { boot, seq: head } };
}

/** What was told of it before must be true of what has come. */
function fits(row: Attachment, bytes: Bytes): Denial | null {
	if (bytes.length > LARGEST_BYTES[row.form]) return DENIED.tooLarge;
	const type = fileTypeOf(bytes);
	if (type?.mime !== row.mime) return DENIED.wrongType;
	if (Math.max(type.width, type.height) > LARGEST_SIDE_PX) return DENIED.tooLarge;
	return bytes.length === row.sizeBytes ? null : DENIED.invalid;
}

/** Shows a file to whoever may read its row; `?small` a photo at the size of a thumb. */
export function sendFile(e: core.RequestEvent): void {
	beginRequest(e);
	const identity = whoIsSignedIn(e);
	const id = parse(AttachmentIdSchema, e.request?.pathValue('attachment'));
	if (identity.kind === 'denied' || id === null) {
		deny(e, identity.kind === 'denied' ? identity.denial : DENIED.invalid);
		return;
	}
	const row = withStatements(e.app.db(), (statements) =>
		readable(new SqlStore(statements), identity.actor, id)
	);
	const isSmall = row?.form === 'photo' && e.request?.url?.query().has('small') === true;
	if (!row || !serve(e, row, isSmall)) deny(e, DENIED.missing);
}

/** PocketBase's own address of a file, which asks for the row's rights: what was taken away is not there either. */
export function guardFile(e: core.FileDownloadRequestEvent): void {
	// eslint-disable-next-line @typescript-eslint/only-throw-error -- PocketBase's own errors are not declared as such
	if (e.record?.getBool('removed')) throw new NotFoundError('There is no such file.');
	e.next();
}

/** Of what one may not read, nothing is said, not even that it is there. */
function readable(store: SqlStore, actor: Actor, id: AttachmentId): Attachment | null {
	const row = store.get('attachments', id);
	const isThere = row !== undefined && !row.removed && row.uploadedAt > 0;
	return isThere && mayRead(store, actor, row.project) ? row : null;
}

/** @returns false when the bytes are gone */
function serve(e: core.RequestEvent, row: Attachment, isSmall: boolean): boolean {
	const files = e.app.newFilesystem();
	try {
		const record = e.app.findRecordById('attachments', row.id);
		const name = record.getString('file');
		const folder = record.baseFilesPath();
		const original = `${folder}/${name}`;
		if (!e.request || name === '' || !files.exists(original)) return false;
		const headers = e.response.header();
		headers.set('X-Content-Type-Options', 'nosniff');
		// On a phone that several use, what one may read stays with that one.
		headers.set('Cache-Control', 'private, no-store');
		headers.set('Content-Type', row.mime);
		const small = `${folder}/thumbs_${name}/${SMALL}_${name}`;
		files.serve(e.response, e.request, isSmall ? thumbOf(files, original, small) : original, name);
		return true;
	} finally {
		files.close();
	}
}

/** The thumb's key, made when first asked for; the photo's own where it cannot be made smaller. */
function thumbOf(files: filesystem.System, original: string, small: string): string {
	if (files.exists(small)) return small;
	try {
		files.createThumb(original, small, SMALL);
		return small;
	} catch {
		return original;
	}
}
