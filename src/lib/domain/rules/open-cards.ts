import type { Conflict } from '../entities';
import type { PersonId } from '../ids';
import { fieldOf } from '../rows';
import { sameValue, type View } from '../tx';

/**
 * Whether the card waits for a choice: not once its task is out of the plan, or where it is not to be
 * seen, nor while the task says just what the card's author had said. After a restore the other word
 * may come later than the card, which then waits again.
 */
export function waitsForChoice(view: View, conflict: Conflict): boolean {
	const task = view.get('tasks', conflict.task);
	if (!conflict.open || task?.removed !== false) return false;
	return Object.entries(conflict.fields).some(
		([field, { mine }]) => !sameValue(mine, fieldOf(task, field))
	);
}

/** The cards that wait for their author's choice, in no particular order. */
export function openCards(view: View, author: PersonId): Conflict[] {
	return view
		.list('conflicts', 'author', author)
		.filter((conflict) => waitsForChoice(view, conflict));
}
