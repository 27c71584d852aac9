import { bool } from './collection-fields';
import { sessionTriggers } from './session-triggers';

/**
 * A credential that has ended stays known by its hash, so that a lost device can be told so:
 * `withdrawn` ends with its person or password, `revoked` by their word about that device.
 */
migrate((app) => {
	const devices = app.findCollectionByNameOrId('devices');
	devices.fields.add(new Field(bool('withdrawn')));
	app.save(devices);
	const statements = [
		`UPDATE devices SET revoked = FALSE, withdrawn = TRUE WHERE revoked AND credentialHash = ''`,
		...sessionTriggers().map((trigger) => trigger.sql)
	];
	for (const sql of statements) app.db().newQuery(sql).execute();
});
