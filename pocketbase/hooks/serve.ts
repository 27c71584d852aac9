import { begin } from './startup';
import { rememberScripts } from './static';

/** Runs once per start of the server, before it listens. */
export function serve(e: core.ServeEvent): void {
	begin(e.app);
	rememberScripts(e.app);
	e.next();
}
