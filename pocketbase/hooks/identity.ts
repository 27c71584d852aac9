import { brandAs } from '$lib/domain/brand';
import type { Actor } from '$lib/domain/command';
import { ORG_ROLES, type OrgRole } from '$lib/domain/entities';
import type { PersonId } from '$lib/domain/ids';
import { DENIED, type Denial } from './answers';
import { withStatements } from './sql';

export type Identity =
	| { readonly kind: 'person'; readonly actor: Actor }
	| { readonly kind: 'denied'; readonly denial: Denial };

const CREDENTIAL = /^[0-9a-f]{64}$/;
const CREDENTIAL_HEADER = 'X-Muster-Credential';
const DEVICE_SEEN_EVERY_MS = 60 * 60 * 1000;

const HOLDER_SQL = `SELECT coalesce((
	SELECT json_object('id', p.id, 'role', p.role, 'active', json(iif(p.active, 'true', 'false')), 'lastSeenAt', d.lastSeenAt)
	FROM devices d JOIN people p ON p.id = d.person
	WHERE d.credentialHash = {:hash} AND d.device = {:device} AND NOT d.revoked
), '') AS cell`;
const SEEN_SQL = `UPDATE devices SET lastSeenAt = {:now} WHERE credentialHash = {:hash}`;

/** Who is signed in. */
export function whoIsSignedIn(e: core.RequestEvent): Identity {
	return personOf(e.auth ?? null);
}

/** The person behind a session; a session of the dashboard is nobody here. */
export function personOf(record: core.Record | null): Identity {
	if (record?.collection().name !== 'people') return denied(DENIED.unauthorized);
	return asPerson(record.id, record.getString('role'), record.getBool('active'));
}

/** Who may push: a session, or the push credential of the device that sends. */
export function whoPushes(e: core.RequestEvent, device: unknown): Identity {
	const signedIn = whoIsSignedIn(e);
	if (signedIn.kind === 'person' || signedIn.denial === DENIED.deactivated) return signedIn;
	const credential = e.request?.header.get(CREDENTIAL_HEADER) ?? '';
	if (!CREDENTIAL.test(credential) || typeof device !== 'string') return signedIn;
	return holderOf(e.app, credential, device);
}

/** True when the request brings anything that could say who sends it. */
export function bringsIdentity(e: core.RequestEvent): boolean {
	return Boolean(e.auth) || CREDENTIAL.test(e.request?.header.get(CREDENTIAL_HEADER) ?? '');
}

function holderOf(app: core.App, credential: string, device: string): Identity {
	const hash = $security.sha256(credential);
	const now = Date.now();
	const text = withStatements(app.db(), (statements) =>
		statements.text(HOLDER_SQL, { hash, device })
	);
	if (text === '') return denied(DENIED.unauthorized);
	const holder: { id: string; role: string; active: boolean; lastSeenAt: number } =
		JSON.parse(text);
	if (holder.lastSeenAt < now - DEVICE_SEEN_EVERY_MS)
		withStatements(app.nonconcurrentDB(), (statements) => {
			statements.run(SEEN_SQL, { hash, now });
		});
	return asPerson(holder.id, holder.role, holder.active);
}

function asPerson(id: string, role: string, active: boolean): Identity {
	if (!active) return denied(DENIED.deactivated);
	return { kind: 'person', actor: { id: brandAs<PersonId>(id), role: orgRole(role) } };
}

function orgRole(role: string): OrgRole {
	return ORG_ROLES.find((known) => known === role) ?? 'member';
}

function denied(denial: Denial): Identity {
	return { kind: 'denied', denial };
}
