import type { Actor } from '../command';
import type { Rows } from '../entities';
import type { View } from '../tx';
import { mayTakePart } from './rights';

/**
 * Whether somebody may send the bytes of an attachment: only whose word it is, as long as they are in
 * the project; that it has closed since is no matter.
 */
export function mayFill(
	view: View,
	actor: Actor,
	row: Rows['attachments']
): 'ok' | 'forbidden' | 'removed' | 'left_project' {
	if (row.person !== actor.id) return 'forbidden';
	if (row.removed) return 'removed';
	const allowed = mayTakePart(view, actor, row.project);
	if (allowed === 'ok' || allowed === 'closed') return 'ok';
	return allowed === 'left_project' ? 'left_project' : 'forbidden';
}
