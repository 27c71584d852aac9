import type { Actor } from '$lib/domain/command';
import type { Space } from '$lib/domain/entity';
import type { View } from '$lib/domain/tx';
import { heldSpaces, mayOpen } from '$lib/domain/rules/rights';
import { personOf, senderIn } from './identity';
import { SqlStore } from './sql-store';
import { withStatements } from './sql';

/** Whether a space may be served to the person at all: held without asking, or opened by name. */
export function mayServe(view: View, actor: Actor, space: Space): boolean {
	return mayOpen(view, actor, space) || heldSpaces(view, actor).includes(space);
}

/** `ended`: the session that it listens by does not count any more. */
export type Hearing = 'allowed' | 'forbidden' | 'ended';

/**
 * Whether whoever is behind a realtime connection may hear of the space; superusers of any. The
 * connection has the person as they were when it began: what counts is what they are now.
 */
export function hearingOf(app: core.App, auth: core.Record | null, space: Space): Hearing {
	if (auth?.isSuperuser() === true) return 'allowed';
	const known = personOf(auth);
	if (auth === null || known.kind === 'denied') return 'ended';
	const { id } = known.actor;
	return withStatements(app.db(), (statements) => {
		const now = senderIn(statements, { person: id, device: '', sessionKey: auth.tokenKey() });
		if (now.kind === 'denied') return 'ended';
		return mayServe(new SqlStore(statements), now.actor, space) ? 'allowed' : 'forbidden';
	});
}
