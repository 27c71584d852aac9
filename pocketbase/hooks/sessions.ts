import { logError } from './logger';
import { recheckListeners } from './poke';

/** After a password or an address was confirmed by mail: who listened by an old session does no more. */
export function endSessions(e: core.RecordConfirmPasswordResetRequestEvent): void {
	e.next();
	try {
		recheckListeners(e.app);
	} catch (error) {
		// It has been written: an error here would say that it was not.
		logError(e.app, 'listeners could not be checked', error);
	}
}
