import { DeviceIdSchema, type DeviceId, type PersonId } from '$lib/domain/ids';
import { parse } from '$lib/domain/parse';
import { DENIED, answerText, deny, type Denial } from './answers';
import { senderIn, sessionKeyOf, whoIsSignedIn } from './identity';
import { recheckListeners } from './poke';
import { withStatements } from './sql';
import { inTransaction } from './transaction';

const LIST_SQL = `SELECT json_group_array(json_object('device', device, 'label', label,
	'lastSeenAt', lastSeenAt, 'revoked', json(iif(revoked, 'true', 'false'))) ORDER BY lastSeenAt DESC, device) AS cell
	FROM devices WHERE person = {:person}`;
const KNOWN_SQL = `SELECT count(*) AS cell FROM devices WHERE person = {:person} AND device = {:device}`;
const REVOKE_SQL = `UPDATE devices SET revoked = TRUE WHERE person = {:person} AND device = {:device}`;
const NEW_KEY_SQL = `UPDATE people SET tokenKey = {:key} WHERE id = {:person}`;
const KEY_LENGTH = 50;

/** One's own devices: those that were ever given a push credential, latest first. */
export function listDevices(e: core.RequestEvent): void {
	const identity = whoIsSignedIn(e);
	if (identity.kind === 'denied') {
		deny(e, identity.denial);
		return;
	}
	const person = identity.actor.id;
	const list = withStatements(e.app.db(), (statements) => statements.text(LIST_SQL, { person }));
	answerText(e, `{"devices":${list}}`);
}

/**
 * Ends what a lost device could still do: its push credential, and with all sessions of the person
 * its own, as a token does not say which device holds it. The caller goes on with a new one.
 */
export function revokeDevice(e: core.RequestEvent): void {
	const identity = whoIsSignedIn(e);
	const device = parse(DeviceIdSchema, e.request?.pathValue('device'));
	if (identity.kind === 'denied' || device === null) {
		deny(e, identity.kind === 'denied' ? identity.denial : DENIED.invalid);
		return;
	}
	const revoked = revoke(e, identity.actor.id, device);
	if (typeof revoked !== 'string') {
		deny(e, revoked);
		return;
	}
	answerText(e, JSON.stringify({ token: revoked }));
	recheckListeners(e.app);
}

/** @returns a token for the caller, whose session must count when it is its turn to write */
function revoke(e: core.RequestEvent, person: PersonId, device: DeviceId): string | Denial {
	const sender = { person, device: '', sessionKey: sessionKeyOf(e, person) };
	return inTransaction(e, 'a device could not be revoked', (statements, tx) => {
		const now = senderIn(statements, sender);
		if (now.kind === 'denied') return now.denial;
		if (statements.text(KNOWN_SQL, { person, device }) === '0') return DENIED.missing;
		statements.run(REVOKE_SQL, { person, device });
		statements.run(NEW_KEY_SQL, { person, key: $security.randomString(KEY_LENGTH) });
		return tx.findRecordById('people', person).newAuthToken();
	});
}
