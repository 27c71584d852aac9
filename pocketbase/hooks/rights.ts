import type { Actor } from '$lib/domain/command';
import type { Space } from '$lib/domain/entity';
import type { View } from '$lib/domain/tx';
import { heldSpaces, mayOpen } from '$lib/domain/rules/rights';
import { personOf } from './identity';
import { SqlStore } from './sql-store';
import { withStatements } from './sql';

/** Whether a space may be served to the person at all: held without asking, or opened by name. */
export function mayServe(view: View, actor: Actor, space: Space): boolean {
	return mayOpen(view, actor, space) || heldSpaces(view, actor).includes(space);
}

/** Whether whoever is behind a realtime connection may hear of the space; superusers of any. */
export function mayHear(app: core.App, auth: core.Record | null, space: Space): boolean {
	if (auth?.isSuperuser() === true) return true;
	const person = personOf(auth);
	if (person.kind === 'denied') return false;
	return withStatements(app.db(), (statements) =>
		mayServe(new SqlStore(statements), person.actor, space)
	);
}
