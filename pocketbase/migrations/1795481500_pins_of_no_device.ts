import { pinTriggers } from './pin-triggers';

/** A lost device now also ends the PINs of devices that never registered: nobody finds those in a list. */
migrate((app) => {
	for (const { name, sql } of pinTriggers()) {
		app.db().newQuery(`DROP TRIGGER ${name}`).execute();
		app.db().newQuery(sql).execute();
	}
});
