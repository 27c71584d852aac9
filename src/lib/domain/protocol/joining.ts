import * as v from 'valibot';
import { Title } from '../commands/fields';
import {
	DepartmentIdSchema,
	deriveRowId,
	DeviceIdSchema,
	PersonIdSchema,
	ProjectIdSchema,
	type PersonId
} from '../ids';
import { StaffNumber } from '../rules/newcomers';
import { Pin, TypedPin } from '../rules/pin';

/** So many people come in by one invitation at the most. */
export const MOST_USES = 100;
/** So long an invitation is good at the most. */
export const MOST_DAYS = 30;
const MAX_PASSWORD = 200;
const KEY = /^[0-9a-f]{32}$/;

const whole = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));
/** 128 bits of chance that never leave the phone but towards the server. */
const PhoneKey = v.pipe(v.string(), v.regex(KEY));

/** What a lead or an administrator asks for: an invitation for so many, good for so long. */
export const InviteSchema = v.strictObject({
	department: DepartmentIdSchema,
	/** a project that they become members of; leads must name one of theirs */
	project: v.exactOptional(ProjectIdSchema),
	uses: whole(MOST_USES),
	days: whole(MOST_DAYS)
});
export type Invite = v.InferOutput<typeof InviteSchema>;

/** An invitation as it is listed: its code is shown once, when it is made. */
export const InvitationSchema = v.object({
	id: v.string(),
	department: v.string(),
	/** '' for none */
	project: v.string(),
	/** who made it */
	by: v.string(),
	uses: v.number(),
	used: v.number(),
	/** by the server's clock, ms */
	expiresAt: v.number(),
	/** 0 while nobody has ended it */
	endedAt: v.number()
});
export type Invitation = v.InferOutput<typeof InvitationSchema>;
export const InvitationsSchema = v.object({ invitations: v.array(InvitationSchema) });
/** What making one answers. */
export const InvitedSchema = v.object({ invitation: InvitationSchema, code: v.string() });
export type Invited = v.InferOutput<typeof InvitedSchema>;

/** How the newcomer signs in from now on: anywhere by a password, or on this device by a PIN. */
const Lock = v.variant('by', [
	v.strictObject({
		by: v.literal('password'),
		password: v.pipe(v.string(), v.maxLength(MAX_PASSWORD))
	}),
	v.strictObject({
		by: v.literal('pin'),
		/** of this browser; with the person's id it makes the device's id */
		installation: v.pipe(v.string(), v.regex(/^[a-z0-9]{15}$/)),
		pin: Pin
	})
]);
export type Lock = v.InferOutput<typeof Lock>;

/** Somebody comes in by an invitation's code. */
const NewcomerSchema = v.strictObject({
	/** made once per form: who asks again, as no answer came, is the same person; with a PIN it is that PIN's */
	key: PhoneKey,
	name: Title,
	/** without one the server gives a number */
	staffNumber: v.exactOptional(StaffNumber),
	lock: Lock
});
export type JoiningPerson = v.InferOutput<typeof NewcomerSchema>;
/** The code alone asks where it leads. */
export const JoinSchema = v.strictObject({
	code: v.string(),
	newcomer: v.exactOptional(NewcomerSchema)
});

/** The id of whoever comes in with this key. */
export function joiningPersonId(key: string): PersonId {
	return deriveRowId<PersonId>('join', key);
}

/** Where an invitation leads. */
export const InvitedToSchema = v.object({
	organisation: v.string(),
	department: v.string(),
	/** '' for none */
	project: v.string()
});
export type InvitedTo = v.InferOutput<typeof InvitedToSchema>;

/** A PIN for one's own device, in place of the one there was. */
export const SetPinSchema = v.strictObject({ device: DeviceIdSchema, key: PhoneKey, pin: Pin });
export type SetPin = v.InferOutput<typeof SetPinSchema>;
/** Signing in by PIN. */
export const PinSignInSchema = v.strictObject({
	person: PersonIdSchema,
	device: DeviceIdSchema,
	key: PhoneKey,
	pin: TypedPin
});
export type PinSignIn = v.InferOutput<typeof PinSignInSchema>;

/** What a phone keeps of a person who signs in on it by PIN. */
export const PinKeySchema = v.object({
	v: v.literal(1),
	personId: PersonIdSchema,
	name: v.string(),
	/** with it the PIN counts, and it is on no other phone */
	key: PhoneKey
});
export type PinKey = v.InferOutput<typeof PinKeySchema>;
