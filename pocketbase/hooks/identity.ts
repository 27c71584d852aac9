import { brandAs } from '$lib/domain/brand';
import type { Actor } from '$lib/domain/command';
import { ORG_ROLES, type OrgRole } from '$lib/domain/entities';
import type { PersonId } from '$lib/domain/ids';
import { DENIED, type Denial } from './answers';
import { logError } from './logger';
import { withStatements, write, type Statements } from './sql';

export type Identity =
	| { readonly kind: 'person'; readonly actor: Actor }
	| { readonly kind: 'denied'; readonly denial: Denial };

/** A device's row and its person, also when the credential has ended. */
type Holder = {
	readonly id: string;
	readonly role: string;
	readonly active: boolean;
	readonly lastSeenAt: number;
	readonly revoked: boolean;
	readonly withdrawn: boolean;
};

/** A sender's person and device, as a transaction sees them. */
type SenderNow = {
	readonly role: string;
	readonly active: boolean;
	/** what the person's sessions are signed with */
	readonly key: string;
	/** the device */
	readonly revoked: boolean;
};

const CREDENTIAL = /^[0-9a-f]{64}$/;
const CREDENTIAL_HEADER = 'X-Muster-Credential';
const DEVICE_SEEN_EVERY_MS = 60 * 60 * 1000;

const HOLDER_SQL = `SELECT coalesce((
	SELECT json_object('id', p.id, 'role', p.role, 'active', json(iif(p.active, 'true', 'false')), 'lastSeenAt', d.lastSeenAt,
		'revoked', json(iif(d.revoked, 'true', 'false')), 'withdrawn', json(iif(d.withdrawn, 'true', 'false')))
	FROM devices d JOIN people p ON p.id = d.person
	WHERE d.credentialHash = {:hash} AND d.device = {:device}
), '') AS cell`;
/** One statement for all that is asked of a sender: each one more costs a push some hundred microseconds. */
const SENDER_SQL = `SELECT coalesce((
	SELECT json_object('role', role, 'active', json(iif(active, 'true', 'false')), 'key', tokenKey,
		'revoked', json(iif(EXISTS (
			SELECT 1 FROM devices WHERE person = {:person} AND device = {:device} AND revoked), 'true', 'false')))
	FROM people WHERE id = {:person}
), '') AS cell`;
const SESSION_KEY_SQL = `SELECT coalesce((SELECT tokenKey FROM people WHERE id = {:id}), '') AS cell`;
const SEEN_SQL = `UPDATE devices SET lastSeenAt = {:now} WHERE credentialHash = {:hash}`;

/**
 * Who is signed in.
 *
 * PocketBase takes whoever it could not look up for nobody, also where the database could not tell in
 * time (`loadAuthToken` in its apis/middlewares.go, 0.40.4). A phone that hears 401 asks for the
 * password, so a session is looked at once more before it is said to have ended.
 */
export function whoIsSignedIn(e: core.RequestEvent): Identity {
	const found = personOf(e.auth ?? null);
	return e.auth || !mayCount(e) ? found : denied(DENIED.busy);
}

/** The key that the person's sessions are signed with; '' for nobody. */
export function sessionKeyIn(statements: Statements, id: string): string {
	return statements.text(SESSION_KEY_SQL, { id });
}

/** False for a token that is no session of anybody; true also where that cannot be told. */
function mayCount(e: core.RequestEvent): boolean {
	const token = (e.request?.header.get('Authorization') ?? '').replace(/^Bearer /i, '');
	const claims = claimsOf(token);
	if (claims === null) return false;
	try {
		const people = e.app.findCachedCollectionByNameOrId('people');
		if (claims['type'] !== 'auth' || claims['collectionId'] !== people.id) return false;
		const id = String(claims['id']);
		const key = withStatements(e.app.db(), (statements) => sessionKeyIn(statements, id));
		return key !== '' && isSignedWith(token, key + people.authToken.secret);
	} catch (error) {
		logError(e.app, 'a session could not be looked up', error, e);
		return true;
	}
}

/** What the token says, whoever signed it; null for one that says nothing, or has expired. */
function claimsOf(token: string): Readonly<Record<string, unknown>> | null {
	try {
		return $security.parseUnverifiedJWT(token);
	} catch {
		return null;
	}
}

function isSignedWith(token: string, key: string): boolean {
	try {
		$security.parseJWT(token, key);
		return true;
	} catch {
		return false;
	}
}

/** The person behind a session; a session of the dashboard is nobody here. */
export function personOf(record: core.Record | null): Identity {
	if (record?.collection().name !== 'people') return denied(DENIED.unauthorized);
	return asPerson(record.id, record.getString('role'), record.getBool('active'));
}

/** Who a request is from, as it was when its head had come. */
export type Sender = {
	readonly person: PersonId;
	readonly device: string;
	/** what their session is signed with; null for a push credential */
	readonly sessionKey: string | null;
};

/**
 * The person as a transaction sees them, on a device and with a session that count: a session is read before the body has
 * come, and whoever sends slowly may be deactivated or signed out, or have another role, by then.
 */
export function senderIn(statements: Statements, sender: Sender): Identity {
	const { person, device, sessionKey } = sender;
	const text = statements.text(SENDER_SQL, { person, device });
	if (text === '') return denied(DENIED.unauthorized);
	const now: SenderNow = JSON.parse(text);
	const found = asPerson(person, now.role, now.active);
	if (found.kind === 'denied') return found;
	if (now.revoked) return denied(DENIED.revoked);
	return sessionKey === null || sessionKey === now.key ? found : denied(DENIED.unauthorized);
}

/** The key of the person’s session that a request came with; null where it came with none. */
export function sessionKeyOf(e: core.RequestEvent, person: PersonId): string | null {
	return e.auth?.id === person ? e.auth.tokenKey() : null;
}

/** The push credential that a request brings, whoever's; '' for none. */
export function credentialOf(e: core.RequestEvent): string {
	const credential = e.request?.header.get(CREDENTIAL_HEADER) ?? '';
	return CREDENTIAL.test(credential) ? credential : '';
}

/** Who may send for a person: a session, or where none counts the holder of a push credential. */
export function whoPushes(e: core.RequestEvent, device: unknown): Identity {
	const signedIn = whoIsSignedIn(e);
	const hasEnded = signedIn.kind === 'denied' && signedIn.denial === DENIED.unauthorized;
	const credential = hasEnded ? credentialOf(e) : '';
	return credential === '' ? signedIn : holderOf(e.app, credential, device);
}

/** Who holds the push credential on this device. */
export function holderOf(app: core.App, credential: string, device: unknown): Identity {
	if (typeof device !== 'string') return denied(DENIED.unauthorized);
	const hash = $security.sha256(credential);
	const now = Date.now();
	const text = withStatements(app.db(), (statements) =>
		statements.text(HOLDER_SQL, { hash, device })
	);
	if (text === '') return denied(DENIED.unauthorized);
	const holder: Holder = JSON.parse(text);
	const person = asPerson(holder.id, holder.role, holder.active);
	if (person.kind === 'denied') return person;
	if (holder.revoked) return denied(DENIED.revoked);
	if (holder.withdrawn) return denied(DENIED.unauthorized);
	// Where it cannot be noted, the push itself says why.
	if (holder.lastSeenAt < now - DEVICE_SEEN_EVERY_MS) write(app, SEEN_SQL, { hash, now });
	return person;
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
