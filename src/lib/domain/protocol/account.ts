import * as v from 'valibot';
import { PersonIdSchema } from '../ids';
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
	/** by this device's clock, ms; a hint for the screen: the server's 401 decides */
	expiresAt: v.number()
});
export type StoredSession = v.InferOutput<typeof StoredSessionSchema>;

/** Somebody who has, or had, an outbox on a device. */
export const KnownPersonSchema = v.object({
	v: v.literal(1),
	personId: PersonIdSchema,
	name: v.string()
});
export type KnownPerson = v.InferOutput<typeof KnownPersonSchema>;
