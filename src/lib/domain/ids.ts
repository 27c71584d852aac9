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

/** cyrb53: a fast 53-bit string hash; not for secrets. */
function hash53(text: string, seed: number): number {
	let h1 = 0xdeadbeef ^ seed;
	let h2 = 0x41c6ce57 ^ seed;
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		h1 = Math.imul(h1 ^ code, 2654435761);
		h2 = Math.imul(h2 ^ code, 1597334677);
	}
	h1 = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909);
	h2 = Math.imul(h2 ^ (h2 >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909);
	return 4294967296 * (2097151 & h2) + (h1 >>> 0);
}

/**
 * A row id (15 characters of [a-z0-9]) that follows from text alone, so that a phone recognises
 * its own echo and a repeated command makes no second row.
 *
 * @param parts what identifies the row: the op's id and a role, or the two sides of a pair
 */
export function deriveRowId<Id extends string = string>(...parts: string[]): Id {
	const text = parts.join('\u0000');
	const left = hash53(text, 1).toString(36).padStart(11, '0').slice(-8);
	const right = hash53(text, 2).toString(36).padStart(11, '0').slice(-7);
	return brandAs<Id>(left + right);
}
