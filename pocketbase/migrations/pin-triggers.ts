import type { Trigger } from './sync-triggers';

/**
 * What ends the PINs of a person, whichever way it is written: a new password, leaving, a lost device.
 * With that one go those of devices that are in no list, where nobody would find them.
 */
export function pinTriggers(): Trigger[] {
	const ofPerson = 'DELETE FROM pins WHERE person = NEW.id;';
	return [
		trigger('password', 'people', 'password', 'OLD.password <> NEW.password', ofPerson),
		trigger('inactive', 'people', 'active', 'OLD.active AND NOT NEW.active', ofPerson),
		trigger(
			'revoked',
			'devices',
			'revoked',
			'NEW.revoked AND NOT OLD.revoked',
			`DELETE FROM pins WHERE person = NEW.person
				AND device NOT IN (SELECT device FROM devices WHERE person = NEW.person AND NOT revoked);`
		)
	];
}

function trigger(
	what: string,
	table: string,
	column: string,
	when: string,
	statement: string
): Trigger {
	const name = `session_pins_${what}`;
	return {
		name,
		sql: `CREATE TRIGGER ${name} AFTER UPDATE OF ${column} ON ${table} WHEN ${when} BEGIN\n  ${statement}\nEND`
	};
}
