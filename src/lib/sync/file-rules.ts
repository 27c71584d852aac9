import { attachmentAdd, attachmentId } from '../domain/commands/attachments';
import { ulidTimeMs, type AttachmentId, type Ms, type Ulid } from '../domain/ids';
import { parse } from '../domain/parse';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../domain/time';
import type { FileChange, FileOwner, FileRefusal, FileStore, PhoneFile, Sent } from './files';
import type { OutboxEntry } from './ports';
import { nextBatch } from './queue';

/** Who sends files holds this lock, page or worker. */
export const FILES_LOCK = 'files';
/** Bytes that the server has stay this long: one that is restored from a backup may have lost them. */
export const FILE_KEPT_MS = 7 * DAY_MS;
/** The rows have said by then that bytes have come; where they have not, the bytes go once more. */
const CONFIRMED_WITHIN_MS: Ms = 10 * MINUTE_MS;
/** A row that is not there yet, such as after a restore, is asked for again after this, later each time. */
const MISSING_AGAIN_MS: Ms = MINUTE_MS;
const LONGEST_MISSING_MS: Ms = HOUR_MS;
/** What was added to a form and never given is no longer wanted by then. */
const DRAFT_KEPT_MS = 30 * DAY_MS;

/** Until when a file is left alone whose row was missing, and how often it was, by the same word on its op. */
export type Missing = { readonly until: Ms; readonly times: number; readonly word: string };

/** What to do next about the files of a phone. */
export type FileStep =
	/** ops go first: a status never waits for a photo */
	| { readonly kind: 'ops_first' }
	| { readonly kind: 'send'; readonly file: PhoneFile }
	| { readonly kind: 'refuse'; readonly file: PhoneFile; readonly code: FileRefusal }
	/** everything that can go has gone; `again` when one that was missing may be asked for, null for none */
	| { readonly kind: 'idle'; readonly againAt: Ms | null };

/** The oldest file whose row the server has, once no op can be sent. */
export function nextFileStep(
	files: readonly PhoneFile[],
	entries: readonly OutboxEntry[],
	missing: ReadonlyMap<Ulid, Missing>,
	nowMs: Ms
): FileStep {
	const waiting = files.filter((file) => file.state === 'waiting');
	if (waiting.length === 0) return { kind: 'idle', againAt: null };
	if (nextBatch(entries, nowMs, 1).length > 0) return { kind: 'ops_first' };
	const byOp = new Map<string, OutboxEntry>(entries.map((entry) => [entry.op.id, entry]));
	let againAt: Ms | null = null;
	for (const file of waiting) {
		const entry = byOp.get(file.op);
		if (entry && entry.result === null) continue;
		if (entry?.result?.outcome === 'refused')
			return { kind: 'refuse', file, code: refusalOf(entry.result.code) };
		const missed = missing.get(file.key);
		// After a restore its row has come back, by another word of the server's.
		const until = missed && missed.word === wordOn(entry) ? missed.until : 0;
		// A wait longer than any is a clock that was set back: it is over.
		if (until <= nowMs || until > nowMs + LONGEST_MISSING_MS) return { kind: 'send', file };
		againAt = againAt === null ? until : Math.min(againAt, until);
	}
	return { kind: 'idle', againAt };
}

/** Why the row was refused, as far as it says something about the file. */
function refusalOf(code: string | undefined): FileRefusal {
	return code === 'left_project' || code === 'too_many' || code === 'forbidden' ? code : 'invalid';
}

/** What the server has said of the op that makes a row, as far as one such word differs from another. */
function wordOn(entry: OutboxEntry | undefined): string {
	const mark = entry?.result?.mark;
	return mark ? `${mark.boot} ${mark.seq}` : '';
}

/** The row of a file has been asked for once more, in vain. */
export function missedAgain(
	{ op }: PhoneFile,
	before: Missing | undefined,
	entries: readonly OutboxEntry[],
	nowMs: Ms
): Missing {
	const word = wordOn(entries.find((entry) => entry.op.id === op));
	const times = before?.word === word ? before.times + 1 : 1;
	const delayMs = Math.min(LONGEST_MISSING_MS, MISSING_AGAIN_MS * 2 ** Math.min(times - 1, 10));
	return { until: nowMs + delayMs, times, word };
}

/**
 * What the server's word makes of a file; null where it waits as before.
 *
 * @param entries the queue: a row that it has made may come back after a restore, no other
 */
export function afterSending(
	{ key, op }: PhoneFile,
	sent: Sent,
	entries: readonly OutboxEntry[],
	nowMs: Ms
): KeyedChange | null {
	const refused = (refusal: FileRefusal): KeyedChange => ({
		key,
		change: whileWaiting(op, { state: 'refused', refusal })
	});
	switch (sent.kind) {
		case 'ok':
			return { key, change: whileWaiting(op, { state: 'sent', sentAt: nowMs }) };
		case 'refused':
			return refused(sent.code);
		case 'too_large':
			return refused('too_large');
		case 'gone':
			return refused('lost');
		case 'missing':
			return entries.some((entry) => entry.op.id === op) ? null : refused('missing');
		default:
			return null;
	}
}

/** Another tab may have given it again, or its person have taken it away meanwhile. */
function whileWaiting(op: string, set: Partial<PhoneFile>): FileChange {
	return (file) => (file.state === 'waiting' && file.op === op ? set : null);
}

export type KeyedChange = { readonly key: Ulid; readonly change: FileChange };
/** What a row says of its file. */
export type FileRow = { readonly uploadedAt: Ms; readonly removed: boolean };

/**
 * What the rows say of files: that the bytes are there, that a restore has lost them, or that one which
 * was taken away is wanted again.
 */
export function afterRows(
	files: readonly PhoneFile[],
	rowOf: (attachment: AttachmentId) => FileRow | undefined,
	nowMs: Ms
): KeyedChange[] {
	return files.flatMap((file): KeyedChange[] => {
		const { key, attachment } = file;
		const row = attachment === '' ? undefined : rowOf(attachment);
		const set = row && afterRow(file, row, nowMs);
		if (!set) return [];
		const change: FileChange = (now) =>
			now.state === file.state && now.attachment === attachment ? set : null;
		return [{ key, change }];
	});
}

function afterRow(
	{ state, confirmed, sentAt }: PhoneFile,
	{ uploadedAt, removed }: FileRow,
	nowMs: Ms
): Partial<PhoneFile> | null {
	const again = { state: 'waiting', sentAt: 0, confirmed: false } as const;
	if (state === 'aside') return removed ? null : again;
	if (state !== 'sent') return null;
	if (uploadedAt > 0) return confirmed ? null : { confirmed: true };
	return confirmed || nowMs - sentAt > CONFIRMED_WITHIN_MS ? again : null;
}

/** What a restore has taken back, and the queue's word on it since: such a row will not be there again. */
export function refusedSince(
	files: readonly PhoneFile[],
	entries: readonly OutboxEntry[]
): KeyedChange[] {
	const results = new Map<string, OutboxEntry['result']>(
		entries.map(({ op, result }) => [op.id, result])
	);
	return files.flatMap(({ key, state, op }): KeyedChange[] => {
		const result = state === 'sent' ? results.get(op) : undefined;
		if (result?.outcome !== 'refused') return [];
		const refused = { state: 'refused', refusal: refusalOf(result.code), sentAt: 0 } as const;
		return [{ key, change: (now) => (now.state === state && now.op === op ? refused : null) }];
	});
}

/**
 * Files whose giving was cut short: the op that gives them is in the queue, and they do not know it yet.
 * Of several the last one counts.
 */
export function cutShort(
	files: readonly PhoneFile[],
	entries: readonly OutboxEntry[]
): KeyedChange[] {
	const given = new Map(entries.flatMap((entry) => givenBy(entry)));
	return files.flatMap(({ key, state, op }): KeyedChange[] => {
		const found = given.get(key);
		if (!found || found.op === op || !(state === 'draft' || state === 'refused')) return [];
		return [{ key, change: (now) => (now.op === op && now.state === state ? found : null) }];
	});
}

/** What a file is that was given by this op. */
function givenBy({ op }: OutboxEntry): [Ulid, Partial<PhoneFile>][] {
	const args = op.name === 'attachment.add' ? parse(attachmentAdd.args, op.args) : null;
	if (!args?.file) return [];
	const { file, project, task, subjectKind, subject } = args;
	const owner = { project, subjectKind, subject, ...(task === undefined ? {} : { task }) };
	return [[file, givenTo(op.id, owner)]];
}

/** A file that now belongs to a row, and goes when it can. */
export function givenTo(op: Ulid, owner: FileOwner): Partial<PhoneFile> {
	return { state: 'waiting', draft: '', op, attachment: attachmentId(op), owner, refusal: '' };
}

/** Those that need not be kept any more. */
export function expiredFiles(files: readonly PhoneFile[], nowMs: Ms): Ulid[] {
	return files.filter((file) => isExpired(file, nowMs)).map(({ key }) => key);
}

function isExpired({ state, sentAt, key }: PhoneFile, nowMs: Ms): boolean {
	if (state === 'sent' || state === 'aside') return nowMs - sentAt > FILE_KEPT_MS;
	return state === 'draft' && nowMs - ulidTimeMs(key) > DRAFT_KEPT_MS;
}

/** False where another tab, or the worker, has sent it since it was chosen, or it was given anew. */
export async function isStillWaiting(store: FileStore, { key, op }: PhoneFile): Promise<boolean> {
	const now = (await store.list()).find((file) => file.key === key);
	return now?.state === 'waiting' && now.op === op;
}
