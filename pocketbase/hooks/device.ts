import { DeviceIdSchema, deriveRowId } from '$lib/domain/ids';
import { parse } from '$lib/domain/parse';
import { DENIED, answerText, deny } from './answers';
import { whoIsSignedIn } from './identity';
import { readBody } from './request-body';
import { withStatements } from './sql';

const MAX_LABEL = 200;
const CREDENTIAL_LENGTH = 64;
const HEX = '0123456789abcdef';

const GIVE_SQL = `INSERT INTO devices (id, person, device, credentialHash, label, lastSeenAt, revoked)
	VALUES ({:id}, {:person}, {:device}, {:hash}, {:label}, {:now}, FALSE)
	ON CONFLICT (person, device) DO UPDATE SET credentialHash = excluded.credentialHash,
		label = excluded.label, lastSeenAt = excluded.lastSeenAt, revoked = FALSE`;
const WITHDRAW_SQL = `UPDATE devices SET revoked = TRUE, credentialHash = '' WHERE person = {:person} AND device = {:device}`;

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
	const person = identity.actor.id;
	const credential = $security.randomStringWithAlphabet(CREDENTIAL_LENGTH, HEX);
	withStatements(e.app.nonconcurrentDB(), (statements) => {
		statements.run(GIVE_SQL, {
			id: deriveRowId(person, device),
			person,
			device,
			hash: $security.sha256(credential),
			label: label.slice(0, MAX_LABEL),
			now: Date.now()
		});
	});
	answerText(e, JSON.stringify({ credential }));
}

/** Signing out on purpose: what is still queued waits for the next sign-in. */
export function withdrawCredential(e: core.RequestEvent): void {
	const identity = whoIsSignedIn(e);
	const device = parse(DeviceIdSchema, e.request?.pathValue('device'));
	if (identity.kind === 'denied' || device === null) {
		deny(e, identity.kind === 'denied' ? identity.denial : DENIED.invalid);
		return;
	}
	withStatements(e.app.nonconcurrentDB(), (statements) => {
		statements.run(WITHDRAW_SQL, { person: identity.actor.id, device });
	});
	answerText(e, '{}');
}
