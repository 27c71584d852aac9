import { DENIED, deny, denyUntil } from './answers';
import { ATTEMPTS, enter, leave, placeOf, type Line } from './attempts';
import { endCodes } from './slip-codes';
import type { End, Limit } from './lockout';
import { logDenial } from './logger';
import { withStatements } from './sql';

const FROM_ONE_PLACE: Limit = { free: 5, atOnce: 8 };
const FROM_ANYWHERE: Limit = { free: 30, atOnce: 30 };
const MOST_DEVICES_SHOWN = 8;
const RULE_FAILED = 403;
const WRONG = 400;

const OWN_DEVICE_SQL = `SELECT coalesce((SELECT id FROM devices WHERE person = {:person}
	AND NOT revoked AND NOT withdrawn
	AND device IN (SELECT value FROM json_each({:devices}))
	AND credentialHash IN (SELECT value FROM json_each({:hashes})) LIMIT 1), '') AS cell`;

/**
 * Slows guessing of passwords without locking anybody's site out: failures count by what was typed
 * and where from, whether or not there is such a person. A device that holds a push credential of
 * the person counts for itself alone, so that guesses of others never keep its owner out.
 */
export function signIn(e: core.RecordAuthWithPasswordRequestEvent): void {
	const request = requestOf(e);
	const lines = linesOf(e, request);
	const waitMs = enter(e.app, lines);
	if (waitMs > 0) {
		denyUntil(request, DENIED.wait, waitMs);
		return;
	}
	let how: End = 'unknown';
	try {
		e.next();
		how = 'right';
		if (e.record && e.collection?.name === 'people') endCodes(e.app, e.record.id);
	} catch (error) {
		const status = statusOf(error);
		if (status === WRONG) {
			how = 'wrong';
			logDenial(request, DENIED.wrongPassword);
		}
		if (status !== RULE_FAILED || e.collection?.name !== 'people') throw error;
		// The password was right, and the rule for signing in is being active: where it could not be read,
		// PocketBase says the same.
		deny(request, e.record?.getBool('active') === true ? DENIED.busy : DENIED.deactivated);
	} finally {
		leave(e.app, lines, how);
	}
}

/** The request inside the event: its headers do not show through two layers. */
function requestOf(e: core.RecordAuthWithPasswordRequestEvent): core.RequestEvent {
	// declared as if its fields were the event's own
	return (e as unknown as { requestEvent: core.RequestEvent }).requestEvent;
}

function linesOf(e: core.RecordAuthWithPasswordRequestEvent, request: core.RequestEvent): Line[] {
	const device = e.record ? ownDevice(request, e.record.id) : '';
	if (device !== '') return [{ key: `${ATTEMPTS}device ${device}`, limit: FROM_ONE_PLACE }];
	const identity = e.identity.trim().toLowerCase();
	const who = $security.sha256(`${e.collection?.name ?? ''} ${identity}`);
	return [
		{ key: `${ATTEMPTS}${who} ${placeOf(request.realIP())}`, limit: FROM_ONE_PLACE },
		{ key: ATTEMPTS + who, limit: FROM_ANYWHERE }
	];
}

/** The row of a device of this very person that the request shows a valid credential of; '' for none. */
function ownDevice(e: core.RequestEvent, person: string): string {
	const devices = shown(e, 'X-Muster-Device');
	const hashes = shown(e, 'X-Muster-Credential').map((credential) => $security.sha256(credential));
	if (devices.length === 0 || hashes.length === 0) return '';
	return withStatements(e.app.db(), (statements) =>
		statements.text(OWN_DEVICE_SQL, {
			person,
			devices: JSON.stringify(devices),
			hashes: JSON.stringify(hashes)
		})
	);
}

/** Several people may have used a device: it may show one credential of each, separated by commas. */
function shown(e: core.RequestEvent, header: string): string[] {
	const text = e.request?.header.get(header) ?? '';
	const values = text.split(',').map((value) => value.trim());
	return values.filter((value) => value !== '').slice(0, MOST_DEVICES_SHOWN);
}

/** The status that PocketBase's own error would be answered with. */
function statusOf(error: unknown): unknown {
	// goja wraps what Go returned
	return (error as { value?: { status?: unknown } } | null)?.value?.status;
}
