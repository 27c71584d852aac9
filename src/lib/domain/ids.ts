import * as v from 'valibot';
import { brandAs, type Brand } from './brand';

export type Ulid = Brand<string, 'Ulid'>;
export type RowId = string;
export type PersonId = Brand<string, 'PersonId'>;
export type DepartmentId = Brand<string, 'DepartmentId'>;
export type ProjectId = Brand<string, 'ProjectId'>;
export type PhaseId = Brand<string, 'PhaseId'>;
export type TaskId = Brand<string, 'TaskId'>;
export type EventId = Brand<string, 'EventId'>;
export type ConflictId = Brand<string, 'ConflictId'>;
export type CheckinId = Brand<string, 'CheckinId'>;
export type IssueId = Brand<string, 'IssueId'>;
export type AttachmentId = Brand<string, 'AttachmentId'>;
export type PlaceId = Brand<string, 'PlaceId'>;
export type LeaveId = Brand<string, 'LeaveId'>;
export type UnheardReportId = Brand<string, 'UnheardReportId'>;
export type DeviceId = Brand<string, 'DeviceId'>;
/** Milliseconds since the Unix epoch. */
export type Ms = number;

const ROW_ID = /^[a-z0-9]{15}$/;
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

const rowId = <Id extends string>() =>
	v.pipe(
		v.string(),
		v.regex(ROW_ID, 'an id is 15 characters of [a-z0-9]'),
		v.transform((text) => brandAs<Id>(text))
	);

export const PersonIdSchema = rowId<PersonId>();
export const DepartmentIdSchema = rowId<DepartmentId>();
export const ProjectIdSchema = rowId<ProjectId>();
export const PhaseIdSchema = rowId<PhaseId>();
export const TaskIdSchema = rowId<TaskId>();
export const EventIdSchema = rowId<EventId>();
export const ConflictIdSchema = rowId<ConflictId>();
export const CheckinIdSchema = rowId<CheckinId>();
export const IssueIdSchema = rowId<IssueId>();
export const AttachmentIdSchema = rowId<AttachmentId>();
export const PlaceIdSchema = rowId<PlaceId>();
export const LeaveIdSchema = rowId<LeaveId>();
export const UnheardReportIdSchema = rowId<UnheardReportId>();
export const DeviceIdSchema = rowId<DeviceId>();
export const UlidSchema = v.pipe(
	v.string(),
	v.regex(ULID, 'a ULID is 26 characters of Crockford base 32'),
	v.transform((text) => brandAs<Ulid>(text))
);

/** Who changed a row in the database's own screens: on that behalf its changes are stamped and logged. */
export const DASHBOARD = 'dashboard000000';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ULID_TIME_LENGTH = 10;
const ULID_RANDOM_LENGTH = 16;

/**
 * A ULID: 48 bits of time, 80 of chance, sortable as text.
 *
 * @param nowMs  0 ≤ nowMs < 2^48
 * @param random uniform in [0, 1), called 16 times
 * @see https://github.com/ulid/spec
 */
export function makeUlid(nowMs: Ms, random: () => number): Ulid {
	let time = '';
	for (let rest = Math.floor(nowMs), i = 0; i < ULID_TIME_LENGTH; i++) {
		time = CROCKFORD.charAt(rest % 32) + time;
		rest = Math.floor(rest / 32);
	}
	let chance = '';
	for (let i = 0; i < ULID_RANDOM_LENGTH; i++)
		chance += CROCKFORD.charAt(Math.floor(random() * 32));
	return brandAs<Ulid>(time + chance);
}

/** The time a ULID was made at, in ms. */
export function ulidTimeMs(ulid: Ulid): Ms {
	let ms = 0;
	for (const char of ulid.slice(0, ULID_TIME_LENGTH)) ms = ms * 32 + CROCKFORD.indexOf(char);
	return ms;
}

/** Of cyrb53: where its two halves begin, and what they are multiplied by. */
const [A, B, A_TIMES, B_TIMES] = [0xdeadbeef, 0x41c6ce57, 2654435761, 1597334677] as const;
const { imul } = Math;

/** The end of cyrb53, a fast 53-bit string hash, not for secrets; 11 characters of [a-z0-9]. */
function hashText(a: number, b: number): string {
	const h1 = imul(a ^ (a >>> 16), 2246822507) ^ imul(b ^ (b >>> 13), 3266489909);
	const h2 = imul(b ^ (b >>> 16), 2246822507) ^ imul(h1 ^ (h1 >>> 13), 3266489909);
	return (4294967296 * (2097151 & h2) + (h1 >>> 0)).toString(36).padStart(11, '0');
}

/**
 * A row id (15 characters of [a-z0-9]) that follows from text alone, so that a phone recognises
 * its own echo and a repeated command makes no second row: two hashes, with seeds 1 and 2, in one
 * pass, as the server's VM takes its time for each character.
 *
 * @param parts what identifies the row: the op's id and a role, or the two sides of a pair
 */
export function deriveRowId<Id extends string = string>(...parts: string[]): Id {
	const text = parts.join('\u0000');
	let [a1, b1] = [A ^ 1, B ^ 1];
	let [a2, b2] = [A ^ 2, B ^ 2];
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		a1 = imul(a1 ^ code, A_TIMES);
		b1 = imul(b1 ^ code, B_TIMES);
		a2 = imul(a2 ^ code, A_TIMES);
		b2 = imul(b2 ^ code, B_TIMES);
	}
	return brandAs<Id>(hashText(a1, b1).slice(-8) + hashText(a2, b2).slice(-7));
}
