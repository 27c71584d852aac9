import { DeviceIdSchema, deriveRowId, type DeviceId, type PersonId } from '$lib/domain/ids';
import { parse } from '$lib/domain/parse';
import { DENIED, answerText, deny, type Denial } from './answers';
import { senderIn, sessionKeyOf, whoIsSignedIn } from './identity';
import { readBody } from './request-body';
import { write } from './sql';
import { inTransaction } from './transaction';

const MAX_LABEL = 200;
const CREDENTIAL_LENGTH = 64;
const HEX = '0123456789abcdef';

const GIVE_SQL = `INSERT INTO devices (id, person, device, credentialHash, label, lastSeenAt, revoked, withdrawn)
	VALUES ({:id}, {:person}, {:device}, {:hash}, {:label}, {:now}, FALSE, FALSE)
	ON CONFLICT (person, device) DO UPDATE SET credentialHash = excluded.credentialHash,
		label = excluded.label, lastSeenAt = excluded.lastSeenAt, revoked = FALSE, withdrawn = FALSE`;
const WITHDRAW_SQL = `UPDATE devices SET withdrawn = TRUE, credentialHash = '' WHERE person = {:person} AND device = {:device}`;

/** Gives a device the right to push for this person without a session; an older credential ends. */
export function giveCredential(e: core.RequestEvent): void {
	const identity = whoIsSignedIn(e);
	if (identity.kind === 'denied') {
		deny(e, identity.denial);
		return;
	}
	const body = readBody(e);
	if (body.kind === 'denied') {
		deny(e, body.denial);
		return;
	}
	const device = parse(DeviceIdSchema, body.value['device']);
	const label = body.value['label'];
	if (device === null || typeof label !== 'string') {
		deny(e, DENIED.invalid);
		return;
	}
	const given = give(e, identity.actor.id, device, label.slice(0, MAX_LABEL));
	if (typeof given === 'string') answerText(e, JSON.stringify({ credential: given }));
	else deny(e, given);
}

/**
 * @returns the credential, which outlives the session: that one must count when all of the request
 *          has come, or a stolen one could be kept beyond its end by sending slowly
 */
function give(
	e: core.RequestEvent,
	person: PersonId,
	device: DeviceId,
	label: string
): string | Denial {
	// Of a device that was revoked, too: by this it is registered anew.
	const sender = { person, device: '', sessionKey: sessionKeyOf(e, person) };
	const credential = $security.randomStringWithAlphabet(CREDENTIAL_LENGTH, HEX);
	return inTransaction(e, 'a device could not be registered', (statements) => {
		const now = senderIn(statements, sender);
		if (now.kind === 'denied') return now.denial;
		statements.run(GIVE_SQL, {
			...{ id: deriveRowId(person, device), person, device, label },
			hash: $security.sha256(credential),
			now: Date.now()
		});
		return credential;
	});
}

/** Signing out on purpose: what is still queued waits for the next sign-in. */
export function withdrawCredential(e: core.RequestEvent): void {
	const identity = whoIsSignedIn(e);
	const device = parse(DeviceIdSchema, e.request?.pathValue('device'));
	if (identity.kind === 'denied' || device === null) {
		deny(e, identity.kind === 'denied' ? identity.denial : DENIED.invalid);
		return;
	}
	if (write(e.app, WITHDRAW_SQL, { person: identity.actor.id, device })) answerText(e, '{}');
	else deny(e, DENIED.busy);
}
