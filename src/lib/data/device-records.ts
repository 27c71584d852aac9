import * as v from 'valibot';
import { deriveRowId, PersonIdSchema, type DeviceId, type PersonId } from '../domain/ids';

const StoredSessionSchema = v.object({
	v: v.literal(1),
	personId: PersonIdSchema,
	name: v.string(),
	/** PocketBase's token, sent as it is in `Authorization` */
	token: v.string(),
	/** by this device's clock, ms; a hint for the screen: the server's 401 decides */
	expiresAt: v.number()
});
/** Who is signed in on this device. */
export type StoredSession = v.InferOutput<typeof StoredSessionSchema>;

const KnownPersonSchema = v.object({ v: v.literal(1), personId: PersonIdSchema, name: v.string() });
/** Somebody who has, or had, an outbox on this device. */
export type KnownPerson = v.InferOutput<typeof KnownPersonSchema>;

export function readSession(record: unknown): StoredSession | null {
	const parsed = v.safeParse(StoredSessionSchema, record);
	return parsed.success ? parsed.output : null;
}

export function readKnownPerson(record: unknown): KnownPerson | null {
	const parsed = v.safeParse(KnownPersonSchema, record);
	return parsed.success ? parsed.output : null;
}

/** The server's devices are pairs of person and installation, so that rights end with a person's. */
export function deviceOf(installation: string, person: PersonId): DeviceId {
	return deriveRowId<DeviceId>(installation, person);
}
