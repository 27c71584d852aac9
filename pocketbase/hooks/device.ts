import * as v from 'valibot';
import { DeviceIdSchema, deriveRowId } from '$lib/domain/ids';
import { DENIED, answerText, deny } from './answers';
import { whoIsSignedIn } from './identity';
import { readBody } from './request-body';
import { withStatements } from './sql';

const MAX_LABEL = 200;
const CREDENTIAL_LENGTH = 64;
const HEX = '0123456789abcdef';

const DeviceRequestSchema = v.object({
	device: DeviceIdSchema,
	label: v.pipe(v.string(), v.maxLength(MAX_LABEL))
});

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
	const parsed = body.kind === 'ok' ? v.safeParse(DeviceRequestSchema, body.value) : null;
	if (parsed?.success !== true) {
		deny(e, body.kind === 'denied' ? body.denial : DENIED.invalid);
		return;
	}
	const { device, label } = parsed.output;
	const person = identity.actor.id;
	const credential = $security.randomStringWithAlphabet(CREDENTIAL_LENGTH, HEX);
	withStatements(e.app.nonconcurrentDB(), (statements) => {
		statements.run(GIVE_SQL, {
			id: deriveRowId(person, device),
			person,
			device,
			hash: $security.sha256(credential),
			label,
			now: Date.now()
		});
	});
	answerText(e, JSON.stringify({ credential }));
}

/** Signing out on purpose: what is still queued waits for the next sign-in. */
export function withdrawCredential(e: core.RequestEvent): void {
	const identity = whoIsSignedIn(e);
	const device = v.safeParse(DeviceIdSchema, e.request?.pathValue('device'));
	if (identity.kind === 'denied' || !device.success) {
		deny(e, identity.kind === 'denied' ? identity.denial : DENIED.invalid);
		return;
	}
	withStatements(e.app.nonconcurrentDB(), (statements) => {
		statements.run(WITHDRAW_SQL, { person: identity.actor.id, device: device.output });
	});
	answerText(e, '{}');
}
