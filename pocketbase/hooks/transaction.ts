import { DENIED, type Denial } from './answers';
import { logError } from './logger';
import { withStatements, type Statements } from './sql';

/**
 * Runs `work` as one transaction, all of it or nothing; whoever is denied must not have written.
 *
 * @param failed what is logged where the database could not take it, and it should be asked again
 */
export function inTransaction<T>(
	e: core.RequestEvent,
	failed: string,
	work: (statements: Statements, tx: core.App) => T | Denial
): T | Denial {
	let done: T | Denial = DENIED.busy;
	try {
		e.app.runInTransaction((tx) => {
			done = withStatements(tx.db(), (statements) => work(statements, tx));
		});
	} catch (error) {
		logError(e.app, failed, error, e);
		return DENIED.busy;
	}
	return done;
}
