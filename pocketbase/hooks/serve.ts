import { begin } from './startup';
import { rememberScripts } from './static';
import { expectRequests } from './stopping';

/** Runs once per start of the server, before it listens. */
export function serve(e: core.ServeEvent): void {
	begin(e.app);
	rememberScripts(e.app);
	expectRequests(e.app);
	e.next();
}
