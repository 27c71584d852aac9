import * as v from 'valibot';
import { DeviceIdSchema, PersonIdSchema } from '../ids';
import { MarkSchema, SpaceSchema } from './wire';

const Text = v.pipe(v.string(), v.minLength(1));

/** What signing in answers. */
export const SignedInSchema = v.object({
	/** sent as it is in `Authorization` */
	token: Text,
	record: v.object({ id: PersonIdSchema, name: v.string() })
});

/** The part of a session's token that says when it ends, in seconds. */
export const TokenClaimsSchema = v.object({ exp: v.number() });

/** What registering a device answers: the push credential of (person, device). */
export const RegisteredSchema = v.object({ credential: Text });

/** Devices that have registered for a person, in no order. */
export const DevicesSchema = v.object({
	devices: v.array(
		v.object({
			device: DeviceIdSchema,
			/** what the device called itself: its browser's user agent */
			label: v.string(),
			/** by the server's clock, ms */
			lastSeenAt: v.number(),
			/** nothing is taken from it until somebody signs in there again */
			revoked: v.boolean()
		})
	)
});
export type KnownDevice = v.InferOutput<typeof DevicesSchema>['devices'][number];

/** What renewing a session answers, and revoking a device: the asker's session goes on with this. */
export const FreshTokenSchema = v.object({ token: Text });

/** The first event of a realtime stream: by this name subscriptions are asked for. */
export const RealtimeConnectSchema = v.object({ clientId: Text });

/** "Space p:42 is at 1017." */
export const PokeSchema = v.object({ space: SpaceSchema, head: MarkSchema });

/** Who is signed in on a device, as the device keeps it. */
export const StoredSessionSchema = v.object({
	v: v.literal(1),
	personId: PersonIdSchema,
	name: v.string(),
	token: v.string(),
	/** by the server's clock, ms; a hint for when to renew: the server's 401 decides */
	expiresAt: v.number()
});
export type StoredSession = v.InferOutput<typeof StoredSessionSchema>;
/** What of a session changes when it goes on. */
export type FreshToken = Pick<StoredSession, 'token' | 'expiresAt'>;

/** Somebody who has, or had, an outbox on a device. */
export const KnownPersonSchema = v.object({
	v: v.literal(1),
	personId: PersonIdSchema,
	name: v.string()
});
export type KnownPerson = v.InferOutput<typeof KnownPersonSchema>;
