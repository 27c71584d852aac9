import { begin } from './startup';

/** Runs once per start of the server, before it listens. */
export function serve(e: core.ServeEvent): void {
	begin(e.app);
	e.next();
}
