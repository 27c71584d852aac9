import type { Trigger } from './sync-triggers';

const WITHDRAW = 'UPDATE devices SET withdrawn = TRUE WHERE person = NEW.id;';
const NEW_KEY = 'UPDATE people SET tokenKey = lower(hex(randomblob(25))) WHERE id = NEW.id;';

/**
 * What a changed password and a lost or regained place in the organisation end, whichever way they
 * are written. PocketBase itself ends sessions with the password; a person who comes back signs in.
 */
export function sessionTriggers(): Trigger[] {
	return [
		trigger('password', 'password', 'OLD.password <> NEW.password', WITHDRAW),
		trigger('inactive', 'active', 'OLD.active AND NOT NEW.active', WITHDRAW),
		trigger('active', 'active', 'NEW.active AND NOT OLD.active', NEW_KEY)
	];
}

function trigger(what: string, column: string, when: string, statement: string): Trigger {
	const name = `session_people_${what}`;
	return {
		name,
		sql: `CREATE TRIGGER ${name} AFTER UPDATE OF ${column} ON people WHEN ${when} BEGIN\n  ${statement}\nEND`
	};
}
